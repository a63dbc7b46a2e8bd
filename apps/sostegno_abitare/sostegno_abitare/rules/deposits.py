"""Security deposits: how much at most, the legal interest of each year, what is given back (R41; L. 392/1978 art. 11)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from .periods import months_after, valid_on


class NoRateError(LookupError):
	"""A day for which no rate of interest is written; `day` is the first such."""

	def __init__(self, day: date) -> None:
		self.day = day
		super().__init__(day)


@dataclass(frozen=True)
class Rate:
	"""The legal rate of a period, in percent a year; no last day means it still holds."""

	percent: Decimal
	valid_from: date | None
	valid_to: date | None = None


@dataclass(frozen=True)
class Year:
	"""A year of a deposit, first day included and `end` not; `days` of a whole year, which a part of one is
	measured by.
	"""

	start: date
	end: date
	days: int


def above(deposit_cents: int, rent_cents: int, months: float | None) -> bool:
	"""Whether a deposit is more than so many monthly rents; None is no limit."""
	return months is not None and Decimal(deposit_cents) > Decimal(str(months)) * rent_cents


def years(received_on: date, until: date, with_rest: bool = False) -> Iterator[Year]:
	"""The years that ended by `until`; with what is left of the last one where the deposit goes back that day."""
	number = 0
	while True:
		start = months_after(received_on, 12 * number)
		end = months_after(received_on, 12 * (number + 1))
		whole = (end - start).days
		if end > until:
			if with_rest and start < until:
				yield Year(start, until, whole)
			return
		yield Year(start, end, whole)
		number += 1


def interest(amount_cents: int, year: Year, rates: Sequence[Rate]) -> int:
	"""Cents of simple interest of a year, by the rate of each of its days. Raises NoRateError."""
	weighed = Decimal(0)
	day = year.start
	while day < year.end:
		rate = next((row for row in rates if valid_on(day, row.valid_from, row.valid_to)), None)
		if rate is None:
			raise NoRateError(day)
		until = year.end if rate.valid_to is None else min(year.end, rate.valid_to + timedelta(days=1))
		weighed += rate.percent * (until - day).days
		day = until
	exact = amount_cents * weighed / (100 * year.days)
	return int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def unsettled(amount_cents: int, returned_cents: int, kept_cents: int) -> int:
	"""Cents by which what is returned and what is kept differ from the deposit."""
	return amount_cents - returned_cents - kept_cents
