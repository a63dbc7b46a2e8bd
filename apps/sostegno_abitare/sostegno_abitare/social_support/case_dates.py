"""What the documents of a case take from its referral."""

from datetime import date

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate
from sostegno_abitare.programme.validity import label


class FutureDateError(frappe.ValidationError):
	"""Something called done that lies ahead."""


class BeforeReferralError(frappe.ValidationError):
	"""Something dated before the case was referred."""


def set_case_title(doc: Document) -> None:
	"""The title of the case that the document belongs to."""
	referral = doc.get("referral")
	doc.case_title = frappe.db.get_value("Referral", referral, "title") if referral else None


def validate_not_future(doc: Document, *fields: str) -> None:
	"""What has been done lies behind."""
	for field in fields:
		if doc.get(field) and getdate(doc.get(field)) > getdate():
			frappe.throw(_("{0} cannot be in the future").format(label(doc, field)), FutureDateError)


def validate_since_referral(doc: Document, field: str) -> None:
	"""Nothing is done for a case before it is referred."""
	referred = referred_on(doc.referral)
	if doc.get(field) and getdate(doc.get(field)) < referred:
		frappe.throw(
			_("{0} cannot be before the referral of the case ({1})").format(
				label(doc, field), frappe.utils.formatdate(referred)
			),
			BeforeReferralError,
		)


def referred_on(referral: str) -> date:
	"""The day a case was referred."""
	return getdate(frappe.db.get_value("Referral", referral, "referral_date"))
