"""The check of everything that must hold of money: each rule finds what breaks it, and nothing where all is well."""

from typing import Any
from unittest.mock import patch

import frappe
from frappe.utils import add_days, add_to_date, getdate
from sostegno_abitare.accountability.doctype.integrity_check.integrity_check import CheckIsFinalError
from sostegno_abitare.accountability.doctype.integrity_finding.integrity_finding import FindingIsFinalError
from sostegno_abitare.accountability.report.integrity_findings import integrity_findings as report
from sostegno_abitare.ledgers import budget, chain, checking, funds
from sostegno_abitare.ledgers.chain import BUDGET, FUND
from sostegno_abitare.ledgers.invariants import REGISTRY

from .base import AppTestCase
from .factories import ACTION, AGREEMENT, HOME, NEXT
from .ledger_factory import LedgerFactory
from .rent_factory import RentFactory


class MoneyFactory(LedgerFactory, RentFactory):
	"""Both."""


class IntegrityTestCase(AppTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.make: MoneyFactory = MoneyFactory()

	def codes(self) -> set[str]:
		"""The rules that do not hold."""
		return {invariant.code for invariant in REGISTRY if list(invariant.check())}

	def names(self, code: str) -> set[str]:
		[invariant] = [row for row in REGISTRY if row.code == code]
		return {finding.name for finding in invariant.check()}

	def broken(self, code: str, name: str, break_it: Any, *more: str) -> None:
		"""What `break_it` does is found by this rule (and by `more`) alone."""
		frappe.db.savepoint("whole")
		break_it()
		self.assertIn(name, self.names(code))
		self.assertEqual(self.codes(), {code, *more})
		frappe.db.rollback(save_point="whole")

	def set(self, doctype: str, name: str, field: str, value: Any) -> None:
		frappe.db.set_value(doctype, name, field, value, update_modified=False)


class TestRulesOfLedgers(IntegrityTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.row = self.make.budget_row()
		self.names_of = self.make.spend(self.row, 1_000)
		self.fund = self.make.fund(cents=10_000)
		self.other = self.make.fund(NEXT)
		funds.transfer(self.make.source("Delibera"), self.fund, self.other, 500, getdate())
		self.assertEqual(self.codes(), set())

	def entries(self, doctype: str, **filters: Any) -> list[str]:
		return frappe.get_all(doctype, filters=filters, pluck="name", order_by="name asc")

	def test_budget_rows(self):
		spent = self.entries(BUDGET.doctype, kind="Spent")[0]
		self.broken(
			"budget-order",
			self.row.name,
			lambda: self.set(BUDGET.doctype, spent, "amount", 10.01),
			"chains-whole",
		)
		self.broken(
			"budget-planned",
			self.row.name,
			lambda: self.set("Budget Row", self.row.name, "public_share", 101),
		)
		self.broken(
			"budget-row-of-entry",
			spent,
			lambda: self.set("Budget Row", self.row.name, "cost_category", "Fonte"),
			"budget-row-of-entry",
		)
		self.broken("budget-agreement", AGREEMENT, lambda: self.set("Agreement Action", ACTION, "budget", 1))

	def test_more_committed_than_approved(self):
		budget.post(self.make.source(), [self.make.posting(self.row, "Committed", 9_001)])
		self.assertEqual(self.codes(), {"budget-order"})

	def test_funds(self):
		[first] = self.entries(FUND.doctype, kind="Allocation")
		taken = self.entries(FUND.doctype, kind="Transfer", fund=self.fund)[0]
		self.broken(
			"fund-never-below",
			self.fund,
			lambda: self.set(FUND.doctype, first, "amount", 1),
			"chains-whole",
		)
		self.broken(
			"fund-one-place",
			first,
			lambda: self.set(FUND.doctype, first, "municipality", NEXT),
			"chains-whole",
		)
		self.broken(
			"fund-transfers", "Delibera", lambda: self.set(FUND.doctype, taken, "amount", -4), "chains-whole"
		)

	def test_chains_and_reversals(self):
		name = self.names_of[1]
		self.broken("chains-whole", name, lambda: self.set(BUDGET.doctype, name, "claim", "x"))
		[back, _spent] = budget.reverse(self.make.source())
		self.assertEqual(self.codes(), set())
		self.broken(
			"reversals",
			back,
			lambda: self.set(BUDGET.doctype, back, "budget_row", "Altra"),
			"chains-whole",
			"budget-row-of-entry",
			"budget-order",
		)

	def test_a_chain_written_anew_is_told_by_an_earlier_check(self):
		check = frappe.get_doc({"doctype": checking.CHECK}).insert()
		check.reload()
		self.assertEqual((check.status, check.ok, check.findings), ("Done", 1, 0))
		self.assertEqual(
			{(head.chain, head.head) for head in check.heads},
			{
				(name, chain.head(ledger, name))
				for ledger, name in ((BUDGET, AGREEMENT), (FUND, self.fund), (FUND, self.other))
			},
		)
		self.make.spend(self.row, 1)
		self.assertEqual(self.codes(), set())
		self.broken("chains-anchored", self.names_of[1], self.write_anew)

	def write_anew(self) -> None:
		"""A forger with the database in hand: every row sound, every hash in its place."""
		previous = ""
		for name in self.entries(BUDGET.doctype, agreement=AGREEMENT):
			doc = frappe.get_doc(BUDGET.doctype, name)
			doc.posted_by = "Nessuno"
			digest = chain.hash_chain.digest(previous, chain.said(BUDGET, doc.as_dict()))
			values = {"posted_by": "Nessuno", "previous_hash": previous, "hash": digest}
			frappe.db.set_value(BUDGET.doctype, name, values)
			previous = digest

	def test_sources(self):
		self.broken(
			"sources",
			self.row.name,
			lambda: self.set("Budget Row", self.row.name, "docstatus", 0),
			"budget-planned",
		)
		self.broken("sources", "Fonte", lambda: frappe.db.delete("Cost Category", {"name": "Fonte"}))

	def test_cancelled_and_amended_it_is_nothing_and_the_new_one(self):
		doc = frappe.get_doc("Budget Row", self.make.budget_row("R9", 50).name)
		doc.cancel()
		self.assertEqual(self.codes(), set())
		self.assertEqual(budget.totals((), budget_row=doc.name), {(): 0})
		new = frappe.copy_doc(doc)
		new.update(
			{"docstatus": 0, "amended_from": doc.name, "public_share": 60, "unit_value": 60, "total": None}
		)
		new.insert().submit()
		self.assertEqual(self.codes(), set())
		self.assertEqual(budget.totals((), kind="Planned", budget_row=[doc.name, new.name]), {(): 6_000})

	def test_whole_cents(self):
		self.broken("whole-cents", ACTION, lambda: self.set("Agreement Action", ACTION, "budget", 1000.101))


class TestRulesOfHomes(IntegrityTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.make.terms()
		self.sublease = self.make.sublease(monthly_charges=40, due_day=5)
		self.dues = self.make.asked(self.sublease, 0)
		self.payment = self.make.payment(self.sublease, 100)
		self.assertEqual(self.codes(), set())

	def test_dues(self):
		due = self.dues[0].name
		self.broken("dues-schedule", due, lambda: self.set("Rent Due", due, "rent", 1))
		copy = frappe.get_doc("Rent Due", due)
		later = add_to_date(copy.creation, hours=1)
		copy.update({"name": "DOPPIONE", "due_key": "doppio", "payment_reference": "X", "creation": later})
		self.broken("dues-once", "DOPPIONE", copy.db_insert)

	def test_payments(self):
		name, due = self.payment.name, self.dues[0].name
		self.broken("payments-laid", name, lambda: self.set("Rent Payment", name, "allocated", 99))
		self.broken("payments-laid", name, lambda: self.set("Rent Payment", name, "unallocated", 1))
		row = self.payment.allocations[0].name
		self.broken(
			"dues-not-overpaid",
			due,
			lambda: self.set("Rent Allocation", row, "amount", 5_000),
			"payments-laid",
		)
		self.broken(
			"whole-cents",
			name,
			lambda: self.set("Rent Allocation", row, "amount", 100.001),
		)

	def test_subleases(self):
		name, head = self.sublease.name, self.sublease.head_lease
		day = add_days(getdate(frappe.db.get_value("Head Lease", head, "start_date")), -1)
		start = getdate(self.sublease.start_date)
		self.broken(
			"sublease-in-lease",
			name,
			lambda: self.set("Head Lease", head, "start_date", add_days(start, 1)),
		)
		self.assertLess(day, start)

	def test_deposits(self):
		deposit = self.make.document(
			"Security Deposit",
			contract_type="Sublease",
			contract=self.sublease.name,
			amount=400,
			received_on=self.sublease.start_date,
		)
		self.assertEqual(self.codes(), set())
		self.broken(
			"deposits-settled",
			deposit.name,
			lambda: self.set("Security Deposit", deposit.name, "kept_amount", 1),
		)
		self.broken(
			"deposits-settled",
			deposit.name,
			lambda: self.set("Security Deposit", deposit.name, "returned_on", getdate()),
		)

	def test_homes(self):
		other = self.make.sublease(start_date=self.sublease.start_date)
		self.assertEqual(self.codes(), set())
		self.broken(
			"homes-once", other.name, lambda: self.set("Sublease", other.name, "unit", self.sublease.unit)
		)

	def test_repayments(self):
		plan = self.make.plan(self.sublease, instalment_count=2, first_instalment_on=add_days(getdate(), 5))
		self.assertEqual(self.codes(), set())
		self.broken(
			"repayment-instalments", plan.name, lambda: self.set("Repayment Agreement", plan.name, "total", 1)
		)


class TestCheck(IntegrityTestCase):
	def check(self) -> Any:
		doc = frappe.get_doc({"doctype": checking.CHECK, "ok": 1, "findings": 7}).insert()
		return frappe.get_doc(checking.CHECK, doc.name)

	def test_what_is_found_is_kept_and_shown(self):
		self.make.fund(cents=100)
		[entry] = frappe.get_all(FUND.doctype, pluck="name")
		self.set(FUND.doctype, entry, "amount", 2)
		check = self.check()
		self.assertEqual((check.status, check.ok, check.findings, check.rules), ("Done", 0, 1, len(REGISTRY)))
		[finding] = frappe.get_all("Integrity Finding", filters={"integrity_check": check.name}, fields=["*"])
		self.assertEqual(
			(finding.code, finding.document, finding.found, finding.agreement, finding.municipality),
			("chains-whole", entry, "changed", AGREEMENT, HOME),
		)
		columns, rows, _message, chart, summary = report.execute({})
		self.assertEqual([row["document"] for row in rows], [entry])
		self.assertIn("No entry of a ledger was changed", rows[0]["rule"])
		self.assertEqual(chart["data"]["datasets"][0]["values"], [1])
		self.assertEqual(summary[-1]["value"], 1)
		self.assertEqual(len(columns), 7)

	def test_finance_sees_the_findings_of_its_own_agreement(self):
		self.make.fund(cents=100)
		[entry] = frappe.get_all(FUND.doctype, pluck="name")
		self.set(FUND.doctype, entry, "amount", 2)
		self.check()
		self.make.agreement("PROVA2")
		for agreement, seen in ((AGREEMENT, 1), ("PROVA2", 0)):
			user = self.make.user(
				f"{agreement}@conti.example".lower(), "Finance Officer", agreement=agreement
			)
			with self.as_user(user):
				self.assertEqual(len(report.execute({})[1]), seen)

	def test_a_night_without_findings(self):
		checking.nightly()
		rows, message = report.execute({})[1:3]
		self.assertEqual((rows, message), ([], None))
		self.assertEqual(frappe.db.count("Integrity Finding"), 0)

	def test_a_finding_notifies(self):
		self.make.user("conti.avviso@example.com", "Finance Officer")
		self.check()
		self.assertEqual(self.notified(), 0)
		self.make.fund(cents=100)
		self.set(FUND.doctype, frappe.get_all(FUND.doctype, pluck="name")[0], "amount", 2)
		self.check()
		self.assertGreaterEqual(self.notified(), 1)

	def notified(self) -> int:
		return frappe.db.count(
			"Notification Log",
			{"document_type": checking.CHECK, "for_user": "conti.avviso@example.com"},
		)

	def test_nobody_writes_what_a_check_found(self):
		check = self.check()
		self.assertEqual((check.ok, check.findings), (1, 0))
		check.ok = 0
		self.assertRefused(CheckIsFinalError, check.save)
		self.assertRefused(CheckIsFinalError, check.delete)
		forged = frappe.get_doc(
			{"doctype": "Integrity Finding", "integrity_check": check.name, "code": "x", "rule": "x"}
		)
		forged.update({"document_type": "User", "document": "x"})
		self.assertRefused(FindingIsFinalError, forged.insert)

	def test_a_check_that_breaks_down_says_so(self):
		with patch.object(checking, "_keep", side_effect=RuntimeError("Prova")):
			self.assertRaises(RuntimeError, frappe.get_doc({"doctype": checking.CHECK}).insert)

	def test_codes_are_of_one_rule(self):
		codes = [invariant.code for invariant in REGISTRY]
		self.assertEqual(len(codes), len(set(codes)))
