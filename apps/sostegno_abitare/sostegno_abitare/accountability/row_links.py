"""The row of the budget that hours and goods are valued on: one of the partner's contribution in kind (R4, R5)."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt
from sostegno_abitare.programme.amounts import called
from sostegno_abitare.programme.validity import label

PARTNER_IN_KIND = "Partner In Kind"
# Shares of a row that are paid with money -> their field.
CASH_SHARES = {"Public": "public_share", "Partner Cash": "partner_cash", "Third Party": "third_party"}


class NotInKindError(frappe.ValidationError):
	"""A row of the budget that holds no contribution in kind."""


class NotPaidError(frappe.ValidationError):
	"""A row of the budget on which nothing is paid."""


def follow_row(doc: Document) -> None:
	"""The action is the one of the row."""
	action = doc.get("budget_row") and frappe.db.get_value("Budget Row", doc.budget_row, "action")
	if action:
		doc.action = action


def validate_in_kind(doc: Document) -> None:
	"""The row, where one is named, holds a contribution in kind of the partner. Raises NotInKindError."""
	if doc.get("budget_row") and not flt(
		frappe.db.get_value("Budget Row", doc.budget_row, "partner_in_kind")
	):
		frappe.throw(
			_("{0} {1} has no contribution in kind of the partner: choose a row that has").format(
				label(doc, "budget_row"), frappe.bold(doc.budget_row)
			),
			NotInKindError,
		)


def validate_paid(doc: Document) -> None:
	"""The row, where one is named, is paid with money. Raises NotPaidError."""
	if doc.get("budget_row") and frappe.db.get_value("Budget Row", doc.budget_row, "nature") != "Cash":
		frappe.throw(
			_("{0}: {1} is figurative; hours that are paid stand on a row of money").format(
				called(doc, "budget_row"), frappe.bold(doc.budget_row)
			),
			NotPaidError,
		)


def reported_in(doc: Document) -> str | None:
	"""The claim, not taken back, that reports the value of a document."""
	lines = frappe.get_all(
		"Claim Co-participation Line",
		filters={"source_doctype": doc.doctype, "source_name": doc.name},
		pluck="claim",
	)
	return frappe.db.get_value("Reimbursement Claim", {"name": ["in", lines or [""]], "docstatus": 1})
