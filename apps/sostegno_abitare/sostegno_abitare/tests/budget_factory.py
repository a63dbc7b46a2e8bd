"""A plan for tests: an agreement of two actions with rows, categories and what is bound on them."""

from typing import Any

import frappe
from sostegno_abitare.ledgers import budget

from .factories import AGREEMENT
from .ledger_factory import LedgerFactory

A1, A2 = f"{AGREEMENT}-A1", f"{AGREEMENT}-A2"


class BudgetFactory(LedgerFactory):
	"""The factory, with plans."""

	def category(self, code: str = "STAFF", **values: Any) -> str:
		return self.once("Cost Category", code, code=code, title=f"Voce {code}", **values)

	def two_actions(self, first: float = 600, second: float = 400, **values: Any) -> str:
		"""An active agreement with two actions and their budgets."""
		if not frappe.db.exists("Service Agreement", AGREEMENT):
			doc = self.draft_agreement(total_amount=first + second, **values)
			self.action("A1", budget=first)
			self.action("A2", budget=second)
			doc.status = "Active"
			doc.save()
		return AGREEMENT

	def row_values(self, code: str = "R1", amount: float = 100, **values: Any) -> dict[str, Any]:
		return {
			"doctype": "Budget Row",
			"action": A1,
			"code": code,
			"cost_category": values.get("cost_category") or self.category(),
			"description": f"Riga {code}",
			"activity": "Attività di prova",
			"brought_by": "Public Authority",
			"nature": "Cash",
			"quantity": 1,
			"unit_value": amount,
			**values,
		}

	def draft_row(self, code: str = "R1", amount: float = 100, **values: Any) -> Any:
		return frappe.get_doc(self.row_values(code, amount, **values)).insert()

	def row(self, code: str = "R1", amount: float = 100, **values: Any) -> Any:
		doc = self.draft_row(code, amount, **values)
		doc.submit()
		return doc

	def plan(self) -> dict[str, Any]:
		"""A balanced plan: two macro-items in A1, one in A2, and what the partner brings."""
		self.two_actions()
		other = self.category("RENT")
		return {
			"staff": self.row("PER-01", 300),
			"helpers": self.row("PER-02", 100),
			"rent": self.row("CAN-01", 200, cost_category=other),
			"second": self.row("PER-01", 400, action=A2),
			"room": self.row("CP-01", 50, brought_by="Partner", cost_category=other),
			"hours": self.row(
				"VOL-01",
				80,
				brought_by="Partner",
				nature="Figurative",
				valuation_method="Gross Hourly Pay",
				valuation_basis="Livello C1",
			),
		}

	def bind(self, row: Any, cents: int, share: str = "Public", **values: Any) -> list[str]:
		"""Commits on a row, in the name of any document."""
		return budget.post(self.source(), [self.posting(row, "Committed", cents, share, **values)])
