"""The same row access for one document, whatever the route that asks for it."""

from typing import Any

import frappe
from frappe.model.document import Document

from .conditions import row_condition
from .read_log import note
from .scope import scope_of

READING = ("read", "print", "email", "export", "share", "report", "select")


def has_permission(
	doc: Document, ptype: str | None = None, user: str | None = None, debug: bool = False
) -> bool:
	"""Hook of every case doctype: True leaves the decision to the roles, False denies. A granted read is
	noted for the log.
	"""
	user, ptype = user or frappe.session.user, ptype or "read"
	if not allowed(doc, ptype, user):
		return False
	if not is_unsaved(doc):
		note(doc.doctype, doc.name, ptype, user)
	return True


def may_see(doctype: str, name: str | None, user: str | None = None, writing: bool = False) -> bool:
	"""Whether the stored row lies in the user's scope. It decides on rows alone, not on the role's rights,
	and is not a read.
	"""
	condition = row_condition(doctype, user or frappe.session.user, writing)
	if condition is None:
		return True
	if not name:
		return False
	return bool(
		frappe.db.sql(
			f"select 1 from `tab{doctype}` where `tab{doctype}`.`name` = %s and {condition}", (name,)
		)
	)


def allowed(doc: Document, ptype: str, user: str) -> bool:
	"""The answer of the hook, without noting a read."""
	writing = ptype not in READING
	if not is_unsaved(doc) and not may_see(doc.doctype, doc.name, user, writing):
		return False
	return not writing or _may_hold(doc, user)


def _may_hold(doc: Document, user: str) -> bool:
	"""Whether the user may give the document the municipality, agreement or case it now names, on creation
	and on every change.
	"""
	scope = scope_of(user, doc.doctype, writing=True)
	if scope.everything:
		return True
	if doc.doctype == "Referral":
		return any(_matches(territory, doc) for territory in scope.territories) or (
			scope.as_case_manager and doc.get("case_manager") == user
		)
	if doc.doctype in ("Household", "Person"):
		return not is_unsaved(doc) or _resides_in_scope(doc.get("residence_municipality"), scope.territories)
	if doc.doctype == "Commission Session":
		return not is_unsaved(doc) or _coordinates(doc.get("agreement"), scope.as_coordinator)
	return may_see("Referral", doc.get("referral"), user, writing=True)


def _matches(territory: Any, doc: Document) -> bool:
	return (territory.municipalities is None or doc.get("municipality") in territory.municipalities) and (
		territory.agreements is None or doc.get("agreement") in territory.agreements
	)


def _resides_in_scope(municipality: str | None, territories: list[Any]) -> bool:
	"""A new person or household lives in the user's territory, or where no agreement reaches."""
	if not territories:
		return False
	if any(
		municipality in (territory.municipalities or _municipalities(territory.agreements))
		for territory in territories
	):
		return True
	return not frappe.db.exists("Agreement Municipality", {"municipality": municipality})


def _municipalities(agreements: tuple[str, ...] | None) -> list[str]:
	return frappe.get_all(
		"Agreement Municipality", filters={"parent": ["in", agreements or ()]}, pluck="municipality"
	)


def _coordinates(agreement: str | None, territory: Any) -> bool:
	if territory is None:
		return False
	if territory.agreements:
		return agreement in territory.agreements
	return any(
		place in territory.municipalities for place in _municipalities((agreement,) if agreement else ())
	)


def is_unsaved(doc: Document) -> bool:
	"""Whether there is no stored row yet."""
	return bool(doc.is_new()) or not doc.name
