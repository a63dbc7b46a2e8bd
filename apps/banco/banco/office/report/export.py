"""A report or a list as a file: a spreadsheet, separated text, PDF."""

from collections.abc import Sequence
from typing import Any

from banco.accounts.access_log import note
from banco.context import current
from banco.dates import getdate
from banco.formatting import format_value, formatdate
from banco.messages import throw
from banco.meta import get_meta
from banco.meta.fieldtypes import NUMBERS
from banco.office.printing.pdf import pdf_of
from banco.office.report.run import permitted_report, result_of, stored
from banco.office.tabular import MOST_ROWS, to_csv, to_xlsx
from banco.office.templates import render_template
from banco.permissions import has_permission
from banco.query.select import Query
from banco.text import strip_html
from banco.translate import _
from banco.types import _dict
from banco.web.documents import filters_of, list_of_names
from banco.web.request import as_json
from banco.whitelist import whitelist

_AMOUNTS = ("Currency", "Float", "Percent")
_IN_WORDS = ("Workflow State", "Role", "DocType", "Country")  # doctypes whose names are words of a language
_MOST_PRINTED = 2_000
_MARKUP = ("Text Editor", "HTML", "HTML Editor")


@whitelist(reads=True)
def export_report(report_name: str, filters: Any = None, visible_idx: Any = None, **options: Any) -> None:
	"""A report as a file: the rows whose numbers are in `visible_idx`, in that order, or all of them.

	`file_format_type` is "Excel", "PDF" or "CSV" (with `csv_delimiter`). Needs the right to export on the report's
	doctype; noted in the Access Log.
	"""
	report = permitted_report(report_name, options)
	has_permission(report.ref_doctype, "export", throw=True)
	found = stored(report, filters) if report.prepared_report else result_of(report, filters)
	result = found.result or []
	rows = [result[at] for at in as_json(visible_idx) or range(len(result)) if at < len(result)]
	shown = [(at, column) for at, column in enumerate(found.columns or ()) if not column.hidden]
	cells = [[row[at] if isinstance(row, list) else row.get(c.fieldname) for at, c in shown] for row in rows]
	note(report.ref_doctype, **_noted(options), report_name=report.name, filters=filters)
	_send(_(report.name), [column for _at, column in shown], cells, options)


@whitelist(reads=True)
def export_list(doctype: str, fields: Any = None, selected_items: Any = None, **options: Any) -> None:
	"""The same for a list: its fields (also of rows and links) with `filters`, `group_by`, `order_by`, or the
	selected documents.
	"""
	has_permission(doctype, "export", throw=True)
	names = as_json(selected_items) or None
	query = Query(doctype, current().user)
	query.select(list_of_names(fields))
	given = {"name": ["in", names]} if names else filters_of(options.get("filters"))
	query.narrow(given, filters_of(options.get("or_filters")))
	query.arrange(options.get("group_by"), options.get("order_by"))
	query.page(0, MOST_ROWS)
	columns = [_column_of(query.meta, *(c.column or (None, "")), str(c.alias)) for c in query.columns]
	note(doctype, ",".join(names or ()), **_noted(options), filters=options.get("filters"))
	_send(options.get("title") or _(doctype), columns, current().db.fetch(*query.sql()), options)


def _noted(options: dict[str, Any]) -> dict[str, str]:
	return {"method": "export_query", "file_type": str(options.get("file_format_type") or "Excel")}


def _send(title: str, columns: Sequence[_dict], rows: Sequence[Any], options: dict[str, Any]) -> None:
	heading = [strip_html(str(column.label or "")) for column in columns]
	kinds = ["Select" if column.options in _IN_WORDS else str(column.fieldtype) for column in columns]
	lines = [heading, *([_plain(*cell) for cell in zip(row, kinds, strict=True)] for row in rows)]
	suffix = {"CSV": "csv", "PDF": "pdf"}.get(str(options.get("file_format_type")), "xlsx")
	if suffix == "csv":
		content = to_csv(lines, ";" if options.get("csv_delimiter") == ";" else ",")
	elif suffix == "pdf":
		content = _pdf(title, heading, columns, rows)
	else:
		content = to_xlsx(lines, title, ["#,##0.00" if kind in _AMOUNTS else None for kind in kinds])
	current().response.update(filename=f"{title}.{suffix}", filecontent=content, type="binary")


def _pdf(title: str, heading: list[str], columns: Sequence[_dict], rows: Sequence[Any]) -> bytes:
	if len(rows) > _MOST_PRINTED:
		message = _("A PDF holds {0} rows at most: narrow the filters, or export a spreadsheet")
		throw(message.format(_MOST_PRINTED))
	cells = [[format_value(*cell) for cell in zip(row, columns, strict=True)] for row in rows]
	given = {
		"title": title, "heading": heading, "rows": cells, "made": formatdate(), "lang": current().lang,
		"numbers": [column.fieldtype in NUMBERS for column in columns],
	}  # fmt: skip
	return pdf_of(render_template("templates/report/table.html", given))


def _plain(value: Any, fieldtype: str) -> Any:
	"""A value as a spreadsheet shall hold it: days as days, choices in the user's words, text without markup."""
	if not isinstance(value, str) or not value:
		return value
	if fieldtype in _MARKUP:
		return strip_html(value)
	return getdate(value) if fieldtype == "Date" else _(value) if fieldtype == "Select" else value


def _column_of(meta: Any, qualifier: str | None, name: str, alias: str) -> _dict:
	around = ""
	for field in meta.fields if qualifier not in (None, meta.name, f"tab{meta.name}") else ():
		if qualifier in (field.fieldname, field.options, f"tab{field.options}"):
			meta, around = get_meta(field.options), f"{_(field.label)}: "
			break
	found = _dict(meta.get_field(name) or {})
	return found.update(label=around + _(meta.get_label(name)) if name else alias)
