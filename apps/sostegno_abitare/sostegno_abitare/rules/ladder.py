"""Which step is due against arrears. The ladder is data: so many days overdue, this step."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Rung:
	"""A step that is due once the oldest unpaid due is `days` old and the arrears reach `least` cents.

	No agreement means every agreement.
	"""

	step: str
	days: int
	least: int = 0
	answer_days: int = 0
	agreement: str | None = None


def of_agreement(rungs: Iterable[Rung], agreement: str) -> list[Rung]:
	"""The agreement's own ladder; the general one where it has none."""
	rungs = list(rungs)
	own = [rung for rung in rungs if rung.agreement == agreement]
	return own or [rung for rung in rungs if not rung.agreement]


def step_due(rungs: Iterable[Rung], days: int, arrears: int, taken: Collection[str]) -> Rung | None:
	"""The highest rung that the arrears have reached, unless it or a higher one was taken for them already."""
	climbed = sorted(rungs, key=lambda rung: rung.days)
	highest = max((rung.days for rung in climbed if rung.step in taken), default=-1)
	reached = [rung for rung in climbed if highest < rung.days <= days and arrears >= max(rung.least, 1)]
	return reached[-1] if reached else None
