"""Drafts of expenses made of other documents: one for each, whoever asks how often."""

from collections.abc import Callable
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document

EXPENSE = "Expense"


class NotSubmittedError(frappe.ValidationError):
	"""An expense asked for before the document it stands on is submitted."""


class HasExpenseError(frappe.ValidationError):
	"""A document taken back while an expense stands on it."""


def make(doc: Document, field: str, values: Callable[[Any], dict[str, Any]]) -> str:
	"""The expense whose `field` names the submitted document, made as a draft where there is none; gives its name."""
	doc.check_permission("read")
	if doc.docstatus != 1:
		frappe.throw(_("Submit it before an expense is made of it"), NotSubmittedError)
	frappe.db.get_value(doc.doctype, doc.name, "name", for_update=True)
	found = standing_on(doc, field)
	return found or str(frappe.get_doc(values(doc)).insert().name)


def standing_on(doc: Document, field: str) -> str | None:
	"""The expense, not cancelled, whose `field` names the document."""
	return frappe.db.get_value(EXPENSE, {field: doc.name, "docstatus": ["<", 2]}, for_update=True)


def validate_none(doc: Document, field: str) -> None:
	"""No expense stands on the document. Raises HasExpenseError."""
	expense = standing_on(doc, field)
	if expense:
		frappe.throw(
			_("Expense {0} stands on {1}: cancel or delete it first").format(
				frappe.bold(expense), frappe.bold(doc.name)
			),
			HasExpenseError,
		)
