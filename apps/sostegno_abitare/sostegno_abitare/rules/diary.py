"""When an entry of the diary of interventions may stand: dates, overlaps of one person's work, and until when
it may be corrected (EM-07).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

DAY = 24 * 60
MOST_MINUTES = DAY

FUTURE, BEFORE_REFERRAL, AFTER_CLOSING = "future", "before referral", "after closing"
NO_MINUTES, TOO_LONG, NO_WORDS, OPEN_WORDS = "no minutes", "too long", "no words", "open words"


@dataclass(frozen=True)
class Case:
	"""The days between which a case has interventions."""

	referred_on: date
	closed_on: date | None = None


@dataclass(frozen=True)
class Entry:
	"""An intervention as somebody writes it; `reserved` says that its words are of special category (R52)."""

	day: date
	minutes: int
	text: str = ""
	reserved: bool = False
	reserved_text: str = ""


@dataclass(frozen=True)
class Slot:
	"""The time that one person gave: `start` in minutes since midnight, None where no time was written.

	The entries of one group activity are one slot of their author, and overlap on purpose.
	"""

	name: str
	day: date
	start: int | None
	minutes: int
	group: str | None = None


def fault(entry: Entry, case: Case, today: date) -> str | None:
	"""Why the entry cannot stand, as one of the words above; None when it can.

	It is of today or earlier, of the time of the case (from the referral to the closing), of one to 1,440 minutes,
	and says what was done: in the common text, or, when reserved, in the reserved one alone.
	"""
	if entry.day > today:
		return FUTURE
	if entry.day < case.referred_on:
		return BEFORE_REFERRAL
	if case.closed_on and entry.day > case.closed_on:
		return AFTER_CLOSING
	if entry.minutes <= 0:
		return NO_MINUTES
	if entry.minutes > MOST_MINUTES:
		return TOO_LONG
	return _fault_of_words(entry)


def _fault_of_words(entry: Entry) -> str | None:
	if entry.reserved:
		if entry.text.strip():
			return OPEN_WORDS
		return None if entry.reserved_text.strip() else NO_WORDS
	return None if entry.text.strip() else NO_WORDS


def overlapping(new: Slot, others: Iterable[Slot]) -> Slot | None:
	"""The first of a person's other slots that shares a minute with the new one; slots without a time share
	none. One that ends after midnight reaches into the next day.
	"""
	for other in others:
		if other.name == new.name or (new.group and other.group == new.group):
			continue
		if _meet(new, other):
			return other
	return None


def _meet(one: Slot, other: Slot) -> bool:
	if one.start is None or other.start is None:
		return False
	first, second = one.day.toordinal() * DAY + one.start, other.day.toordinal() * DAY + other.start
	return first < second + other.minutes and second < first + one.minutes


def frozen(written_on: date, days: float | None, today: date) -> bool:
	"""Whether so many days have passed since it was written that it is not corrected any more; None is never."""
	return days is not None and today > written_on + timedelta(days=int(days))


def shares(groups: dict[str, list[int]]) -> dict[str, float]:
	"""Group activity -> the part of each of its entries' minutes that its author worked.

	One hour with four households is an hour of each, and one hour of work: the longest entry is what it took.
	"""
	return {name: max(minutes) / sum(minutes) for name, minutes in groups.items() if sum(minutes)}
