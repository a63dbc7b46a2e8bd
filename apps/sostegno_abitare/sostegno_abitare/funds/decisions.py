"""What every decision on money of a fund carries, and who may take it (R24, R46, R48)."""

from collections.abc import Iterable
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import formatdate, getdate
from sostegno_abitare.programme.validity import label
from sostegno_abitare.rules import guarantees

FIELDS = ("decided_on", "decided_by_body", "decision_number")


class DecisionMissingError(frappe.ValidationError):
	"""A payment, guarantee or write-off without the decision that it rests on."""


class SelfApprovalError(frappe.ValidationError):
	"""A decision by who prepared it, whatever the role (R24, R47)."""


class PastOnlyError(frappe.ValidationError):
	"""Something called done on a day to come."""


def validate_decided(doc: Document) -> None:
	"""Day, body and number of the decision are there, and the day has come."""
	lacking = [label(doc, field) for field in FIELDS if not str(doc.get(field) or "").strip()]
	if lacking:
		frappe.throw(_("Fill in the decision first: {0}").format(", ".join(lacking)), DecisionMissingError)
	validate_past(doc, "decided_on")


def validate_past(doc: Document, *fields: str) -> None:
	"""These days have come."""
	for field in fields:
		if doc.get(field) and getdate(doc.get(field)) > getdate():
			frappe.throw(
				_("{0}: {1} is still to come").format(label(doc, field), formatdate(doc.get(field))),
				PastOnlyError,
			)


def validate_second_person(
	prepared_by: Iterable[str | None], checked_by: str | None = None, amount: int = 0, second_above: int = 0
) -> None:
	"""Whoever decides now is not who prepared, nor above an amount who checked."""
	reason = guarantees.self_approval(frappe.session.user, prepared_by, checked_by, amount, second_above)
	if reason == guarantees.PREPARED_IT:
		frappe.throw(
			_("You prepared this: another person approves it, whatever your role"), SelfApprovalError
		)
	if reason == guarantees.CHECKED_IT:
		frappe.throw(
			_("You checked this, and its amount asks for a second person: another one approves it"),
			SelfApprovalError,
		)


def stored(doc: Document) -> Any:
	"""The document as it was before this change; None for a new one."""
	before = doc.get_doc_before_save()
	if before is None and not doc.is_new():
		before = frappe.get_doc(doc.doctype, doc.name)
	return before


def note_preparer(doc: Document, before: Any, first: str) -> None:
	"""Who writes a draft prepares it; who sends it back to be one does not."""
	was = (before.get("workflow_state") if before else None) or first
	if was == first and (doc.workflow_state or first) == first:
		doc.prepared_by = frappe.session.user
