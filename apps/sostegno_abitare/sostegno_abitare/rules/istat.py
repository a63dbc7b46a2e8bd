"""The update of a rent by the ISTAT index of consumer prices (FOI without tobacco): R43, L. 392/1978 art. 32."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from .periods import months_after, months_before

TENTH, CENT = Decimal("0.1"), Decimal("0.01")
# An index is out some weeks after its month, so that a contract may start from one of two months before.
LAG_MONTHS = 2

NO_CLAUSE, WAIVED, ORDER, COUNTED, NO_RISE, PAST, TOO_SOON = (
	"no_clause", "waived", "order", "counted", "no_rise", "past", "too_soon",
)  # fmt: skip


class UnlinkedBasesError(ValueError):
	"""Two indices of different bases, and no coefficient that links them."""


@dataclass(frozen=True)
class Index:
	"""The value of a month on a base (2015: average of 2015 = 100); `link` carries it to `linked_base`."""

	month: date
	value: Decimal
	base: int
	linked_base: int | None = None
	link: Decimal | None = None


@dataclass(frozen=True)
class Clause:
	"""What a contract says of updates: whether it has the clause, whether the landlord waived it, the share of the
	change that counts, the months from one update to the next.
	"""

	clause: bool
	waived: bool
	cap_percent: Decimal
	every_months: int = 12


@dataclass(frozen=True)
class Past:
	"""What came before an update: the day from which the rent now paid holds, and the month counted up to."""

	rent_since: date
	counted_to: date | None = None


def change(first: Index, last: Index) -> Decimal:
	"""Percent by which prices rose, to one decimal as ISTAT publishes it. Raises UnlinkedBasesError."""
	value = last.value
	if last.base != first.base:
		if last.linked_base != first.base or not last.link:
			raise UnlinkedBasesError
		value *= last.link
	return ((value / first.value - 1) * 100).quantize(TENTH, rounding=ROUND_HALF_UP)


def applied(change_percent: Decimal, cap_percent: Decimal) -> Decimal:
	"""The percent that the rent rises by: a share of the change, at most (75 for L. 392/1978)."""
	return (change_percent * cap_percent / 100).quantize(CENT, rounding=ROUND_HALF_UP)


def updated(rent_cents: int, percent: Decimal) -> int:
	"""The new rent in cents."""
	return int((rent_cents * (100 + percent) / 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def effect_of(requested_on: date) -> date:
	"""The day from which a request takes effect unless another is written: the first of the next month."""
	return months_after(requested_on.replace(day=1), 1)


def refusal(
	clause: Clause, past: Past, first: Index, last: Index, requested_on: date, effective_from: date
) -> str | None:
	"""Why an update cannot be made, or None. Raises UnlinkedBasesError."""
	if not clause.clause:
		return NO_CLAUSE
	if clause.waived:
		return WAIVED
	if effective_from <= requested_on:
		return PAST
	if effective_from < months_after(past.rent_since, clause.every_months):
		return TOO_SOON
	if last.month <= first.month or last.month >= effective_from.replace(day=1):
		return ORDER
	if first.month < (past.counted_to or _earliest(past.rent_since)):
		return COUNTED
	return NO_RISE if change(first, last) <= 0 else None


def _earliest(start: date) -> date:
	return months_before(start.replace(day=1), LAG_MONTHS)
