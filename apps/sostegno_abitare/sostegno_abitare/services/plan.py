"""A folder of files, read and checked as a whole before the first document is written.

The name of a file says what it holds: `20_agreement_action.csv` are documents of Agreement Action,
`20_agreement_action.unit_targets.csv` the rows of its table `unit_targets`, `40_users.csv` people who log in,
`50_steps.csv` what somebody does to documents already there. Files are taken in the order of their numbers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import frappe
from frappe import _
from sostegno_abitare.services import cells
from sostegno_abitare.services.errors import LoadError, Problem
from sostegno_abitare.services.table import Row, Table, read

FILE_NAME = re.compile(r"(?P<number>\d+)_(?P<kind>[a-z0-9_]+)(?:\.(?P<table>[a-z0-9_]+))?\.csv")
USERS, STEPS = "users", "steps"
BY = "by"
USER_COLUMNS = ("email", "first_name", "last_name", "roles", "municipalities", "agreements")
STEP_COLUMNS = (BY, "doctype", "key", "action")


@dataclass
class Record:
	"""A document as the files describe it: `key` is the cell of the first column, `by` the user who writes
	it.
	"""

	doctype: str
	key_field: str
	key: str
	values: dict[str, Any]
	table: Table
	row: Row
	by: str | None = None
	children: dict[str, list[Child]] = field(default_factory=dict)


@dataclass
class Child:
	"""A row of a document's table, and where it is written."""

	values: dict[str, Any]
	table: Table
	row: Row


@dataclass
class Step:
	"""`by` does `action` (of the workflow, or Submit) on the document; `values` are set just before."""

	doctype: str
	key: str
	action: str
	by: str | None
	values: dict[str, Any]
	table: Table
	row: Row


@dataclass
class Login:
	"""Somebody who logs in, with what they may see."""

	values: dict[str, list[str]]
	table: Table
	row: Row


Entry = Record | Step | Login


def of_folder(folder: Path, root: Path) -> list[Entry]:
	"""What the files of `folder` ask for, in order. Raises LoadError with every fault found, not the first."""
	plan = _Plan()
	for path in sorted(folder.glob("*.csv"), key=_place):
		file = str(path.relative_to(root))
		try:
			plan.take(path.name, read(path, file))
		except LoadError as error:
			plan.problems.extend(error.problems)
	if plan.problems:
		raise LoadError(*plan.problems)
	return plan.entries


def _place(path: Path) -> tuple[int, str, str]:
	"""Files go by number; a document's own file before those of its tables."""
	match = FILE_NAME.fullmatch(path.name)
	return (int(match["number"]), match["kind"], match["table"] or "") if match else (0, path.name, "")


class _Plan:
	def __init__(self) -> None:
		self.entries: list[Entry] = []
		self.problems: list[Problem] = []
		self.records: dict[tuple[str, str], Record] = {}
		self.doctypes = {frappe.scrub(name): name for name in _own_doctypes()}

	def take(self, name: str, table: Table) -> None:
		match = FILE_NAME.fullmatch(name)
		kind = match["kind"] if match else ""
		if kind == USERS:
			self._users(table)
		elif kind == STEPS:
			self._steps(table)
		elif match and kind in self.doctypes:
			doctype = self.doctypes[kind]
			self._children(doctype, match["table"], table) if match["table"] else self._records(
				doctype, table
			)
		else:
			known = ", ".join([*sorted(self.doctypes), USERS, STEPS])
			raise LoadError(
				Problem(
					table.file,
					_("the name must be like 20_agreement_action.csv; after the number one of: {0}").format(
						known
					),
				)
			)

	def _records(self, doctype: str, table: Table) -> None:
		meta = frappe.get_meta(doctype)
		key_field = table.columns[0]
		self._check_columns(table, _writable(meta), extra={BY, "name"})
		for row in table.rows:
			key = row.cells.get(key_field)
			if not key:
				self._fault(
					table, _("the first column tells the rows apart and cannot be empty"), row, key_field
				)
				continue
			record = Record(doctype, key_field, key, {}, table, row, by=row.cells.get(BY))
			if (doctype, key) in self.records:
				self._fault(table, _("{0} appears twice").format(key), row, key_field)
				continue
			record.values = self._values(meta, table, row, skip={BY})
			self.records[(doctype, key)] = record
			self.entries.append(record)

	def _children(self, doctype: str, fieldname: str, table: Table) -> None:
		tables = {f.fieldname: f.options for f in frappe.get_meta(doctype).get_table_fields()}
		if fieldname not in tables:
			allowed = ", ".join(sorted(tables)) or "-"
			raise LoadError(
				Problem(
					table.file, _("{0} has no table {1}; it has: {2}").format(_(doctype), fieldname, allowed)
				)
			)
		meta = frappe.get_meta(tables[fieldname])
		parent = table.columns[0]
		self._check_columns(table, _writable(meta), extra={parent})
		for row in table.rows:
			record = self.records.get((doctype, row.cells.get(parent, "")))
			if not record:
				reason = _("{0} is not in the file of {1}").format(row.cells.get(parent, ""), _(doctype))
				self._fault(table, reason, row, parent)
				continue
			values = self._values(meta, table, row, skip={parent})
			record.children.setdefault(fieldname, []).append(Child(values, table, row))

	def _steps(self, table: Table) -> None:
		own = set(self.doctypes.values())
		for row in table.rows:
			missing = [column for column in STEP_COLUMNS[1:] if not row.cells.get(column)]
			for column in missing:
				self._fault(table, _("cannot be empty"), row, column)
			doctype = row.cells.get("doctype", "")
			if missing:
				continue
			if doctype not in own:
				self._fault(table, _("there is no document type {0}").format(doctype), row, "doctype")
				continue
			meta = frappe.get_meta(doctype)
			given = [c for c in row.cells if c not in STEP_COLUMNS]
			unknown = [c for c in given if c not in _writable(meta)]
			for column in unknown:
				self._fault(table, _("{0} has no such field").format(_(doctype)), row, column)
			values = self._values(meta, table, row, skip={*STEP_COLUMNS, *unknown})
			self.entries.append(
				Step(doctype, row.cells["key"], row.cells["action"], row.cells.get(BY), values, table, row)
			)

	def _users(self, table: Table) -> None:
		self._check_columns(table, set(USER_COLUMNS), extra=set())
		for row in table.rows:
			lists = {c: _split(row.cells.get(c, "")) for c in USER_COLUMNS}
			for column in ("email", "first_name", "roles"):
				if not lists[column]:
					self._fault(table, _("cannot be empty"), row, column)
			self.entries.append(Login(lists, table, row))

	def _check_columns(self, table: Table, allowed: set[str], extra: set[str]) -> None:
		for column in table.columns:
			if column not in allowed | extra:
				reason = _("no such column; the columns are: {0}").format(", ".join(sorted(allowed)))
				self.problems.append(Problem(table.file, reason, 1, column))

	def _values(self, meta: Any, table: Table, row: Row, skip: set[str]) -> dict[str, Any]:
		values = {}
		for column, text in row.cells.items():
			field_ = meta.get_field(column)
			if column in skip or not (field_ or column in ("name", "content")):
				continue
			try:
				values[column] = cells.value(text, field_) if field_ else text
			except cells.BadCell as bad:
				self._fault(table, str(bad), row, column)
		for column in table.columns:
			required = meta.get_field(column)
			if (
				required
				and required.reqd
				and not (required.default or required.fetch_from or row.cells.get(column))
			):
				self._fault(table, _("cannot be empty"), row, column)
		return values

	def _fault(self, table: Table, reason: str, row: Row, column: str) -> None:
		self.problems.append(table.problem(reason, row, column))


# Of the host's own: what stands at the head of a service's sheets, and papers of the demo.
HOSTS = ("Letter Head", "File")


def _own_doctypes() -> list[str]:
	modules = frappe.get_all("Module Def", filters={"app_name": "sostegno_abitare"}, pluck="name")
	own = frappe.get_all("DocType", filters={"module": ["in", modules], "istable": 0}, pluck="name")
	return [*own, *HOSTS]


def _writable(meta: Any) -> set[str]:
	"""The fields a file may hold: those that keep a value of their own (tables have files of their own)."""
	without = {"Section Break", "Column Break", "Tab Break", "HTML", "Button", "Table", "Heading", "Fold"}
	content = {"content"} if meta.name == "File" else set()  # no field of its own, yet what a file is
	return {f.fieldname for f in meta.fields if f.fieldtype not in without} | content


def _split(text: str) -> list[str]:
	return [part.strip() for part in text.split("|") if part.strip()]
