"""What the use of a room, a vehicle or equipment is worth, and that nothing is used more than whole (R16)."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from .schedule import month_end

WHOLE, DAY, MONTH, YEAR = "Whole Period", "Day", "Month", "Year"
_ONE = timedelta(days=1)
FULL = Decimal(100)


@dataclass(frozen=True)
class Use:
	"""The share of a resource, in percent, that something takes from one day to another, both included."""

	name: str
	first: date
	last: date
	share: Decimal


def periods(first: date, last: date, per: str) -> Fraction:
	"""How many days, months or years the period has, both days included; 1 for the whole of it.

	A part of a month is so many of its own days, a part of a year likewise: twelve months are a year, leap years too.
	Raises ValueError for another unit.
	"""
	if per == WHOLE:
		return Fraction(1)
	if per == DAY:
		return Fraction((last - first).days + 1)
	bounds = {MONTH: _month, YEAR: _year}.get(per)
	if bounds is None:
		raise ValueError(per)
	return sum(_parts(first, last, bounds), Fraction(0))


def value(quantity: Decimal, unit_value: int, share: Decimal, of: Fraction) -> int:
	"""Cents, half up: quantity by unit value (cents) by share of use (percent) by periods."""
	exact = Fraction(quantity) * unit_value * Fraction(share) / 100 * of
	return int(exact + Fraction(1, 2))


def over_use(new: Use, others: Iterable[Use]) -> tuple[date, Decimal] | None:
	"""The first day on which the new use and the others take more than the whole resource, with what they take then."""
	near = [use for use in others if use.name != new.name and use.first <= new.last and new.first <= use.last]
	# The sum changes only where a use begins.
	for day in sorted({new.first, *(use.first for use in near if use.first > new.first)}):
		taken = new.share + sum((use.share for use in near if use.first <= day <= use.last), Decimal(0))
		if taken > FULL:
			return day, taken
	return None


def _month(day: date) -> tuple[date, date]:
	return day.replace(day=1), month_end(day)


def _year(day: date) -> tuple[date, date]:
	return date(day.year, 1, 1), date(day.year, 12, 31)


def _parts(first: date, last: date, bounds: Callable[[date], tuple[date, date]]) -> Iterator[Fraction]:
	"""The part of each month or year that lies in the period."""
	day = first
	while day <= last:
		start, end = bounds(day)
		yield Fraction((min(end, last) - day).days + 1, (end - start).days + 1)
		day = end + _ONE
