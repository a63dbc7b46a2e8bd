"""Indicators of a programme: periods, targets (VA-16)."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal

QUARTER, YEAR, WHOLE = "Quarter", "Year to Date", "Whole Agreement"
AT_LEAST, AT_MOST = "At Least", "At Most"
COUNT = "Count"
Period = tuple[date, date]

FUNCTIONS: dict[str, Callable[[Sequence[Decimal]], Decimal]] = {
	"Sum": lambda values: sum(values, Decimal(0)),
	"Average": lambda values: sum(values, Decimal(0)) / len(values),
	"Smallest": min,
	"Largest": max,
}


class NothingToMeasureError(ValueError):
	"""An average, or the smallest or largest, of nothing."""


def quarter_of(day: date) -> Period:
	"""First and last day of the quarter of the year that holds the day."""
	first = date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
	later = date(first.year + (first.month == 10), (first.month + 2) % 12 + 1, 1)
	return first, later - timedelta(days=1)


def quarter_before(day: date) -> Period:
	"""The quarter before the one that holds the day."""
	return quarter_of(quarter_of(day)[0] - timedelta(days=1))


def period_for(kind: str, quarter: Period, start: date) -> Period:
	"""What an indicator is measured over when a quarter is looked at: the quarter, the year up to its end, or the
	agreement from its `start` up to then.
	"""
	if kind == YEAR:
		return date(quarter[1].year, 1, 1), quarter[1]
	return (min(start, quarter[1]), quarter[1]) if kind == WHOLE else quarter


def is_met(value: Decimal, target: Decimal, direction: str) -> bool:
	"""Whether a value reaches its target, or stays within it."""
	return value <= target if direction == AT_MOST else value >= target


def total(values: Iterable[Decimal], function: str) -> Decimal:
	"""Values taken together. Raises NothingToMeasureError where there is none to take the average, the smallest
	or the largest of.
	"""
	found = list(values)
	if function == COUNT:
		return Decimal(len(found))
	if not found and function != "Sum":
		raise NothingToMeasureError
	return FUNCTIONS[function](found)
