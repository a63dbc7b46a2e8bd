"""A stay in a home of the service: what must be dated by the day of entry, when it ends, how it ended (R30, R33)."""

from dataclasses import dataclass
from datetime import date

from .periods import months_after

ACCEPTED, VALIDATED, PEI_SIGNED, AGREEMENT_SIGNED = (
	"accepted",
	"validated",
	"pei_signed",
	"agreement_signed",
)
PLANNED, EARLY, EXTENDED = "Planned", "Early", "Extended"
NEEDS_EARLY, NEEDS_EXTENSION = "needs early discharge", "needs extension"


@dataclass(frozen=True)
class Papers:
	"""The days of what an entry needs; None is what is not there: the case accepted by the Commission, its PEI
	validated, the PEI and the hospitality agreement signed.
	"""

	accepted: date | None = None
	validated: date | None = None
	pei_signed: date | None = None
	agreement_signed: date | None = None


@dataclass(frozen=True)
class Term:
	"""When a stay is to end: as planned, as the Commission extended it, or as it let it end early."""

	planned: date
	extended_to: date | None = None
	early_on: date | None = None

	@property
	def full(self) -> date:
		"""The last day that was agreed, before any early discharge."""
		return self.extended_to or self.planned

	@property
	def ends_on(self) -> date:
		"""The day the guests are to leave."""
		return min(self.early_on, self.full) if self.early_on else self.full


def lacking(entry: date, papers: Papers) -> list[tuple[str, date | None]]:
	"""What is not dated on or before the entry, with its day where it has a later one (R30)."""
	days = (
		(ACCEPTED, papers.accepted),
		(VALIDATED, papers.validated),
		(PEI_SIGNED, papers.pei_signed),
		(AGREEMENT_SIGNED, papers.agreement_signed),
	)
	return [(paper, day) for paper, day in days if day is None or day > entry]


def how_it_ended(exit_date: date, term: Term, tolerance: int = 0) -> str:
	"""PLANNED, EARLY or EXTENDED; NEEDS_EARLY or NEEDS_EXTENSION where the Commission has not decided what the exit
	needs (R33). `tolerance` are days around the agreed one that count as agreed.
	"""
	days = (exit_date - term.full).days
	if days < -tolerance:
		return EARLY if term.early_on else NEEDS_EARLY
	if days > tolerance:
		return NEEDS_EXTENSION
	return EXTENDED if term.extended_to else PLANNED


def taken_until(term: Term, exit_date: date | None, today: date) -> date | None:
	"""The first day on which the place is free: of exit, or of planned exit; None, not to be known, where that is
	past and the guests have not left.
	"""
	if exit_date:
		return exit_date
	return term.ends_on if term.ends_on > today else None


def latest_exit(start: date, months: float | None) -> date | None:
	"""The last day that so many months from the start allow; None where there is no limit."""
	return months_after(start, months) if months else None
