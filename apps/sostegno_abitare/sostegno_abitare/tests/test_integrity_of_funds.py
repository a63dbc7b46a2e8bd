"""The check of what guarantee funds pay: each rule finds what breaks it, and it alone (R45-R49)."""

from typing import Any

import frappe
from frappe.utils import getdate
from sostegno_abitare.funds import receivable

from .factories import HOME, NEXT
from .fund_factory import DECISION, FundFactory, month
from .test_integrity import IntegrityTestCase


class TestRulesOfFunds(IntegrityTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.make: Any = FundFactory()
		self.make.terms()
		self.make.people()
		self.make.caps()
		self.fund = self.make.fund(HOME, 1_000_000)
		self.paid = self.make.payment_of("Paid")
		self.back = self.make.repayment(self.paid, 100)
		self.assertEqual(self.codes(), set())

	def test_documents(self):
		values = {"fund": self.make.fund(NEXT), "allocated_on": getdate(), "source": "Municipality"}
		given = self.make.document("Fund Allocation", amount=50, **values, **DECISION)
		given.submit()
		self.assertEqual(self.codes(), set())
		for doc in (given, self.back):
			self.broken("fund-documents", doc.name, lambda d=doc: self.set(d.doctype, d.name, "amount", 60))
		self.broken(
			"fund-documents",
			self.paid.name,
			lambda: self.set(self.paid.doctype, self.paid.name, "workflow_state", "Approved"),
			"fund-came-back",
		)

	def test_covers(self):
		name = self.paid.rent_guarantee
		self.broken("guarantee-cover", name, lambda: self.set("Rent Guarantee", name, "months_covered", 0))

	def test_months(self):
		other = self.make.payment_of(
			"Approved", rent_guarantee=self.paid.rent_guarantee, months=[self.make.row(4)]
		)
		self.assertEqual(self.codes(), set())
		[row] = other.months
		self.broken(
			"fund-months",
			min(self.paid.name, other.name),
			lambda: self.set("Disbursement Month", row.name, "month", month(3)),
			"fund-months-own",
		)
		keys = {"covered_by": other.name}
		self.broken("fund-months-own", other.name, lambda: frappe.db.delete("Arrears Month Claim", keys))

	def test_plans(self):
		name = receivable.plan_in_force(self.paid.name) or ""
		self.broken("fund-plans", name, lambda: self.set("Fund Repayment Plan", name, "total", 1))

	def test_came_back(self):
		self.broken(
			"fund-came-back",
			self.paid.name,
			lambda: self.set(self.paid.doctype, self.paid.name, "amount", 99),
			"fund-documents",
		)
