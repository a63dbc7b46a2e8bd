"""What a room costs over a period, from what it costs a year (VA-10, R5)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction


@dataclass(frozen=True)
class Cost:
	"""Cents a year, and the days from and until which they are paid, both included; an empty end is open."""

	yearly: int
	paid_from: date | None = None
	paid_to: date | None = None


def share_of(cost: Cost, first: date, last: date) -> int:
	"""Cents of the days of the period (both included) for which the room is paid: each day is its year's part, so
	that a whole calendar year is the yearly cost to the cent, leap years too. Half cents go up.
	"""
	start = max(first, cost.paid_from) if cost.paid_from else first
	end = min(last, cost.paid_to) if cost.paid_to else last
	if start > end or not cost.yearly:
		return 0
	exact = sum(
		(Fraction(cost.yearly * days, length) for days, length in _years(start, end)), start=Fraction(0)
	)
	return int(exact + Fraction(1, 2))


def _years(start: date, end: date) -> Iterator[tuple[int, int]]:
	"""The days of each calendar year in the period, with the days that the year has."""
	for year in range(start.year, end.year + 1):
		first, last = date(year, 1, 1), date(year, 12, 31)
		days = (min(end, last) - max(start, first) + timedelta(1)).days
		yield days, (last - first).days + 1
