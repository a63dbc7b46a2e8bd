"""The life of a budget: rows planned and taken back, expenses laid on them, completed, reopened, cancelled, amended."""

from __future__ import annotations

from collections import Counter
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

import frappe
from sostegno_abitare.ledgers import budget
from sostegno_abitare.ledgers import chain as chains
from sostegno_abitare.rules import hash_chain
from sostegno_abitare.rules.allocation import split

from ..expense_factory import ExpenseFactory
from ..factories import ACTION, AGREEMENT
from .base import CENTS, CRASHES, MoneyMachine

REFUSED = (frappe.ValidationError,)
PLAN = {"R1": ("Public", 60_000), "R2": ("Public", 30_000), "R3": ("Partner Cash", 25_000)}
SHARES = {"Public": "public_share", "Partner Cash": "partner_cash"}
Key = tuple[str, str]


class Budgets(MoneyMachine):
	"""An action of 1,000.10 with three rows, and what is spent on them."""

	codes = (
		"budget-order",
		"budget-planned",
		"budget-row-of-entry",
		"expense-posted",
		"expense-quotas",
		"reversals",
		"sources",
		"whole-cents",
	)

	@classmethod
	def prepare(cls) -> dict[str, Any]:
		make = ExpenseFactory()
		make.terms()
		rows = {}
		for code, (share, cents) in PLAN.items():
			values: dict[str, Any] = {"public": cents / 100} if share == "Public" else {"public": 0}
			if share != "Public":
				values |= {"unit_value": cents / 100, SHARES[share]: cents / 100, "brought_by": "Partner"}
				values |= {"organisation": make.organisation("Partner di Prova")}
			rows[code] = make.budget_row(code, **values).name
		return rows

	def begin(self) -> None:
		self.make, self.rows = ExpenseFactory(), self.start
		self.planned: Counter[Key] = Counter(
			{(self.rows[code], share): cents for code, (share, cents) in PLAN.items()}
		)
		# Expense -> (its parts, whether it is spent)
		self.expenses: dict[str, tuple[Counter[Key], bool]] = {}
		self.more: dict[str, int] = {}
		self.number = 0

	# -- what happens

	@rule(
		cents=CENTS,
		weights=st.lists(st.integers(0, 5), min_size=3, max_size=3).filter(any),
		complete=st.booleans(),
		crash=CRASHES,
	)
	def spend(self, cents: int, weights: list[int], complete: bool, crash: int) -> None:
		parts = self.parts(cents, weights)
		doc = self.request("expense", lambda: self.entered(parts, cents, complete), crash, *REFUSED)
		if doc:
			self.expenses[doc.name] = parts, complete

	@precondition(lambda self: self.expenses)
	@rule(data=st.data(), crash=CRASHES)
	def complete(self, data: Any, crash: int) -> None:
		name = self.drawn(data)
		if self.request("complete", lambda: frappe.get_doc("Expense", name).complete(), crash, *REFUSED):
			self.expenses[name] = self.expenses[name][0], True

	@precondition(lambda self: self.expenses)
	@rule(data=st.data(), crash=CRASHES)
	def reopen(self, data: Any, crash: int) -> None:
		name = self.drawn(data)

		def act() -> Any:
			doc = frappe.get_doc("Expense", name)
			doc.workflow_state = "Allocated"
			return doc.save()

		if self.request("reopen", act, crash, *REFUSED):
			self.expenses[name] = self.expenses[name][0], False

	@precondition(lambda self: self.expenses)
	@rule(data=st.data(), crash=CRASHES)
	def cancel(self, data: Any, crash: int) -> None:
		name = self.drawn(data)
		if self.request("cancel", lambda: frappe.get_doc("Expense", name).cancel() or True, crash, *REFUSED):
			del self.expenses[name]

	@precondition(lambda self: self.expenses)
	@rule(
		data=st.data(),
		cents=CENTS,
		weights=st.lists(st.integers(0, 5), min_size=3, max_size=3).filter(any),
		crash=CRASHES,
	)
	def amend(self, data: Any, cents: int, weights: list[int], crash: int) -> None:
		name, parts = self.drawn(data), self.parts(cents, weights)

		def act() -> Any:
			frappe.get_doc("Expense", name).cancel()
			return self.entered(parts, cents, False, amended_from=name)

		doc = self.request("amend", act, crash, *REFUSED)
		if doc:
			del self.expenses[name]
			self.expenses[doc.name] = parts, False

	@rule(cents=CENTS, crash=CRASHES)
	def plan(self, cents: int, crash: int) -> None:
		self.number += 1
		doc = self.request(
			"row planned", lambda: self.make.budget_row(f"N{self.number}", cents / 100), crash, *REFUSED
		)
		if doc:
			self.planned[doc.name, "Public"] = self.more[doc.name] = cents

	@precondition(lambda self: self.more)
	@rule(data=st.data(), crash=CRASHES)
	def plan_no_more(self, data: Any, crash: int) -> None:
		name = data.draw(st.sampled_from(sorted(self.more)))
		act = lambda: frappe.get_doc("Budget Row", name).cancel() or True  # noqa: E731
		if self.request("row cancelled", act, crash, *REFUSED):
			del self.more[name], self.planned[name, "Public"]

	# -- the sums kept beside

	def expected(self) -> Any:
		committed: Counter[Key] = Counter()
		spent: Counter[Key] = Counter()
		for parts, is_spent in self.expenses.values():
			committed.update(parts)
			spent.update(parts if is_spent else {})
		return {
			(*key, kind): cents
			for kind, sums in (("Planned", self.planned), ("Committed", committed), ("Spent", spent))
			for key, cents in sums.items()
			if cents
		}

	def found(self) -> Any:
		sums = budget.totals(("budget_row", "share", "kind"), agreement=AGREEMENT)
		for row, share in {key[:2] for key in sums}:
			assert sums.get((row, share, "Committed"), 0) <= sums.get((row, share, "Planned"), 0)
		public = sum(
			cents for (_row, share, kind), cents in sums.items() if (share, kind) == ("Public", "Planned")
		)
		assert public <= 100_010
		return {key: cents for key, cents in sums.items() if cents}

	def teardown(self) -> None:
		walk = hash_chain.walk(
			chains.links(chains.BUDGET, AGREEMENT), chains.counted(chains.BUDGET, AGREEMENT)
		)
		super().teardown()
		assert not walk.faults

	# -- means

	def drawn(self, data: Any) -> str:
		return str(data.draw(st.sampled_from(sorted(self.expenses))))

	def parts(self, cents: int, weights: list[int]) -> Counter[Key]:
		found: Counter[Key] = Counter()
		for (code, (share, _planned)), part in zip(PLAN.items(), split(cents, weights), strict=True):
			if part:
				found[self.rows[code], share] = part
		return found

	def entered(self, parts: Counter[Key], cents: int, complete: bool, **values: Any) -> Any:
		allocations = [
			{"budget_row": row, "share": share, "amount": part / 100} for (row, share), part in parts.items()
		]
		given = self.make.expense_values(
			frappe._dict(name=self.rows["R1"]), cents / 100, allocations=allocations, action=ACTION, **values
		)
		doc = self.make.document("Expense", **given)
		doc.submit()
		if complete:
			doc.complete()
		return doc
