"""Checks of amounts and requests that every document of money shares."""

import math

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import fmt_money
from sostegno_abitare.programme.validity import label
from sostegno_abitare.rules.money import NotAnAmountError, exact_cents

MOST = 10_000_000_000  # cents: a hundred million euros; more is a slip of the keyboard


class AmountError(frappe.ValidationError):
	"""An amount that is no number, not in whole cents, below the least or above the most."""


class RequestRepeatedError(frappe.ValidationError):
	"""The same request of money sent twice."""


def whole_cents(doc: Document, field: str, least: int = 0, most: int = MOST) -> int:
	"""The amount of a Currency field of a document or of one of its rows, in cents; an empty one is 0.

	`least` and `most` are cents. Leaves the field as the euros of exactly that many cents. Raises AmountError, naming
	field, reason and what to do.
	"""
	value = doc.get(field)
	try:
		amount = exact_cents(value)
	except NotAnAmountError as error:
		reason = {
			"not_a_number": _("{0} is not an amount; write digits, with a point before the cents"),
			"ambiguous": _(
				"{0} can be read in two ways; write the digits, with a point before the cents alone"
			),
			"part_of_a_cent": _("{0} is not in whole cents; round it to two decimals"),
		}[error.code].format(value)
		frappe.throw(f"{called(doc, field)}: {reason}", AmountError)
	if not least <= amount <= most:
		frappe.throw(
			_("{0}: {1} is not between {2} and {3}").format(
				called(doc, field), euro(amount), euro(least), euro(most)
			),
			AmountError,
		)
	doc.set(field, amount / 100)
	return amount


def whole_number(doc: Document, field: str, least: float = 0, most: float = 10_000_000) -> float:
	"""The value of a number field that is no money (a quantity, a percentage): a finite one between the bounds.
	Raises AmountError.
	"""
	value = doc.get(field)
	try:
		number = float(value or 0)
	except (TypeError, ValueError):
		number = math.nan
	if not least <= number <= most:
		frappe.throw(
			_(
				"{0}: {1} is not a number between {2} and {3}; write it with a point before the decimals"
			).format(called(doc, field), value, least, most),
			AmountError,
		)
	doc.set(field, number)
	return number


def called(doc: Document, field: str) -> str:
	"""The label of a field; of a row of a table with its number."""
	if doc.get("parentfield") and doc.get("idx"):
		return _("Row {0}, {1}").format(doc.idx, label(doc, field))
	return label(doc, field)


def euro(cents: int) -> str:
	"""Cents as a reader reads euros."""
	return fmt_money(cents / 100, 2, "EUR")


def once(doc: Document) -> None:
	"""The same request sent twice makes one document: says which there is already. The unique index on `request_id`
	stops two at the same instant. Call it in `validate`.
	"""
	doc.request_id = (doc.get("request_id") or "").strip() or None
	if not doc.request_id or not doc.is_new():
		return
	earlier = frappe.db.get_value(doc.doctype, {"request_id": doc.request_id})
	if earlier:
		frappe.throw(
			_("This request is registered already as {0}").format(frappe.bold(earlier)), RequestRepeatedError
		)
