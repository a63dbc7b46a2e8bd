"""Quorum of a Commission session, decision by decision (R31)."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Requirement:
	"""How many of a role must be present, and whether they must represent the municipality that referred the
	case.
	"""

	commission_role: str
	required: int
	from_referring_municipality: bool = False


@dataclass(frozen=True)
class Attendee:
	"""Somebody present at the session."""

	commission_role: str
	municipality: str | None = None


@dataclass(frozen=True)
class Shortage:
	"""A requirement that is not met, with how many are there."""

	requirement: Requirement
	present: int


def shortages(
	requirements: Iterable[Requirement], present: Iterable[Attendee], municipality: str
) -> list[Shortage]:
	"""What is missing to decide on a case of the municipality; empty when the quorum is there."""
	present = list(present)
	counted = ((need, _count(need, present, municipality)) for need in requirements)
	return [Shortage(need, count) for need, count in counted if count < need.required]


def _count(need: Requirement, present: list[Attendee], municipality: str) -> int:
	return sum(
		attendee.commission_role == need.commission_role
		and (not need.from_referring_municipality or attendee.municipality == municipality)
		for attendee in present
	)
