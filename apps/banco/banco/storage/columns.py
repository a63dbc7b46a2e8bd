"""What a field type is in SQLite, and the conversions between it and Python.

Money is a canonical double: the double nearest to a decimal of at most 15 significant digits and 9 decimals.
Every such decimal survives the way to SQLite and back, and a sum (which SQLite makes with compensation)
rounds to the exact decimal, so cents are exact up to 9,999,999,999,999.99. SQL written for a DECIMAL column
(`amount > 100`, `sum(quantity * rate)`) then means the same here, which integer cents or text would break.
"""

import datetime
import math
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import orjson

from banco.errors import DataError
from banco.translate import _

TEXT, INT, FLOAT, DATE, DATETIME, TIME = "text", "int", "float", "date", "datetime", "time"

SIGNIFICANT_DIGITS = 15
DECIMALS = 9

_LIMIT = 10.0**SIGNIFICANT_DIGITS
_VARCHAR = "varchar(140) collate nocase"
_FIELDTYPES = {
	_VARCHAR: "Data, Link, Dynamic Link, Select, Password, Read Only, Phone, Autocomplete, Color, Icon",
	"text collate nocase": "Small Text, Text, Attach, Attach Image",
	"longtext collate nocase": (
		"Long Text, Code, Text Editor, Markdown Editor, HTML Editor, JSON, Signature, Geolocation, Barcode"
	),
	"double not null default 0": "Currency, Float, Percent, Rating, Duration",
	"int(11) not null default 0": "Int",
	"bigint(20) not null default 0": "Long Int",
	"int(1) not null default 0": "Check",
	"date": "Date",
	"datetime(6)": "Datetime",
	"time(6)": "Time",
}
_TYPES = {name: definition for definition, names in _FIELDTYPES.items() for name in names.split(", ")}
_KINDS = (
	("datetime", DATETIME),
	("date", DATE),
	("time", TIME),
	("double", FLOAT),
	("int", INT),
	("bigint", INT),
)

_MOMENT = re.compile(r"\d{4}-\d\d-\d\d(?: \d\d:\d\d:\d\d(?:\.\d{1,6})?)?", re.ASCII)


def is_stored(fieldtype: str) -> bool:
	"""Whether fields of the type have a column (tables, sections, buttons and HTML have none)."""
	return fieldtype in _TYPES


def column_definition(fieldtype: str, length: int = 0) -> str:
	"""The type in `create table` for a field; `length` widens or narrows a varchar."""
	definition = _TYPES[fieldtype]
	if length and definition is _VARCHAR:
		return f"varchar({int(length)}) collate nocase"
	return definition


def kind_of(declared: str | None) -> str:
	"""The kind (text, int, float, date, datetime, time) that a declared column type stands for."""
	name = (declared or "").lower()
	return next((kind for start, kind in _KINDS if name.startswith(start)), TEXT)


def kind_of_fieldtype(fieldtype: str) -> str:
	"""The kind of the column that a field of the type has."""
	return kind_of(_TYPES.get(fieldtype))


# -- from Python to SQLite


def number(value: Any) -> float:
	"""A canonical double for a number, a Decimal or text; None and "" give 0.0.

	Raises DataError for what is no number, NaN, infinities, and numbers that a double cannot hold exactly.
	"""
	if value is None or value == "":
		return 0.0
	try:
		result = float(value)
	except (TypeError, ValueError, OverflowError):
		raise DataError(_("{0} is not a number").format(_shown(value))) from None
	if not math.isfinite(result):
		raise DataError(_("{0} is not a finite number").format(_shown(value)))
	if result == 0.0:
		return 0.0
	if abs(result) >= _LIMIT or (isinstance(value, Decimal | str) and not _is_exact(value, result)):
		raise DataError(
			_("{0} has more than {1} significant digits").format(_shown(value), SIGNIFICANT_DIGITS)
		)
	return canonical(round(result, DECIMALS))


def canonical(value: float) -> float:
	"""The double nearest to `value` written with 15 significant digits: the noise of sums drops out."""
	return float(f"{value:.15g}")


def integer(value: Any) -> int:
	"""A whole number for a number, a bool or text; None and "" give 0. Raises DataError for anything else."""
	if value is None or value == "":
		return 0
	try:
		result = int(value) if isinstance(value, int | float | Decimal) else int(str(value).strip())
	except (TypeError, ValueError, OverflowError):
		try:
			result = int(float(value))
		except (TypeError, ValueError, OverflowError):
			raise DataError(_("{0} is not a whole number").format(_shown(value))) from None
	if abs(result) > 2**63 - 1:
		raise DataError(_("{0} is too large a number").format(_shown(value)))
	return result


def date_text(value: Any) -> str | None:
	"""ISO text for a date, a datetime or text; None for nothing. Raises DataError for what is no date."""
	if value is None or value == "":
		return None
	if isinstance(value, datetime.datetime):
		return value.date().isoformat()
	if isinstance(value, datetime.date):
		return value.isoformat()
	try:
		return datetime.datetime.fromisoformat(str(value).strip()).date().isoformat()
	except ValueError:
		raise DataError(_("{0} is not a date (YYYY-MM-DD)").format(_shown(value))) from None


def datetime_text(value: Any) -> str | None:
	"""Text with microseconds for a datetime, a date (its midnight) or text; None for nothing.

	Raises DataError for what is no moment.
	"""
	if value is None or value == "":
		return None
	if not isinstance(value, datetime.datetime):
		if isinstance(value, datetime.date):
			return f"{value.isoformat()} 00:00:00.000000"
		try:
			value = datetime.datetime.fromisoformat(str(value).strip())
		except ValueError:
			raise DataError(
				_("{0} is not a date and time (YYYY-MM-DD HH:MM:SS)").format(_shown(value))
			) from None
	if value.tzinfo is not None:
		raise DataError(_("{0} names a time zone: write the time in the site's own").format(_shown(value)))
	return str(value.isoformat(" ", "microseconds"))


def time_text(value: Any) -> str | None:
	"""HH:MM:SS[.ffffff] for a time, a timedelta since midnight or text; None for nothing.

	Raises DataError for what is no time of day.
	"""
	if value is None or value == "":
		return None
	if isinstance(value, datetime.timedelta):
		hours, rest = divmod(value, datetime.timedelta(hours=1))
		minutes, seconds = divmod(rest, datetime.timedelta(minutes=1))
		whole, micros = seconds.seconds, seconds.microseconds
		return f"{hours:02d}:{minutes:02d}:{whole:02d}" + (f".{micros:06d}" if micros else "")
	if isinstance(value, datetime.datetime):
		value = value.time()
	if not isinstance(value, datetime.time):
		text = str(value).strip()
		try:
			value = datetime.time.fromisoformat(text.zfill(8) if text[1:2] == ":" else text)
		except ValueError:
			raise DataError(_("{0} is not a time of day (HH:MM:SS)").format(_shown(value))) from None
	return str(value.isoformat())


def text(value: Any) -> str | None:
	"""Text for anything: lists and dicts as JSON, numbers in their shortest form; None stays None."""
	if value is None or isinstance(value, str):
		return value
	return str(bind(value)) if not isinstance(value, bool) else str(int(value))


_TO_DB: dict[str, Callable[[Any], Any]] = {
	TEXT: text,
	INT: integer,
	FLOAT: number,
	DATE: date_text,
	DATETIME: datetime_text,
	TIME: time_text,
}


def to_db(fieldtype: str) -> Callable[[Any], Any]:
	"""The function that turns a field's value into what its column holds; raises DataError on bad input."""
	return _TO_DB[kind_of_fieldtype(fieldtype)]


def to_db_by_kind(kind: str) -> Callable[[Any], Any]:
	"""The same by the kind of a column."""
	return _TO_DB[kind]


def bind(value: Any) -> Any:
	"""A query parameter as SQLite takes it, whatever column it will meet. Raises DataError for NaN."""
	kind = type(value)
	if kind is str or kind is int or value is None or kind is bytes:
		return value
	if isinstance(value, float):
		if not math.isfinite(value):
			raise DataError(_("{0} is not a finite number").format(value))
		return value
	if isinstance(value, bool):
		return int(value)
	if isinstance(value, datetime.datetime):
		return datetime_text(value)
	if isinstance(value, datetime.date):
		return value.isoformat()
	if isinstance(value, datetime.timedelta | datetime.time):
		return time_text(value)
	if isinstance(value, Decimal):
		return number(value)
	if isinstance(value, list | tuple | dict):
		return orjson.dumps(value, default=str).decode()
	if isinstance(value, int):
		return int(value)
	return str(value)


# -- from SQLite to Python


def _timedelta(value: Any) -> Any:
	if not isinstance(value, str):
		return value
	hours, minutes, seconds = [*value.split(":"), "0", "0"][:3]
	return datetime.timedelta(hours=int(hours), minutes=int(minutes), seconds=float(seconds))


def _date(value: Any) -> Any:
	return datetime.date.fromisoformat(value[:10]) if isinstance(value, str) and value else value


def _datetime(value: Any) -> Any:
	return datetime.datetime.fromisoformat(value) if isinstance(value, str) and value else value


def _undeclared(value: Any) -> Any:
	"""The value of an expression: a moment where the text is one (`max(creation)`), a float without noise."""
	if type(value) is float:
		return canonical(value)
	if type(value) is str and _MOMENT.fullmatch(value):
		try:
			return _date(value) if len(value) == 10 else _datetime(value)
		except ValueError:
			return value
	return value


_FROM_DB: dict[str, Callable[[Any], Any]] = {DATE: _date, DATETIME: _datetime, TIME: _timedelta}


def from_db(declared: str | None) -> Callable[[Any], Any] | None:
	"""The function that turns a column's value into Python, or None when it is handed out as it is."""
	return _undeclared if declared is None else _FROM_DB.get(kind_of(declared))


def _is_exact(value: Decimal | str, result: float) -> bool:
	digits = Decimal(str(value)).as_tuple().digits
	significant = "".join(map(str, digits)).strip("0")
	return len(significant) <= SIGNIFICANT_DIGITS or Decimal(str(value)) == Decimal(result)


def _shown(value: Any) -> str:
	shown = str(value)
	return repr(shown if len(shown) <= 60 else shown[:60] + "…")
