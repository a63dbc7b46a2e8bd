"""Values by field type: casting, comparing, filters tried on a document, JSON to Python."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from typing import Any

from banco.dates import get_datetime, getdate, to_timedelta
from banco.numbers import cint, flt
from banco.text import cstr
from banco.types import _dict

NUMBERS = frozenset(("Currency", "Float", "Percent"))
WHOLE_NUMBERS = frozenset(("Int", "Check"))
TEXTS = frozenset(
	[
		"Data",
		"Text",
		"Small Text",
		"Long Text",
		"Text Editor",
		"Select",
		"Link",
		"Dynamic Link",
		"Read Only",
		"Code",
		"HTML",
		"HTML Editor",
		"Password",
		"Color",
		"Barcode",
		"Phone",
		"Autocomplete",
		"Attach",
		"Attach Image",
		"Icon",
		"Markdown Editor",
	]
)

_Operator = Callable[[Any, Any], bool]
OPERATORS: dict[str, _Operator] = {
	"=": lambda left, right: left == right,
	"!=": lambda left, right: left != right,
	">": lambda left, right: left > right,
	"<": lambda left, right: left < right,
	">=": lambda left, right: left >= right,
	"<=": lambda left, right: left <= right,
	"in": lambda left, right: left in (right or ()),
	"not in": lambda left, right: left not in (right or ()),
	"like": lambda left, right: _is_like(left, right),
	"not like": lambda left, right: not _is_like(left, right),
	"is": lambda left, right: (left not in (None, "", 0)) is (right == "set"),
	"between": lambda left, right: right[0] <= left <= right[1],
}


def cast(fieldtype: str, value: Any = None) -> Any:
	"""`value` as the field's Python type; an empty one as that type's zero, dates as None."""
	if fieldtype in NUMBERS:
		return flt(value)
	if fieldtype in WHOLE_NUMBERS:
		return cint(value)
	if fieldtype in TEXTS:
		return cstr(value)
	if fieldtype == "Date":
		return getdate(value) if value else None
	if fieldtype == "Datetime":
		return get_datetime(value) if value else None
	if fieldtype == "Time":
		return to_timedelta(value) if value is not None else datetime.timedelta()
	return value


def compare(val1: Any, condition: str, val2: Any, fieldtype: str | None = None) -> bool:
	"""Whether `val1 condition val2` holds, both cast to the field's type first; None equals nothing more."""
	operator = OPERATORS.get(condition)
	if operator is None:
		return False
	if fieldtype and condition != "is":
		val1 = cast(fieldtype, val1)
		many = condition in ("in", "not in", "between")
		val2 = [cast(fieldtype, item) for item in val2] if many else cast(fieldtype, val2)
	try:
		return bool(operator(val1, val2))
	except TypeError:
		return False


def parse_json(val: Any) -> Any:
	"""JSON text as Python values, objects as attribute dicts; what is no text comes back, dicts converted."""
	if isinstance(val, str):
		val = json.loads(val, object_hook=_dict)
	return _dict(val) if type(val) is dict else val


def get_fullname(user: str | None = None) -> str:
	"""The full name of a user, the current one by default; the user's name when none is recorded."""
	from banco.context import current

	name = user or current().user
	memo = current().memo
	key = ("fullname", name)
	if key not in memo:
		memo[key] = current().db.get_value("User", name, "full_name") or name
	return str(memo[key])


def _is_like(left: Any, pattern: Any) -> bool:
	import fnmatch

	escaped = cstr(pattern).replace("[", "[[]").replace("*", "[*]").replace("?", "[?]")
	return fnmatch.fnmatchcase(cstr(left).lower(), escaped.replace("%", "*").replace("_", "?").lower())
