"""The Access Log: who printed, exported or took out what, and when.

A row is written before the data leave: within the caller's transaction when that will be kept, otherwise (a
GET, a read by POST) at once in a transaction of its own. So there is no export without its row; a row
without an export can be, when the export failed afterwards.
"""

import json
from typing import Any

from banco.accounts.final import keep
from banco.context import current
from banco.dates import now_datetime

LONGEST_FILTERS = 10_000
KEPT = ("method", "file_type", "report_name", "filters", "columns")


def note(doctype: str | None = None, name: str | None = None, **how: Any) -> None:
	"""Note that the current user takes out data: a print, an export, a report.

	`doctype` and `name` (of a document, or several with commas) say of what. `how`: `file_type` ("PDF", "XLSX",
	"CSV" ...), `report_name`, `method` (what was asked for), `filters` and `columns` as they were given.
	"""
	context = current()
	row: dict[str, Any] = {key: _text(value) for key, value in how.items() if key in KEPT}
	row |= {"user": context.user, "timestamp": now_datetime()}
	row |= {"export_from": doctype, "reference_document": name}
	if context.db.keeps_writes:
		keep("Access Log", **row)
		return
	with context.site.context(context.user, lang=context.lang):
		keep("Access Log", **row)


def make_access_log(doctype: str | None = None, document: str | None = None, **how: Any) -> None:
	"""The same under Frappe's name; `page` (the HTML of a print) is not kept: it holds what the log protects."""
	note(doctype, document, **how)


def _text(value: Any) -> str | None:
	if value in (None, "", [], {}):
		return None
	text = value if isinstance(value, str) else json.dumps(value, default=str, ensure_ascii=False)
	return text[:LONGEST_FILTERS]
