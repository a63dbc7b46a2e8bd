"""The log of configuration changes: written by the events of the documents, and checked for tampering.

Every row holds the hash of the one before it, so that a row changed, taken out or put in shows. The names are
a series whose counter the database keeps apart, so that rows cut off at the end show too.
"""

import json
from typing import Any

import frappe
from frappe import _
from frappe.utils import now_datetime
from sostegno_abitare.rules import hash_chain

from .changes import Differences, differences
from .doctype.configuration_change.configuration_change import PREFIX, link_of, name_of
from .rights import require_administrator
from .state import state_of
from .words import list_of, name_in_words, sentence

LOG = "Configuration Change"
_FIELDS = [
	"name",
	"changed_at",
	"user",
	"kind",
	"document_type",
	"document",
	"summary",
	"differences",
	"state",
	"previous_hash",
	"hash",
]


def note_insert(doc: Any, method: str | None = None) -> None:
	"""Event `after_insert`: a document was made."""
	if _is_kept(doc):
		state = state_of(doc)
		_write("Insert", doc, differences({}, state), state)


def note_change(doc: Any, method: str | None = None) -> None:
	"""Event `on_change`: a document was saved, or one of its values written. What changed nothing is left out."""
	if not _is_kept(doc) or doc.flags.in_delete:
		return
	state, before = state_of(doc), _before(doc)
	found = differences(before, state) if before is not None else {}
	if found:
		_write("Change", doc, found, state)


def note_rename(doc: Any, method: str | None = None, *names: Any) -> None:
	"""Event `after_rename`: a document has another name."""
	if _is_kept(doc):
		old, new = str(names[0]), str(names[1])
		_write("Rename", doc, {"changed": [["name", old, new]]}, state_of(doc))


def note_delete(doc: Any, method: str | None = None) -> None:
	"""Event `after_delete`: a document is gone; what it said is kept."""
	if _is_kept(doc):
		state = state_of(doc)
		_write("Delete", doc, differences(state, {}), state)


def note_silent(before: dict[str, Any], after: dict[str, Any]) -> None:
	"""Keeps what was done to documents without their events: `before` and `after` hold them by name."""
	for name, doc in before.items():
		last = _last(doc.doctype, name)
		if name not in after and (last is None or last.kind != "Delete"):
			note_delete(doc)
	for name, doc in after.items():
		state, last = state_of(doc), _last(doc.doctype, name)
		if last is None and name not in before:
			note_insert(doc)
		elif name in before and (last is None or json.loads(last.state or "{}") != state):
			found = differences(state_of(before[name]), state)
			if found:
				_write("Change", doc, found, state)


@frappe.whitelist()
def verify() -> dict[str, Any]:
	"""Reads the whole log and checks its hashes: {ok, rows, head, problems}. `head` is the hash of the last
	row: written down elsewhere, it proves later that nothing before it was touched.
	"""
	require_administrator()
	found = hash_chain.walk(map(link_of, _rows()), _counted())
	problems = [_in_words(fault) for fault in found.faults]
	return {"ok": not problems, "rows": found.rows, "head": found.head, "problems": problems}


@frappe.whitelist()
def read_differences(change: str) -> list[str]:
	"""The differences of a row of the log in words, in the reader's language."""
	row = frappe.get_doc(LOG, change)
	row.check_permission("read")
	if not frappe.db.exists("DocType", row.document_type):
		return []
	return list_of(row.document_type, json.loads(row.differences or "{}"))


def _in_words(fault: hash_chain.Fault) -> str:
	name = name_of(fault.number)
	return {
		hash_chain.MISSING: _("{0} is missing"),
		hash_chain.CHANGED: _("{0} was changed after it was written"),
		hash_chain.BROKEN: _("{0} does not follow the row before it"),
	}[fault.code].format(name)


def _rows() -> Any:
	"""The rows in order, a thousand at a time: states are long."""
	after = ""
	while True:
		page = frappe.get_all(
			LOG,
			filters={"name": [">", after]},
			fields=_FIELDS,
			order_by="name asc",
			limit_page_length=1000,
		)
		yield from page
		if len(page) < 1000:
			return
		after = page[-1].name


def _counted() -> int:
	"""How many rows the series has named."""
	found = frappe.db.sql("select current from `tabSeries` where name = %s", (PREFIX,))
	return int(found[0][0]) if found else 0


def _is_kept(doc: Any) -> bool:
	"""Whether an administrator did it: what an app's files bring, on installation or migration, is code."""
	flags = frappe.flags
	if flags.in_install or flags.in_migrate or flags.in_patch or flags.in_uninstall:
		return False
	return not (doc.doctype == "Workspace" and doc.get("for_user"))


def _before(doc: Any) -> dict[str, Any] | None:
	"""The state before: as this request last left it, as it was loaded before saving, or as the log has it."""
	if doc.flags.configuration_state is not None:
		return doc.flags.configuration_state
	before = doc.get_doc_before_save()
	if before is not None:
		return state_of(before)
	logged = _last(doc.doctype, str(doc.name))
	return json.loads(logged.state or "{}") if logged else None


def _last(doctype: str, name: str) -> Any:
	"""The last row about a document, or None."""
	rows = frappe.get_all(
		LOG,
		filters={"document_type": doctype, "document": name},
		fields=["kind", "state"],
		order_by="name desc",
		limit_page_length=1,
	)
	return rows[0] if rows else None


def _write(kind: str, doc: Any, found: Differences, state: dict[str, Any]) -> None:
	user = frappe.session.user
	row = frappe.get_doc(
		{
			"doctype": LOG,
			"changed_at": now_datetime(),
			"user": user,
			"kind": kind,
			"document_type": doc.doctype,
			"document": str(doc.name),
			"summary": sentence(
				user, kind, doc.doctype, name_in_words(doc.doctype, str(doc.name), state), found
			),
			"differences": json.dumps(found, ensure_ascii=False, indent=1),
			"state": json.dumps(state, ensure_ascii=False, indent=1),
		}
	)
	row.flags.kept_by_system = True
	row.insert(ignore_permissions=True)
	doc.flags.configuration_state = state
