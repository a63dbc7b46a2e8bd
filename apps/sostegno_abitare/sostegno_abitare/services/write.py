"""Apply what the files ask for, through documents and workflow actions, so that every rule runs.

What is already there is recognised by the first column and never overwritten unless asked: a change made in
the desk is worth more than the file it once came from.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import frappe
from frappe import _
from frappe.model.workflow import apply_workflow
from frappe.utils import cstr, flt, get_datetime, getdate, now_datetime, strip_html
from sostegno_abitare.services import users
from sostegno_abitare.services.cells import BadCell
from sostegno_abitare.services.errors import LoadError
from sostegno_abitare.services.filled import fill
from sostegno_abitare.services.plan import Child, Entry, Login, Record, Step
from sostegno_abitare.services.table import Row, Table

# What a step may ask besides the actions of a workflow.
SUBMIT, SAVE = "Submit", "Save"

REFUSALS = (
	frappe.ValidationError,
	frappe.PermissionError,
	frappe.DoesNotExistError,
	frappe.DuplicateEntryError,
)


@dataclass
class Report:
	"""What a load did: documents per type loaded, unchanged, updated; `different` says which rows the site
	has otherwise than the file (`file, row: field, field`).
	"""

	loaded: Counter[str] = field(default_factory=Counter)
	updated: Counter[str] = field(default_factory=Counter)
	unchanged: Counter[str] = field(default_factory=Counter)
	steps: int = 0
	different: list[str] = field(default_factory=list)

	@property
	def changed(self) -> bool:
		return bool(self.loaded or self.updated or self.steps)


class Writer:
	"""Writes the entries of one service, in order; the caller holds the transaction."""

	def __init__(self, update: bool = False, password: str | None = None) -> None:
		self.update = update
		self.password = password
		self.report = Report()
		self.new: set[tuple[str, str]] = set()
		self.started = now_datetime()

	def write(self, entries: list[Entry]) -> Report:
		for entry in entries:
			with _at(entry.table, entry.row):
				if isinstance(entry, Record):
					self._record(entry)
				elif isinstance(entry, Step):
					self._step(entry)
				else:
					self._login(entry)
		return self.report

	def _record(self, record: Record) -> None:
		_fill_marks(record)
		_check_links(record.doctype, record.values, record.table, record.row)
		for fieldname, children in record.children.items():
			child_doctype = frappe.get_meta(record.doctype).get_field(fieldname).options
			for child in children:
				_check_links(child_doctype, child.values, child.table, child.row)
		name = find(record.doctype, record.key, record.key_field)
		if name:
			self._compare(record, name)
			return
		values = {field: value for field, value in record.values.items() if field != "name"}
		values = _with_addresses(record.doctype, values)
		doc = frappe.get_doc({"doctype": record.doctype, **values, **_tables(record)})
		with _acting_as(record.by):
			doc.insert(set_name=None if _names_itself(doc.meta) else record.values.get("name"))
		if record.key_field == "name" and doc.name != record.key:
			reason = _("the name must be {0}, as its other columns say").format(doc.name)
			raise LoadError(record.table.problem(reason, record.row, "name"))
		self.new.add((record.doctype, doc.name))
		self.report.loaded[record.doctype] += 1

	def _compare(self, record: Record, name: str) -> None:
		"""People's cases go on living in the desk, so only what nobody in particular entered is compared."""
		doc = frappe.get_doc(record.doctype, name)
		fields = [] if record.by else list(_differences(doc, record))
		if not fields:
			self.report.unchanged[record.doctype] += 1
		elif self.update:
			doc.update({**record.values, **_tables(record)})
			doc.save()
			self.report.updated[record.doctype] += 1
		else:
			self.report.different.append(str(record.table.problem(", ".join(fields), record.row)))

	def _is_new(self, doctype: str, name: str) -> bool:
		"""Whether this load made a document: by itself, or out of another, as the lines of a claim."""
		made = frappe.db.get_value(doctype, name, "creation")
		return (doctype, name) in self.new or get_datetime(made) >= self.started

	def _step(self, step: Step) -> None:
		name = find(step.doctype, step.key)
		if not name:
			reason = _("there is no {0} {1}").format(_(step.doctype), step.key)
			raise LoadError(step.table.problem(reason, step.row, "key"))
		if not self._is_new(step.doctype, name):
			self.report.unchanged[_("Steps")] += 1
			return
		_check_links(step.doctype, step.values, step.table, step.row)
		with _acting_as(step.by):
			doc = frappe.get_doc(step.doctype, name)
			if step.values:
				doc.update(_with_addresses(step.doctype, step.values))
				doc.save()
			if step.action == SUBMIT:
				doc.submit()
			elif step.action != SAVE:
				apply_workflow(doc, step.action)
		self.report.steps += 1

	def _login(self, login: Login) -> None:
		made = users.ensure(login.values, self.password)
		counter = self.report.loaded if made else self.report.unchanged
		counter["User"] += 1


def _fill_marks(record: Record) -> None:
	"""Puts in what cells name by a mark: the text of a file, and documents that the site numbered by itself."""
	rows: list[Record | Child] = [record]
	rows += [child for children in record.children.values() for child in children]
	for row in rows:
		for column, text in row.values.items():
			whole = isinstance(text, str) and text.startswith("{") and text.endswith("}")
			if whole or (record.doctype == "File" and column == "content"):
				try:
					row.values[column] = fill(text)
				except BadCell as error:
					raise LoadError(row.table.problem(str(error), row.row, column)) from error


def _with_addresses(doctype: str, values: dict[str, Any]) -> dict[str, Any]:
	"""The values, with papers that are named by the name of their file at the address the site gave them."""
	found = dict(values)
	for attached in frappe.get_meta(doctype).get("fields", {"fieldtype": "Attach"}):
		name = str(found.get(attached.fieldname) or "").removeprefix("/private/files/")
		address = frappe.db.get_value("File", {"file_name": name}, "file_url") if name else None
		if address:
			found[attached.fieldname] = address
	return found


def find(doctype: str, key: str, key_field: str | None = None) -> str | None:
	"""The name of the document whose `key_field` (by default its name) is `key`."""
	return frappe.db.get_value(doctype, {key_field: key} if key_field else key, "name")


def _names_itself(meta: Any) -> bool:
	return (meta.autoname or "").startswith(("field:", "format:"))


def _check_links(doctype: str, values: dict[str, Any], table: Table, row: Row) -> None:
	"""A link that leads nowhere is told with its cell, before a document is tried."""
	for link in frappe.get_meta(doctype).get_link_fields():
		target = values.get(link.fieldname)
		if target and not frappe.db.exists(link.options, target):
			reason = _("there is no {0} {1}").format(_(link.options), target)
			raise LoadError(table.problem(reason, row, link.fieldname))


def _tables(record: Record) -> dict[str, list[dict[str, Any]]]:
	return {name: [dict(child.values) for child in children] for name, children in record.children.items()}


def _differences(doc: Any, record: Record) -> Iterator[str]:
	for fieldname, wanted in record.values.items():
		if not _same(doc.get(fieldname), wanted):
			yield fieldname
	for fieldname, children in record.children.items():
		rows = doc.get(fieldname)
		if len(rows) != len(children) or not all(map(_same_row, rows, children)):
			yield fieldname


def _same_row(row: Any, child: Child) -> bool:
	return all(_same(row.get(fieldname), wanted) for fieldname, wanted in child.values.items())


def _same(stored: Any, wanted: Any) -> bool:
	if isinstance(wanted, int | float):
		return flt(stored) == flt(wanted)
	if hasattr(wanted, "hour"):
		return stored is not None and get_datetime(stored) == wanted
	if hasattr(wanted, "day"):
		return stored is not None and getdate(stored) == wanted
	return cstr(stored).replace("\r\n", "\n") == cstr(wanted).replace("\r\n", "\n")


@contextmanager
def _acting_as(user: str | None) -> Iterator[None]:
	"""What a role enters is entered as that role, so that its permissions are tried too."""
	before = frappe.session.user
	if user and user != before:
		if not frappe.db.exists("User", user):
			raise frappe.DoesNotExistError(_("there is no {0} {1}").format(_("User"), user))
		frappe.set_user(user)
	try:
		yield
	finally:
		if frappe.session.user != before:
			frappe.set_user(before)


@contextmanager
def _at(table: Table, row: Row) -> Iterator[None]:
	"""Say where in the files a rule of a document refused."""
	try:
		yield
	except LoadError:
		raise
	except REFUSALS as error:
		reason = strip_html(cstr(error)) or type(error).__name__
		raise LoadError(table.problem(reason, row)) from error
	finally:
		frappe.clear_messages()
