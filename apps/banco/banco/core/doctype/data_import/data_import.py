"""An import of documents from a spreadsheet, and what its form asks for."""

import json
from typing import Any

from banco.context import current
from banco.document import Document
from banco.files import readable_path
from banco.jobs import enqueue
from banco.office.dataimport.reading import allowed, targets_of
from banco.office.dataimport.run import LOG, Run, go, permitted
from banco.office.tabular import to_csv, to_xlsx
from banco.permissions import has_permission
from banco.text import strip_html
from banco.translate import _
from banco.web.request import as_json
from banco.whitelist import whitelist

MOST_AT_ONCE = 200  # documents that are stored while the user waits
ASKED = ("reference_doctype", "import_type", "import_file", "template_options", "submit_after_import")


class DataImport(Document):
	def validate(self) -> None:
		has_permission(self.reference_doctype, "import", throw=True)
		if self.import_file:
			readable_path(self.import_file)
		if self.is_new() or any(map(self.has_value_changed, ASKED)):
			self.update({"status": "Pending", "template_warnings": None, "checked_on": None})
			current().db.delete(LOG, {"data_import": self.name, "success": 0})  # it is of another file

	def on_trash(self) -> None:
		current().db.delete(LOG, {"data_import": self.name})


@whitelist(methods=["POST"], reads=True)
def get_preview_from_template(data_import: str, import_file: str | None = None) -> dict[str, Any]:
	"""The first rows of an import's file, what each column fills, and the fields to choose from."""
	run = Run(data_import, "read")
	columns: list[dict[str, Any]] = [{"header_title": _("Row"), "skip_import": True}]
	for place, heading in enumerate(run.headings):
		key = run.columns.get(place)
		known = {"index": place, "column_number": place + 1, "header_title": heading, "map_to_field": key}
		columns.append({**known, "skip_import": not key, "df": key and run.targets[key].field})
	return {
		"columns": columns,
		"data": [[number, *row] for number, row in enumerate(run.table[1:11], 2) if row],
		"fields": [{"value": key, "label": t.label, "reqd": t.field.reqd} for key, t in run.targets.items()],
		"total_number_of_rows": len(run.entries),
	}


@whitelist(methods=["POST"], reads=True)
def form_start_import(data_import: str, dry_run: bool = False) -> bool:
	"""Store what an import's file holds, or with `dry_run` only try; False where it holds nothing.

	More documents than a user waits for are left to a job, one at a time. It takes the writer for each part
	of its work anew, not for the whole of it.
	"""
	run = Run(data_import)
	if len(run.entries) <= MOST_AT_ONCE:
		run.go(dry_run)
	else:
		work: dict[str, Any] = {"data_import": data_import, "dry_run": dry_run, "job_name": _("Data Import")}
		enqueue(go, "long", job_id=f"data_import::{data_import}", deduplicate=True, **work)
		current().db.commit()
	return bool(run.entries)


@whitelist()
def get_import_status(data_import_name: str) -> dict[str, Any]:
	"""How far an import has come."""
	job, count = permitted(data_import_name), current().db.count
	done, failed = (count(LOG, {"data_import": job.name, "success": success}) for success in (1, 0))
	stand = {"status": job.status, "checked_on": job.checked_on, "total_records": job.payload_count}
	return {**stand, "success": done, "failed": failed}


@whitelist()
def get_import_logs(data_import: str) -> Any:
	"""What became of each document of an import, at most 5,000 of them."""
	fields, name = ["success", "docname", "messages", "row_indexes"], permitted(data_import).name
	return current().db.get_all(LOG, fields, {"data_import": name}, order_by="log_index", limit=5000)


@whitelist()
def download_template(
	doctype: str, export_fields: Any = None, file_type: str = "CSV", is_update: bool = False
) -> None:
	"""An empty file whose headings are the chosen fields, {doctype: [...], table: [...]}, or all of them.

	A workbook has a second sheet that explains them.
	"""
	has_permission(doctype, "import", throw=True)
	chosen = as_json(export_fields)
	chosen = chosen if isinstance(chosen, dict) else {}
	keys = {key if owner == doctype else f"{owner}.{key}" for owner in chosen for key in chosen[owner] or ()}
	asked = [target for key, target in targets_of(doctype, is_update).items() if not keys or key in keys]
	notes = [[_("Column"), _("Allowed values"), _("Description")]]
	notes += [[t.heading, allowed(t), _(t.field.description or "", context=t.doctype)] for t in asked]
	headings = [target.heading for target in asked]
	_send(doctype, file_type, [headings], {_("Instructions"): notes})


@whitelist()
def download_errored_template(data_import_name: str) -> None:
	"""The rows of an import's file that could not be stored, with the reason, to be mended and sent again."""
	run = Run(data_import_name, "read")
	width, rows = len(run.headings), [[*run.headings, _("What to mend")]]
	failed = {"data_import": run.job.name, "success": 0}
	for log in current().db.get_all(LOG, ["row_indexes", "messages"], failed, order_by="log_index"):
		for row in json.loads(log.row_indexes):
			told = [strip_html(said["message"]) for said in json.loads(log.messages) if said["row"] == row]
			rows.append([*(*run.table[row - 1], *[None] * width)[:width], " ".join(told)])
	_send(run.job.reference_doctype, str(run.job.import_file).rpartition(".")[2], rows)


def _send(doctype: str, file_type: str, rows: list[list[Any]], notes: dict[str, Any] | None = None) -> None:
	is_book = file_type.lower() in ("excel", "xlsx")
	content = to_xlsx(rows, _(doctype), more=notes) if is_book else to_csv(rows, ";")
	name = f"{_(doctype)}.{'xlsx' if is_book else 'csv'}"
	current().response.update(type="binary", filecontent=content, filename=name)
