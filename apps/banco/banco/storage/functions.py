"""SQL functions of MariaDB that apps use and SQLite lacks or defines otherwise.

Times are those of the site's zone; names and results follow MariaDB's manual.
"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
	import apsw


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


def _part(name: str) -> Any:
	def read(value: Any) -> int | None:
		when = moment(value)
		return getattr(when, name) if when else None

	return read


def _quarter(value: Any) -> int | None:
	when = moment(value)
	return (when.month + 2) // 3 if when else None


_MOVING: dict[str, Any] = {"now": _now, "curdate": _curdate}
_STABLE: dict[str, tuple[Any, int]] = {
	"round": (_round, -1),
	"concat": (_concat, -1),
	"year": (_part("year"), 1),
	"month": (_part("month"), 1),
	"quarter": (_quarter, 1),
}
