"""Who came to an event, audience by audience (VA-07)."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Audience:
	"""People of one kind: how many were expected, how many were counted, how many of them left their name."""

	name: str
	expected: int = 0
	counted: int = 0
	named: int = 0

	@property
	def attended(self) -> int:
		"""The count at the door or, where nobody counted, the names."""
		return self.counted or self.named


def audiences(rows: Iterable[tuple[str, int, int]], named: Iterable[str]) -> list[Audience]:
	"""From the rows (audience, expected, counted) and the audience of each named person who was present. An
	audience of which only names are known stands at the end.
	"""
	names = list(named)
	found = [Audience(name, expected, counted, names.count(name)) for name, expected, counted in rows]
	known = {audience.name for audience in found}
	others = [name for name in dict.fromkeys(names) if name not in known]
	return [*found, *(Audience(name, named=names.count(name)) for name in others)]


def miscounted(found: Iterable[Audience]) -> list[Audience]:
	"""Audiences with more names than heads."""
	return [audience for audience in found if audience.counted and audience.named > audience.counted]


def person_hours(attended: int, minutes: int) -> float:
	"""Hours of all who attended together, to a tenth."""
	return round(attended * minutes / 60, 1)
