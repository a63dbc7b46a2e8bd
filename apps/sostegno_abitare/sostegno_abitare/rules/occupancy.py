"""Days a home was lived in and days it stood empty (R36). A span begins on its first day and ends on the first
day that is free again; None is open.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

Span = tuple["date | None", "date | None"]


@dataclass(frozen=True)
class Days:
	"""Days of a home in a period: at hand, lived in by somebody, empty."""

	available: int
	occupied: int

	@property
	def void(self) -> int:
		"""Days at hand in which nobody lived there."""
		return self.available - self.occupied

	@property
	def percent(self) -> float:
		"""Days lived in of a hundred at hand; 0.0 where the home was never at hand."""
		return round(100 * self.occupied / self.available, 1) if self.available else 0.0


def count(first: date, last: date, at_hand: Span, lived_in: Iterable[Span]) -> Days:
	"""Days of a home from the first to the last day, both counted. Days that two households share count once,
	days when the home was not at hand not at all.
	"""
	period = (first, last + timedelta(days=1))
	window = _cut(at_hand, period)
	if not window:
		return Days(0, 0)
	spans = sorted(span for span in (_cut(one, window) for one in lived_in) if span)
	return Days(_length(window), sum(_length(span) for span in _joined(spans)))


def nights(first: date, last: date, lived_in: Iterable[tuple[Span, int]]) -> int:
	"""Nights of guests from the first to the last day: each span times the people in it."""
	period = (first, last + timedelta(days=1))
	cut = ((_cut(span, period), people) for span, people in lived_in)
	return sum(_length(span) * people for span, people in cut if span)


def _cut(span: Span, period: tuple[date, date]) -> tuple[date, date] | None:
	start = max(span[0] or period[0], period[0])
	end = min(span[1] or period[1], period[1])
	return (start, end) if start < end else None


def _joined(spans: list[tuple[date, date]]) -> list[tuple[date, date]]:
	joined: list[tuple[date, date]] = []
	for start, end in spans:
		if joined and start <= joined[-1][1]:
			joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
		else:
			joined.append((start, end))
	return joined


def _length(span: tuple[date, date]) -> int:
	return (span[1] - span[0]).days
