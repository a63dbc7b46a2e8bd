"""Who took data out of the site: exports, prints, reports (R51)."""

from __future__ import annotations

from typing import Any

from banco.context import current
from banco.dates import now_datetime
from banco.document import Document, new_doc


class AccessLog(Document):
	"""One time somebody took data out; written by `make_access_log` only."""


def make_access_log(
	doctype: str | None = None,
	document: str | None = None,
	method: str | None = None,
	file_type: str | None = None,
	report_name: str | None = None,
	filters: Any = None,
	page: str | None = None,
	columns: Any = None,
) -> None:
	"""Record that the current user takes data out, in a transaction of its own when nothing else is written.

	Called while a GET runs, the row is committed at once: the reader must not see the data unrecorded.
	"""
	from banco.public import as_json

	context = current()
	is_alone = not context.db.has_uncommitted_writes
	log = new_doc("Access Log")
	log.update(
		{
			"user": context.user,
			"export_from": doctype,
			"reference_document": document,
			"timestamp": now_datetime(),
			"method": method,
			"file_type": file_type,
			"report_name": report_name,
			"filters": as_json(filters) if filters else None,
			"columns": as_json(columns) if columns else None,
			"page": page,
		}
	)
	log.insert(ignore_permissions=True)
	if is_alone:
		context.db.commit()
