"""Whom a fund may pay: the owner of the home, at the IBAN registered for that owner (R47)."""

from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from sostegno_abitare.programme.validity import label

OWNER = "Property Owner"


class PayeeError(frappe.ValidationError):
	"""A payee who is not the owner of the home, nor the body that sublets it."""


class IbanMissingError(frappe.ValidationError):
	"""A payment to an owner whose IBAN is not registered."""


class IbanChangedError(frappe.ValidationError):
	"""An owner's IBAN that is another than the one that was checked."""


def head_of(sublease: str) -> Any:
	"""The head lease of a sublease: name, property_owner, lessee."""
	head = frappe.db.get_value("Sublease", sublease, "head_lease")
	fields = ["name", "property_owner", "lessee"]
	return frappe.db.get_value("Head Lease", head, fields, as_dict=True)


def validate_owner(doc: Document) -> None:
	"""Of a home that the service sublets: its owner, or the body that sublets it as registered among the owners."""
	if not doc.get("sublease"):
		return
	head = head_of(doc.sublease)
	body = frappe.db.get_value(OWNER, doc.property_owner, "organisation")
	if doc.property_owner != head.property_owner and (not body or body != head.lessee):
		frappe.throw(
			_("{0}: {1} neither owns the home of {2} nor sublets it").format(
				label(doc, "property_owner"), frappe.bold(doc.property_owner), frappe.bold(doc.sublease)
			),
			PayeeError,
		)


def account_of(owner: str) -> tuple[str, str]:
	"""(IBAN, holder) of an owner. Raises IbanMissingError."""
	row = frappe.db.get_value(OWNER, owner, ["iban", "account_holder", "owner_name"], as_dict=True)
	if not row or not row.iban:
		frappe.throw(
			_("{0} has no IBAN: the housing manager or finance writes it on the owner's record").format(
				frappe.bold(owner)
			),
			IbanMissingError,
		)
	return row.iban, row.account_holder or row.owner_name


def validate_same_account(doc: Document) -> None:
	"""The IBAN that was checked is still the owner's."""
	if account_of(doc.property_owner)[0] != doc.payee_iban:
		frappe.throw(
			_("The IBAN of {0} was changed after the check: send the payment back and check it again").format(
				frappe.bold(doc.property_owner)
			),
			IbanChangedError,
		)
