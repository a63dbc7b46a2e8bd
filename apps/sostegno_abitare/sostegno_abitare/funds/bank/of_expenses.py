"""Expenses: vouchers that the account pays, with the movement as the proof (R19)."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.utils import getdate
from sostegno_abitare.accountability.expense_states import ALLOCATED
from sostegno_abitare.funds.bank.settling import Executed, NotPayableError, Payable
from sostegno_abitare.programme.amounts import euro
from sostegno_abitare.rules.bank_statement import plain
from sostegno_abitare.rules.matching_bank import Candidate
from sostegno_abitare.rules.money import cents

EXPENSE, PAYMENT = "Expense", "Expense Payment"
SHORTEST_NUMBER = 4  # signs: a shorter number of an invoice is in many a text
_FIELDS = [
	"name", "agreement", "voucher_kind", "supplier_name", "supplier_iban", "number", "voucher_date", "due_date", "total",
	"withholding_amount", "paid",
]  # fmt: skip


class Expenses:
	"""Vouchers of suppliers, staff and others that are allocated and not paid in full."""

	def payable(self, name: str) -> Payable:
		"""What is left to pay of an allocated expense, to the IBAN on it."""
		row = frappe.db.get_value(EXPENSE, name, [*_FIELDS, "workflow_state"], as_dict=True)
		if not row or row.workflow_state != ALLOCATED or _left(row) <= 0:
			frappe.throw(
				_("{0}: only an allocated expense that is not paid in full is ordered").format(
					frappe.bold(name)
				),
				NotPayableError,
			)
		if not row.supplier_iban:
			frappe.throw(
				_("{0}: it has no IBAN of the supplier; write it on the expense").format(frappe.bold(name)),
				NotPayableError,
			)
		text = f"{_(row.voucher_kind)} {row.number or ''} {getdate(row.voucher_date):%d/%m/%Y} {name}"
		return Payable(_left(row), row.supplier_name, row.supplier_iban, text, row.agreement)

	def settle(self, name: str, executed: Executed) -> tuple[str, str]:
		"""A payment of the expense, which the movement proves."""
		doc = frappe.get_doc(EXPENSE, name, for_update=True)
		amount = -executed.cents
		if doc.workflow_state != ALLOCATED or not 0 < amount <= _left(doc):
			frappe.throw(
				_("{0}: {1} are left to pay of it in state {2}, the movement is of {3}").format(
					frappe.bold(name), euro(_left(doc)), _(doc.workflow_state), euro(amount)
				),
				NotPayableError,
			)
		doc.append(
			"payments",
			{
				"paid_on": executed.day,
				"amount": amount / 100,
				"method": "Bank Transfer",
				"reference": executed.reference[:140],
				"bank_movement": executed.movement,
			},
		)
		doc.save()
		return EXPENSE, name

	def undo(self, made_type: str, made: str, movement: str) -> None:
		"""The payment is taken off the expense, which is not complete yet."""
		doc = frappe.get_doc(EXPENSE, made, for_update=True)
		kept = [row for row in doc.payments if row.bank_movement != movement]
		if len(kept) < len(doc.payments):
			doc.set("payments", kept)
			doc.save()

	def waiting(self, account: Any) -> Iterator[Candidate]:
		"""What is left to pay of the service's expenses."""
		for row in _rows(account):
			number = row.number or ""
			yield Candidate(
				(EXPENSE, row.name),
				-_left(row),
				getdate(row.due_date or row.voucher_date),
				codes=(row.name, number if len(plain(number)) >= SHORTEST_NUMBER else ""),
				ibans=(row.supplier_iban or "",),
				people=(row.supplier_name or "",),
			)

	def due(self, account: Any, until: date) -> list[tuple[date, str, int]]:
		"""The expenses with an IBAN that are due by a day."""
		if account.fund:
			return []
		found = [
			(getdate(row.due_date or row.voucher_date), row) for row in _rows(account) if row.supplier_iban
		]
		return [
			(day, row.name, _left(row))
			for day, row in found
			if day <= until and frappe.has_permission(EXPENSE, "read", doc=row.name)
		]


def _left(row: Any) -> int:
	return cents(row.total) - cents(row.withholding_amount) - cents(row.paid)


def _rows(account: Any) -> list[Any]:
	rows = frappe.get_all(
		EXPENSE,
		filters={
			"agreement": account.agreement,
			"docstatus": 1,
			"workflow_state": ALLOCATED,
			"voucher_kind": ["!=", "Credit Note"],
		},
		fields=_FIELDS,
		limit_page_length=0,
	)
	return [row for row in rows if _left(row) > 0]
