"""Dates and periods, in calendar months and full years."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from dateutil.relativedelta import relativedelta


class MissingDateError(TypeError):
	"""A date the calculation needs is unknown."""


def months_before(day: date | None, months: float) -> date:
	"""The day so many calendar months earlier; the last of the month where the day does not exist (R27)."""
	return _shifted(day, -int(months))


def months_after(day: date | None, months: float) -> date:
	"""The day so many calendar months later; the last of the month where the day does not exist."""
	return _shifted(day, int(months))


@lru_cache(maxsize=4096)
def years_between(first: date | None, last: date | None) -> int:
	"""Full years from the first day to the last: the age, where the first is a birth date."""
	if first is None or last is None:
		raise MissingDateError
	return relativedelta(last, first).years


def valid_on(day: date, valid_from: date | None, valid_to: date | None) -> bool:
	"""Whether the day lies in the period, both ends included; an empty end is open."""
	return (valid_from is None or valid_from <= day) and (valid_to is None or day <= valid_to)


def overlap(first: Sequence[date | None], second: Sequence[date | None]) -> bool:
	"""Whether two (from, to) periods share a day; an empty end is open."""
	return _starts_in_time(first, second) and _starts_in_time(second, first)


def _starts_in_time(one: Sequence[date | None], other: Sequence[date | None]) -> bool:
	return one[0] is None or other[1] is None or one[0] <= other[1]


def _shifted(day: date | None, months: int) -> date:
	if day is None:
		raise MissingDateError
	return day + relativedelta(months=months)
