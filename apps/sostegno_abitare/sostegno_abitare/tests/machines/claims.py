"""The life of claims: vouchers gathered, sent, withdrawn, decided line by line, cut and claimed again, paid, closed."""

from __future__ import annotations

from collections import Counter
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

import frappe
from sostegno_abitare.accountability import gathering
from sostegno_abitare.accountability.claim_sums import CLAIM, LINE
from sostegno_abitare.ledgers import budget
from sostegno_abitare.rules.money import cents

from ..claim_factory import APPROVER, CONTROLLER, PREPARER, ClaimFactory
from .base import CENTS, CRASHES, MoneyMachine

REFUSED = (frappe.ValidationError,)
ROW = 90_000
VOUCHERS = (10_000, 5_050, 3_333, 101, 25_000)
SENT = ("Submitted", "Under Control", "Integration Requested")
DONE = ("Admitted", "Partly Admitted", "Rejected", "Paid", "Closed")
ACTIONS = {
	"Prepare": PREPARER,
	"Send": APPROVER,
	"Take under Control": CONTROLLER,
	"Take Up the Control Again": CONTROLLER,
	"Send Back": APPROVER,
	"Withdraw": APPROVER,
	"Close": CONTROLLER,
}
NEXT = {"Draft": "Prepare", "Prepared": "Send", "Submitted": "Take under Control", "Paid": "Close"}
DECISIONS = ("Admitted", "Admitted", "Cut", "Rejected", "Integration Requested", "Pending")


class Claims(MoneyMachine):
	"""A row of 900.00 with five vouchers that lack nothing."""

	codes = (
		"budget-order",
		"expense-posted",
		"claim-totals",
		"claim-posted",
		"claim-decided",
		"claim-paid",
		"claim-once",
		"claim-frozen",
		"reversals",
		"sources",
		"chains-whole",
		"whole-cents",
	)

	@classmethod
	def prepare(cls) -> dict[str, Any]:
		make = ClaimFactory()
		make.terms()
		row = make.budget_row(public=ROW / 100)
		for user in (PREPARER, APPROVER, CONTROLLER):
			make.person_of(user)
		made = make.vouchers(*(each / 100 for each in VOUCHERS), row=row)
		return {
			"row": row.name,
			"vouchers": {doc.name: amount for doc, amount in zip(made, VOUCHERS, strict=True)},
		}

	def begin(self) -> None:
		self.make = ClaimFactory()
		self.row = frappe._dict(name=self.start["row"])
		self.vouchers: dict[str, int] = dict(self.start["vouchers"])
		self.claims: list[str] = []
		self.payments: dict[str, tuple[str, int]] = {}

	# -- what happens

	@precondition(lambda self: sum(self.vouchers.values()) < ROW)
	@rule(cents=st.integers(100, 20_000), crash=CRASHES)
	def spend(self, cents: int, crash: int) -> None:
		made = self.request("voucher", lambda: self.make.vouchers(cents / 100, row=self.row), crash, *REFUSED)
		if made:
			self.vouchers[made[0].name] = cents

	@precondition(lambda self: self.vouchers)
	@rule(data=st.data(), crash=CRASHES)
	def cancel_voucher(self, data: Any, crash: int) -> None:
		name = self.one_of(data, self.vouchers)
		act = lambda: frappe.get_doc("Expense", name).cancel() or True  # noqa: E731
		if self.request("voucher cancelled", act, crash, *REFUSED):
			del self.vouchers[name]

	@precondition(lambda self: len(self.open) < 3)
	@rule(crash=CRASHES)
	def claim(self, crash: int) -> None:
		doc = self.request("claim", self.make.claim, crash, *REFUSED)
		if doc:
			self.claims.append(doc.name)

	@precondition(lambda self: self.claims)
	@rule(data=st.data(), crash=CRASHES)
	def gather(self, data: Any, crash: int) -> None:
		name = self.one_of(data, self.claims)
		if self.state_of(name) == "Draft":
			self.request("gathered again", lambda: gathering.gather(name), crash, *REFUSED)

	@precondition(lambda self: self.claims)
	@rule(data=st.data(), crash=CRASHES)
	def bring_on(self, data: Any, crash: int) -> None:
		"""The next step on the way, so that lives get far."""
		doc = frappe.get_doc(CLAIM, self.one_of(data, self.claims))
		action = NEXT.get(doc.workflow_state)
		if action:
			self.request(action, lambda: self.make.act(doc, action, ACTIONS[action]), crash, *REFUSED)

	@precondition(lambda self: self.claims)
	@rule(crash=CRASHES)
	def bring_the_last_on(self, crash: int) -> None:
		doc = frappe.get_doc(CLAIM, self.claims[-1])
		for _step in range(3):
			doc.reload()
			action = NEXT.get(doc.workflow_state)
			if action:
				self.request(action, lambda: self.make.act(doc, action, ACTIONS[action]), crash, *REFUSED)

	@precondition(lambda self: self.claims)
	@rule(data=st.data(), action=st.sampled_from(sorted(ACTIONS)), crash=CRASHES)
	def whatever(self, data: Any, action: str, crash: int) -> None:
		"""Any step, whether it is time for it or not."""
		doc = frappe.get_doc(CLAIM, self.one_of(data, self.claims))
		self.request(action, lambda: self.make.act(doc, action, ACTIONS[action]), crash, *REFUSED)

	@precondition(lambda self: self.in_state("Under Control"))
	@rule(
		data=st.data(),
		decision=st.sampled_from(DECISIONS),
		one=st.booleans(),
		percent=st.integers(1, 100),
		back=st.booleans(),
		crash=CRASHES,
	)
	def decide(self, data: Any, decision: str, one: bool, percent: int, back: bool, crash: int) -> None:
		name = self.one_of(data, self.in_state("Under Control"))
		lines = str(data.draw(st.integers(1, 5))) if one else ""
		values: dict[str, Any] = {"reason": "Prova", "request": "Prova", "may_return": int(back)}
		if decision == "Cut":
			values["percent"] = percent
		act = lambda: self.make.rule_on(frappe._dict(name=name), decision, lines, **values)  # noqa: E731
		self.request(decision, act, crash, *REFUSED)

	@precondition(lambda self: self.in_state("Under Control"))
	@rule(data=st.data(), crash=CRASHES)
	def conclude(self, data: Any, crash: int) -> None:
		name = self.one_of(data, self.in_state("Under Control"))
		if frappe.db.get_value(CLAIM, name, "outcome") not in DONE:
			rest = frappe._dict(name=name)
			self.request("Admitted", lambda: self.make.rule_on(rest, "Admitted"), crash, *REFUSED)
		if frappe.db.get_value(CLAIM, name, "outcome") in DONE:
			act = lambda: self.make.conclude(frappe._dict(name=name, doctype=CLAIM))  # noqa: E731
			self.request("concluded", act, crash, *REFUSED)

	@precondition(lambda self: self.in_state("Admitted", "Partly Admitted", "Paid"))
	@rule(data=st.data(), cents=CENTS, all_of_it=st.booleans(), crash=CRASHES)
	def pay(self, data: Any, cents: int, all_of_it: bool, crash: int) -> None:
		name = self.one_of(data, self.in_state("Admitted", "Partly Admitted", "Paid"))
		left = frappe.db.get_value(CLAIM, name, "to_pay")
		cents = round(left * 100) if all_of_it and left else cents
		doc = self.request(
			"payment", lambda: self.make.pay(frappe._dict(name=name), cents / 100), crash, *REFUSED
		)
		if doc:
			self.payments[doc.name] = name, cents

	@precondition(lambda self: self.payments)
	@rule(data=st.data(), crash=CRASHES)
	def not_paid(self, data: Any, crash: int) -> None:
		name = self.one_of(data, self.payments)
		act = lambda: frappe.get_doc("Claim Payment", name).cancel() or True  # noqa: E731
		if self.request("payment cancelled", act, crash, *REFUSED):
			del self.payments[name]

	# -- the sums kept beside

	def expected(self) -> Any:
		"""Spent and reimbursed from memory; claimed, admitted and cut from the lines, voucher by voucher."""
		sums: Counter[str] = Counter(Spent=sum(self.vouchers.values()))
		sums["Reimbursed"] = sum(cents for _claim, cents in self.payments.values())
		states = self.states
		held: Counter[str] = Counter()
		once: Counter[str] = Counter()
		for line in frappe.get_all(LINE, fields=["claim", "expense", "claimed", "admitted", "cut"]):
			state = states[line.claim]
			if state in (*SENT, *DONE):
				sums["Claimed"] += cents(line.claimed)
				# What was rejected altogether may go; whatever else is claimed has its voucher.
				rejected = state in DONE and not cents(line.admitted)
				assert rejected or line.expense in self.vouchers, "a claimed voucher is gone"
			if state in DONE:
				sums["Admitted"] += cents(line.admitted)
				sums["Cut"] += cents(line.cut)
				assert cents(line.admitted) + cents(line.cut) == cents(line.claimed)
				held[line.expense] += cents(line.admitted)
			elif state in SENT:
				held[line.expense] += cents(line.claimed)
				once[line.expense] += 1
		for name, amount in held.items():
			assert amount <= self.vouchers.get(name, 0), "a voucher is claimed beyond its amount"
		assert max(once.values(), default=0) <= 1, "a voucher stands in two claims"
		paid: Counter[str] = Counter()
		for claim, amount in self.payments.values():
			paid[claim] += amount
		for claim, amount in paid.items():
			row = frappe.db.get_value(CLAIM, claim, ["admitted", "paid", "to_pay"], as_dict=True)
			assert (cents(row.paid), cents(row.admitted)) == (amount, amount + cents(row.to_pay))
		return {kind: amount for kind, amount in sums.items() if amount}

	def found(self) -> Any:
		sums = budget.totals(("kind",), budget_row=self.row.name)
		return {
			kind: amount
			for (kind,), amount in sums.items()
			if amount and kind in ("Spent", "Claimed", "Admitted", "Cut", "Reimbursed")
		}

	# -- means

	@property
	def states(self) -> dict[str, str]:
		return dict(frappe.get_all(CLAIM, fields=["name", "workflow_state"], as_list=True))

	@property
	def open(self) -> list[str]:
		states = self.states
		return [name for name in self.claims if states[name] not in (*DONE, "Withdrawn")]

	def state_of(self, name: str) -> str:
		return str(frappe.db.get_value(CLAIM, name, "workflow_state"))

	def in_state(self, *states: str) -> list[str]:
		found = self.states
		return [name for name in self.claims if found[name] in states]

	def one_of(self, data: Any, names: Any) -> str:
		return str(data.draw(st.sampled_from(sorted(names))))
