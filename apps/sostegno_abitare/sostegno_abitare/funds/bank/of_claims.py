"""Reimbursement claims: what the authority pays on them (R23)."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.utils import getdate
from sostegno_abitare.accountability import concluding
from sostegno_abitare.funds.bank.settling import Executed, NotPayableError, Payable, cancel
from sostegno_abitare.rules.matching_bank import Candidate

CLAIM, PAYMENT = "Reimbursement Claim", "Claim Payment"


class Claims:
	"""Claims that were admitted and are not paid in full."""

	def payable(self, name: str) -> Payable:
		"""A claim is paid to the service, not by it."""
		frappe.throw(
			_("{0}: it is owed to the service, not by it").format(frappe.bold(name)), NotPayableError
		)
		raise AssertionError

	def settle(self, name: str, executed: Executed) -> tuple[str, str]:
		"""A payment on the claim."""
		doc = frappe.get_doc(
			{
				"doctype": PAYMENT,
				"claim": name,
				"paid_on": executed.day,
				"amount": executed.cents / 100,
				"reference": executed.reference[:140],
				"bank_movement": executed.movement,
				"request_id": executed.request,
			}
		)
		doc.insert()
		doc.submit()
		return PAYMENT, doc.name

	def undo(self, made_type: str, made: str, movement: str) -> None:
		"""The payment is cancelled."""
		cancel(made_type, made)

	def waiting(self, account: Any) -> Iterator[Candidate]:
		"""What is left to be paid on the claims of the service."""
		rows = frappe.get_all(
			CLAIM,
			filters={
				"agreement": account.agreement,
				"docstatus": 1,
				"workflow_state": ["in", concluding.OUTCOMES[:2]],
			},
			fields=["name", "concluded_on"],
			limit_page_length=0,
		)
		for row in rows:
			left = concluding.still_to_pay(row.name)
			if left > 0:
				day = getdate(row.concluded_on) if row.concluded_on else None
				yield Candidate((CLAIM, row.name), left, day, codes=(row.name,))

	def due(self, account: Any, until: date) -> list[tuple[date, str, int]]:
		"""None is paid by the service."""
		return []
