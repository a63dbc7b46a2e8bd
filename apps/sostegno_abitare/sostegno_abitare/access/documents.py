"""The same row access for one document, whatever the route that asks for it."""

from typing import Any

import frappe
from frappe.model.document import Document

from . import CASE, CASE_DOCTYPES, MINE, ROWS, TERRITORY
from .conditions import row_condition
from .places import lies_in
from .read_log import note
from .scope import Scope, scope_of

CONTRACT = "contract"
READING = ("read", "print", "email", "export", "share", "report", "select")


def has_permission(
	doc: Document, ptype: str | None = None, user: str | None = None, debug: bool = False
) -> bool:
	"""Hook of every doctype of the table: True leaves the decision to the roles, False denies. A granted read of
	a case is noted for the log.
	"""
	user, ptype = user or frappe.session.user, ptype or "read"
	if not allowed(doc, ptype, user):
		return False
	if doc.doctype in CASE_DOCTYPES and not is_unsaved(doc):
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
	rows = ROWS[doc.doctype]
	if rows.by == MINE:
		return _names_what_is_open(doc, user)
	if rows.by in (CASE, TERRITORY):
		held = (
			_holds_place(doc, scope) or _is_own(doc, scope)
			if rows.by == TERRITORY
			else _holds_case(doc, scope)
		)
		return held and _names_what_is_open(doc, user)
	if doc.doctype == "Referral":
		pair = doc.get("agreement"), doc.get("municipality")
		return any(lies_in(territory, *pair) for territory in scope.territories) or (
			scope.as_case_manager and doc.get("case_manager") == user
		)
	if doc.doctype == "Commission Session":
		return not is_unsaved(doc) or _coordinates(doc.get("agreement"), scope)
	return not is_unsaved(doc) or _resides_in_scope(doc.get("residence_municipality"), scope.territories)


def _holds_place(doc: Document, scope: Scope) -> bool:
	"""A copied agreement or municipality is judged as its source says it, not as sent: it is copied later."""
	return scope.by_place is not None and lies_in(
		scope.by_place, _copied(doc, "agreement"), _copied(doc, "municipality")
	)


def _is_own(doc: Document, scope: Scope) -> bool:
	"""Whether the link that says whose the document is leads to the user."""
	field, _dot, of = ROWS[doc.doctype].own.partition(".")
	linked = doc.meta.get_field(field) if scope.own and of and doc.get(field) else None
	return linked is not None and frappe.db.get_value(linked.options, doc.get(field), of) == scope.user


def _copied(doc: Document, fieldname: str) -> Any:
	field = doc.meta.get_field(fieldname)
	if not field or (field.fetch_if_empty and doc.get(fieldname)):
		return doc.get(fieldname)
	link, _dot, source = str(field.fetch_from or "").partition(".")
	if not source and doc.meta.get_field(CONTRACT):  # a document on a contract lies where the contract does
		link, source = CONTRACT, fieldname
	linked = doc.meta.get_field(link) if source and doc.get(link) else None
	if linked is None:
		return doc.get(fieldname)
	doctype = doc.get(linked.options) if linked.fieldtype == "Dynamic Link" else linked.options
	if not doctype or not frappe.get_meta(doctype).has_field(source):  # a head lease is of no case
		return None
	return frappe.db.get_value(doctype, doc.get(link), source)


def _holds_case(doc: Document, scope: Scope) -> bool:
	"""The case is open, or lies in the territory; what names no case is judged by what it names itself."""
	referral = _copied(doc, "referral")
	if referral and may_see("Referral", referral, scope.user, writing=True):
		return True
	if not scope.by_place:
		return False
	if not referral:
		return _holds_place(doc, scope)
	pair = frappe.db.get_value("Referral", referral, ["agreement", "municipality"])
	return bool(pair) and lies_in(scope.by_place, *pair)


def _names_what_is_open(doc: Document, user: str) -> bool:
	"""Whether every document of the table that is named anew lies in the user's rows: what is linked lends its
	title, and fields that are copied. Who has no right on a whole doctype is told nothing by a link to it.
	"""
	before = {} if is_unsaved(doc) else frappe.db.get_value(doc.doctype, doc.name, "*", as_dict=True) or {}
	for field in doc.meta.fields:
		if field.fieldtype not in ("Link", "Dynamic Link"):
			continue
		linked = field.options if field.fieldtype == "Link" else doc.get(field.options)
		name = doc.get(field.fieldname)
		if (
			linked not in ROWS
			or field.fieldname == "referral"
			or not name
			or name == before.get(field.fieldname)
		):
			continue
		if frappe.has_permission(linked, "read", user=user) and not may_see(linked, name, user):
			return False
	return True


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


def _coordinates(agreement: str | None, scope: Scope) -> bool:
	return scope.as_coordinator is not None and lies_in(scope.as_coordinator, agreement, None)


def is_unsaved(doc: Document) -> bool:
	"""Whether there is no stored row yet."""
	return bool(doc.is_new()) or not doc.name
