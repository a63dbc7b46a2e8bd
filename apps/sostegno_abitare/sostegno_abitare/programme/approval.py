"""Four eyes: who prepared something does not approve it, whatever the role (R24)."""

from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt
from sostegno_abitare.programme.validity import label

_AMOUNTS = ("Currency", "Float", "Percent", "Int", "Check")
_TABLES = ("Table", "Table MultiSelect")
_LAYOUT = ("Section Break", "Column Break", "Tab Break", "Button", "HTML", "Heading")


class SelfApprovalError(frappe.ValidationError):
	"""A claim, payment or disbursement approved, or controlled, by who prepared it."""


class ApprovedOtherwiseError(frappe.ValidationError):
	"""A draft changed by the same step that approves it."""


def drafted(doc: Document) -> Any:
	"""The draft that a document in its submission was: who prepared it is read from there, never from what was sent.
	Raises ApprovedOtherwiseError where the document says anything else than the draft did, and SelfApprovalError for
	one that never was a draft.
	"""
	before = doc.get_doc_before_save()
	if before is None:
		by_somebody_else(frappe.session.user, done=_("prepared it"))
	changed = [field for field in _written(doc) if _said(doc, field) != _said(before, field)]
	if changed:
		frappe.throw(
			_("{0}: save the change first, so that somebody else approves it").format(
				", ".join(label(doc, field.fieldname) for field in changed)
			),
			ApprovedOtherwiseError,
		)
	return before


def _written(doc: Document) -> list[Any]:
	"""The fields that people fill in."""
	return [field for field in doc.meta.fields if field.fieldtype not in _LAYOUT and not field.read_only]


def _said(doc: Any, field: Any) -> Any:
	value = doc.get(field.fieldname)
	if field.fieldtype in _TABLES:
		return [[_said(row, each) for each in _written(row)] for row in value or ()]
	if field.fieldtype in _AMOUNTS:
		return round(flt(value), 6)
	return str(value) if value else ""


def by_somebody_else(*people: str | None, done: str) -> None:
	"""Refuses the user of this request where it is one of `people`. `done`: what these did, in the reader's language
	("prepared the claim"). Holds for administrators too.
	"""
	if frappe.session.user in people:
		frappe.throw(
			_("You {0}: somebody else has to take this step, so that two people have seen it").format(done),
			SelfApprovalError,
		)
