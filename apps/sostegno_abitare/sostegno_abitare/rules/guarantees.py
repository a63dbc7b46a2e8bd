"""What a guarantee fund may pay for a home, what of it comes back, and what of it is published (R45-R49, R53).

Amounts are whole cents.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from .notices import first_of

RENT, LEGAL, DAMAGES, SUPPORT = "Rent", "Legal Costs", "Damages", "Temporary Support"
# What a guarantee covers; a temporary support stands on no guarantee.
HEADINGS = (RENT, LEGAL, DAMAGES)
MONTHS = "Months"
PAID, REPAYING, SETTLED, WRITTEN_OFF = "Paid", "Repaying", "Settled", "Written Off"
PREPARED_IT, CHECKED_IT = "prepared it", "checked it"


@dataclass(frozen=True)
class Cover:
	"""What a guarantee promises: so many months of so much rent, and up to so much for each other heading."""

	months: int = 0
	monthly: int = 0
	legal: int = 0
	damages: int = 0

	def most(self, heading: str) -> int:
		"""Cents promised under a heading."""
		return {RENT: self.months * self.monthly, LEGAL: self.legal, DAMAGES: self.damages}[heading]

	@property
	def total(self) -> int:
		"""Cents promised in all: what the fund keeps ready."""
		return sum(self.most(heading) for heading in HEADINGS)


@dataclass(frozen=True)
class Excess:
	"""What goes beyond a limit: `of` is a heading or MONTHS (then `asked`, `limit` are numbers of months)."""

	of: str
	asked: int
	limit: int


@dataclass(frozen=True)
class Spent:
	"""What a guarantee paid so far: cents of each heading, and how many months of rent."""

	cents: Mapping[str, int] = field(default_factory=dict)
	months: int = 0


def beyond_caps(cover: Cover, caps: Mapping[str, int]) -> Excess | None:
	"""The first thing that a guarantee promises beyond the caps (MONTHS, LEGAL, DAMAGES -> number or cents; one
	that is missing does not limit).
	"""
	for of, asked in ((MONTHS, cover.months), (LEGAL, cover.legal), (DAMAGES, cover.damages)):
		if of in caps and asked > caps[of]:
			return Excess(of, asked, caps[of])
	return None


def beyond_cover(cover: Cover, spent: Spent, heading: str, cents: int, months: int = 0) -> Excess | None:
	"""What a payment would take beyond what the guarantee has left; None when there is room for it (R46)."""
	if heading == RENT and spent.months + months > cover.months:
		return Excess(MONTHS, months, max(cover.months - spent.months, 0))
	left = max(cover.most(heading) - spent.cents.get(heading, 0), 0)
	return Excess(heading, cents, left) if cents > left else None


def net(parts: Sequence[int], deductions: int) -> list[int]:
	"""What the fund pays of each part once the deposit that the owner kept and what was recovered are taken off,
	from the first part on (R46). More deductions than there is to pay leave nothing.
	"""
	found = []
	for part in parts:
		off = min(part, max(deductions, 0))
		found.append(part - off)
		deductions -= off
	return found


def month_keys(month: date, marks: Iterable[str]) -> list[str]:
	"""What stands for a month of rent, once for each mark of lease or person (texts such as `lease:…`): two papers
	about the same rent share one of them. Nothing can be read from a key.
	"""
	day = f"{first_of(month):%Y-%m}"
	return sorted(key_of(mark, day) for mark in set(marks) if mark)


def key_of(mark: str, day: str = "") -> str:
	"""What stands for a mark; it cannot be read back."""
	return hashlib.sha256(f"{_plain(mark)}|{day}".encode()).hexdigest()[:40]


def outside(months: Sequence[date], start: date, end: date | None) -> date | None:
	"""The first of the months no day of which lies in the lease."""
	for month in months:
		if first_of(month) < first_of(start) or (end and first_of(month) > end):
			return month
	return None


def self_approval(
	person: str, prepared_by: Iterable[str | None], checked_by: str | None, amount: int, second_above: int
) -> str | None:
	"""Why this person cannot approve: who prepared a payment never does (R24), and above an amount who checked it
	does not either (R47); None when it can.
	"""
	if person in set(prepared_by):
		return PREPARED_IT
	if amount > second_above and person == checked_by:
		return CHECKED_IT
	return None


def state(repayable: bool, planned: bool, left: int, written_off: int) -> str:
	"""The state of a payment that was made, from what is still to come back."""
	if not repayable:
		return PAID
	if left > 0:
		return REPAYING if planned else PAID
	return WRITTEN_OFF if written_off else SETTLED


@dataclass(frozen=True)
class Contribution:
	"""A payment for a household, for the published list; `beneficiary` never leaves this module."""

	beneficiary: str
	code: str
	municipality: str
	paid_on: date
	cents: int
	heading: str


@dataclass(frozen=True)
class Published:
	"""A line of the published list: a household of a municipality in a year, by its substitute code."""

	code: str
	municipality: str
	year: int
	cents: int
	payments: int
	headings: tuple[str, ...]
	last_on: date


def published(rows: Iterable[Contribution], above: int) -> list[Published]:
	"""Households that were paid more than `above` in a calendar year, by substitute code alone (R53)."""
	found: dict[tuple[str, str, int], list[Contribution]] = {}
	for row in rows:
		found.setdefault((row.beneficiary, row.municipality, row.paid_on.year), []).append(row)
	lines = [
		Published(
			min(row.code for row in group),
			municipality,
			year,
			sum(row.cents for row in group),
			len(group),
			tuple(sorted({row.heading for row in group})),
			max(row.paid_on for row in group),
		)
		for (_who, municipality, year), group in found.items()
	]
	return sorted((line for line in lines if line.cents > above), key=lambda line: (line.year, line.code))


def _plain(mark: str) -> str:
	"""A mark without what people write in different ways: blanks, points, capitals."""
	kind, _colon, value = mark.partition(":")
	return f"{kind}:{''.join(letter for letter in value if letter.isalnum()).upper()}"
