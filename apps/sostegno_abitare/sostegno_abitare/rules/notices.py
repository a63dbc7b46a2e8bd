"""What a regional notice lets be asked for, and which months of arrears it may cover (VA-03, R49)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

NOT_OPEN, CLOSED, TOO_MUCH, TOO_MANY_MONTHS = "not open", "closed", "too much", "too many months"
REPEATED, FUTURE, NOTHING = "repeated", "future", "nothing"


@dataclass(frozen=True)
class Notice:
	"""The terms of a notice; amounts in cents, 0 is no limit, an empty last day is open."""

	opens_on: date
	closes_on: date | None = None
	max_amount: int = 0
	max_months: int = 0
	isee_limit: int = 0
	ise_limit: int = 0


@dataclass(frozen=True)
class Application:
	"""What is asked of a notice, and on which day; amounts in cents, an income that is not known is None."""

	sent_on: date
	amount: int = 0
	months: int = 0
	isee: int | None = None
	ise: int | None = None


@dataclass(frozen=True)
class Fault:
	"""What is wrong with a row of months: one of the words above, and the row (from 0)."""

	code: str
	row: int


def obstacles(notice: Notice, application: Application) -> tuple[str, ...]:
	"""Why the application cannot be sent, as words above; empty when it can."""
	found = []
	if application.sent_on < notice.opens_on:
		found.append(NOT_OPEN)
	if notice.closes_on and application.sent_on > notice.closes_on:
		found.append(CLOSED)
	if notice.max_amount and application.amount > notice.max_amount:
		found.append(TOO_MUCH)
	if notice.max_months and application.months > notice.max_months:
		found.append(TOO_MANY_MONTHS)
	return tuple(found)


def income_within(notice: Notice, isee: int | None, ise: int | None) -> bool | None:
	"""Whether ISEE or ISE is within its limit (either is enough); None while no income with a limit is known."""
	pairs = [(isee, notice.isee_limit), (ise, notice.ise_limit)]
	if not any(limit for _value, limit in pairs):
		return True
	known = [(value, limit) for value, limit in pairs if limit and value is not None]
	return any(value <= limit for value, limit in known) if known else None


def first_of(day: date) -> date:
	"""The first of the month of a day, by which a month is called."""
	return day.replace(day=1)


def fault_of(months: Sequence[tuple[date, int]], today: date) -> Fault | None:
	"""What is wrong with (month, cents) rows: each month once, none ahead, each with an amount."""
	seen: set[date] = set()
	for row, (month, amount) in enumerate(months):
		if first_of(month) in seen:
			return Fault(REPEATED, row)
		if first_of(month) > today:
			return Fault(FUTURE, row)
		if amount <= 0:
			return Fault(NOTHING, row)
		seen.add(first_of(month))
	return None


def taken(months: Iterable[date], covered: Iterable[tuple[date, str]]) -> tuple[date, str] | None:
	"""The earliest of the months that somebody else covers already, with who (R49); None when all are free."""
	wanted = {first_of(month) for month in months}
	found = [(first_of(month), by) for month, by in covered if first_of(month) in wanted]
	return min(found, default=None)
