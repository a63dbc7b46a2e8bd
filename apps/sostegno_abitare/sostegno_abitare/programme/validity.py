"""Checks that several documents of the programme share."""

from datetime import date

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate
from sostegno_abitare.rules import clock


class DatesOutOfOrderError(frappe.ValidationError):
	"""A period that ends before it starts."""


class ActionOfOtherAgreementError(frappe.ValidationError):
	"""An action named together with an agreement it is not part of."""


class RepeatedAttendeeError(frappe.ValidationError):
	"""Somebody named twice among the attendees."""


class InvalidTimeError(frappe.ValidationError):
	"""A start time that is not hours and minutes."""


def lacks_mandatory(doc: Document) -> bool:
	"""Whether a mandatory field is empty (a zero is not). The framework says so after `validate`; the rules that
	need the fields wait for it.
	"""
	return any(
		field.reqd and doc.get(field.fieldname) in (None, "", [])
		for field in doc.meta.fields
		if field.fieldtype != "Check"
	)


def validate_sources(doc: Document) -> None:
	"""The documents that fields are fetched from are there. Frappe v15 checks every link but these."""
	for row in [doc, *doc.get_all_children()]:
		sources = {field.fetch_from.split(".")[0] for field in row.meta.fields if field.fetch_from}
		for source in sorted(sources):
			field, name = row.meta.get_field(source), row.get(source)
			if name and not frappe.db.exists(field.options, name):
				frappe.throw(
					_("{0} {1} does not exist").format(_(field.label), name), frappe.LinkValidationError
				)


def validate_order(doc: Document, first: str, last: str) -> None:
	"""The second date is not before the first; an empty one is open."""
	start, end = as_date(doc.get(first)), as_date(doc.get(last))
	if start and end and end < start:
		frappe.throw(
			_("{0} cannot be before {1}").format(label(doc, last), label(doc, first)),
			DatesOutOfOrderError,
		)


def validate_action_of_agreement(doc: Document) -> None:
	"""The action is one of the agreement's own."""
	agreement = (
		frappe.db.get_value("Agreement Action", doc.action, "agreement") if doc.get("action") else None
	)
	if agreement and doc.get("agreement") and agreement != doc.agreement:
		frappe.throw(
			_("Action {0} is not part of agreement {1}").format(
				frappe.bold(doc.action), frappe.bold(doc.agreement)
			),
			ActionOfOtherAgreementError,
		)


def tidy_time(doc: Document, fieldname: str) -> None:
	"""Hours and minutes. Not a Time field: Frappe v15 fills an empty one with the time of saving."""
	try:
		start = clock.minutes_of(doc.get(fieldname))
	except ValueError:
		frappe.throw(
			_("{0}: hours and minutes are needed, not {1}").format(label(doc, fieldname), doc.get(fieldname)),
			InvalidTimeError,
		)
	doc.set(fieldname, None if start is None else clock.written(start))


def validate_attendees_once(doc: Document) -> None:
	"""One person sits once among the `attendees`: by user, else by name."""
	seen: dict[str, int] = {}
	for row in doc.attendees:
		key = row.user or (row.full_name or "").strip().casefold()
		if key in seen:
			frappe.throw(
				_("Attendees, row {0}: {1} is already in row {2}").format(
					row.idx, frappe.bold(row.full_name), seen[key]
				),
				RepeatedAttendeeError,
			)
		seen[key] = row.idx


def as_date(value: date | str | None) -> date | None:
	"""A date, or None for an empty field."""
	return getdate(value) if value else None


def label(doc: Document, field: str) -> str:
	"""The label of a field, in the reader's language."""
	return _(doc.meta.get_label(field))
