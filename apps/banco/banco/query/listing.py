"""Lists of documents: `frappe.get_list` (what the user may see) and `frappe.get_all` (everything)."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from banco.context import current
from banco.errors import DataError, PermissionError
from banco.messages import throw
from banco.query.fields import HiddenField
from banco.query.select import Query
from banco.translate import _

_MOST_ROWS = 2**31


def get_list(
	doctype: str,
	fields: Any = None,
	filters: Any = None,
	or_filters: Any = None,
	group_by: str | None = None,
	order_by: str | None = None,
	limit_start: Any = None,
	limit_page_length: Any = None,
	*,
	start: Any = None,
	page_length: Any = None,
	limit: Any = None,
	as_list: bool | int = False,
	pluck: str | None = None,
	distinct: bool | int = False,
	ignore_permissions: bool | int = False,
	ignore_user_permissions: bool | int = False,
	host_filters: Any = None,
	user: str | None = None,
	parent_doctype: str | None = None,
	**unused: Any,
) -> Any:
	"""Rows of a doctype as dicts (tuples with `as_list`, one field's values with `pluck`).

	Newest change first unless the doctype or `order_by` says otherwise; all rows unless a length is given.
	`host_filters` may name fields that the reader cannot see: never pass on a client's.
	For a child doctype `parent_doctype` says whose rows, and its documents' permissions decide.
	Raises DataError for an unknown field or operator, a value of the wrong type, or SQL in any argument;
	PermissionError when the user may not read the doctype, or filters or sorts by a hidden field.
	"""
	reader = None if ignore_permissions else user or current().user
	with _telling_hidden_fields():
		query = Query(doctype, reader, parent_doctype, bool(ignore_user_permissions))
		query.select([pluck] if pluck else fields, bool(distinct), strict=bool(pluck))
		query.narrow(filters, or_filters, host_filters)
		query.arrange(group_by, order_by)
	length = 0 if query.is_scalar else _count(limit_page_length, page_length, limit)
	query.page(_count(limit_start, start), length)
	text, params = query.sql()
	return current().db.shaped(text, params, as_dict=not (as_list or pluck), pluck=bool(pluck))


def get_all(doctype: str, *args: Any, **kwargs: Any) -> Any:
	"""The same without permissions."""
	kwargs.setdefault("ignore_permissions", True)
	return get_list(doctype, *args, **kwargs)


def get_count(
	doctype: str,
	filters: Any = None,
	or_filters: Any = None,
	*,
	limit: Any = None,
	ignore_permissions: bool = False,
	user: str | None = None,
	parent_doctype: str | None = None,
	**unused: Any,
) -> int:
	"""How many rows `get_list` would give; counting stops at `limit`."""
	with _telling_hidden_fields():
		query = Query(doctype, None if ignore_permissions else user or current().user, parent_doctype)
		query.select(["name"])
		query.narrow(filters, or_filters)
	query.page(0, _count(limit))
	text, params = query.sql()
	return int(current().db.fetch(f"select count(*) from ({text})", params)[0][0])


@contextmanager
def _telling_hidden_fields() -> Iterator[None]:
	try:
		yield
	except HiddenField as error:
		throw(str(error), PermissionError, title=_("Not permitted"))


def _count(*given: Any) -> int:
	for value in given:
		if value in (None, ""):
			continue
		try:
			number = int(value)
		except (TypeError, ValueError):
			raise DataError(_("{0} is not a number of rows").format(str(value)[:40])) from None
		if number < 0:
			raise DataError(_("A number of rows cannot be negative"))
		return min(number, _MOST_ROWS)
	return 0
