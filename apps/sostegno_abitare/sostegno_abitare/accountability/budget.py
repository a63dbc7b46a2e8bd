"""What there is on the rows of a budget, and whether it may be bound (R7, R8, R9, R22).

Who binds money holds `lock(agreement)`, asks `check_room`, and then posts.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.utils import getdate
from sostegno_abitare.housing.dated_values import in_force
from sostegno_abitare.ledgers import budget as ledger
from sostegno_abitare.ledgers import exhaustion
from sostegno_abitare.ledgers.budget import Posting
from sostegno_abitare.programme.amounts import euro
from sostegno_abitare.programme.validity import as_date
from sostegno_abitare.rules.ledgers import COMMITTED, PLANNED, PUBLIC, REALLOCATED, SHARES, VALUED
from sostegno_abitare.rules.ledgers import approved as approved_of
from sostegno_abitare.rules.money import percent_of

ROW_TOLERANCE = "budget_row_tolerance_percent"
APPROVING = (PLANNED, REALLOCATED)


class ActionClosedError(frappe.ValidationError):
	"""Money bound for an action that has not begun, has ended, or whose fund is used up (R9)."""


class BudgetExceededError(frappe.ValidationError):
	"""More bound than there is on a row, or for an action (R22)."""


def lock(agreement: str) -> None:
	"""Holds the budget of an agreement until the transaction ends."""
	ledger.lock(agreement)


def approved(row: str, share: str, day: date | str | None = None, current: bool = False) -> int:
	"""Cents that a row may cost of a share: planned over all its years (R8), and moved up to the day (today)."""
	planned = ledger.totals((), current=current, budget_row=row, share=share, kind=PLANNED)
	moved = ledger.totals(("posting_date",), current=current, budget_row=row, share=share, kind=REALLOCATED)
	upto = getdate(day) if day else None
	return sum(planned.values()) + sum(
		amount for (when,), amount in moved.items() if upto is None or getdate(when) <= upto
	)


def committed(row: str, share: str, current: bool = False) -> int:
	"""Cents bound on a row, of a share; what is spent is part of them."""
	return sum(ledger.totals((), current=current, budget_row=row, share=share, kind=COMMITTED).values())


def figures(row: str) -> list[dict[str, Any]]:
	"""What stands on a row, in euros: `share`, `approved`, `committed`, `valued`, `left`, for each payer that has any."""
	found = []
	for share in SHARES:
		sums = {
			kind: cents for (kind,), cents in ledger.totals(("kind",), budget_row=row, share=share).items()
		}
		may, bound, valued = approved_of(sums), sums.get(COMMITTED, 0), sums.get(VALUED, 0)
		if may or bound or valued:
			amounts = {"approved": may, "committed": bound, "valued": valued, "left": may - bound - valued}
			found.append({"share": share, **{name: cents / 100 for name, cents in amounts.items()}})
	return found


def tolerance(row: str, current: bool = False) -> int:
	"""Cents by which a row may be gone over without a reallocation: a dated percentage of what it may cost, of every
	share; none unless a Threshold says so. The action as a whole is never gone over.
	"""
	action = frappe.db.get_value("Budget Row", row, ["agreement", "action"], as_dict=True)
	percent = in_force(getdate(), action.agreement, action.action).get(ROW_TOLERANCE, 0)
	whole = sum(ledger.totals((), current=current, budget_row=row, kind=APPROVING).values()) if percent else 0
	return percent_of(whole, percent)


def limit(row: str, share: str, current: bool = False) -> int:
	"""Cents that may be bound on a row of a share, tolerance included (R22)."""
	most = approved(row, share, current=current)
	return most + tolerance(row, current) if most else 0


def room(row: str, share: str, current: bool = False) -> int:
	"""Cents that are left to be bound on a row, of a share; of the public share no more than the action has left."""
	left = limit(row, share, current) - committed(row, share, current)
	if share != PUBLIC:
		return left
	return min(left, room_of_action(frappe.db.get_value("Budget Row", row, "action"), current))


def room_of_action(action: str, current: bool = False) -> int:
	"""Cents of public money that are left to be bound for an action."""
	found = ledger.totals(
		("kind",), current=current, action=action, share=PUBLIC, kind=(*APPROVING, COMMITTED)
	)
	return sum(-amount if kind == COMMITTED else amount for (kind,), amount in found.items())


def days_of(action: str) -> tuple[date, date]:
	"""The first and the last day of an action: its own, or its agreement's."""
	own = frappe.db.get_value(
		"Agreement Action", action, ["agreement", "start_date", "end_date"], as_dict=True
	)
	whole = frappe.db.get_value("Service Agreement", own.agreement, ["start_date", "end_date"], as_dict=True)
	return getdate(own.start_date or whole.start_date), getdate(own.end_date or whole.end_date)


def grace_of(action: str) -> int:
	"""Days after the end in which what belongs to the period may still be invoiced and paid (R18)."""
	agreement = frappe.db.get_value("Agreement Action", action, "agreement")
	return int(frappe.db.get_value("Service Agreement", agreement, "voucher_grace_days") or 0)


def check_open(action: str, day: date | str, grace: bool = False, current: bool = False) -> None:
	"""Whether money may be bound for an action on a day: from its first to its last, and while there is any where it
	ends when its fund is used up, whichever comes first (R9). `grace`: also in the days for vouchers that follow
	(R18). Raises ActionClosedError.
	"""
	first, last = days_of(action)
	when = getdate(day)
	extra = grace_of(action) if grace else 0
	if not first <= when or (when - last).days > extra:
		frappe.throw(
			_("Action {0} runs from {1} to {2}: nothing can be bound for it on {3}").format(
				frappe.bold(action), _day(first), _day(last), _day(when)
			),
			ActionClosedError,
		)
	if exhaustion.used_up_on(action, current):
		frappe.throw(
			_(
				"The fund of action {0} is used up, and with it the action has ended; release what is bound and not"
				" needed, or bring the budget from another action by a reallocation"
			).format(frappe.bold(action)),
			ActionClosedError,
		)


def check_room(postings: Iterable[Posting], grace: bool = False) -> None:
	"""Whether the rows have room for what is to be bound. Call it under `lock`, with all the postings of a document at
	once: what it frees counts. Raises ActionClosedError, and BudgetExceededError that says what is left and what to do.
	"""
	wanted: dict[tuple[str, str], int] = {}
	days: dict[str, date] = {}
	for posting in postings:
		if posting.kind == COMMITTED:
			key = posting.budget_row, posting.share
			wanted[key] = wanted.get(key, 0) + posting.cents
			if posting.cents > 0:
				days[posting.budget_row] = max(days.get(posting.budget_row, date.min), getdate(posting.day))
	more = {key: amount for key, amount in wanted.items() if amount > 0}
	actions = _actions_of({row for row, _share in more})
	for (row, share), amount in sorted(more.items()):
		check_open(actions[row], days[row], grace, current=True)
		_check_row(row, share, amount)
	for action in sorted(set(actions.values())):
		_check_action(
			action,
			sum(
				amount
				for (row, share), amount in wanted.items()
				if share == PUBLIC and actions.get(row) == action
			),
		)


def version_on(agreement: str, day: date | str | None = None) -> int:
	"""The version of the plan in force on a day (today): 1 is the initial plan, each reallocation makes the next."""
	found = frappe.get_all(
		"Budget Reallocation",
		filters={"agreement": agreement, "docstatus": 1, "effective_on": ["<=", getdate(day)]},
		pluck="version",
		order_by="version desc",
		limit=1,
	)
	return int(found[0]) if found else 1


def _actions_of(rows: Iterable[str]) -> Mapping[str, str]:
	found = frappe.get_all(
		"Budget Row", filters={"name": ["in", sorted(rows) or [""]]}, fields=["name", "action"]
	)
	return {row.name: row.action for row in found}


def _check_row(row: str, share: str, amount: int) -> None:
	left = limit(row, share, current=True) - committed(row, share, current=True)
	if amount > left:
		frappe.throw(
			_(
				"Budget row {0}, share {1}: {2} are left and {3} are asked for; lower the amount, lay the rest on"
				" another row or share, or bring budget to the row by a reallocation"
			).format(frappe.bold(row), _(share), euro(max(left, 0)), euro(amount)),
			BudgetExceededError,
		)


def _check_action(action: str, amount: int) -> None:
	left = room_of_action(action, current=True)
	if amount > max(left, 0):
		frappe.throw(
			_(
				"Action {0}: {1} of public money are left and {2} are asked for; lower the amount, or lay the rest on"
				" money of the partner"
			).format(frappe.bold(action), euro(max(left, 0)), euro(amount)),
			BudgetExceededError,
		)


def _day(day: date) -> str:
	return frappe.utils.formatdate(as_date(day))
