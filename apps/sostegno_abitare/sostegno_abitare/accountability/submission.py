"""A claim on its way to the authority: prepared by one, submitted by another, and frozen as it is then (R22-R24)."""

from collections import Counter
from typing import Any

import frappe
from frappe import _
from frappe.utils import flt, getdate, now_datetime
from sostegno_abitare.accountability import budget as plan
from sostegno_abitare.accountability import claim_rows, claim_sums, expenses, freezing
from sostegno_abitare.accountability.claim_sums import LINE, SHARED
from sostegno_abitare.ledgers import budget
from sostegno_abitare.ledgers.budget import Posting
from sostegno_abitare.programme import approval
from sostegno_abitare.programme.amounts import euro
from sostegno_abitare.rules import claims as rules


class NothingClaimedError(frappe.ValidationError):
	"""A claim without a line, or not gathered."""


class LinesChangedError(frappe.ValidationError):
	"""Vouchers that changed, or went into another claim, after they were gathered."""


class OverRowError(frappe.ValidationError):
	"""More claimed than a budget row has left (R22)."""


class OverTotalError(frappe.ValidationError):
	"""More claimed than is left of the whole contribution (R22)."""


def vat_rate(agreement: str | None) -> float:
	"""What an invoice adds to the claims of an agreement: a price has VAT on top, a contribution has none."""
	basis, rate = frappe.db.get_value(
		"Service Agreement", agreement or "", ["reimbursement_basis", "vat_rate"]
	) or ("", 0)
	return flt(rate) if basis == "Price" else 0


def prepare(claim: Any) -> None:
	"""Rule of the state Prepared: gathered, and within what is left. Notes who prepared it."""
	if claim.gathering != "Done":
		frappe.throw(_("{0}: gather the vouchers first").format(claim.name), NothingClaimedError)
	found = claim_sums.sums(claim.name)
	if found.claimed <= 0:
		frappe.throw(
			_("{0}: no complete voucher of the period is left to claim").format(claim.name),
			NothingClaimedError,
		)
	check_room(claim)
	claim.prepared_by, claim.prepared_on = frappe.session.user, now_datetime()


def unprepare(claim: Any) -> None:
	"""Rule of the draft that a claim is sent back to."""
	claim.prepared_by = claim.prepared_on = None


def check(claim: Any) -> None:
	"""Rule of the state Submitted: by another person (R24)."""
	if not claim.prepared_by:
		frappe.throw(_("{0}: prepare the claim first").format(claim.name), NothingClaimedError)
	approval.by_somebody_else(claim.prepared_by, done=_("prepared this claim"))
	claim.approved_by, claim.submitted_on = frappe.session.user, now_datetime()


def check_lines(claim: Any) -> None:
	"""Holds the agreement, and makes sure that the lines are those of this moment and have room."""
	budget.lock(claim.agreement)
	check_fresh(claim)
	check_room(claim)


def check_fresh(claim: Any) -> None:
	"""Raises LinesChangedError unless gathering now would give the same lines, to the cent."""
	for doctype, now in (
		(LINE, claim_rows.vouchers(claim, current=True)),
		(SHARED, claim_rows.contributions(claim, current=True)),
	):
		fields = claim_rows.COMPARED[doctype]
		stored, fresh = _stored(claim, doctype, fields), Counter(_key(row, fields) for row in now)
		changed = sum(((stored - fresh) + (fresh - stored)).values())
		if changed:
			frappe.throw(
				_(
					"{0}: {1} lines are not what they were when they were gathered; send the claim back to the draft"
					" and gather again"
				).format(claim.name, changed),
				LinesChangedError,
			)


def check_room(claim: Any) -> None:
	"""Every budget row, and the whole contribution, have room for what is claimed (R22)."""
	asked: Counter[str] = Counter()
	for row in claim_sums.by_row(claim.name, current=True):
		asked[row.budget_row] += row.claimed
	own: dict[str, Any] = {"agreement": claim.agreement, "share": "Public", "current": True}
	sums = budget.totals(("budget_row", "kind"), **own)
	approved: Counter[str] = Counter()
	standing: Counter[str] = Counter()
	for (row, kind), cents in sums.items():
		if kind in ("Planned", "Reallocated"):
			approved[row] += cents
		elif kind in ("Claimed", "Cut"):
			standing[row] += cents if kind == "Claimed" else -cents
	limits = {row: approved[row] + (plan.tolerance(row) if approved[row] else 0) for row in asked}
	over = rules.over_rows(asked, standing, limits)
	if over:
		names = [
			_("{0}: {1} claimed, {2} left").format(each.row, euro(each.asked), euro(each.room))
			for each in over
		]
		frappe.throw(
			_(
				"These budget rows are claimed beyond what is left of them: {0}. Leave vouchers out, or reallocate"
			).format("; ".join(names)),
			OverRowError,
		)
	left = sum(approved.values()) - sum(standing.values())
	if sum(asked.values()) > left:
		frappe.throw(
			_("{0} are claimed, and {1} are left of the whole contribution; leave vouchers out").format(
				euro(sum(asked.values())), euro(left)
			),
			OverTotalError,
		)


def post(claim: Any) -> None:
	"""Claimed, by budget row and municipality; the vouchers belong to the claim from now on, and all is frozen."""
	day = getdate(claim.submitted_on)
	budget.post(
		claim,
		[
			Posting(
				row.budget_row,
				"Claimed",
				"Public",
				row.claimed,
				day,
				municipality=row.municipality,
				claim=claim.name,
			)
			for row in claim_sums.by_row(claim.name, current=True)
		],
	)
	expenses.claim(allocations_of(claim.name), claim.name)
	report_hours(claim.name, claim.name)
	version = str(plan.version_on(claim.agreement, getdate(claim.period_to)))
	claim_sums.refresh(claim.name, **freezing.frozen(claim, version))


def take_back(claim: Any) -> None:
	"""A withdrawn claim: everything it wrote is reversed, its vouchers may be claimed by another."""
	budget.lock(claim.agreement)
	budget.reverse(claim)
	expenses.let_go(allocations_of(claim.name))
	report_hours(claim.name, None)


def allocations_of(claim: str, **filters: Any) -> list[str]:
	"""The rows of expenses that stand in a claim."""
	return frappe.get_all(
		LINE,
		filters={"claim": claim, **filters},
		pluck="allocation",
		order_by="line_no asc",
		limit_page_length=0,
	)


def report_hours(claim: str, reported_in: str | None) -> None:
	"""Hours of volunteers are reported in the claim, or, given back, valued and no more."""
	names = frappe.get_all(
		SHARED,
		filters={"claim": claim, "source_doctype": "Volunteer Hours"},
		pluck="source_name",
		limit_page_length=0,
	)
	values = {"claim": reported_in, "workflow_state": "Reported" if reported_in else "Valued"}
	for chunk in claim_rows.chunks(sorted(set(names))):
		frappe.db.set_value("Volunteer Hours", {"name": ["in", chunk], "docstatus": 1}, values)


def _stored(claim: Any, doctype: str, fields: tuple[str, ...]) -> Counter[tuple[Any, ...]]:
	rows = frappe.get_all(doctype, filters={"claim": claim.name}, fields=list(fields), limit_page_length=0)
	return Counter(_key(row, fields, in_euros=True) for row in rows)


def _key(row: Any, fields: tuple[str, ...], in_euros: bool = False) -> tuple[Any, ...]:
	"""What two lines are compared by."""
	return tuple(
		freezing.plain(field, row[field] if in_euros or field not in claim_rows.AMOUNTS else row[field] / 100)
		for field in fields
	)
