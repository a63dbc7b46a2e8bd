"""The life of a plan: budget moved between rows and actions, versions taken back, commitments used, freed and
cancelled, and an action that ends with its fund.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

import frappe
from frappe.model.workflow import apply_workflow
from frappe.utils import getdate
from sostegno_abitare.accountability import budget as rows
from sostegno_abitare.accountability import commitments
from sostegno_abitare.ledgers import budget

from ..budget_factory import A1, A2, BudgetFactory
from ..factories import AGREEMENT
from .base import CENTS, CRASHES, MoneyMachine

REFUSED = (frappe.ValidationError, frappe.PermissionError)
CONTROLLER = "controllo.macchina@prova.invalid"
ACTIONS = {"staff": A1, "helpers": A1, "rent": A1, "second": A2}
PLANNED = {"staff": 30_000, "helpers": 10_000, "rent": 20_000, "second": 40_000}
KEYS = st.sampled_from(sorted(PLANNED))


class Moves(MoneyMachine):
	"""Two actions of 600.00 and 400.00, the first of which ends when its fund is used up."""

	codes = (
		"budget-order", "budget-planned", "budget-agreement", "budget-row-of-entry", "reversals", "sources", "whole-cents",
	)  # fmt: skip

	@classmethod
	def prepare(cls) -> dict[str, Any]:
		make = BudgetFactory()
		made = {key: row.name for key, row in make.plan().items()}
		make.threshold("budget_reallocation_percent", 10, unit="Percent")
		frappe.db.set_value("Agreement Action", A1, "ends_on_exhaustion", 1)
		make.document(
			"User",
			email=CONTROLLER,
			first_name="Controllo",
			send_welcome_email=0,
			roles=[{"role": "Public Controller"}],
		)
		make.document("User Permission", user=CONTROLLER, allow="Service Agreement", for_value=AGREEMENT)
		return made

	def begin(self) -> None:
		self.make, self.rows = BudgetFactory(), self.start
		self.approved, self.budgets = Counter(PLANNED), Counter({A1: 60_000, A2: 40_000})
		self.bound: Counter[str] = Counter()
		self.versions: list[tuple[str, str, str, int]] = []
		# Commitment -> (row, whether it is as it was made, what is left of it)
		self.orders: dict[str, tuple[str, bool, int]] = {}
		self.day = getdate()

	# -- what happens

	@rule(giver=KEYS, taker=KEYS, cents=CENTS, crash=CRASHES)
	def move(self, giver: str, taker: str, cents: int, crash: int) -> None:
		doc = self.request("moved", lambda: self.moved(giver, taker, cents), crash, *REFUSED)
		if doc:
			assert self.approved[giver] - cents >= self.bound[giver] and giver != taker
			assert (doc.kind == "By Approval") == bool(doc.approved_by)
			assert doc.kind == "By Approval" or ACTIONS[giver] == ACTIONS[taker]
			self.shift(giver, taker, cents)
			self.versions.append((doc.name, giver, taker, cents))

	@precondition(lambda self: self.versions)
	@rule(data=st.data(), crash=CRASHES)
	def take_back(self, data: Any, crash: int) -> None:
		number = data.draw(st.integers(0, len(self.versions) - 1))
		name, giver, taker, cents = self.versions[number]
		if self.request("taken back", lambda: self.as_controller(name, "Cancel"), crash, *REFUSED):
			assert number == len(self.versions) - 1
			self.versions.pop()
			self.shift(taker, giver, cents)

	@rule(key=KEYS, cents=CENTS, whole=st.booleans(), crash=CRASHES)
	def commit(self, key: str, cents: int, whole: bool, crash: int) -> None:
		cents = self.approved[key] - self.bound[key] if whole else cents
		open_before = not self.used_up(ACTIONS[key])
		doc = self.request("committed", lambda: self.ordered(key, cents), crash, *REFUSED)
		if doc:
			self.bound[key] += cents
			assert self.bound[key] <= self.approved[key] and open_before
			self.orders[doc.name] = key, True, cents

	@precondition(lambda self: self.orders)
	@rule(data=st.data(), cents=CENTS, crash=CRASHES)
	def use(self, data: Any, cents: int, crash: int) -> None:
		name = self.drawn(data)
		key, _whole, left = self.orders[name]

		def act() -> Any:
			rows.lock(AGREEMENT)
			row = self.rows[key]
			own = budget.Posting(row, "Committed", "Public", cents, self.day)
			postings = [own, *commitments.use(name, row, "Public", cents, self.day)]
			rows.check_room(postings)
			return budget.post(self.make.source(), postings)

		if self.request("used", act, crash, *REFUSED):
			part = min(cents, left)
			self.bound[key] += cents - part
			self.orders[name] = key, False, left - part

	@precondition(lambda self: self.orders)
	@rule(data=st.data(), crash=CRASHES)
	def free(self, data: Any, crash: int) -> None:
		name = self.drawn(data)
		key, _whole, left = self.orders[name]
		act = lambda: frappe.get_doc("Budget Commitment", name).release("Economia")  # noqa: E731
		if self.request("freed", act, crash, *REFUSED):
			assert left > 0
			self.bound[key] -= left
			self.orders[name] = key, False, 0

	@precondition(lambda self: self.orders)
	@rule(data=st.data(), crash=CRASHES)
	def cancel(self, data: Any, crash: int) -> None:
		name = self.drawn(data)
		key, whole, left = self.orders[name]
		act = lambda: frappe.get_doc("Budget Commitment", name).cancel() or True  # noqa: E731
		if self.request("cancelled", act, crash, *REFUSED):
			assert whole
			self.bound[key] -= left
			del self.orders[name]

	# -- the sums kept beside

	def expected(self) -> Any:
		return (
			{self.rows[key]: (self.approved[key], self.bound[key]) for key in PLANNED},
			dict(self.budgets),
			{name: left for name, (_key, _whole, left) in self.orders.items()},
			self.used_up(A1),
		)

	def found(self) -> Any:
		budgets = frappe.get_all(
			"Agreement Action", filters={"agreement": AGREEMENT}, fields=["name", "budget"]
		)
		return (
			{
				self.rows[key]: (
					rows.approved(self.rows[key], "Public"),
					rows.committed(self.rows[key], "Public"),
				)
				for key in PLANNED
			},
			{row.name: round(row.budget * 100) for row in budgets},
			{name: commitments.open_cents(name) for name in self.orders},
			bool(frappe.db.get_value("Agreement Action", A1, "exhausted_on")),
		)

	# -- means

	def used_up(self, action: str) -> bool:
		bound = sum(cents for key, cents in self.bound.items() if ACTIONS[key] == action)
		return action == A1 and bound >= self.budgets[A1]

	def shift(self, giver: str, taker: str, cents: int) -> None:
		self.approved[giver] -= cents
		self.approved[taker] += cents
		self.budgets[ACTIONS[giver]] -= cents
		self.budgets[ACTIONS[taker]] += cents

	def drawn(self, data: Any) -> str:
		return str(data.draw(st.sampled_from(sorted(self.orders))))

	def moved(self, giver: str, taker: str, cents: int) -> Any:
		lines = [(giver, -cents), (taker, cents)]
		doc = self.make.document(
			"Budget Reallocation",
			agreement=AGREEMENT,
			reason="Prova",
			lines=[
				{"budget_row": self.rows[key], "amount": amount / 100, "share": "Public"}
				for key, amount in lines
			],
		)
		if doc.kind == "Within Tolerance":
			return apply_workflow(doc, "Record")
		apply_workflow(doc, "Propose")
		return self.as_controller(doc.name, "Approve")

	def as_controller(self, name: str, action: str) -> Any:
		frappe.set_user(CONTROLLER)
		try:
			return apply_workflow(frappe.get_doc("Budget Reallocation", name), action)
		finally:
			frappe.set_user("Administrator")

	def ordered(self, key: str, cents: int) -> Any:
		doc = self.make.document(
			"Budget Commitment", budget_row=self.rows[key], amount=cents / 100, reason="Prova"
		)
		doc.submit()
		return doc
