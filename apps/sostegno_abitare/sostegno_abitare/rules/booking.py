"""When somebody's time, or a room, can be given: spans of hours that do not overlap (VA-02, VA-10)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

HALF_HOUR = timedelta(minutes=30)
BACKWARDS, OTHER_DAY, TOO_LONG = "backwards", "other day", "too long"


@dataclass(frozen=True)
class Slot:
	"""A span of time that is taken, its end free again."""

	name: str
	start: datetime
	end: datetime


def fault(start: datetime, end: datetime, longest: timedelta) -> str | None:
	"""Why a span cannot stand, as one of the words above: it ends after it starts, on the same day, and lasts no
	longer than `longest` (a slip of the keyboard otherwise).
	"""
	if end <= start:
		return BACKWARDS
	if end.date() != start.date():
		return OTHER_DAY
	return TOO_LONG if end - start > longest else None


def overlapping(new: Slot, others: Iterable[Slot]) -> Slot | None:
	"""The earliest of the other slots that shares a moment with the new one; one may start when another ends."""
	found = [
		other
		for other in others
		if other.name != new.name and new.start < other.end and other.start < new.end
	]
	return min(found, key=lambda slot: (slot.start, slot.name), default=None)
