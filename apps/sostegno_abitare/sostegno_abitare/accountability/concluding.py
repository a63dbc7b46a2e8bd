"""The end of a control: what was admitted and cut goes into the ledger, an advance is kept back, the rest is paid; all
of it laid on budget rows to the cent (R22, R23).
"""

from typing import Any

import frappe
from frappe import _
from frappe.utils import getdate, now_datetime
from sostegno_abitare.accountability import claim_sums, decisions, expenses, submission
from sostegno_abitare.ledgers import budget
from sostegno_abitare.ledgers.budget import Posting
from sostegno_abitare.programme.amounts import euro
from sostegno_abitare.rules import claims as rules

OUTCOMES = (rules.ALL, rules.PART, rules.NOTHING)
PAID = "Paid"
DECIDED_KINDS = ("Admitted", "Cut", "Reimbursed")


class LinesOpenError(frappe.ValidationError):
	"""A control concluded with lines that are not decided, or with another outcome than theirs."""


class NotSettledError(frappe.ValidationError):
	"""A claim closed before it is paid."""


class ClaimPaidError(frappe.ValidationError):
	"""A control taken up again, or a claim withdrawn, after it was decided or paid."""


def check(claim: Any) -> None:
	"""Rule of the outcomes: every line is decided, and the outcome is theirs."""
	decisions.by_others(claim)
	claim_sums.lock(claim.name)
	found = claim_sums.sums(claim.name, current=True)
	if found.open:
		frappe.throw(_("{0}: {1} lines are still to decide").format(claim.name, found.open), LinesOpenError)
	if rules.outcome(found) != claim.workflow_state:
		frappe.throw(
			_("{0}: by its lines the claim is {1}, not {2}").format(
				claim.name, _(rules.outcome(found)), _(claim.workflow_state)
			),
			LinesOpenError,
		)
	claim.controlled_by, claim.concluded_on = frappe.session.user, now_datetime()


def post(claim: Any) -> None:
	"""Admitted and cut by budget row and municipality; what an advance covers of it is reimbursed already."""
	budget.lock(claim.agreement)
	day, groups = getdate(claim.concluded_on), claim_sums.by_row(claim.name, current=True)
	kinds = (("Admitted", "admitted"), ("Cut", "cut"))
	budget.post(
		claim,
		[
			Posting(
				row.budget_row,
				kind,
				"Public",
				row[field],
				day,
				municipality=row.municipality,
				claim=claim.name,
			)
			for row in groups
			for kind, field in kinds
		],
	)
	admitted = sum(row.admitted for row in groups)
	recovered = rules.recovery(claim_sums.outstanding_advance(claim.agreement, claim.name), admitted)
	reimburse(claim, claim, recovered, day)
	expenses.let_go(submission.allocations_of(claim.name, may_return=1))
	values: dict[str, Any] = {"advance_recovered": recovered / 100}
	if admitted and recovered == admitted:
		values["workflow_state"] = PAID
	claim_sums.refresh(claim.name, **values)


def take_back(claim: Any) -> None:
	"""The control is taken up again: nothing is decided any more, until it is concluded anew."""
	if claim_sums.paid(claim.name):
		frappe.throw(_("{0}: payments were made on it; cancel them first").format(claim.name), ClaimPaidError)
	budget.lock(claim.agreement)
	_check_not_claimed_again(claim.name)
	budget.reverse(claim, kinds=DECIDED_KINDS)
	expenses.claim(submission.allocations_of(claim.name, may_return=1), claim.name)
	claim_sums.refresh(claim.name, advance_recovered=0, concluded_on=None)


def _check_not_claimed_again(claim: str) -> None:
	again = frappe.db.sql(
		"select `line`.`claim` from `tabClaim Line` `line` join `tabReimbursement Claim` `claim`"
		" on `claim`.`name` = `line`.`claim` and `claim`.`docstatus` = 1"
		" where `line`.`again_of` in (select `name` from `tabClaim Line` where `claim` = %s) limit 1",
		(claim,),
	)
	if again:
		frappe.throw(
			_("{0}: what was cut stands in claim {1} by now; that one is decided there").format(
				claim, again[0][0]
			),
			ClaimPaidError,
		)


def reimburse(source: Any, claim: Any, amount: int, day: Any) -> None:
	"""Lays so many cents on the budget rows of a claim as far as they are not reimbursed yet; the last cents settle
	every row exactly.
	"""
	if not amount:
		return
	done = budget.totals(("budget_row", "municipality"), claim=claim.name, kind="Reimbursed", current=True)
	groups = [
		(row.budget_row, row.municipality, row.admitted)
		for row in claim_sums.by_row(claim.name, current=True)
	]
	left = [cents - done.get((row, place or ""), 0) for row, place, cents in groups]
	parts = left if amount == sum(left) else rules.spread(amount, [max(each, 0) for each in left])
	budget.post(
		source,
		[
			Posting(row, "Reimbursed", "Public", part, day, municipality=place, claim=claim.name)
			for (row, place, _cents), part in zip(groups, parts, strict=True)
		],
	)


def still_to_pay(claim: str, but: str = "") -> int:
	"""Cents of a claim that may still be paid (R23)."""
	recovered = frappe.db.get_value(claim_sums.CLAIM, claim, "advance_recovered", for_update=True)
	admitted = claim_sums.sums(claim, current=True).admitted
	return rules.still_to_pay(admitted, claim_sums.in_cents(recovered), claim_sums.paid(claim, but))


def follow_payment(claim: str) -> None:
	"""A payment was made or taken back: totals, and the state that follows from them."""
	doc = frappe.get_doc(claim_sums.CLAIM, claim)
	left = still_to_pay(claim)
	state = PAID if not left else rules.outcome(claim_sums.sums(claim))
	claim_sums.refresh(claim, workflow_state=state)
	if state != doc.workflow_state:
		doc.add_comment("Workflow", _(state))


def check_settled(claim: Any) -> None:
	"""Rule of the state Closed: nothing is left to pay."""
	left = still_to_pay(claim.name)
	if left:
		frappe.throw(_("{0}: {1} are still to pay").format(claim.name, euro(left)), NotSettledError)


def settle(claim: Any) -> None:
	"""A closed claim: its expenses are settled."""
	expenses.settle(claim.name)


def check_withdrawal(claim: Any) -> None:
	"""A claim may be withdrawn until it is decided."""
	stored = claim.get_doc_before_save() or claim
	if stored.workflow_state not in ("Submitted", *decisions.IN_CONTROL):
		frappe.throw(
			_("{0} is decided: it stays, and what was cut may come back in a later claim").format(claim.name),
			ClaimPaidError,
		)
