"""How long leases and subleases last, when they are registered and given notice of, and what a sublease may be
(R39, R42, R44). A period holds both its first and its last day.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from .periods import months_after, months_before

NO, WHOLE, PART = "No", "Whole", "Part"
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Period:
	"""The days of a contract, both ends included."""

	start: date
	end: date

	def holds(self, other: "Period") -> bool:
		"""Whether the other period lies inside this one."""
		return self.start <= other.start and other.end <= self.end

	def meets(self, other: "Period") -> bool:
		"""Whether the two periods share a day."""
		return self.start <= other.end and other.start <= self.end


@dataclass(frozen=True)
class Terms:
	"""What a type of contract allows: months of its shortest and longest first term (0: no limit)."""

	minimum_months: int = 0
	maximum_months: int = 0


def last_day(start: date, months: int) -> date:
	"""The last day of so many months from `start` on: 1 March 2026 and 12 months give 28 February 2027. Where the
	month has no such day its last one is it (31 January and one month: 28 February; civil code, art. 2963).
	"""
	after = months_after(start, months)
	return after if after.day < start.day else after - ONE_DAY


def ends_on(end_date: date, extended_to: date | None = None, early_end_on: date | None = None) -> date:
	"""The last day of a contract: that of its early end, else of its extension, else the one agreed."""
	return early_end_on or extended_to or end_date


def shortest_end(start: date, terms: Terms) -> date | None:
	"""The first day on which the term may end; None where the type sets none (R42)."""
	return last_day(start, terms.minimum_months) if terms.minimum_months else None


def longest_end(start: date, terms: Terms) -> date | None:
	"""The last day on which the term may end; None where the type sets none (R42)."""
	return last_day(start, terms.maximum_months) if terms.maximum_months else None


def notice_due(end: date, months: int) -> date | None:
	"""The last day to give notice before the end; None where the type asks for none (R42)."""
	return months_before(end, months) if months else None


def registration_due(signed_on: date | None, start: date, days: int) -> date:
	"""The last day to register: so many days from the signature or, if earlier, from the start (R44)."""
	return min(signed_on or start, start) + timedelta(days=days)


def permits(permission: str, part: str) -> bool:
	"""Whether the head lease lets the home be sublet so: `permission` No, Whole (whole or part) or Part (R39)."""
	return permission == WHOLE or (permission == PART and part == PART)


def may_share(first: str, second: str, shared_unit: bool) -> bool:
	"""Whether two subleases of one home may share a day: parts of a home that is let to several (R36)."""
	return shared_unit and first == second == PART


@dataclass(frozen=True)
class Tax:
	"""The dated values of the registration tax (R44): percents, and the least amount in euro."""

	percent: Decimal
	minimum: Decimal
	agreed_base_percent: Decimal
	guarantee_percent: Decimal = Decimal(0)


def registration_tax(
	rent_cents: int, period: Period, values: Tax, reduced: bool = False, guarantee_cents: int = 0
) -> int:
	"""Cents due for the first year: a share of that year's rent (of a part of it, where an agreed rent in a
	high-tension municipality is `reduced`), never below the minimum, and a share of a third party's guarantee.
	"""
	base = Decimal(rent_cents * months_charged(period))
	if reduced:
		base = base * values.agreed_base_percent / 100
	on_rent = max(base * values.percent / 100, values.minimum * 100)
	return _whole(on_rent) + _whole(guarantee_cents * values.guarantee_percent / 100)


def months_charged(period: Period) -> int:
	"""The months begun in the first year of the contract: 12, or fewer where it is shorter."""
	for months in range(1, 12):
		if last_day(period.start, months) >= period.end:
			return months
	return 12


def _whole(cents: Decimal) -> int:
	return int(cents.quantize(Decimal(1), rounding=ROUND_HALF_UP))
