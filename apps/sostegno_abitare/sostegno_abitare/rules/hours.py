"""When somebody worked: spans of local time, over midnight and over the nights when clocks change; no two at once
(R12, R15).
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

from . import clock

ROME = ZoneInfo("Europe/Rome")
NOTHING, SKIPPED_START, SKIPPED_END = "nothing", "skipped start", "skipped end"


class SpanError(ValueError):
	"""Two times that bound no span of work; `code` is one of the words above."""

	def __init__(self, code: str) -> None:
		super().__init__(code)
		self.code = code


@dataclass(frozen=True)
class Span:
	"""A span of work, its end free again; both instants with their zone."""

	start: datetime
	end: datetime

	@property
	def minutes(self) -> int:
		"""The minutes that went by, whatever the clocks showed."""
		return _minutes(self.start, self.end)

	def by_day(self) -> dict[date, int]:
		"""Day of Italy -> minutes of the span on it."""
		found: Counter[date] = Counter()
		at = self.start
		while at < self.end:
			day = at.astimezone(ROME).date()
			until = min(self.end, _at(day + timedelta(1), time()))
			found[day] += _minutes(at, until)
			at = until
		return dict(found)


@dataclass(frozen=True)
class Slot:
	"""The time that one person gave, and the document that says so."""

	name: str
	span: Span


def span(day: date, start: str, end: str) -> Span:
	"""The span from "22:00" of a day to "6:00", of the next day where that is not later.

	A time that the clocks show twice is read so that the span is the shorter one; one that they skip raises
	SpanError, as does an end that is the start. Raises ValueError for what is no time.
	"""
	first, last = clock.minutes_of(start), clock.minutes_of(end)
	if first is None or last is None or first == last:
		raise SpanError(NOTHING)
	next_day = day + timedelta(1) if last < first else day
	starts, ends = _read(day, first), _read(next_day, last)
	if not starts:
		raise SpanError(SKIPPED_START)
	if not ends:
		raise SpanError(SKIPPED_END)
	found = [(at, until) for at in starts for until in ends if at < until]
	return Span(*min(found, key=lambda pair: pair[1] - pair[0]))


def overlapping(new: Slot, others: Iterable[Slot]) -> Slot | None:
	"""The earliest of a person's other slots that shares a moment with the new one."""
	found = [
		other
		for other in others
		if other.name != new.name and new.span.start < other.span.end and other.span.start < new.span.end
	]
	return min(found, key=lambda slot: (slot.span.start, slot.name), default=None)


def clashes(slots: Iterable[Slot]) -> list[tuple[Slot, Slot]]:
	"""Each slot of one person that begins before an earlier one has ended, with that one."""
	found, last = [], None
	for slot in sorted(slots, key=lambda slot: (slot.span.start, slot.name)):
		if last and slot.span.start < last.span.end:
			found.append((last, slot))
		if not last or slot.span.end > last.span.end:
			last = slot
	return found


def over_cap(spans: Iterable[Span], most_hours: float | None) -> tuple[date, int] | None:
	"""The first day on which the spans come to more than so many hours, with its minutes; None is no limit."""
	if most_hours is None:
		return None
	total: Counter[date] = Counter()
	for one in spans:
		total.update(one.by_day())
	over = [(day, minutes) for day, minutes in total.items() if minutes > most_hours * 60]
	return min(over, default=None)


def _read(day: date, minutes: int) -> list[datetime]:
	"""The instants at which the clocks of Italy show the time on the day: one, two, or none."""
	shown = datetime.combine(day, time(minutes // 60, minutes % 60))
	instants = {shown.replace(tzinfo=ROME, fold=fold).astimezone(timezone.utc) for fold in (0, 1)}
	return sorted(at for at in instants if at.astimezone(ROME).replace(tzinfo=None) == shown)


def _at(day: date, at: time) -> datetime:
	return datetime.combine(day, at, tzinfo=ROME).astimezone(timezone.utc)


def _minutes(start: datetime, end: datetime) -> int:
	return int((end.astimezone(timezone.utc) - start.astimezone(timezone.utc)).total_seconds()) // 60
