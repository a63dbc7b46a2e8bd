"""What an hour of a level was worth on a day, by the table of a collective contract (R10, R11).

Gross hourly pay, as DM 5 March 2020 takes it: never what the hour costs an employer.
"""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

BASE, WITH_ADDED_MONTHS = "Base Pay", "With Added Months"
BASES = (BASE, WITH_ADDED_MONTHS)


class NoRateError(LookupError):
	"""No rate of the level holds on the day: there is no value, and never a value of nothing."""


@dataclass(frozen=True)
class Rate:
	"""Cents a month of a level from a day on: the base pay, and what the contract adds to it every month.

	`months` is how many months' pay a year has, thirteenth and part of a fourteenth included.
	"""

	level: str
	valid_from: date
	base: int
	added: int = 0
	months: Decimal = Decimal("13.5")


@dataclass(frozen=True)
class Scale:
	"""A contract's table: its rates, the divisor of a month, and the hours of a year."""

	rates: tuple[Rate, ...]
	divisor: Decimal = Decimal(165)
	yearly_hours: Decimal = Decimal(1976)


def in_force(scale: Scale, level: str, day: date) -> Rate:
	"""The newest rate of the level that had started by the day. Raises NoRateError."""
	started = [rate for rate in scale.rates if rate.level == level and rate.valid_from <= day]
	if not started:
		raise NoRateError(level, day)
	return max(started, key=lambda rate: rate.valid_from)


def hourly(scale: Scale, rate: Rate, basis: str) -> int:
	"""Cents an hour, half up: a month's pay by the divisor, or the pay of all its months by the hours of a year.
	Raises ValueError for another basis.
	"""
	if basis not in BASES:
		raise ValueError(basis)
	month = Decimal(rate.base + rate.added)
	exact = month / scale.divisor if basis == BASE else month * rate.months / scale.yearly_hours
	return int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def value(minutes: int, rate: int) -> int:
	"""Cents of so many minutes at so many cents an hour, half up."""
	return int((Decimal(minutes * rate) / 60).quantize(Decimal(1), rounding=ROUND_HALF_UP))
