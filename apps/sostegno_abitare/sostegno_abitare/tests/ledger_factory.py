"""Budget rows and funds for tests, with what stands on them."""

from collections.abc import Mapping
from typing import Any

import frappe
from frappe.utils import getdate
from sostegno_abitare.ledgers import budget, funds
from sostegno_abitare.rules.ledgers import ALLOCATION, PUBLIC

from .factories import ACTION, AGREEMENT, HOME, Factory


class LedgerFactory(Factory):
	"""Makes documents whose entries are posted by the test itself."""

	def source(self, name: str = "Fonte") -> Any:
		"""A document in whose name entries are posted: any will do."""
		found = frappe.db.exists("Cost Category", name)
		return (
			frappe.get_doc("Cost Category", found)
			if found
			else self.document("Cost Category", code=name, title=name)
		)

	def budget_row(self, code: str = "R1", public: float = 100, **values: Any) -> Any:
		"""A submitted budget row with a public share."""
		self.agreement(values.pop("agreement", AGREEMENT))
		defaults = {
			"action": ACTION,
			"code": code,
			"cost_category": self.source("PROVA-VOCE").name,
			"description": f"Riga {code}",
			"brought_by": "Public Authority",
			"nature": "Cash",
			"quantity": 1,
			"unit_value": public,
			"public_share": public,
		}
		doc = self.document("Budget Row", **{**defaults, **values})
		doc.submit()
		return doc

	def posting(self, row: Any, kind: str, cents: int, share: str = PUBLIC, **values: Any) -> budget.Posting:
		return budget.Posting(row.name, kind, share, cents, values.pop("day", getdate()), **values)

	def spend(self, row: Any, cents: int, source: Any = None) -> list[str]:
		"""Commits and spends."""
		both = [self.posting(row, kind, cents) for kind in ("Committed", "Spent")]
		return budget.post(source or self.source(), both)

	def sums(self, row: Any, share: str = PUBLIC) -> Mapping[str, int]:
		found = budget.totals(("kind",), current=True, budget_row=row.name, share=share)
		return {kind: cents for (kind,), cents in found.items() if cents}

	def fund(self, municipality: str = HOME, cents: int = 0, agreement: str = AGREEMENT) -> str:
		"""A guarantee fund, with money in it where asked."""
		self.agreement(agreement)
		name = self.once(
			"Guarantee Fund",
			f"FG-{agreement}-{municipality}",
			agreement=agreement,
			municipality=municipality,
			joined_on="2024-01-01",
			resolution="Delibera di prova 1/2024",
		)
		if cents:
			funds.post(self.source(), name, [funds.Posting(ALLOCATION, cents, getdate())])
		return name
