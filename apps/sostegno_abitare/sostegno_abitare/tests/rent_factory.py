"""Rents for tests: months asked for, payments, agreements."""

from datetime import date
from typing import Any

import frappe
from frappe.utils import getdate
from sostegno_abitare.housing import dues, issuing
from sostegno_abitare.rules.periods import months_before

from .factories import AGREEMENT
from .lease_factory import LeaseFactory

LADDER = (("Reminder", 10, 15), ("Formal Notice", 30, 15), ("Meeting", 45, 10), ("Legal Action", 120, 0))


def month(back: int = 0) -> date:
	"""The first day of this month, or of one so many months ago."""
	return months_before(getdate().replace(day=1), back)


class RentFactory(LeaseFactory):
	"""The factory, with rents."""

	def run(self, back: int = 0, submit: bool = True, **values: Any) -> Any:
		"""A month of rents of the agreement, asked for."""
		doc = self.document("Rent Run", **{"agreement": AGREEMENT, "month": month(back), **values})
		if submit:
			doc.submit()
		return doc

	def asked(self, contract: Any, *back: int) -> list[Any]:
		"""Months of one contract asked for; gives its dues as they are stored."""
		for number in back:
			issuing.issue(contract.doctype, [contract.name], month(number))
		return self.dues_of(contract)

	def dues_of(self, contract: Any) -> list[Any]:
		return frappe.get_all(
			"Rent Due",
			filters={"contract_type": contract.doctype, "contract": contract.name},
			fields=["*"],
			order_by="due_date asc, period_from asc, name asc",
		)

	def payment(self, contract: Any, amount: float, submit: bool = True, **values: Any) -> Any:
		"""A payment; its allocations are given as (due, amount)."""
		parts = [{"rent_due": name, "amount": part} for name, part in values.pop("parts", [])]
		doc = frappe.get_doc(
			{
				"doctype": "Rent Payment",
				"contract_type": contract.doctype,
				"contract": contract.name,
				"payment_date": getdate(),
				"amount": amount,
				"method": "Bank Transfer",
				"allocations": parts,
				**values,
			}
		).insert()
		if submit:
			doc.submit()
		return doc

	def open_of(self, contract: Any) -> list[int]:
		"""What of each due is open, in cents."""
		return [due.cents for due in dues.open_dues(contract.doctype, contract.name)]

	def ladder(self) -> None:
		"""A ladder of the agreement."""
		self.agreement()
		for step, days, answer in LADDER:
			self.document(
				"Arrears Ladder", step=step, days_overdue=days, answer_days=answer, agreement=AGREEMENT
			)

	def plan(self, sublease: Any, submit: bool = True, **values: Any) -> Any:
		"""A repayment agreement."""
		doc = self.document(
			"Repayment Agreement", **{"sublease": sublease.name, "agreed_on": getdate(), **values}
		)
		if submit:
			doc.submit()
		return doc
