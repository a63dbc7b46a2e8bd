"""Taking a configuration in: first what it would change, then all of it or nothing."""

import hashlib
import re
from dataclasses import dataclass, field
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, strip_html

from .changes import differences
from .export import as_fixture
from .incoming import RefusedRecordError, checked, read
from .rights import SYSTEM_MANAGER, require_administrator
from .transferable import KINDS, SCHEMA
from .words import list_of

FORM = "Configuration Transfer"
NEW, CHANGED, SAME, REFUSED = "New", "Changed", "Same", "Not Taken"


@dataclass
class Entry:
	"""A record of the file beside what the site has: `present` is the name of the site's document."""

	doctype: str
	name: str
	values: dict[str, Any]
	present: str | None = None
	status: str = NEW
	problem: str = ""
	found: dict[str, list[Any]] = field(default_factory=dict)

	def as_row(self) -> dict[str, Any]:
		return {
			"doctype": self.doctype,
			"label": _(self.doctype),
			"name": self.name,
			"status": self.status,
			"differences": list_of(self.doctype, self.found) if self.status == CHANGED else [],
			"problem": self.problem,
		}


@frappe.whitelist(methods=["POST"])
def preview(
	content: str | None = None, file_url: str | None = None, allow_scripts: bool | int | str = 0
) -> dict[str, Any]:
	"""What a file would change: {digest, rows: [{doctype, name, status, differences, problem}]}. `digest` says
	which file was looked at.
	"""
	text, entries = _plan(content, file_url, allow_scripts)
	return {"digest": _digest(text), "rows": [entry.as_row() for entry in entries]}


@frappe.whitelist(methods=["POST"])
def apply(
	content: str | None = None,
	file_url: str | None = None,
	allow_scripts: bool | int | str = 0,
	digest: str | None = None,
) -> dict[str, Any]:
	"""Writes what differs, with the rights of the user and the checks of the forms: {applied, rows}. When one
	record is refused nothing is kept, and `rows` say which and why.
	"""
	text, entries = _plan(content, file_url, allow_scripts)
	if digest and digest != _digest(text):
		frappe.throw(_("The file has changed since it was looked at: preview it again"))
	if not any(entry.problem for entry in entries):
		_write_all([entry for entry in entries if entry.status in (NEW, CHANGED)])
	refused = any(entry.problem for entry in entries)
	frappe.clear_cache()
	return {
		"applied": 0 if refused else sum(entry.status in (NEW, CHANGED) for entry in entries),
		"rows": [entry.as_row() for entry in entries],
	}


def _plan(content: str | None, file_url: str | None, allow_scripts: Any) -> tuple[str, list[Entry]]:
	require_administrator()
	allowed = bool(cint(allow_scripts))
	if allowed and frappe.session.user != "Administrator" and SYSTEM_MANAGER not in frappe.get_roles():
		frappe.throw(
			_("Scripts are brought in by the role {0} only").format(_(SYSTEM_MANAGER)), frappe.PermissionError
		)
	text = content if content else _content_of(file_url)
	entries = [_entry(record, allowed) for record in read(text)]
	return text, sorted(entries, key=_order)


def _entry(record: Any, allow_scripts: bool) -> Entry:
	try:
		entry = Entry(*checked(record, allow_scripts))
	except RefusedRecordError as error:
		given = record if isinstance(record, dict) else {}
		doctype, name = (str(given.get(key) or "?")[:140] for key in ("doctype", "name"))
		return Entry(doctype, name, {}, status=REFUSED, problem=str(error))
	entry.present = _present(entry)
	_compare(entry)
	return entry


def _present(entry: Entry) -> str | None:
	"""The site's own document: by what says which one is meant, else by name."""
	key = KINDS[entry.doctype].key
	if not key:
		return frappe.db.exists(entry.doctype, entry.name) or None
	meta = frappe.get_meta(entry.doctype)
	filters = {
		name: entry.values.get(name) or (0 if meta.get_field(name).fieldtype in ("Check", "Int") else "")
		for name in key
		if meta.get_field(name)
	}
	empty = [name for name, value in filters.items() if value == ""]
	asked = {name: value for name, value in filters.items() if value != ""}
	asked |= {name: ["is", "not set"] for name in empty}
	return frappe.db.get_value(entry.doctype, asked, "name")


def _compare(entry: Entry) -> None:
	right = "write" if entry.present else "create"
	if entry.present:
		doc = frappe.get_doc(entry.doctype, entry.present)
		allowed = frappe.has_permission(entry.doctype, right, doc=doc) and doc.has_permission("read")
	else:
		allowed = frappe.has_permission(entry.doctype, right)
	if not allowed:
		entry.status, entry.problem = REFUSED, _("You may not write documents of this type")
		return
	if not entry.present:
		return
	entry.found = differences(
		_said(entry, doc), _said(entry, frappe.get_doc({"doctype": entry.doctype, **entry.values}))
	)
	entry.status = CHANGED if entry.found else SAME


def _said(entry: Entry, doc: Any) -> dict[str, Any]:
	"""What a document says in the fields that the record fills."""
	return {name: value for name, value in _plain(as_fixture(doc)).items() if name in entry.values}


def _plain(fixture: dict[str, Any]) -> dict[str, Any]:
	"""Without what names the documents and not what they say."""
	return {
		name: [{key: cell for key, cell in row.items() if key != "doctype"} for row in value]
		if isinstance(value, list)
		else value
		for name, value in fixture.items()
		if name not in ("doctype", "name")
	}


def _order(entry: Entry) -> tuple[int, str]:
	doctypes = list(KINDS)
	return (doctypes.index(entry.doctype) if entry.doctype in KINDS else len(doctypes), entry.name)


def _write_all(entries: list[Entry]) -> None:
	"""Every record, or none: what a host has kept already, since a table was changed, is taken back by hand."""
	before = {id(entry): _stored(entry) for entry in entries}
	for number, entry in enumerate(entries):
		point = f"configuration_{number}"
		frappe.db.savepoint(point)
		try:
			_write(entry)
		except Exception as error:
			_note(entry, error)
			if entry.doctype in SCHEMA or not _back_to(point):
				break
	if any(entry.problem for entry in entries):
		frappe.db.rollback()
		frappe.clear_cache()
		for entry in reversed(entries):
			_take_back(entry, before[id(entry)])


def _write(entry: Entry) -> None:
	if entry.present:
		doc = frappe.get_doc(entry.doctype, entry.present)
		doc.update(entry.values)
		doc.save()
		return
	doc = frappe.get_doc({"doctype": entry.doctype, **entry.values})
	doc.insert(set_name=entry.name)
	_raise_series(entry.doctype, entry.name)
	entry.present = str(doc.name)
	# What a host decides for itself at the first saving (a letter head starts from a picture) is said again.
	if differences(
		_said(entry, doc), _said(entry, frappe.get_doc({"doctype": entry.doctype, **entry.values}))
	):
		doc = frappe.get_doc(entry.doctype, doc.name)
		doc.update(entry.values)
		doc.save()


def _note(entry: Entry, error: Exception) -> None:
	said = [
		message.get("message") if isinstance(message, dict) else message
		for message in frappe.local.message_log
	]
	entry.status = REFUSED
	entry.problem = strip_html(str(said[-1] if said else error)) or type(error).__name__
	frappe.clear_messages()


def _back_to(point: str) -> bool:
	"""Whether what failed could be undone alone."""
	try:
		frappe.db.rollback(save_point=point)
	except Exception:
		return False
	return True


def _stored(entry: Entry) -> dict[str, Any] | None:
	return as_fixture(frappe.get_doc(entry.doctype, entry.present)) if entry.present else None


def _take_back(entry: Entry, before: dict[str, Any] | None) -> None:
	if before is None:
		name = entry.present or entry.name
		if frappe.db.exists(entry.doctype, name):
			frappe.delete_doc(entry.doctype, name, ignore_permissions=True, force=True)
		return
	doc = frappe.get_doc(entry.doctype, entry.present)
	if _plain(as_fixture(doc)) != _plain(before):
		doc.update(_plain(before))
		doc.save(ignore_permissions=True)


def _raise_series(doctype: str, name: str) -> None:
	"""A name given by hand is one the series must not give again."""
	pattern = re.fullmatch(r"([\w-]+)\.(#+)", frappe.get_meta(doctype).autoname or "")
	prefix = pattern.group(1) if pattern else ""
	number = name[len(prefix) :] if prefix and name.startswith(prefix) else ""
	if not number.isdecimal():
		return
	reached = int(number)
	current = frappe.db.sql("select current from `tabSeries` where name = %s", (prefix,))
	if not current:
		frappe.db.sql("insert into `tabSeries` (name, current) values (%s, %s)", (prefix, reached))
	elif int(current[0][0]) < reached:
		frappe.db.sql("update `tabSeries` set current = %s where name = %s", (reached, prefix))


def _content_of(file_url: str | None) -> str:
	"""The file that was attached to the form, for those who may read it."""
	names = frappe.get_list(
		"File",
		filters={"file_url": file_url or "", "attached_to_doctype": FORM},
		pluck="name",
		limit_page_length=1,
	)
	if not names:
		frappe.throw(_("Choose a file first"))
	content = frappe.get_doc("File", names[0]).get_content()
	return content.decode("utf-8", "replace") if isinstance(content, bytes) else content


def _digest(text: str) -> str:
	return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
