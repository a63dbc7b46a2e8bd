"""The row of the budget that hours and goods are valued on: one of the partner's contribution in kind (R4, R5)."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt
from sostegno_abitare.programme.validity import label

PARTNER_IN_KIND = "Partner In Kind"


class NotInKindError(frappe.ValidationError):
	"""A row of the budget that holds no contribution in kind."""


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
