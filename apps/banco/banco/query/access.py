"""The one place that says, in SQL, which rows of a doctype a user may read.

It states the same rule as `banco.permissions.check`, in terms of the doctype's own table (`tabX`); whoever
needs it elsewhere (a linked doctype, the parents of child rows) wraps it in a subquery on that table.
"""

import json
from collections.abc import Iterable
from typing import Any, NamedTuple

from banco.calling import shape_of
from banco.context import ADMINISTRATOR, current
from banco.errors import DataError, PermissionError
from banco.messages import bold, throw
from banco.permissions.load import grants_of, hooks_for, is_strict, restrictions_of, shared_with
from banco.permissions.rules import Link
from banco.storage.database import table
from banco.storage.dialect import place, translate
from banco.translate import _


class Criterion(NamedTuple):
	"""A condition on a doctype's table: SQL (empty when every row passes) and its parameters."""

	sql: str
	params: list[Any]


EVERYTHING = Criterion("", [])


def criterion(meta: Any, user: str | None = None, ignore_user_permissions: bool = False) -> Criterion:
	"""What the user may read of a doctype. Raises PermissionError when that is nothing at all.

	A link field that ignores user permissions offers what they would hide: `ignore_user_permissions`.
	"""
	user = user or current().user
	if user == ADMINISTRATOR:
		return EVERYTHING
	given = grants_of(meta, user)
	shared = shared_with(meta.name, user)
	reads_all = bool(given.on_all & {"read", "select"})
	reads_own = bool(given.on_own & {"read", "select"})
	if not (reads_all or reads_own or shared):
		throw(
			_("You have no permission to {0}: {1}").format(_("read"), bold(_(meta.name))),
			PermissionError,
			title=_("Not permitted"),
		)
	if not (reads_all or reads_own):
		params: list[Any] = []
		return Criterion(f"{table(meta.name)}.`name` in {place(shared, params)}", params)
	links = restrictions_of(meta, user) if reads_all and not ignore_user_permissions else []
	return _combined(meta, user, links, reads_all, reads_own, shared)


def readable(doctype: str, names: Iterable[str]) -> set[str]:
	"""Those of the names whose documents the current user may read; none where the doctype is out of reach."""
	from banco.meta import get_meta
	from banco.permissions import has_permission

	db, given = current().db, set(names)
	if not db.exists("DocType", doctype) or not any(
		has_permission(doctype, right) for right in ("read", "select")
	):
		return set()
	access = criterion(get_meta(doctype))
	if not access.sql:
		return given
	own = table(doctype)
	text = f"select {own}.`name` from {own} where {own}.`name` in (select value from json_each(?)) and ({access.sql})"
	found = {str(row[0]).casefold() for row in db.fetch(text, [json.dumps(list(given)), *access.params])}
	return {name for name in given if name.casefold() in found}


def _combined(
	meta: Any, user: str, links: list[Link], reads_all: bool, reads_own: bool, shared: list[str]
) -> Criterion:
	own = table(meta.name)
	strict = bool(links) and is_strict()
	parts = [_link_condition(meta, link, strict) for link in links]
	hooked = [Criterion(f"({sql})", []) for sql in hook_conditions(meta.name, user)]
	if reads_own and (parts or not reads_all):
		passes = [_all_of(parts)] if parts else []
		parts = [_any_of([*passes, Criterion(f"{own}.`owner` = ?", [user])])]
	whole = _all_of(parts + hooked)
	if whole.sql and shared:
		params: list[Any] = []
		whole = _any_of([whole, Criterion(f"{own}.`name` in {place(shared, params)}", params)])
	return whole


def _all_of(parts: list[Criterion]) -> Criterion:
	return Criterion(
		" and ".join(part.sql for part in parts), [value for part in parts for value in part.params]
	)


def _any_of(parts: list[Criterion]) -> Criterion:
	sql = " or ".join(f"({part.sql})" for part in parts)
	return Criterion(f"({sql})", [value for part in parts for value in part.params])


def hook_conditions(doctype: str, user: str) -> list[str]:
	"""The conditions that apps add through `permission_query_conditions`, as SQLite's SQL.

	Raises DataError when one holds a parameter mark: hooks write values in with `frappe.db.escape`.
	"""
	found = []
	for function in hooks_for("permission_query_conditions", doctype):
		given = {"doctype": doctype} if "doctype" in shape_of(function).names else {}
		condition = function(user, **given)
		if not condition:
			continue
		text = (
			condition
			if isinstance(condition, str)
			else condition.get_sql(quote_char="`", with_namespace=True)
		)
		texts, names = translate(text, True)
		if names:
			raise DataError(f"The query condition of {doctype} holds a parameter mark")
		found.append(texts[0])
	return found


def _link_condition(meta: Any, link: Link, strict: bool) -> Criterion:
	own = table(meta.name)
	if link.table_field is None:
		return _permitted(f"{own}.`{link.fieldname}`", link, strict)
	# A row that is not permitted hides its document, as opening it would.
	row = _permitted(f"c.`{link.fieldname}`", link, strict)
	sql = (
		f"not exists (select 1 from {table(str(link.child_doctype))} c where c.parent = {own}.`name` "
		f"and c.parenttype = ? and c.parentfield = ? and not ifnull({row.sql}, 0))"
	)
	return Criterion(sql, [meta.name, link.table_field, *row.params])


def _permitted(column: str, link: Link, strict: bool) -> Criterion:
	params: list[Any] = []
	among = f"{column} in {place(link.allowed, params)}"
	if strict or (link.fieldname == "name" and not link.table_field):
		return Criterion(among, params)
	return Criterion(f"({among} or {column} is null or {column} = '')", params)
