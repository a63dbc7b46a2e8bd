"""Expenses for tests: a voucher that lacks nothing, unless a test takes something away."""

from datetime import date
from typing import Any

import frappe
from frappe.utils import add_days, getdate

from .factories import AGREEMENT
from .ledger_factory import LedgerFactory

SUPPLIER = "12345670017"  # invented, with its check digit
CUP, CIG = "J49J21000990001", "Z1234567AB"
NOTE = "CUP {cup} CIG {cig} - Accordo di prova - spesa rendicontata per {amount:.2f} euro"


class ExpenseFactory(LedgerFactory):
	"""The factory, with expenses."""

	numbers = 0

	def terms(self, **values: Any) -> str:
		"""The agreement with its codes, and what it says of vouchers."""
		code = self.agreement()
		usual = {"cup": CUP, "cig": CIG, "vat_claimable": "Where Not Recoverable"}
		known = frappe.db.get_value("Service Agreement", code, "cup") == CUP
		if values or not known:
			frappe.db.set_value("Service Agreement", code, {**({} if known else usual), **values})
		return code

	def expense_values(
		self, row: Any = None, net: float = 100, vat: float = 0, **values: Any
	) -> dict[str, Any]:
		"""A paid and annulled invoice, with everything."""
		self.terms()
		ExpenseFactory.numbers += 1
		day = getdate(values.get("voucher_date") or add_days(getdate(), -20))
		whole = round(net + vat, 2)
		defaults = {
			"agreement": AGREEMENT,
			"kind": "Supplier",
			"voucher_kind": "Invoice",
			"supplier_name": "Fornitore di Prova Srl",
			"supplier_tax_id": SUPPLIER,
			"number": f"FT-{ExpenseFactory.numbers}",
			"voucher_date": day,
			"net_amount": net,
			"vat_amount": vat,
			"voucher_file": "/private/files/prova.pdf",
			"allocations": [{"budget_row": (row or self.budget_row(public=1000)).name}],
			"payments": [self.paid(whole, day)],
			"annulled_on": day,
			"annulment_text": NOTE.format(cup=CUP, cig=CIG, amount=whole),
		}
		return {**defaults, **values}

	def paid(self, amount: float, day: date | None = None, **values: Any) -> dict[str, Any]:
		"""A payment with its proof."""
		defaults = {"method": "Bank Transfer", "proof": "/private/files/bonifico.pdf"}
		return {"paid_on": day or getdate(), "amount": amount, **defaults, **values}

	def expense(self, row: Any = None, state: str = "Draft", **values: Any) -> Any:
		"""An expense brought to a state."""
		doc = self.document("Expense", **self.expense_values(row, **values))
		if state != "Draft":
			doc.submit()
		if state == "Complete":
			doc.complete()
		return frappe.get_doc("Expense", doc.name)
