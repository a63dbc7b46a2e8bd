"""Running a report for the user who asks: its rows, without those of documents that this user may not read.

One that takes long is prepared in the background, and kept for a day as a private file of who asked.
"""

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from importlib import import_module
from typing import Any

from banco.context import ADMINISTRATOR, current
from banco.dates import add_to_date, now
from banco.document import delete_doc, get_doc, new_doc
from banco.errors import BancoError, PermissionError
from banco.files import path_of
from banco.jobs import enqueue
from banco.jobs.queue import is_job_enqueued
from banco.messages import throw
from banco.modules import app_path, module_app, module_package, scrub
from banco.office.report.query import run_query
from banco.permissions import get_roles, has_permission
from banco.query.access import readable
from banco.realtime import publish_realtime
from banco.translate import _
from banco.types import _dict
from banco.web.documents import filters_of, truthy
from banco.web.encode import encode
from banco.whitelist import whitelist

_SUMMED = ("Int", "Float", "Currency", "Duration", "Percent")


@whitelist(reads=True)
def get_script(report_name: str) -> dict[str, Any]:
	"""`script`: the text with a report's filters; `filters`: those that a query report keeps itself."""
	report = permitted_report(report_name)
	about = {key: report.get(key) for key in ("ref_doctype", "report_type", "prepared_report")}
	about.update(html_format=None, execution_time=0, custom_report_name=None)
	return {"script": script_of(report), "filters": [row.as_dict() for row in report.filters], **about}


@whitelist(reads=True)
def run(report_name: str, filters: Any = None, **options: Any) -> dict[str, Any]:
	"""A report's `columns` and `result` (rows as dicts, the total row a list), `message`, `chart`,
	`report_summary`, `skip_total_row`, `add_total_row`, `execution_time` (seconds).

	A report that takes long is prepared first: `prepared_report`, and `doc` once somebody asked for it.
	The caller is always the caller: naming another `user` is a PermissionError.
	"""
	report = permitted_report(report_name, options)
	is_prepared = report.prepared_report and not truthy(options.get("ignore_prepared_report"))
	return stored(report, filters) if is_prepared else result_of(report, filters)


def permitted_report(name: str, options: Mapping[str, Any] | None = None) -> Any:
	"""The report, if its roles and its doctype's let the current user run it; PermissionError otherwise."""
	report, roles = get_doc("Report", name), set(get_roles())
	wanted = {row.role for row in report.roles}
	if (options or {}).get("user") not in (None, "", current().user):
		throw(_("A report runs for the user who asks for it"), PermissionError)
	if report.disabled or (wanted and not wanted & roles):
		throw(_("The report {0} is disabled, or not for your roles").format(name), PermissionError)
	for right in ("read", "report"):
		has_permission(report.ref_doctype, right, throw=True)
	return report


def script_of(report: Any) -> str:
	"""The text of a standard report's script file; for others an empty description of a report."""
	name, module = scrub(report.name), scrub(report.module or "")
	file = app_path(module_app(report.module), module, "report", name, f"{name}.js")
	if report.is_standard == "Yes" and file.is_file():
		return file.read_text(encoding="utf-8")
	return f"frappe.query_reports[{json.dumps(report.name)}] = {{}};"


def result_of(report: Any, filters: Any) -> _dict:
	"""What `run` gives, for a report that the user may run."""
	began = time.monotonic()
	given, rows, *more = _executed(report, _dict(filters_of(filters) or {}))
	columns = [_column(column) for column in given or ()]
	names = [column.fieldname for column in columns]
	rows = [row if isinstance(row, Mapping) else _dict(zip(names, row, strict=False)) for row in rows or ()]
	kept = _permitted(columns, rows)
	message, chart, summary, skip = (*more, None, None, None, None)[:4]
	if len(kept) < len(rows):  # what the report made of all rows tells of those that are not shown
		message, chart, summary = _("Chart and summary count rows that you may not see: left out"), None, None
	if has_total := bool(report.add_total_row and not skip and kept):
		kept.append(_total_row(columns, kept))
	return _dict(
		result=kept, columns=columns, message=message, chart=chart, report_summary=summary, status=None,
		skip_total_row=int(bool(skip)), add_total_row=int(has_total), execution_time=time.monotonic() - began,
	)  # fmt: skip


def _executed(report: Any, filters: _dict) -> Sequence[Any]:
	if report.report_type == "Query Report":
		return run_query(report.query or "", filters)
	if report.report_type != "Script Report" or report.is_standard != "Yes":
		throw(_("{0} is a view of a list: open it there").format(report.name))
	name = scrub(report.name)
	return tuple(import_module(f"{module_package(report.module)}.report.{name}.{name}").execute(filters))


def _column(column: Any) -> _dict:
	"""A column from "Label:Link/DocType:120" or a dict."""
	if isinstance(column, Mapping):
		return _dict(column)
	label, kind, width = (*str(column).split(":"), "", "")[:3]
	fieldtype, _slash, options = kind.partition("/")
	found = _dict(label=label, fieldname=scrub(label), fieldtype=fieldtype or "Data")
	return found.update({key: text for key, text in (("options", options), ("width", width)) if text})


def _permitted(columns: Sequence[_dict], rows: list[Any]) -> list[Any]:
	"""The rows whose every named document the user may read; one query for each doctype that is named."""
	links = [column for column in columns if column.fieldtype in ("Link", "Dynamic Link") and column.options]
	if current().user == ADMINISTRATOR or not links:
		return rows
	named = [frozenset(_named(links, row)) for row in rows]
	wanted: dict[str, set[str]] = {}
	for doctype, name in frozenset[tuple[str, str]]().union(*named):
		wanted.setdefault(doctype, set()).add(name)
	open_to = {(doctype, name) for doctype, names in wanted.items() for name in readable(doctype, names)}
	return [row for row, names in zip(rows, named, strict=True) if names <= open_to]


def _named(links: Sequence[_dict], row: Any) -> Iterator[tuple[str, str]]:
	for link in links:
		if row.get(link.fieldname) not in (None, ""):
			doctype = link.options if link.fieldtype == "Link" else row.get(link.options)
			yield str(doctype), str(row[link.fieldname])


def _total_row(columns: Sequence[_dict], rows: Sequence[Any]) -> list[Any]:
	"""Sums, exact to the cent, of the rows that are not part of another; percentages as their mean."""
	tops = [row for row in rows if not row.get("indent")]
	totals: list[Any] = [""] * len(columns)
	for at, column in enumerate(columns):
		if column.fieldtype in _SUMMED and not column.disable_total:
			values = [Decimal(str(row.get(column.fieldname) or 0)) for row in tops]
			totals[at] = float(sum(values) / (len(values) if column.fieldtype == "Percent" else 1))
	return [_("Total"), *totals[1:]] if totals and totals[0] == "" else totals


@whitelist(methods=["POST"])
def make_prepared_report(report_name: str, filters: Any = None) -> dict[str, str]:
	"""Have a report prepared; its Prepared Report's `name`. The event `report_generated` tells the end."""
	report, user = permitted_report(report_name), current().user
	doc = new_doc("Prepared Report", report_name=report.name, filters=_key(filters), queued_by=user)
	name = str(doc.update({"queued_at": now()}).insert(ignore_permissions=True).name)
	enqueue("banco.office.report.run.prepare", queue="long", job_id=name, job_name=report.name, name=name)
	return {"name": name}


def prepare(name: str) -> None:
	"""The job: runs the report as the user who asked for it."""
	doc, db = get_doc("Prepared Report", name), current().db
	db.savepoint("report")
	try:
		content = encode(result_of(permitted_report(doc.report_name), doc.filters))
		place: dict[str, Any] = {
			"attached_to_doctype": "Prepared Report",
			"attached_to_name": name,
			"is_private": 1,
		}
		file = new_doc("File", file_name=f"{name}.json", **place)
		file.flags.content = content
		file.insert(ignore_permissions=True)
		end = {"status": "Completed"}
	except Exception as error:
		db.rollback(save_point="report")
		message = str(error) if isinstance(error, BancoError) else _("Server Error")
		end = {"status": "Error", "error_message": message}
	doc.db_set({**end, "report_end_time": now()})
	told = {"name": name, "report_name": doc.report_name, **end}
	publish_realtime("report_generated", told, user=doc.queued_by, after_commit=True)


def stored(report: Any, filters: Any) -> _dict:
	"""The latest result that the current user had prepared with those filters; without, `doc` is None."""
	asked = {"report_name": report.name, "queued_by": current().user, "filters": _key(filters)}
	names = _prepared({**asked, "queued_at": [">", _a_day_ago()]}, limit=1)
	doc = get_doc("Prepared Report", names[0]) if names else None
	if doc and doc.status == "Queued" and not is_job_enqueued(doc.name):
		doc.update({"status": "Error", "error_message": _("Interrupted: have it prepared again.")})
	found = _dict(prepared_report=True, doc=doc and doc.as_dict(), add_total_row=report.add_total_row)
	url = names and current().db.get_value("File", {"attached_to_name": names[0]}, "file_url")
	if not (path := path_of(str(url)) if url else None):
		return found
	kept = json.loads(path.read_bytes())
	columns = kept["columns"] = [_dict(column) for column in kept["columns"]]
	rows = [row for row in kept["result"] if isinstance(row, Mapping)]
	# Who lost sight of a row since then has the report prepared anew.
	return found.update(kept if len(_permitted(columns, rows)) == len(rows) else {"doc": None})


def tidy() -> None:
	"""Delete what was prepared more than a day ago."""
	for name in _prepared({"queued_at": ["<", _a_day_ago()]}):
		delete_doc("Prepared Report", name, ignore_permissions=True, delete_permanently=True)


def _key(filters: Any) -> str:
	return json.dumps(filters_of(filters) or {}, sort_keys=True)


def _prepared(filters: dict[str, Any], limit: int = 0) -> list[str]:
	found = current().db.get_all("Prepared Report", filters=filters, pluck="name", limit=limit)
	return [str(name) for name in found]


def _a_day_ago() -> Any:
	return add_to_date(now(), days=-1, as_string=True)
