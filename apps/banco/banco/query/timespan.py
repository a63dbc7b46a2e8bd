"""Spans of days named relative to today: "last week", "this quarter", "last 6 months", "yesterday" ..."""

from __future__ import annotations

import datetime

from dateutil.relativedelta import relativedelta

from banco.errors import DataError

_DAY = datetime.timedelta(days=1)
_DAYS = {"today": 0, "yesterday": -1, "tomorrow": 1}
_STEPS = {"last": -1, "this": 0, "next": 1}
_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_ROLLING = {"7 days": 7, "14 days": 14, "30 days": 30, "60 days": 60, "90 days": 90, "6 months": 0}


def date_range(timespan: str) -> tuple[datetime.date, datetime.date]:
	"""The first and last day of a named span, counted from today. Raises DataError for an unknown name."""
	from banco.dates import get_first_day_of_week, getdate

	name = timespan.strip().lower()
	today = getdate()
	if name in _DAYS:
		day = today + _DAY * _DAYS[name]
		return day, day
	step, _, unit = name.partition(" ")
	if step not in _STEPS or (unit not in _MONTHS and unit != "week" and unit not in _ROLLING):
		raise DataError(f"{timespan[:40]!r} is not a span of time")
	moves = _STEPS[step]
	if unit == "week":
		start = get_first_day_of_week(today) + moves * 7 * _DAY
		return start, start + 6 * _DAY
	if unit in _MONTHS:
		return _calendar_span(today, _MONTHS[unit], moves)
	return _rolling_span(today, unit, moves)


def _calendar_span(today: datetime.date, months: int, moves: int) -> tuple[datetime.date, datetime.date]:
	first = today.replace(day=1, month=(today.month - 1) // months * months + 1)
	start = first + relativedelta(months=months * moves)
	return start, start + relativedelta(months=months) - _DAY


def _rolling_span(today: datetime.date, unit: str, moves: int) -> tuple[datetime.date, datetime.date]:
	if moves == 0:
		raise DataError(f"'this {unit}' is not a span of time")
	if unit == "6 months":
		first = today.replace(day=1)
		start = first + relativedelta(months=-6 if moves < 0 else 1)
		return start, start + relativedelta(months=6) - _DAY
	days = _ROLLING[unit] * _DAY
	return (today - days, today - _DAY) if moves < 0 else (today + _DAY, today + days)
