"""How old what is owed is, in cents by number of days since it was due."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from .allocation import Open

BOUNDS = (30, 60, 90)


@dataclass(frozen=True)
class Age:
	"""What is owed by age. `buckets` has one more entry than the bounds: the last is for what is older.

	`credit` is what was paid on dues that were taken back since; `oldest` is the oldest due date not paid.
	"""

	not_due: int
	buckets: tuple[int, ...]
	credit: int = 0
	oldest: date | None = None
	months: int = 0

	@property
	def arrears(self) -> int:
		"""What should have been paid by now."""
		return sum(self.buckets)

	def days(self, day: date) -> int:
		"""Days since the oldest unpaid due; 0 without arrears."""
		return (day - self.oldest).days if self.oldest else 0


def age(dues: Iterable[Open], day: date, bounds: Sequence[int] = BOUNDS) -> Age:
	"""What is owed on a day: due until that day is not late, a day later it is one day old."""
	not_due, credit, buckets, late = 0, 0, [0] * (len(bounds) + 1), []
	for due in dues:
		if due.cents < 0:
			credit -= due.cents
		elif due.due_date >= day:
			not_due += due.cents
		elif due.cents:
			buckets[bisect_left(bounds, (day - due.due_date).days)] += due.cents
			late.append(due.due_date)
	return Age(not_due, tuple(buckets), credit, min(late, default=None), len(late))


def labels(bounds: Sequence[int]) -> list[str]:
	"""0-30, 31-60, … and >90."""
	starts = [1, *(bound + 1 for bound in bounds)]
	return [f"{first}-{last}" for first, last in zip(starts, bounds, strict=False)] + [f">{bounds[-1]}"]
