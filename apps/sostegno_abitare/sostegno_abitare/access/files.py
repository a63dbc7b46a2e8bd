"""Attachments: listed, and linked again, only by those who see what they hang on."""

import frappe
from frappe.model.document import Document

from . import ROWS
from .conditions import row_condition
from .documents import is_unsaved
from .places import NOTHING, in_list


def condition(user: str | None = None) -> str:
	"""Condition on `tabFile` for lists: what is attached to a case or a home is listed with it."""
	user = user or frappe.session.user
	# A table may name what a site that is not migrated yet lacks.
	there = frappe.get_all("DocType", filters={"name": ["in", list(ROWS)]}, pluck="name")
	conditions = {
		doctype: row_condition(doctype, user, writing=False)
		if frappe.has_permission(doctype, "read", user=user)
		else NOTHING
		for doctype in there
	}
	closed = {doctype: text for doctype, text in conditions.items() if text is not None}
	if not closed:
		return ""
	parts = [
		"`tabFile`.`attached_to_doctype` is null",
		f"`tabFile`.`attached_to_doctype` not in {in_list(closed)}",
		*(
			f"(`tabFile`.`attached_to_doctype` = {frappe.db.escape(doctype)} and `tabFile`.`attached_to_name` in"
			f" (select `tab{doctype}`.`name` from `tab{doctype}` where {text}))"
			for doctype, text in closed.items()
			if text != NOTHING
		),
	]
	return "(" + " or ".join(parts) + ")"


def has_permission(
	doc: Document, ptype: str | None = None, user: str | None = None, debug: bool = False
) -> bool:
	"""Hook of File: naming the address of a private file that hangs on somebody else's case does not open it."""
	user = user or frappe.session.user
	return (
		_host_allows(doc, ptype, user) and _may_name_address(doc, ptype, user) and _reads_its_level(doc, user)
	)


def _reads_its_level(doc: Document, user: str) -> bool:
	"""What stands in a field above the common level is read by who reads that level."""
	if doc.get("attached_to_doctype") not in ROWS or is_unsaved(doc):
		return True
	meta = frappe.get_meta(doc.attached_to_doctype)
	above = {f.fieldname: f.permlevel for f in meta.get("fields", {"fieldtype": "Attach"}) if f.permlevel}
	held = (
		frappe.db.get_value(doc.attached_to_doctype, doc.attached_to_name, list(above), as_dict=True)
		if above
		else None
	)
	wanted = {above[field] for field, url in (held or {}).items() if url and url == doc.file_url}
	wanted |= {above[doc.attached_to_field]} if doc.get("attached_to_field") in above else set()
	roles = set(frappe.get_roles(user))
	read = {right.permlevel for right in meta.permissions if right.read and right.role in roles}
	return user == "Administrator" or wanted <= read


def _host_allows(doc: Document, ptype: str | None, user: str) -> bool:
	"""What the other hooks say: Frappe v15 asks only the last one that has an opinion, which would be this
	one.
	"""
	paths = frappe.get_hooks("has_permission").get("File", [])
	others = (frappe.get_attr(path) for path in paths if path != f"{__name__}.has_permission")
	return all(frappe.call(other, doc=doc, ptype=ptype, user=user) is not False for other in others)


def _may_name_address(doc: Document, ptype: str | None, user: str) -> bool:
	if ptype not in ("create", "write") or not str(doc.get("file_url") or "").startswith("/private/"):
		return True
	if not is_unsaved(doc) and doc.file_url == frappe.db.get_value("File", doc.name, "file_url"):
		return True
	rows = frappe.get_all(
		"File", filters={"file_url": doc.file_url, "name": ["!=", doc.name or ""]}, pluck="name"
	)
	readable = (
		frappe.has_permission("File", "read", doc=frappe.get_doc("File", row), user=user) for row in rows
	)
	return not rows or any(readable)
