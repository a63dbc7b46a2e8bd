"""Reads of a case, logged: who, when, what (R51, BO-06).

A read is noted when the permission of the one document is granted, which every route does (form, REST,
print), and written once the request has ended: while a GET runs nothing can be kept, since it is rolled back.
"""

from contextlib import suppress
from typing import Any
from urllib.parse import unquote

import frappe
from frappe.utils import now_datetime

from . import CASE_DOCTYPES

ACCESS_TYPES = {
	"read": "Read",
	"print": "Print",
	"email": "Email",
	"export": "Export",
	"share": "Share",
	"report": "Report",
	"calendar": "Calendar",
}
# The last names of the addresses that print.
PRINTING = ("printview", "download_pdf", "download_multi_pdf", "get_html_and_style")
# The Administrator passes every permission unasked, so for that user the address tells what was read.
_DOCUMENT_ROUTES = (("api", "resource"), ("api", "v1", "resource"), ("api", "v2", "document"))

Read = tuple[str, str, str, str]


def note(doctype: str, name: str, ptype: str, user: str) -> None:
	"""Remembers a granted read for the end of the request; outside a request (jobs, console) there is nobody
	who reads.
	"""
	if ptype in ACCESS_TYPES and getattr(frappe.local, "request", None) is not None:
		_pending()[(user, ACCESS_TYPES[ptype], doctype, name)] = True


def note_form(doc: Any, method: str | None = None) -> None:
	"""Document event `onload`: a form was opened, also by those whose permission is never asked."""
	note(doc.doctype, doc.name, "read", frappe.session.user)


def write_reads(request: Any = None, response: Any = None) -> None:
	"""Hook `after_request`: keeps what was read, in a transaction of its own. A refused request has read
	nothing.
	"""
	if request is None or getattr(frappe.local, "db", None) is None:
		return
	reads = list(_pending())
	_pending().clear()
	if getattr(response, "status_code", 200) >= 400:
		return
	reads += [read for read in _from_address(request) if read not in reads]
	if not reads:
		return
	if request.method in ("GET", "HEAD"):
		frappe.db.rollback()  # what a GET has written is never kept, and the commit below must not change that
	for user, access_type, doctype, name in dict.fromkeys(_as_printed(read, request) for read in reads):
		_write(user, access_type, doctype, name, request)
	frappe.db.commit()


def _as_printed(read: Read, request: Any) -> Read:
	"""What is read to be printed is printed, also where the host asks for the right to read alone."""
	user, access_type, doctype, name = read
	method = str(request.path or "").rstrip("/").rpartition("/")[2].rpartition(".")[2]
	printed = access_type == ACCESS_TYPES["read"] and method in PRINTING
	return user, ACCESS_TYPES["print"] if printed else access_type, doctype, name


def _pending() -> dict[Read, bool]:
	if getattr(frappe.local, "case_reads", None) is None:
		frappe.local.case_reads = {}
	return frappe.local.case_reads


def _from_address(request: Any) -> list[Read]:
	"""Reads that no permission check of a document tells of: single values, and whatever the Administrator
	opens.
	"""
	form = frappe.form_dict
	# By the last name alone: a method may be reached by more than one path, and by `cmd`.
	methods = {str(path or "").rstrip("/").rpartition(".")[2] for path in (request.path, form.get("cmd"))}
	if "get_value" in methods:
		return _as_read(form.get("doctype"), _named_in(form.get("filters")))
	if "validate_link" in methods and form.get("fields"):
		return _as_read(form.get("doctype"), form.get("docname"))
	if frappe.session.user != "Administrator" or request.method != "GET":
		return []
	parts = tuple(unquote(part) for part in request.path.strip("/").split("/"))
	for route in _DOCUMENT_ROUTES:
		if parts[: len(route)] == route and len(parts) >= len(route) + 2:
			return _as_read(parts[len(route)], parts[len(route) + 1])
	return _as_read(form.get("doctype"), form.get("name"))


def _named_in(filters: Any) -> Any:
	"""The document that filters name, or the filters themselves where they search for one."""
	with suppress(ValueError):
		filters = frappe.parse_json(filters)
	if isinstance(filters, dict) and isinstance(filters.get("name"), str):
		return filters["name"]
	return filters if isinstance(filters, str) else frappe.as_json(filters, indent=None)[:140]


def _as_read(doctype: Any, name: Any) -> list[Read]:
	if doctype not in CASE_DOCTYPES or not isinstance(name, str):
		return []
	return [(frappe.session.user, ACCESS_TYPES["read"], doctype, name)]


def _write(user: str, access_type: str, doctype: str, name: str, request: Any) -> None:
	log = frappe.get_doc(
		{
			"doctype": "Case Read Log",
			"user": user,
			"read_at": now_datetime(),
			"access_type": access_type,
			"case_doctype": doctype,
			"case_name": name,
			"route": f"{request.method} {request.path}"[:140],
			"ip_address": str(getattr(frappe.local, "request_ip", "") or "")[:140],
		}
	)
	log.flags.kept_by_system = True
	log.insert(ignore_permissions=True)
