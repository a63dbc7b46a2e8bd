"""What a contract asks for month by month, in whole cents, and what puts right what was asked already.

A month costs its rent. A part of a month costs the rent by the day over the days of that month, 28, 29, 30 or
31. Rounding is carried from one month to the next, so that what a contract asks for in all is its exact price
rounded once to the cent, however it begins and ends; whole months are never touched by it.
"""

import calendar
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import lcm

Rents = Sequence[tuple[date, int]]
ONE_DAY = timedelta(days=1)
PARTS = lcm(28, 29, 30, 31)  # of a cent: the rent of a day is a whole number of them, in any month


class NoRentError(ValueError):
	"""No rent is in force on a day of the period."""


@dataclass(frozen=True)
class Due:
	"""What is asked for a month, or for the part of it that the contract covers; both days included, cents."""

	period_from: date
	period_to: date
	due_date: date
	rent: int
	charges: int


@dataclass(frozen=True)
class Issued:
	"""A row of dues that exists: `root` is the due it corrects, or its own name."""

	root: str
	period_from: date
	period_to: date
	rent: int
	charges: int


@dataclass(frozen=True)
class Correction:
	"""What is to be added to a due (less than nothing: taken away), and the days that it is about."""

	root: str
	period_from: date
	period_to: date
	rent: int
	charges: int


def months(start: date, end: date) -> Iterator[tuple[date, date]]:
	"""The calendar months of a period, the first and the last as far as the period goes."""
	while start <= end:
		last = min(month_end(start), end)
		yield start, last
		start = last + ONE_DAY


def month_end(day: date) -> date:
	"""The last day of the month."""
	return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def schedule(start: date, end: date, rents: Rents, charges: int, due_day: int) -> list[Due]:
	"""The dues that tile the period, by month. `rents` are (valid from, cents a month), ascending; `charges` are
	cents a month; each is to be paid on `due_day` of its month, not before its first day.

	Raises NoRentError where the first rent begins after the start.
	"""
	rent_of, charges_of = _Rounding(rents), _Rounding([(start, charges)])
	return [
		Due(
			first,
			last,
			max(first, first.replace(day=min(due_day, month_end(first).day))),
			rent_of.price(first, last),
			charges_of.price(first, last),
		)
		for first, last in months(start, end)
	]


def price(first: date, last: date, rents: Rents) -> int:
	"""The exact price of days of one month, whatever rents hold in it, in PARTS of a cent."""
	by_day, total = PARTS // month_end(first).day, 0
	while first <= last:
		index = bisect_right(rents, first, key=lambda row: row[0])
		if not index:
			raise NoRentError(first)
		until = min(last, rents[index][0] - ONE_DAY) if index < len(rents) else last
		total += rents[index - 1][1] * ((until - first).days + 1) * by_day
		first = until + ONE_DAY
	return total


def corrections(wanted: Sequence[Due], issued: Sequence[Issued]) -> list[Correction]:
	"""What makes the rows of each due add up to what the contract asks for now. Dues that were never issued are
	no matter of corrections.
	"""
	by_month = {_month(due.period_from): due for due in wanted}
	roots: dict[str, list[Issued]] = {}
	for row in issued:
		roots.setdefault(row.root, []).append(row)
	found = (_correction(root, rows, by_month) for root, rows in roots.items())
	return [row for row in found if row.rent or row.charges]


def _correction(root: str, rows: list[Issued], by_month: dict[tuple[int, int], Due]) -> Correction:
	first = min(rows, key=lambda row: (row.period_from, row.period_to))
	last = max(row.period_to for row in rows)
	due = by_month.get(_month(first.period_from))
	rent = (due.rent if due else 0) - sum(row.rent for row in rows)
	charges = (due.charges if due else 0) - sum(row.charges for row in rows)
	start = first.period_from
	if due and due.period_to < last:
		start = due.period_to + ONE_DAY
	elif due and due.period_to > last:
		start, last = last + ONE_DAY, due.period_to
	return Correction(root, start, last, rent, charges)


def _month(day: date) -> tuple[int, int]:
	return day.year, day.month


class _Rounding:
	"""Prices of parts of months, the part of a cent that each leaves carried to the next."""

	def __init__(self, rents: Rents) -> None:
		self.rents = rents
		self.carried = 0

	def price(self, first: date, last: date) -> int:
		exact = self.carried + price(first, last, self.rents)
		cents = (2 * exact + PARTS) // (2 * PARTS)
		self.carried = exact - cents * PARTS
		return cents
