"""Query reports: SQL that an administrator wrote, run so that it reads what its reader may read.

SQLite itself says which tables a query touches. Those of doctypes stand in it as the rows that the user may
read, with hidden fields empty; any other table, and anything but reading, is refused.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

import apsw

from banco.context import ADMINISTRATOR, current
from banco.errors import PermissionError
from banco.messages import throw
from banco.meta import get_meta
from banco.permissions import has_permission, permitted_levels
from banco.query.access import criterion
from banco.query.listing import get_list
from banco.storage.dialect import compile_query, place
from banco.translate import _

_HARMLESS = (apsw.SQLITE_SELECT, apsw.SQLITE_FUNCTION, apsw.SQLITE_RECURSIVE)
_BY_SCHEMA = re.compile(r"\b(main|temp)\W*\.", re.IGNORECASE)


def run_query(query: str, filters: Mapping[str, Any]) -> tuple[list[str], list[Any]]:
	"""Column titles and rows of a query with `%(filter)s` in it, filters bound as values.

	Raises PermissionError for what the user may not read, DataError for SQL that is not one SELECT.
	"""
	text, params = compile_query(query.strip().rstrip(";"), filters)
	if _BY_SCHEMA.search(text):
		throw(_("A report's query names its tables without a schema"))
	db, hidden = current().db, dict[str, frozenset[str]]()
	db.fetch_judged(f"explain select * from ({text})", params, _judge(hidden.setdefault))
	views, given = [], list[Any]()
	hidden.pop("json_each", None)
	for name in sorted(hidden):
		names, hidden[name] = _seen(name.removeprefix("tab"))
		if names is not None:
			views.append(f"`{name}` as (select * from main.`{name}` where name in {place(names, given)})")
	start = f"with {', '.join(views)} " if views else ""
	judge = _judge(lambda name, column: column in hidden.get(name, ()))
	titles, rows = db.fetch_judged(f"{start}select * from ({text})", given + params, judge)
	return list(titles), rows


def _judge(hides: Callable[[str, Any], Any]) -> Callable[..., int]:
	"""What SQLite asks while it prepares a query; `hides` says which columns stand in it as nothing."""

	def judge(operation: int, first: str | None, second: str | None, *_where: Any) -> int:
		if operation == apsw.SQLITE_READ and str(first).startswith(("tab", "json_each")):
			return int(apsw.SQLITE_IGNORE if hides(str(first), second) is True else apsw.SQLITE_OK)
		return int(apsw.SQLITE_OK if operation in _HARMLESS else apsw.SQLITE_DENY)

	return judge


def _seen(doctype: str) -> tuple[list[str] | None, frozenset[str]]:
	"""The names of a doctype's rows that the user may read (None: all), and the fields that are hidden."""
	db, user = current().db, current().user
	if not db.exists("DocType", doctype):
		throw(_("A report's query reads the tables of doctypes only"), PermissionError)
	meta, of_rows = get_meta(doctype), {"options": doctype, "fieldtype": ["like", "Table%"]}
	owners = (
		db.get_all("DocField", filters=of_rows, pluck="parent", distinct=True) if meta.istable else [doctype]
	)
	owners = [name for name in owners if has_permission(name, "read")]
	if not owners:
		has_permission(doctype, "read", throw=True)
	levels = frozenset.intersection(*(permitted_levels(get_meta(name)) for name in owners))
	hidden = {
		f.fieldname for f in meta.fields if f.fieldtype == "Password" or int(f.permlevel or 0) not in levels
	}
	if user == ADMINISTRATOR or not (meta.istable or criterion(meta).sql):
		return None, frozenset(hidden)
	return [n for name in owners for n in get_list(doctype, pluck="name", parent_doctype=name)], frozenset(
		hidden
	)
