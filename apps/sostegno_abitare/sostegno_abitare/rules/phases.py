"""Phases of a project: where each stands on a day, and how far the whole is (VA-08)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

NOT_STARTED, UNDER_WAY, LATE, DONE = "Not Started", "Under Way", "Late", "Done"


@dataclass(frozen=True)
class Phase:
	"""A step: the days planned, and those it really started and ended on."""

	planned_start: date
	planned_end: date
	actual_start: date | None = None
	actual_end: date | None = None


def state(phase: Phase, day: date) -> str:
	"""Done once it has ended; late when the day it should have started or ended has passed."""
	if phase.actual_end:
		return DONE
	if day > phase.planned_end or (not phase.actual_start and day > phase.planned_start):
		return LATE
	return UNDER_WAY if phase.actual_start else NOT_STARTED


def days_late(phase: Phase, day: date) -> int:
	"""Days beyond the planned end: of the end, or of today for one that has not ended."""
	return max(0, ((phase.actual_end or day) - phase.planned_end).days)


def fault(phase: Phase, day: date) -> str | None:
	"""What is wrong with the dates: `planned`, `actual`, `no start` (ended, never started), `future`; None when
	nothing is.
	"""
	if phase.planned_end < phase.planned_start:
		return "planned"
	if phase.actual_end and not phase.actual_start:
		return "no start"
	if phase.actual_end and phase.actual_start and phase.actual_end < phase.actual_start:
		return "actual"
	if any(done and done > day for done in (phase.actual_start, phase.actual_end)):
		return "future"
	return None


def progress(phases: Iterable[Phase]) -> float:
	"""Percent of the phases that have ended; 0 without phases."""
	ended = [bool(phase.actual_end) for phase in phases]
	return round(100 * sum(ended) / len(ended), 1) if ended else 0.0


def span(phases: Iterable[Phase]) -> tuple[date, date] | None:
	"""From the first planned day to the last; None without phases."""
	found = list(phases)
	if not found:
		return None
	return min(phase.planned_start for phase in found), max(phase.planned_end for phase in found)
