"""When the steering meeting of an agreement is due (VA-16, R7): at least once in so many months."""

from datetime import date

from .periods import months_after


def due_on(last: date | None, start: date, months: int) -> date:
	"""The last day for the next meeting: so many calendar months after the last one, or after the agreement
	started.
	"""
	return months_after(max(last, start) if last else start, months)


def is_late(held_on: date, due: date) -> bool:
	"""Whether a meeting came after the day it was due."""
	return held_on > due


def is_overdue(due: date, today: date, end: date | None = None) -> bool:
	"""Whether a meeting is missing today. What falls due after the agreement has ended is due no more."""
	return due < today and (end is None or due <= end)
