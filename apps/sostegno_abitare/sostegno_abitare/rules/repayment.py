"""Whether what was agreed on to repay is being repaid, from instalments and payments, in cents."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from .allocation import split
from .periods import months_after

KEPT, LATE, BROKEN, COMPLETED = "Kept", "Late", "Broken", "Completed"


@dataclass(frozen=True)
class Standing:
	"""What should have been repaid by a day, what was, the first instalment that is not covered, and what is still to
	be repaid in all.
	"""

	due: int
	paid: int
	state: str
	next_due: date | None
	left: int = 0

	@property
	def behind(self) -> int:
		"""What is missing by that day."""
		return max(self.due - self.paid, 0)


def instalments(amount: int, count: int, first: date) -> list[tuple[date, int]]:
	"""Even monthly instalments from a day on, which add up to the amount and differ by a cent at most."""
	parts = split(amount, [1] * count)
	return [(months_after(first, number), part) for number, part in enumerate(parts)]


def standing(plan: Sequence[tuple[date, int]], paid: int, day: date, grace_days: int) -> Standing:
	"""How a plan stands on a day: late from the day after an instalment, broken once that is longer ago than the
	days of grace.
	"""
	plan = sorted(plan)
	due = sum(cents for when, cents in plan if when < day)
	missing = _first_missing(plan, paid)
	if missing is None:
		state = COMPLETED
	elif missing >= day:
		state = KEPT
	else:
		state = BROKEN if (day - missing).days > grace_days else LATE
	left = max(sum(cents for _when, cents in plan) - paid, 0)
	return Standing(due, paid, state, missing, left)


def reduced(plan: Sequence[tuple[date, int]], taken: int) -> list[tuple[date, int]]:
	"""The plan once so many cents of its dues are no longer asked for: the last instalments shrink first, so that
	nobody is late with less, nor on time without having paid.
	"""
	found, taken = [], max(taken, 0)
	for when, amount in sorted(plan, reverse=True):
		off = min(amount, taken)
		taken -= off
		found.append((when, amount - off))
	return [(when, amount) for when, amount in reversed(found) if amount]


def _first_missing(plan: Iterable[tuple[date, int]], paid: int) -> date | None:
	for when, cents in plan:
		paid -= cents
		if paid < 0:
			return when
	return None
