"""Storing the documents of a file, or only trying to.

Each document is all or nothing, and its line in the log is stored with it: after a crash the import goes on
where it stopped, and nothing is stored twice, from the same file or from one with some rows mended.
"""

import hashlib
import json
from collections import Counter
from typing import Any

from banco.context import current
from banco.dates import now
from banco.document import get_doc
from banco.errorlog import log_error
from banco.errors import BancoError, PermissionError, UnsafeStorageError
from banco.files import readable_path
from banco.naming.series import row_name
from banco.office.tabular import read_table
from banco.permissions import has_permission
from banco.realtime import publish_progress
from banco.translate import _
from banco.types import _dict
from banco.values import parse_json

from .reading import Entry, entries, matched, targets_of, value_of

LOG, UPDATE = "Data Import Log", "Update Existing Records"
AT_ONCE = 50  # documents of one transaction: other writers wait no longer than these take
_DONE = (
	"select 1 from `tabData Import Log` where data_import = ? and success = 1"
	" and (digest = ? or (import_file = ? and log_index = ?))"
)
# row and col as the spreadsheet numbers them (col None: no single one), field, message
Problem = dict[str, Any]


class Run:
	"""One run over the file of a Data Import, as its user.

	Raises PermissionError without the right to import, or to read the file.
	"""

	def __init__(self, name: str, ptype: str = "write") -> None:
		self.job = job = permitted(name, ptype)
		self.targets = targets_of(job.reference_doctype, job.import_type == UPDATE)
		self.table: list[list[Any]] = []
		if job.import_file:
			path, filename = readable_path(job.import_file)
			current().db.commit()  # nobody waits for a long file to be read
			self.table = read_table(path.read_bytes(), filename)
		options = parse_json(job.template_options or "{}")
		chosen = options.get("column_to_field_map") if isinstance(options, dict) else None
		self.headings = self.table[0] if self.table else []
		self.columns = matched(self.targets, self.headings, chosen if isinstance(chosen, dict) else {})
		self.entries = list(entries(self.table, self.columns))
		self.at: tuple[int, str] | None = None  # the row and field of the cell that is being read

	def go(self, dry_run: bool) -> None:
		"""Store the documents, or with `dry_run` only check them; note what is wrong with which."""
		db, flags, seen, problems = current().db, current().flags, Counter[str](), list[Problem]()
		flags.update(in_import=True, mute_emails=bool(self.job.mute_emails or dry_run))
		if not dry_run:
			db.delete(LOG, {"data_import": self.job.name, "success": 0})
		for start in range(0, len(self.entries), AT_ONCE):
			db.savepoint("import_some")
			for entry in self.entries[start : start + AT_ONCE]:
				content = json.dumps(list(entry.values()), sort_keys=True, default=str)
				seen[content] += 1  # two rows may be equal and mean two documents
				digest = hashlib.sha256(f"{seen[content]} {content}".encode("utf-8", "replace")).hexdigest()
				problems += self._store(entry, digest, dry_run)
			if dry_run:
				db.rollback(save_point="import_some")
			db.commit()
			done = min((start + AT_ONCE) / len(self.entries), 1) * 100
			if len(self.entries) > AT_ONCE:
				publish_progress(done, _("Data Import"), doctype=self.job.doctype, docname=self.job.name)
		faults, total = len({problem["row"] for problem in problems}), len(self.entries)
		status = "Success" if not faults else "Partial Success" if faults < total else "Error"
		ended = {"template_warnings": json.dumps(problems[:5000]), "payload_count": total}
		self.job.db_set({**ended, **({"checked_on": now()} if dry_run else {"status": status})}, commit=True)

	def _store(self, entry: Entry, digest: str, dry_run: bool) -> list[Problem]:
		db, log, first = current().db, current().message_log, next(iter(entry))
		db.writing()
		if db.fetch(_DONE, (self.job.name, digest, self.job.import_file, first)):
			return []
		told, problems, docname = len(log), list[Problem](), None
		db.savepoint("import_one")
		try:
			docname = self._write(entry)
		except UnsafeStorageError:
			raise
		except Exception as error:
			db.rollback(save_point="import_one")
			reason = str(error)
			if not isinstance(error, BancoError):
				log_error("Data Import", reference_doctype=self.job.doctype, reference_name=self.job.name)
				reason = _("Something unexpected happened here: it was noted for the administrator")
			said = [line for line in log[told:] if line.raise_exception] or [_dict(message=reason)]
			if isinstance(error, PermissionError):
				said[-1].message += ". " + _("Check whose it is: it may lie outside what is open to you")
			problems = [self._problem(entry, line) for line in said]
		del log[told:]
		if not dry_run:
			row = {
				"name": row_name(), "data_import": self.job.name, "import_file": self.job.import_file,
				"row_indexes": json.dumps(list(entry)), "log_index": first, "digest": digest,
				"success": int(not problems), "docname": docname, "messages": json.dumps(problems),
			}  # fmt: skip
			db.bulk_insert(LOG, list(row), [list(row.values())])
		return problems

	def _write(self, entry: Entry) -> Any:
		values: dict[str, Any] = {"doctype": self.job.reference_doctype}
		for number, given in entry.items():
			rows: dict[str | None, dict[str, Any]] = {None: values}
			for key, cell in given.items():
				target, self.at = self.targets[key], (number, key)
				rows.setdefault(target.table, {})[target.field.fieldname] = value_of(cell, target)
			for table, row in rows.items():
				if table:
					values.setdefault(table, []).append(row)
		self.at = None
		if self.job.import_type == UPDATE:
			doc = get_doc(values["doctype"], values.pop("name", None)).update(values).save()
		else:
			doc = get_doc(values).insert(set_name=values.get("name"))
		if self.job.submit_after_import and doc.meta.is_submittable:
			doc.submit()
		return doc.name

	def _problem(self, entry: Entry, told: Any) -> Problem:
		table, key = told.get("parentfield"), told.get("fieldname") or ""
		rows = [number for number, given in entry.items() if any(k.startswith(f"{table}.") for k in given)]
		row = rows[told.idx - 1] if table and 0 < int(told.idx or 0) <= len(rows) else next(iter(entry))
		row, key = self.at or (row, f"{table}.{key}" if table else key)
		col = next((place + 1 for place, name in self.columns.items() if name == key), None)
		return {"row": row, "col": col, "field": key, "message": told.message}


def go(data_import: str, dry_run: bool) -> None:
	"""The job of an import that is too long to wait for."""
	Run(data_import).go(dry_run)


def permitted(name: str, ptype: str = "read") -> Any:
	"""A Data Import of this user, who may still import such documents. Raises PermissionError."""
	job = get_doc("Data Import", name)
	job.check_permission(ptype)
	has_permission(job.reference_doctype, "import", throw=True)
	return job
