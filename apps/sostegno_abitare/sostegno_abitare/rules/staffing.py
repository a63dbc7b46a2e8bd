"""What the hours of paid staff cost, and how many hours can be worked at all (R21)."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from dateutil.easter import easter

_HOLIDAYS = ((1, 1), (1, 6), (4, 25), (5, 1), (6, 2), (8, 15), (11, 1), (12, 8), (12, 25), (12, 26))
# The feast of Saint Francis is a holiday again (L. 151/2025).
_SINCE_2026 = (10, 4)


def hourly(yearly_cents: int, yearly_hours: float) -> int:
	"""Cents an hour, half up, for people to read; `cost` divides the year's cost itself."""
	exact = Decimal(yearly_cents) / Decimal(str(yearly_hours))
	return int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def cost(parts: Sequence[int], yearly_cents: int, yearly_hours: float) -> list[int]:
	"""Cents of each of some numbers of minutes, of a year that cost so much for so many hours. They sum to the cost
	of all the minutes, half up, and no part is a cent or more off its own.
	"""
	each = Fraction(yearly_cents) / (Fraction(str(yearly_hours)) * 60)
	exact = [minutes * each for minutes in parts]
	whole = [int(amount) for amount in exact]
	missing = int(sum(exact, Fraction(0)) + Fraction(1, 2)) - sum(whole)
	order = sorted(range(len(parts)), key=lambda index: (whole[index] - exact[index], index))
	for index in order[:missing]:
		whole[index] += 1
	return whole


def holidays(year: int) -> frozenset[date]:
	"""The national holidays of Italy in a year."""
	days = {date(year, month, day) for month, day in _HOLIDAYS}
	if year >= 2026:
		days.add(date(year, *_SINCE_2026))
	return frozenset({*days, easter(year) + timedelta(1)})


def workable(weekly_hours: float, first: date, last: date) -> int:
	"""The minutes that can be worked from one day to another, both included: a fifth of the week on each day from
	Monday to Friday that is no holiday, rounded up to the minute.
	"""
	days = [first + timedelta(number) for number in range((last - first).days + 1)]
	free = {day for year in {day.year for day in days} for day in holidays(year)}
	worked = sum(day.weekday() < 5 and day not in free for day in days)
	exact = Fraction(str(weekly_hours)) * 60 * worked / 5
	return -int(-exact // 1)
