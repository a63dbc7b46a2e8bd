"""The life of two guarantee funds: money given, moved, promised, paid, sent back by the bank, repaid, written off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

import frappe
from frappe.utils import add_days, getdate
from sostegno_abitare.funds import receivable
from sostegno_abitare.ledgers import funds
from sostegno_abitare.rules.money import cents

from ..factories import HOME, NEXT
from ..fund_factory import DECISION, FundFactory
from .base import CENTS, CRASHES, MoneyMachine

REFUSED = (frappe.ValidationError,)
FIRST = 700_000
COVERED = 270_000  # three months of 500.00, 1,000.00 of legal costs, 200.00 of damages
LEGAL = 100_000
START = 50_000  # paid once, and once more approved, before a life begins
# (state, action) -> the state after it, as a payment of support or under a guarantee goes
PATH = {
	("Draft", "Check"): "Checked",
	("Checked", "Approve"): "Approved",
	("Checked", "Send Back"): "Draft",
	("Approved", "Send Back"): "Draft",
	("Draft", "Reject"): "Turned Down",
	("Checked", "Reject"): "Turned Down",
	("Approved", "Reject"): "Turned Down",
	("Approved", "Record Payment"): "Paid",
	("Paid", "Record Return"): "Bounced",
}
WHO = {"Check": "coordina", "Record Payment": "finanza", "Record Return": "finanza"}
ACTIONS = (
	"Check",
	"Check",
	"Approve",
	"Approve",
	"Record Payment",
	"Record Payment",
	"Send Back",
	"Reject",
	"Record Return",
)


@dataclass
class Payment:
	"""A payment as kept beside; `state` is Paid as long as the money is out, whatever came back."""

	cents: int
	guarantee: str | None
	state: str = "Draft"
	repaid: int = 0
	written_off: int = 0

	@property
	def left(self) -> int:
		return self.cents - self.repaid - self.written_off if self.state == "Paid" else 0


class Funds(MoneyMachine):
	"""Two municipalities, each with 7,000.00 given; a household of the first, helped once already."""

	codes = (
		"fund-never-below",
		"fund-one-place",
		"fund-transfers",
		"fund-documents",
		"guarantee-cover",
		"fund-months",
		"fund-came-back",
		"fund-plans",
		"reversals",
		"sources",
		"chains-whole",
		"whole-cents",
	)

	@classmethod
	def prepare(cls) -> dict[str, Any]:
		make = FundFactory()
		make.terms()
		make.people()
		make.caps()
		frappe.db.set_value("Threshold", {"threshold_key": "guarantee_support_max"}, "value", 1_000_000)
		places = make.fund(HOME, FIRST), make.fund(NEXT, FIRST)
		case = {"referral": make.tenant().name, "property_owner": make.owner_with_iban().name}
		support = {"heading": "Temporary Support", "gross_amount": START / 100, "municipality": HOME, **case}
		paid, approved = make.payment_of("Paid", **support), make.payment_of("Approved", **support)
		given = make.guarantee(**case).name
		return {
			"places": places,
			"case": case,
			"given": given,
			"paid": paid.name,
			"approved": approved.name,
		}

	def begin(self) -> None:
		self.make, self.case = FundFactory(), self.start["case"]
		self.make.people()
		self.home, self.next = self.start["places"]
		self.held = {self.home: FIRST, self.next: FIRST}
		self.given: dict[str, tuple[str, int]] = {}
		self.moved: dict[str, tuple[str, str, int]] = {}
		self.guarantees = {self.start["given"]: True}  # given, or ended
		self.payments = {
			self.start["paid"]: Payment(START, None, "Paid"),
			self.start["approved"]: Payment(START, None, "Approved"),
		}
		self.back: dict[str, tuple[str, int]] = {}
		self.lost: dict[str, tuple[str, int]] = {}

	# -- money in the funds

	@rule(cents=CENTS, at_home=st.booleans(), crash=CRASHES)
	def allocate(self, cents: int, at_home: bool, crash: int) -> None:
		fund = self.home if at_home else self.next

		def act() -> Any:
			values = {
				"fund": fund,
				"allocated_on": getdate(),
				"amount": cents / 100,
				"source": "Municipality",
			}
			doc = self.make.document("Fund Allocation", **values, **DECISION)
			return doc.submit() or doc

		doc = self.request("allocation", act, crash)
		if doc:
			self.given[doc.name] = fund, cents
			self.held[fund] += cents

	@precondition(lambda self: self.given)
	@rule(data=st.data(), crash=CRASHES)
	def take_allocation_back(self, data: Any, crash: int) -> None:
		name = self.one_of(data, self.given)
		if self.request("allocation cancelled", self.cancelling("Fund Allocation", name), crash, *REFUSED):
			fund, cents = self.given.pop(name)
			self.held[fund] -= cents

	@rule(cents=CENTS, from_home=st.booleans(), crash=CRASHES)
	def move(self, cents: int, from_home: bool, crash: int) -> None:
		pair = (self.home, self.next) if from_home else (self.next, self.home)

		def act() -> Any:
			values = {"from_fund": pair[0], "to_fund": pair[1], "transferred_on": getdate()}
			doc = self.make.insert_as(
				self.make.finanza, "Fund Transfer", **values, amount=cents / 100, **DECISION
			)
			return self.make.submit_as(self.make.controlla, doc)

		doc = self.request("transfer", act, crash, *REFUSED)
		if doc:
			self.moved[doc.name] = (*pair, cents)
			self.held[pair[0]] -= cents
			self.held[pair[1]] += cents

	@precondition(lambda self: self.moved)
	@rule(data=st.data(), crash=CRASHES)
	def move_back(self, data: Any, crash: int) -> None:
		name = self.one_of(data, self.moved)
		if self.request("transfer cancelled", self.cancelling("Fund Transfer", name), crash, *REFUSED):
			giving, taking, cents = self.moved.pop(name)
			self.held[giving] += cents
			self.held[taking] -= cents

	# -- promises and payments

	@precondition(lambda self: sum(self.guarantees.values()) < 2)
	@rule(crash=CRASHES)
	def promise(self, crash: int) -> None:
		doc = self.request(
			"guarantee",
			lambda: self.make.guarantee(**self.case),
			crash,
			*REFUSED,
		)
		if doc:
			self.guarantees[doc.name] = True

	@precondition(lambda self: any(self.guarantees.values()))
	@rule(data=st.data(), crash=CRASHES)
	def promise_no_more(self, data: Any, crash: int) -> None:
		name = self.one_of(data, [name for name, given in self.guarantees.items() if given])
		doc = frappe.get_doc("Rent Guarantee", name)
		act = lambda: self.make.as_user(self.make.controlla, doc, "End Guarantee", end_reason="Prova")  # noqa: E731
		if self.request("guarantee ended", act, crash, *REFUSED):
			self.guarantees[name] = False

	@rule(data=st.data(), cents=CENTS, support=st.booleans(), crash=CRASHES)
	def ask(self, data: Any, cents: int, support: bool, crash: int) -> None:
		given = [name for name, stands in self.guarantees.items() if stands]
		guarantee = None if support or not given else self.one_of(data, given)
		values: dict[str, Any] = {"heading": "Temporary Support", "gross_amount": cents / 100}
		if guarantee:
			values |= {"heading": "Legal Costs", "rent_guarantee": guarantee, "repayable": 1}
		else:
			values.update({"municipality": HOME, **self.case})
		doc = self.request("payment asked for", lambda: self.make.payment_of(**values), crash, *REFUSED)
		if doc:
			self.payments[doc.name] = Payment(cents, guarantee)

	@precondition(lambda self: self.payments)
	@rule(data=st.data(), action=st.sampled_from(ACTIONS), crash=CRASHES)
	def bring_on(self, data: Any, action: str, crash: int) -> None:
		able = [name for name, row in self.payments.items() if (row.state, action) in PATH]
		name = self.one_of(data, able or self.payments)
		payment = self.payments[name]
		more: dict[str, dict[str, Any]] = {
			"Record Payment": {"paid_on": getdate(), "payment_reference": "CRO 1"},
			"Record Return": {"returned_on": getdate()},
			"Reject": {"rejection_reason": "Prova"},
		}
		values = more.get(action, {})
		user = getattr(self.make, WHO.get(action, "controlla"))
		doc = frappe.get_doc("Guarantee Disbursement", name)
		if self.request(action, lambda: self.make.as_user(user, doc, action, **values), crash, *REFUSED):
			assert not (payment.repaid or payment.written_off), "sent back once something was repaid"
			payment.state = PATH[payment.state, action]

	# -- money that comes back

	@precondition(lambda self: self.out)
	@rule(data=st.data(), cents=CENTS, crash=CRASHES)
	def repay(self, data: Any, cents: int, crash: int) -> None:
		name = self.one_of(data, self.out)
		doc = frappe.get_doc("Guarantee Disbursement", name)
		made = self.request("repayment", lambda: self.make.repayment(doc, cents / 100), crash, *REFUSED)
		if made:
			self.back[made.name] = name, cents
			self.payments[name].repaid += cents

	@precondition(lambda self: self.back)
	@rule(data=st.data(), crash=CRASHES)
	def not_repaid(self, data: Any, crash: int) -> None:
		name = self.one_of(data, self.back)
		if self.request("repayment cancelled", self.cancelling("Guarantee Repayment", name), crash, *REFUSED):
			payment, cents = self.back.pop(name)
			self.payments[payment].repaid -= cents

	@precondition(lambda self: self.out)
	@rule(data=st.data(), cents=CENTS, crash=CRASHES)
	def write_off(self, data: Any, cents: int, crash: int) -> None:
		name = self.one_of(data, self.out)

		def act() -> Any:
			values = {
				"disbursement": name,
				"written_off_on": getdate(),
				"amount": cents / 100,
				"reason": "No Means",
			}
			doc = self.make.insert_as(self.make.finanza, "Fund Write-off", **values, **DECISION)
			return self.make.submit_as(self.make.controlla, doc)

		doc = self.request("write-off", act, crash, *REFUSED)
		if doc:
			self.lost[doc.name] = name, cents
			self.payments[name].written_off += cents

	@precondition(lambda self: self.lost)
	@rule(data=st.data(), crash=CRASHES)
	def not_written_off(self, data: Any, crash: int) -> None:
		name = self.one_of(data, self.lost)
		if self.request("write-off cancelled", self.cancelling("Fund Write-off", name), crash, *REFUSED):
			payment, cents = self.lost.pop(name)
			self.payments[payment].written_off -= cents

	@precondition(lambda self: self.out)
	@rule(data=st.data(), count=st.integers(1, 24), crash=CRASHES)
	def reschedule(self, data: Any, count: int, crash: int) -> None:
		name = self.one_of(data, self.out)

		def act() -> Any:
			values = {
				"disbursement": name,
				"agreed_on": getdate(),
				"reason": "Prova",
				"instalment_count": count,
			}
			first = add_days(getdate(), 10)
			doc = self.make.insert_as(
				self.make.finanza, "Fund Repayment Plan", **values, first_instalment_on=first
			)
			return self.make.submit_as(self.make.finanza, doc)

		doc = self.request("rescheduled", act, crash, *REFUSED)
		if doc:
			parts = [cents(row.amount) for row in doc.instalments]
			assert sum(parts) == self.payments[name].left and max(parts) - min(parts) <= 1

	# -- the sums kept beside

	@property
	def out(self) -> list[str]:
		return [name for name, row in self.payments.items() if row.state == "Paid"]

	def expected(self) -> Any:
		rows = self.payments.values()
		out = sum(row.cents - row.repaid for row in rows if row.state == "Paid")
		# What is approved is kept ready; made, it has used up so much of its guarantee for good.
		kept = sum(row.cents for row in rows if row.state == "Approved")
		for name, given in self.guarantees.items():
			used = sum(
				row.cents for row in rows if row.guarantee == name and row.state in ("Approved", "Paid")
			)
			assert used <= LEGAL
			kept += COVERED - used if given else 0
		left = sum(row.left for row in rows)
		return {
			self.home: (self.held[self.home] - out, kept, left),
			self.next: (self.held[self.next], 0, 0),
		}

	def found(self) -> Any:
		found = {}
		for fund in (self.home, self.next):
			balance = funds.balance(fund)
			assert min(balance.balance, balance.free, balance.committed, balance.receivable) >= 0
			found[fund] = balance.balance, balance.committed, balance.receivable
		states = dict(
			frappe.get_all("Guarantee Disbursement", fields=["name", "workflow_state"], as_list=True)
		)
		for name, row in self.payments.items():
			assert (states[name] in receivable.MADE) if row.state == "Paid" else states[name] == row.state
			if row.state == "Paid":
				assert (states[name] in ("Settled", "Written Off")) == (not row.left), (states[name], row)
		return found

	# -- means

	def one_of(self, data: Any, names: Any) -> str:
		return str(data.draw(st.sampled_from(sorted(names))))

	def cancelling(self, doctype: str, name: str) -> Any:
		return lambda: frappe.get_doc(doctype, name).cancel() or True
