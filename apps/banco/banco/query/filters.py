"""Filters as apps and clients write them, and the SQL condition that each stands for.

NULL counts as empty, and empty as less than anything: "!=", "not in", "not like", "<" and "<=" match rows
without a value, as on Frappe. The condition says so beside the comparison, so that indexes serve it.
"""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from banco.errors import DataError, ValidationError
from banco.storage import columns
from banco.storage.columns import DATE, DATETIME, FLOAT, INT, TEXT
from banco.storage.dialect import place
from banco.translate import _

OPERATORS = frozenset({
	"=", "!=", "<", "<=", ">", ">=", "like", "not like", "in", "not in", "between", "is",
})  # fmt: skip
_SPELLINGS = {"<>": "!=", "==": "=", "equals": "="}
_LONGEST_PATTERN = 500
_EMPTY = (None, "")


class Filter(NamedTuple):
	"""One condition: on a field of the listed doctype, or of `doctype` (a child table) when given."""

	doctype: str | None
	field: str
	operator: str
	value: Any


def parse(filters: Any) -> list[Filter]:
	"""Filters in any of the documented shapes as a list of conditions.

	A dict {field: value or [operator, value]}; a list of [field, operator, value] or [doctype, field,
	operator, value]; a single such list; a name. Raises DataError for anything else, ValidationError for
	unknown operators.
	"""
	if filters is None or filters == "":
		return []
	if isinstance(filters, str | int):
		return [Filter(None, "name", "=", filters)]
	if isinstance(filters, Mapping):
		return [_from_pair(str(field), value) for field, value in filters.items()]
	if not isinstance(filters, Iterable):
		raise DataError(_("Filters are a dictionary or a list"))
	items = list(filters)
	return (
		[_from_list(items)] if items and isinstance(items[0], str) else [_from_list(item) for item in items]
	)


def condition(column: str, field: str, kind: str, operator: str, value: Any, params: list[Any]) -> str:
	"""The SQL for one comparison with a column of the kind; its values are added to `params`.

	Raises DataError, naming the field, for a value that the column cannot hold.
	"""
	try:
		return _condition(column, kind, operator, value, params, is_name=field == "name")
	except DataError as error:
		raise DataError(f"{field}: {error}") from None


def _from_pair(field: str, value: Any) -> Filter:
	if isinstance(value, list | tuple) and len(value) >= 2 and isinstance(value[0], str):
		return Filter(None, field, _operator(value[0]), value[1])
	return Filter(None, field, "=", value)


def _from_list(item: Any) -> Filter:
	if not isinstance(item, list | tuple) or len(item) < 3:
		raise DataError(_("{0} is not a filter: write [field, operator, value]").format(repr(str(item)[:60])))
	doctype, field, operator, value = item[:4] if len(item) > 3 else (None, *item)
	return Filter(doctype and _name(doctype), _name(field), _operator(operator), value)


def _name(value: Any) -> str:
	if isinstance(value, str):
		return value
	raise DataError(_("{0} is not a field name").format(repr(str(value)[:60])))


def _operator(value: Any) -> str:
	operator = str(value).strip().lower()
	operator = _SPELLINGS.get(operator, operator)
	if operator not in OPERATORS:
		raise ValidationError(_("Operator must be one of {0}").format(", ".join(sorted(OPERATORS))))
	return operator


def _condition(column: str, kind: str, operator: str, value: Any, params: list[Any], is_name: bool) -> str:
	nullable = kind not in (INT, FLOAT)
	if operator == "is":
		return _is_set(column, nullable, str(value).strip().lower())
	if operator in ("in", "not in"):
		return _among(column, kind, operator, value, params, is_name)
	if operator in ("like", "not like"):
		params.append(_pattern(value))
		like = f"{column} {operator} ? escape '\\'"
		return f"({like} or {column} is null)" if operator == "not like" and nullable else like
	if operator == "between":
		return _between(column, kind, value, params)
	if nullable and value in _EMPTY and operator in ("=", "!="):
		return _is_set(column, True, "set" if operator == "!=" else "not set")
	params.append(_typed(kind, value, is_name))
	compared = f"{column} {operator} ?"
	return f"({compared} or {column} is null)" if operator in ("!=", "<", "<=") and nullable else compared


def _is_set(column: str, nullable: bool, value: str) -> str:
	if value not in ("set", "not set"):
		raise DataError(_("The operator 'is' takes 'set' or 'not set'"))
	if not nullable:
		return f"{column} != 0" if value == "set" else f"{column} = 0"
	return (
		f"({column} is not null and {column} != '')"
		if value == "set"
		else f"({column} is null or {column} = '')"
	)


def _among(column: str, kind: str, operator: str, value: Any, params: list[Any], is_name: bool) -> str:
	if isinstance(value, str):
		value = [part.strip() for part in value.split(",")] if value else []
	elif value is None:
		value = []
	values = list(value) if hasattr(value, "__iter__") else [value]
	items = [_typed(kind, item, is_name) for item in values if item not in _EMPTY]
	empties = len(items) < len(values) and kind not in (INT, FLOAT)
	listed = f"{column} {operator} {place(items, params)}"
	if operator == "in":
		return f"({listed} or {column} is null or {column} = '')" if empties else listed
	if empties:
		return f"({listed} and {column} is not null and {column} != '')"
	return listed if kind in (INT, FLOAT) else f"({listed} or {column} is null)"


def _between(column: str, kind: str, value: Any, params: list[Any]) -> str:
	if isinstance(value, str):
		value = [part.strip() for part in value.split(",")]
	if not isinstance(value, list | tuple) or len(value) != 2:
		raise DataError(_("The operator 'between' takes two values: [from, to]"))
	low, high = value
	if kind == DATETIME and _is_bare_date(high):
		high = f"{columns.date_text(high)} 23:59:59.999999"
	params += [_typed(kind, low, False), _typed(kind, high, False)]
	return f"{column} between ? and ?"


def _is_bare_date(value: Any) -> bool:
	if isinstance(value, datetime.date):
		return not isinstance(value, datetime.datetime)
	return isinstance(value, str) and len(value.strip()) == 10


def _typed(kind: str, value: Any, is_name: bool) -> Any:
	if isinstance(value, Mapping | list | tuple):
		raise DataError(_("a single value is expected here"))
	if kind == TEXT:
		if isinstance(value, str) and "\0" in value:
			raise DataError(_("the text holds a NUL character"))
		return columns.text(value)
	if kind == DATE and isinstance(value, str) and len(value) > 10:
		# A moment compared with a day: the day's own text sorts before it, as midnight does.
		return columns.datetime_text(value) if value[11:19].strip("0:") else columns.date_text(value)
	if kind == INT and is_name and not str(value).strip().lstrip("-").isdigit():
		return str(value)
	if kind == INT and isinstance(value, str | float) and float(columns.number(value)) % 1:
		return columns.number(value)
	return columns.to_db_by_kind(kind)(value)


def _pattern(value: Any) -> str:
	pattern = "" if value is None else str(value)
	if len(pattern) > _LONGEST_PATTERN or "\0" in pattern:
		raise DataError(_("a search text has at most {0} characters and no NUL").format(_LONGEST_PATTERN))
	# SQLite takes an escape at the end for an error, MariaDB for a backslash.
	return pattern + "\\" if (len(pattern) - len(pattern.rstrip("\\"))) % 2 else pattern
