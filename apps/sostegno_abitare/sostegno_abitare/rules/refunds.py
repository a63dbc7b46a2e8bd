"""What a volunteer may be refunded without papers: so much a day and a month (R14; art. 17 c. 4 d.lgs. 117/2017)."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

DAY, MONTH = "day", "month"


@dataclass(frozen=True)
class Line:
	"""Cents that a volunteer certifies to have spent on a day."""

	day: date
	cents: int


@dataclass(frozen=True)
class Over:
	"""A limit that is passed: of a DAY or a MONTH, on which day, with how many cents, where `most` are allowed."""

	limit: str
	day: date
	cents: int
	most: int


def over_limit(new: Iterable[Line], earlier: Iterable[Line], daily: int, monthly: int) -> Over | None:
	"""The first limit that the new lines pass together with what was certified before; None where they pass none.
	Limits are cents; only days and months of the new lines are looked at.
	"""
	new = sorted(new, key=lambda line: line.day)
	days: Counter[date] = Counter()
	months: Counter[tuple[int, int]] = Counter()
	for line in (*new, *earlier):
		days[line.day] += line.cents
		months[line.day.year, line.day.month] += line.cents
	for line in new:
		if days[line.day] > daily:
			return Over(DAY, line.day, days[line.day], daily)
		month = months[line.day.year, line.day.month]
		if month > monthly:
			return Over(MONTH, line.day, month, monthly)
	return None
