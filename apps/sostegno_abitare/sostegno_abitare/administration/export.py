"""The configuration as a file, in the format of Frappe's fixtures: a list of documents as JSON, always in the
same order and without what changes from site to site.
"""

import json
from typing import Any

import frappe
from frappe import _
from frappe.core.doctype.access_log.access_log import make_access_log
from frappe.utils import get_datetime, nowdate

from .log import LOG
from .rights import require_administrator
from .state import fields_of, is_secret, state_of
from .transferable import GROUPS, KINDS, stable_name


@frappe.whitelist(methods=["POST"])
def export(document_type: str | None = None, changed_since: str | None = None) -> dict[str, Any]:
	"""The documents of one type or group, or of all, that the user may read: {filename, count, content}. With
	`changed_since` (a day or moment) only those changed from then on.
	"""
	require_administrator()
	if document_type and document_type not in (*KINDS, *GROUPS):
		frappe.throw(_("{0} cannot be exported").format(_(document_type)))
	doctypes = GROUPS.get(document_type, (document_type,)) if document_type else tuple(KINDS)
	since = str(get_datetime(changed_since)) if changed_since else None
	found = [
		as_fixture(frappe.get_doc(doctype, name)) for doctype in doctypes for name in _names(doctype, since)
	]
	documents = sorted(found, key=lambda record: (list(KINDS).index(record["doctype"]), record["name"]))
	make_access_log(
		doctype=doctypes[0] if len(doctypes) == 1 else None, method="Configuration Transfer", file_type="JSON"
	)
	return {
		"filename": f"configurazione-{nowdate()}.json",
		"count": len(documents),
		"content": json.dumps(documents, ensure_ascii=False, indent=1) + "\n",
	}


def as_fixture(doc: Any) -> dict[str, Any]:
	"""A document as its file describes it."""
	secret = {field.fieldname for field in fields_of(doc.doctype) if is_secret(field)}
	state = {field: _stored(value) for field, value in state_of(doc).items() if field not in secret}
	for table in fields_of(doc.doctype):
		if isinstance(state.get(table.fieldname), list):
			rows = state[table.fieldname]
			state[table.fieldname] = [
				{"doctype": table.options, **{key: _stored(value) for key, value in row.items()}}
				for row in rows
			]
	return {"doctype": doc.doctype, "name": stable_name(doc.doctype, state, doc.name), **state}


def _stored(value: Any) -> Any:
	"""Nothing is null: an empty text is no JSON, and two of them are not unique."""
	return None if value == "" else value


def is_here(doctype: str) -> bool:
	"""Whether the host has such documents."""
	return bool(frappe.db.exists("DocType", doctype))


def _names(doctype: str, since: str | None) -> list[str]:
	"""The site's own documents, by name: those that the filters tell, and those the log has a change of."""
	if not is_here(doctype) or not frappe.has_permission(doctype, "read"):
		return []
	changed = {"modified": [">=", since]} if since else {}
	own = frappe.get_list(
		doctype, filters={**KINDS[doctype].own, **changed}, pluck="name", limit_page_length=0
	)
	if doctype == "Workspace":
		moment = {"changed_at": [">=", since]} if since else {}
		logged = frappe.get_all(LOG, filters={"document_type": doctype, **moment}, pluck="document")
		own += frappe.get_list(doctype, filters={"name": ["in", logged or [""]]}, pluck="name")
	return sorted(set(own))
