"""SQL functions of MariaDB that apps use and SQLite lacks or defines otherwise.

Times are those of the site's zone; names and results follow MariaDB's manual.
"""

from __future__ import annotations

import datetime
import math
from typing import TYPE_CHECKING, Any

from dateutil.relativedelta import relativedelta

if TYPE_CHECKING:
	import apsw

_STRFTIME = {
	"%i": "%M", "%s": "%S", "%e": "%-d", "%c": "%-m", "%k": "%-H", "%l": "%-I", "%h": "%I", "%M": "%B",
	"%W": "%A", "%T": "%H:%M:%S", "%r": "%I:%M:%S %p", "%u": "%V", "%v": "%V", "%x": "%G", "%D": "%-d",
}  # fmt: skip


def register(connection: apsw.Connection) -> None:
	"""Make every function of this module known to a connection."""
	for name, (function, arguments) in _STABLE.items():
		connection.create_scalar_function(name, function, arguments, deterministic=True)
	for name, function in _MOVING.items():
		connection.create_scalar_function(name, function, 0)


def moment(value: Any) -> datetime.datetime | None:
	"""The moment a stored date, datetime or moment text stands for; None for anything else."""
	if value is None:
		return None
	try:
		return datetime.datetime.fromisoformat(str(value))
	except ValueError:
		return None


def _now() -> str:
	from banco.dates import now

	return now()[:19]


def _curdate() -> str:
	return _now()[:10]


def _round(value: Any, digits: int = 0) -> Any:
	"""Half away from zero on the decimal a person sees: SQLite's own gives 2.67 for 2.675."""
	from banco.numbers import COMMERCIAL, rounded

	return None if value is None else rounded(value, int(digits or 0), COMMERCIAL)


def _concat(*values: Any) -> str | None:
	return None if any(value is None for value in values) else "".join(_text(value) for value in values)


def _text(value: Any) -> str:
	return f"{value:.15g}" if isinstance(value, float) else str(value)


def _date_format(value: Any, pattern: str) -> str | None:
	when = moment(value)
	if when is None or pattern is None:
		return None
	out, index = [], 0
	while index < len(pattern):
		piece = pattern[index : index + 2]
		if piece[0] == "%" and len(piece) == 2:
			out.append("%" if piece == "%%" else when.strftime(_STRFTIME.get(piece, piece)))
			index += 2
		else:
			out.append(piece[0])
			index += 1
	return "".join(out)


def _datediff(later: Any, earlier: Any) -> int | None:
	one, other = moment(later), moment(earlier)
	return None if one is None or other is None else (one.date() - other.date()).days


def _timestampdiff(unit: str, start: Any, end: Any) -> int | None:
	one, other = moment(start), moment(end)
	if one is None or other is None:
		return None
	unit = unit.upper()
	if unit in ("YEAR", "QUARTER", "MONTH"):
		span = relativedelta(other, one)
		months = span.years * 12 + span.months
		return math.trunc(months / {"YEAR": 12, "QUARTER": 3, "MONTH": 1}[unit])
	seconds = (other - one).total_seconds()
	return math.trunc(seconds / _SECONDS[unit])


_SECONDS = {"WEEK": 604_800, "DAY": 86_400, "HOUR": 3_600, "MINUTE": 60, "SECOND": 1, "MICROSECOND": 1e-6}
_SPANS = {
	"YEAR": "years", "MONTH": "months", "WEEK": "weeks", "DAY": "days", "HOUR": "hours", "MINUTE": "minutes",
	"SECOND": "seconds",
}  # fmt: skip


def _date_add(value: Any, count: Any, unit: str = "DAY", sign: int = 1) -> str | None:
	when = moment(value)
	if when is None or count is None:
		return None
	unit = unit.upper()
	steps = sign * int(count) * (3 if unit == "QUARTER" else 1)
	later = when + relativedelta(**{_SPANS.get(unit, "months"): steps})
	is_date = len(str(value)) == 10 and unit in ("YEAR", "QUARTER", "MONTH", "WEEK", "DAY")
	return later.date().isoformat() if is_date else later.isoformat(" ")


def _date_sub(value: Any, count: Any, unit: str = "DAY") -> str | None:
	return _date_add(value, count, unit, -1)


def _last_day(value: Any) -> str | None:
	when = moment(value)
	return (when + relativedelta(day=31)).date().isoformat() if when else None


def _part(name: str) -> Any:
	def read(value: Any) -> int | None:
		when = moment(value)
		return getattr(when, name) if when else None

	return read


def _quarter(value: Any) -> int | None:
	when = moment(value)
	return (when.month + 2) // 3 if when else None


_MOVING: dict[str, Any] = {
	"now": _now,
	"curdate": _curdate,
}
_STABLE: dict[str, tuple[Any, int]] = {
	"round": (_round, -1),
	"concat": (_concat, -1),
	"date_format": (_date_format, 2),
	"datediff": (_datediff, 2),
	"timestampdiff": (_timestampdiff, 3),
	"date_add": (_date_add, -1),
	"date_sub": (_date_sub, -1),
	"last_day": (_last_day, 1),
	"year": (_part("year"), 1),
	"month": (_part("month"), 1),
	"day": (_part("day"), 1),
	"quarter": (_quarter, 1),
}
