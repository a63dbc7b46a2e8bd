"""The life of a contract's rents: months asked for, paid, paid back, cancelled, an end that comes and goes."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

import frappe
from frappe.utils import add_days, getdate
from sostegno_abitare.housing import dues, issuing
from sostegno_abitare.housing.doctype.rent_payment import rent_payment as p
from sostegno_abitare.rules.money import cents
from sostegno_abitare.rules.schedule import month_end

from ..rent_factory import RentFactory, month
from .base import CENTS, CRASHES, MoneyMachine

REFUSED = (p.AllocationError, p.NoCreditError, p.CreditGivenBackError, p.PaymentAmountError)
RENT, CHARGES = 38_000, 4_000
LAST_MONTHS = 6


class Schedules(MoneyMachine):
	"""One sublease of 380.00 and 40.00 of charges, let since six months."""

	codes = (
		"dues-once",
		"dues-schedule",
		"payments-laid",
		"dues-not-overpaid",
		"sublease-in-lease",
		"homes-once",
		"whole-cents",
	)

	@classmethod
	def prepare(cls) -> dict[str, Any]:
		make = RentFactory()
		make.terms()
		return {"sublease": make.sublease(start_date=month(LAST_MONTHS), monthly_charges=40, due_day=5).name}

	def begin(self) -> None:
		self.make, self.sublease = RentFactory(), frappe.get_doc("Sublease", self.start["sublease"])
		self.asked: set[int] = set()
		self.paid: dict[str, int] = {}
		self.end: Any = None

	# -- what happens

	@rule(back=st.integers(0, LAST_MONTHS), crash=CRASHES)
	def ask(self, back: int, crash: int) -> None:
		made = self.request(
			"month", lambda: issuing.issue("Sublease", [self.sublease.name], month(back)), crash
		)
		if made and self.covered(back):
			assert made.failures == []
			assert made.dues == (back not in self.asked)
			self.asked.add(back)

	@rule(cents=CENTS, account=st.booleans(), crash=CRASHES)
	def pay(self, cents: int, account: bool, crash: int) -> None:
		doc = self.request(
			"payment",
			lambda: self.make.payment(self.sublease, cents / 100, on_account=int(account)),
			crash,
			*REFUSED,
		)
		if doc:
			self.paid[doc.name] = cents

	@rule(cents=CENTS, crash=CRASHES)
	def give_back(self, cents: int, crash: int) -> None:
		doc = self.request(
			"given back",
			lambda: self.make.payment(self.sublease, -cents / 100, on_account=1),
			crash,
			*REFUSED,
		)
		if doc:
			self.paid[doc.name] = -cents

	@precondition(lambda self: self.paid)
	@rule(data=st.data(), crash=CRASHES)
	def cancel(self, data: Any, crash: int) -> None:
		name = data.draw(st.sampled_from(sorted(self.paid)))
		if self.request("cancel", self.cancelling(name), crash, *REFUSED):
			del self.paid[name]

	@precondition(lambda self: self.paid)
	@rule(data=st.data(), cents=CENTS, crash=CRASHES)
	def amend(self, data: Any, cents: int, crash: int) -> None:
		name = data.draw(st.sampled_from(sorted(self.paid)))

		def act() -> Any:
			self.cancelling(name)()
			new = frappe.copy_doc(frappe.get_doc("Rent Payment", name)).update({"docstatus": 0})
			new.update({"amended_from": name, "amount": cents / 100, "allocations": []})
			return new.insert().submit()

		doc = self.request("amend", act, crash, *REFUSED)
		if doc:
			del self.paid[name]
			self.paid[doc.name] = cents

	@precondition(lambda self: self.paid)
	@rule(data=st.data(), crash=CRASHES)
	def lay_rest(self, data: Any, crash: int) -> None:
		doc = frappe.get_doc("Rent Payment", data.draw(st.sampled_from(sorted(self.paid))))
		if doc.amount > 0:
			self.request("rest laid", lambda: doc.lay_rest() is not None, crash, *REFUSED)

	@rule(back=st.integers(0, 3), day=st.integers(0, 27), crash=CRASHES)
	def end_early(self, back: int, day: int, crash: int) -> None:
		last = add_days(month(back), day)

		def act() -> Any:
			doc = frappe.get_doc("Sublease", self.sublease.name)
			doc.update({"early_end_on": last, "end_reason": "Prova"})
			return doc.save()

		if self.request("early end", act, crash):
			self.end = getdate(last)

	@precondition(lambda self: self.end)
	@rule(crash=CRASHES)
	def go_on(self, crash: int) -> None:
		def act() -> Any:
			doc = frappe.get_doc("Sublease", self.sublease.name)
			doc.update({"early_end_on": None, "end_reason": None})
			return doc.save()

		if self.request("goes on", act, crash):
			self.end = None

	# -- the sums kept beside

	def covered(self, back: int) -> bool:
		return self.end is None or month(back) <= self.end

	def expected(self) -> Any:
		asked = 0
		for back in self.asked:
			first, last = month(back), month_end(month(back))
			end = min(last, self.end) if self.end else last
			days = max((end - first).days + 1, 0)
			# One part month at most, at the end: by the day, half up, rent and charges each.
			asked += sum((2 * price * days + last.day) // (2 * last.day) for price in (RENT, CHARGES))
		return asked, sum(self.paid.values())

	def found(self) -> Any:
		contract = ("Sublease", self.sublease.name)
		opened = sum(due.cents for due in dues.open_dues(*contract))
		asked = sum(dues.asked_for(*contract).values())
		rows = frappe.get_all(
			"Rent Payment",
			filters={"contract": self.sublease.name, "docstatus": 1},
			fields=["amount", "allocated", "unallocated"],
		)
		laid = sum(cents(row.allocated) for row in rows)
		assert opened == asked - laid
		return asked, laid + sum(cents(row.unallocated) for row in rows)

	def cancelling(self, name: str) -> Any:
		return lambda: frappe.get_doc("Rent Payment", name).cancel() or True
