"""Payments of guarantee funds: those that go to owners, and what comes back of them (R47, R48)."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.utils import getdate
from sostegno_abitare.funds import payments, receivable
from sostegno_abitare.funds.bank.settling import Executed, NotPayableError, Payable, cancel
from sostegno_abitare.funds.doctype.guarantee_disbursement.states import APPROVED
from sostegno_abitare.programme.amounts import euro
from sostegno_abitare.rules.matching_bank import Candidate
from sostegno_abitare.rules.money import cents

DISBURSEMENT, REPAYMENT = receivable.DISBURSEMENT, receivable.REPAYMENT
_FIELDS = [
	"name", "amount", "case_code", "fund", "agreement", "workflow_state", "repayable", "payee_iban", "payee_holder",
	"approved_on", "household",
]  # fmt: skip


class FundPayments:
	"""A movement out makes an approved payment; one in repays a payment that was made."""

	def payable(self, name: str) -> Payable:
		"""An approved payment, to the owner's IBAN, from the account of its fund alone."""
		doc = payments.check_payable(name)
		text = f"{_('Guarantee Fund')} {doc.municipality} {doc.case_code or ''} {doc.name}"
		return Payable(cents(doc.amount), doc.payee_holder, doc.payee_iban, text, doc.agreement, doc.fund)

	def settle(self, name: str, executed: Executed) -> tuple[str, str]:
		"""The payment is made, whole; or something of it is repaid."""
		if executed.cents > 0:
			made = payments.repay(
				name, executed.cents / 100, executed.day, executed.request, executed.reference[:140]
			)
			return REPAYMENT, made
		asked = cents(frappe.db.get_value(DISBURSEMENT, name, "amount"))
		if asked != -executed.cents:
			frappe.throw(
				_("{0}: it is of {1}, the movement is of {2}; a fund pays it whole").format(
					frappe.bold(name), euro(asked), euro(-executed.cents)
				),
				NotPayableError,
			)
		return DISBURSEMENT, payments.mark_paid(name, executed.day, executed.reference[:140])

	def undo(self, made_type: str, made: str, movement: str) -> None:
		"""The payment waits to be made; a repayment is cancelled."""
		if made_type == DISBURSEMENT:
			payments.unmark_paid(made)
		else:
			cancel(made_type, made)

	def waiting(self, account: Any) -> Iterator[Candidate]:
		"""Approved payments, and those that are still to come back: by the next instalment of their plan."""
		if not account.fund:
			return
		for row in _rows(account, [APPROVED]):
			yield Candidate(
				(DISBURSEMENT, row.name),
				-cents(row.amount),
				getdate(row.approved_on) if row.approved_on else None,
				codes=(row.name, row.case_code or ""),
				ibans=(row.payee_iban or "",),
				people=(row.payee_holder or "",),
			)
		for row in _rows(account, receivable.MADE):
			left = receivable.of(row).left
			if left > 0:
				yield self.back(row, left)

	def back(self, row: Any, left: int) -> Candidate:
		"""What of a payment comes back next."""
		next_due, amount = None, left
		plan = receivable.plan_in_force(row.name)
		if plan:
			doc = frappe.get_doc(receivable.PLAN, plan)
			next_due = receivable.standing(doc, getdate()).next_due
			wanted = [cents(part.amount) for part in doc.instalments if getdate(part.due_date) == next_due]
			amount = min(left, wanted[0]) if wanted else left
		members = frappe.get_all(
			"Household Member", filters={"parent": row.household or ""}, pluck="person", limit_page_length=0
		)
		names = frappe.get_all("Person", filters={"name": ["in", members or [""]]}, pluck="full_name")
		codes = (row.name, plan or "", row.case_code or "")
		return Candidate((DISBURSEMENT, row.name), amount, next_due, codes=codes, people=tuple(names))

	def due(self, account: Any, until: date) -> list[tuple[date, str, int]]:
		"""The approved payments of the account's fund."""
		if not account.fund:
			return []
		return [
			(getdate(row.approved_on) if row.approved_on else until, row.name, cents(row.amount))
			for row in _rows(account, [APPROVED])
			if frappe.has_permission(DISBURSEMENT, "read", doc=row.name)
		]


def _rows(account: Any, states: Any) -> list[Any]:
	return frappe.get_all(
		DISBURSEMENT,
		filters={"fund": account.fund, "workflow_state": ["in", list(states)]},
		fields=_FIELDS,
		limit_page_length=0,
	)
