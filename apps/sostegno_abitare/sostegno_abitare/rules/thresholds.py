"""Dated values: which one holds for an action on a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from .periods import overlap, valid_on


@dataclass(frozen=True)
class Threshold:
	"""A value and the period and scope it holds for; no agreement means every agreement, no action every
	action.
	"""

	key: str
	value: float
	valid_from: date | None = None
	valid_to: date | None = None
	agreement: str | None = None
	action: str | None = None

	@property
	def scope(self) -> tuple[str | None, str | None]:
		"""The agreement and action it is written for."""
		return self.agreement or None, self.action or None


def in_force(rows: Iterable[Threshold], day: date, agreement: str, action: str) -> dict[str, float]:
	"""Key -> value on the day. A row of the action goes before one of the agreement, and that before a
	general one.
	"""
	chosen: dict[str, tuple[int, float]] = {}
	for row in rows:
		rank = _rank(row, agreement, action)
		if rank is None or not valid_on(day, row.valid_from, row.valid_to):
			continue
		if row.key not in chosen or rank > chosen[row.key][0]:
			chosen[row.key] = (rank, row.value)
	return {key: value for key, (_, value) in chosen.items()}


def clashing(new: Threshold, others: Iterable[Threshold]) -> Threshold | None:
	"""The first row of the same key and scope that shares a day with the new one."""
	for other in others:
		same = (other.key, other.scope) == (new.key, new.scope)
		if same and overlap((new.valid_from, new.valid_to), (other.valid_from, other.valid_to)):
			return other
	return None


def _rank(row: Threshold, agreement: str, action: str) -> int | None:
	if row.action:
		return 2 if row.action == action else None
	if row.agreement:
		return 1 if row.agreement == agreement else None
	return 0
