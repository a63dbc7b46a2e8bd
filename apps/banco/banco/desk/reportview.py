"""The rows and the number of rows of a list as the desk asks for them."""

from __future__ import annotations

from typing import Any

from banco.desk.docinfo import user_info
from banco.web import documents
from banco.web.registry import reads
from banco.whitelist import whitelist

MOST_DELETED = 500


@reads
@whitelist()
def get(
	doctype: str,
	fields: Any = None,
	filters: Any = None,
	or_filters: Any = None,
	order_by: str | None = None,
	group_by: str | None = None,
	start: Any = 0,
	page_length: Any = 20,
	view: str | None = None,
	with_comment_count: Any = False,
) -> Any:
	"""A page of a list with the names of its columns once: `{keys, values, user_info}`; `[]` when empty."""
	rows = get_list(doctype, fields, filters, or_filters, order_by, group_by, start, page_length)
	if not rows:
		return []
	people = user_info({row.get(key) for row in rows for key in ("owner", "modified_by")})
	return {"keys": list(rows[0]), "values": [list(row.values()) for row in rows], "user_info": people}


@reads
@whitelist()
def get_list(
	doctype: str,
	fields: Any = None,
	filters: Any = None,
	or_filters: Any = None,
	order_by: str | None = None,
	group_by: str | None = None,
	start: Any = 0,
	page_length: Any = 20,
	view: str | None = None,
) -> list[Any]:
	"""A page of a list as dicts; the latest changed first unless ordered otherwise."""
	options = {
		"fields": fields,
		"filters": filters,
		"or_filters": or_filters,
		"order_by": order_by or (None if group_by else "modified desc"),
		"group_by": group_by,
		"start": start,
		"limit": page_length,
	}
	return documents.rows(doctype, options)


@reads
@whitelist()
def get_count(
	doctype: str,
	filters: Any = None,
	or_filters: Any = None,
	fields: Any = None,
	distinct: Any = False,
	limit: Any = None,
) -> int:
	"""How many documents the list holds, no more than `limit` when given."""
	return documents.count(doctype, filters, or_filters, limit)
