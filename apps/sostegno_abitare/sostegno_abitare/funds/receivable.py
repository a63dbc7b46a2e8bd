"""What of the payments of a fund is still to come back, and how the plans for it stand (R48).

It follows from the ledger of the fund; the state of the payment alone is stored with it.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, getdate
from sostegno_abitare.housing.arrears import GRACE_DAYS, USUAL_GRACE_DAYS
from sostegno_abitare.housing.dated_values import in_force
from sostegno_abitare.housing.dues import in_cents
from sostegno_abitare.ledgers import funds
from sostegno_abitare.rules import guarantees, ledgers, repayment
from sostegno_abitare.rules.money import cents

DISBURSEMENT, PLAN = "Guarantee Disbursement", "Fund Repayment Plan"
REPAYMENT, WRITE_OFF = "Guarantee Repayment", "Fund Write-off"
# Money left the fund, and was not sent back by the bank.
MADE = (guarantees.PAID, guarantees.REPAYING, guarantees.SETTLED, guarantees.WRITTEN_OFF)
_DAY = {REPAYMENT: "paid_on", WRITE_OFF: "written_off_on"}


@dataclass(frozen=True)
class Back:
	"""What came back of a payment, in cents."""

	paid: int = 0
	repaid: int = 0
	written_off: int = 0

	@property
	def left(self) -> int:
		"""What is still to come back."""
		return self.paid - self.repaid - self.written_off


def of(disbursement: Any, current: bool = False) -> Back:
	"""What came back of a payment (its document or row), by the ledger of its fund; nothing is to come back of one
	that is not made or not to be repaid. `current`: as the rows are now, after the fund was locked.
	"""
	if disbursement.workflow_state not in MADE or not cint(disbursement.repayable):
		return Back()
	found = funds.totals(("kind",), current, fund=disbursement.fund, source_row=disbursement.name)
	return Back(
		cents(disbursement.amount), found.get((ledgers.REPAYMENT,), 0), found.get((ledgers.WRITE_OFF,), 0)
	)


def plan_in_force(disbursement: str, current: bool = False) -> str | None:
	"""The submitted plan that no other has replaced; `current`: as it is now, the payment being held."""
	standing = {"disbursement": disbursement, "docstatus": 1, "replaced_by": ["is", "not set"]}
	return frappe.db.get_value(PLAN, standing, for_update=current)


def standing(plan: Any, day: date) -> repayment.Standing:
	"""How a plan stands on a day: its instalments, less what was written off from the last ones on, against what
	was repaid under it.
	"""
	repaid, written_off = (_sum(doctype, plan.name, str(day)) for doctype in _DAY)
	rows = [(getdate(row.due_date), cents(row.amount)) for row in plan.instalments]
	grace = in_force(day, plan.agreement, plan.action).get(GRACE_DAYS, USUAL_GRACE_DAYS)
	return repayment.standing(repayment.reduced(rows, written_off), repaid, day, cint(grace))


def follow(disbursement: str) -> None:
	"""Puts a payment in the state that follows from its plan, repayments and write-offs. Payment and fund are
	locked.
	"""
	doc = frappe.get_doc(DISBURSEMENT, disbursement)
	if doc.workflow_state not in MADE:
		return
	back = of(doc, current=True)
	planned = bool(plan_in_force(doc.name))
	state = guarantees.state(bool(cint(doc.repayable)), planned, back.left, back.written_off)
	if state != doc.workflow_state:
		doc.add_comment("Workflow", _(state))
	doc.db_set("workflow_state", state)


def _sum(doctype: str, plan: str, day: str) -> int:
	[[total]] = frappe.db.sql(
		f"select sum(`amount`) from `tab{doctype}` where `docstatus` = 1 and `repayment_plan` = %(plan)s"
		f" and `{_DAY[doctype]}` <= %(day)s",
		{"plan": plan, "day": day},
	)
	return in_cents(total)
