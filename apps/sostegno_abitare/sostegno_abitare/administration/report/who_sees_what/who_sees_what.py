"""What a user can see and do, and why: for every type of document, for one, or for one document step by step."""

from typing import Any

import frappe
from frappe import _
from sostegno_abitare import reporting
from sostegno_abitare.access.explain import ADMINISTRATOR, RIGHTS, explain, granting_roles, limits
from sostegno_abitare.administration.rights import require_administrator

# Roles that everybody has who may log in.
AUTOMATIC = {"All", "Guest", "Desk User"}
LEVEL_RIGHTS = ("read", "write")


def execute(filters: dict[str, Any] | None = None) -> tuple[Any, ...]:
	"""Columns, rows and a message on the user."""
	require_administrator()
	asked = frappe._dict(filters or {})
	user = str(asked.get("user") or "")
	if not user:
		return columns(), [], _("Choose a user")
	person = frappe.db.get_value("User", user, ["name", "full_name", "enabled"], as_dict=True)
	if not person:
		frappe.throw(_("There is no user {0}").format(user), frappe.DoesNotExistError)
	doctype, document = asked.get("document_type"), asked.get("document")
	if doctype and not frappe.db.exists("DocType", {"name": doctype, "istable": 0}):
		frappe.throw(_("There is no document type {0}").format(str(doctype)[:140]), frappe.DoesNotExistError)
	doc = _document(doctype, document) if doctype and document else None
	doctypes = [doctype] if doctype else _doctypes()
	rows = [row for each in doctypes for row in rows_of(person.name, each, doc)]
	return columns(doc is not None), rows, _message(person)


def rows_of(user: str, doctype: str, doc: Any = None) -> list[dict[str, Any]]:
	"""A row for each right on a type, and for each permission level above the common one."""
	visible, total = _counted(user, doctype) if doc is None else (None, None)
	limited = limits(user, doctype)
	rows = []
	for right in RIGHTS:
		verdict = explain(user, doctype, right, doc)
		if not verdict.allowed and doc is None:
			continue
		rows.append(
			{
				"doctype_label": _(doctype),
				"document_type": doctype,
				"right": right,
				"right_label": _right(right),
				"level": 0,
				"allowed": _("Yes") if verdict.allowed else _("No"),
				"granted_by": _roles(user, doctype, right),
				"limited_by": limited,
				**({"reason": verdict.reason} if doc is not None else {}),
				**({"visible": visible, "total": total} if right == "read" and doc is None else {}),
			}
		)
	given = [row["right"] for row in rows if row["allowed"] == _("Yes")]
	return rows + _levels(user, doctype, given)


def columns(one_document: bool = False) -> list[dict[str, Any]]:
	"""The columns, in the reader's language; for one document the steps take the place of the counts."""
	steps = reporting.column("reason", _("Step by Step"), width=560)
	counts = [
		reporting.column("visible", _("Documents Seen"), "Int", 130),
		reporting.column("total", _("Documents in All"), "Int", 130),
	]
	granted = reporting.column("granted_by", _("Granted by the Role"), width=220)
	limited = reporting.column("limited_by", _("Limited to"), width=320)
	return [
		reporting.column("doctype_label", _("Document Type"), width=170),
		reporting.column("right_label", _("Right"), width=130),
		reporting.column("level", _("Level"), "Int", 80),
		reporting.column("allowed", _("Given"), width=90),
		*([steps, granted, limited] if one_document else [granted, limited, *counts]),
		reporting.column("document_type", _("Type"), hidden=1),
		reporting.column("right", _("Right"), hidden=1),
	]


def _levels(user: str, doctype: str, given: list[str]) -> list[dict[str, Any]]:
	"""The fields above the common level that the user reads or writes, where the documents are open for it."""
	levels = sorted({int(field.permlevel or 0) for field in frappe.get_meta(doctype).fields} - {0})
	return [
		{
			"doctype_label": _(doctype),
			"document_type": doctype,
			"right": right,
			"right_label": _right(right),
			"level": level,
			"allowed": _("Yes"),
			"granted_by": _roles(user, doctype, right, level),
			"limited_by": "",
		}
		for level in levels
		for right in LEVEL_RIGHTS
		if right in given
		if user == ADMINISTRATOR or granting_roles(user, doctype, right, level)
	]


def _roles(user: str, doctype: str, right: str, level: int = 0) -> str:
	if user == ADMINISTRATOR:
		return _("Administrator")
	given = granting_roles(user, doctype, right, level)
	own = _("{0} (own documents)")
	return ", ".join(_(role) if everywhere else own.format(_(role)) for role, everywhere in given.items())


def _counted(user: str, doctype: str) -> tuple[int | None, int | None]:
	"""How many documents the user sees, and of how many: for those only who see them all themselves."""
	if frappe.get_meta(doctype).issingle or not frappe.has_permission(doctype, "read"):
		return None, None
	total = frappe.db.count(doctype)
	if _seen(frappe.session.user, doctype) != total:
		return None, None
	return _seen(user, doctype), total


def _seen(user: str, doctype: str) -> int:
	try:
		return len(frappe.get_list(doctype, user=user, pluck="name", limit_page_length=0))
	except frappe.PermissionError:
		frappe.clear_messages()
		return 0


def _document(doctype: str, name: str) -> Any:
	"""The document asked about, for those who may read it themselves."""
	doc = frappe.get_doc(doctype, name)
	doc.check_permission("read")
	return doc


def _doctypes() -> list[str]:
	"""The types of the service, module by module."""
	modules = frappe.get_all("Module Def", filters={"app_name": "sostegno_abitare"}, pluck="name")
	return frappe.get_all(
		"DocType",
		filters={"module": ["in", modules], "istable": 0},
		pluck="name",
		order_by="module asc, name asc",
	)


def _message(person: Any) -> str:
	given = set(frappe.get_roles(person.name)) - AUTOMATIC
	roles = ", ".join(sorted(_(role) for role in given)) or _("none")
	text = _("{0} has the roles: {1}").format(
		frappe.utils.escape_html(person.full_name or person.name), roles
	)
	return text if person.enabled else f"{text}. {_('The user is disabled and cannot log in.')}"


def _right(right: str) -> str:
	return _(RIGHT_LABELS[right])


RIGHT_LABELS = {
	"read": "Reading",
	"write": "Writing",
	"create": "Making",
	"delete": "Deleting",
	"submit": "Submitting",
	"cancel": "Cancelling",
	"amend": "Amending",
	"report": "Reporting",
	"export": "Exporting",
	"import": "Importing",
	"print": "Printing",
	"email": "Sending by E-Mail",
	"share": "Sharing",
}
