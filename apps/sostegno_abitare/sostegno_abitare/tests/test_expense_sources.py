"""Expenses made of what was paid already, and what the nightly check says of expenses."""

import frappe
from frappe.utils import add_days, getdate
from sostegno_abitare.accountability.rent_expenses import NoExpenseOfRentError, make_expense
from sostegno_abitare.accountability.report.expense_register import expense_register
from sostegno_abitare.accountability.report.missing_papers import missing_papers
from sostegno_abitare.ledgers.invariants import expenses
from sostegno_abitare.rules.money import cents

from .base import AppTestCase
from .expense_factory import ExpenseFactory
from .factories import AGREEMENT, HOME
from .rent_factory import RentFactory


class TestRents(AppTestCase):
	make: ExpenseFactory

	def setUp(self):
		super().setUp()
		self.rents, self.make = RentFactory(), ExpenseFactory()
		RentFactory.terms(self.rents)

	def test_a_head_rent_becomes_one_expense(self):
		row = self.make.budget_row(public=1000)
		head = self.rents.head_lease()
		self.rents.asked(head, 1)
		payment = self.rents.payment(head, 520, reference="CRO 1")
		name = make_expense(payment.name)
		self.assertEqual(make_expense(payment.name), name)
		doc = frappe.get_doc("Expense", name)
		owner = frappe.get_doc("Property Owner", head.property_owner)
		self.assertEqual(
			(doc.kind, doc.total, doc.paid, doc.supplier_name, doc.payments[0].reference),
			("Rent", 520, 520, owner.owner_name, "CRO 1"),
		)
		self.assertEqual(doc.next_step, "Allocate")
		doc.append("allocations", {"budget_row": row.name})
		doc.save()
		self.assertNotIn("source", doc.missing)
		self.assertEqual(doc.paid_on, getdate())

	def test_a_rent_received_is_none(self):
		sublease = self.rents.sublease()
		self.rents.asked(sublease, 1)
		payment = self.rents.payment(sublease, 100)
		self.assertRefused(NoExpenseOfRentError, make_expense, payment.name)


class TestInvariants(AppTestCase):
	make: ExpenseFactory

	def setUp(self):
		super().setUp()
		self.make = ExpenseFactory()
		self.row = self.make.budget_row(public=1000)

	def found(self, check):
		return [finding.name for finding in check()]

	def test_each_finds_its_own_fault_alone(self):
		doc = self.make.expense(self.row, "Complete")
		note = self.make.expense(
			self.row,
			"Complete",
			voucher_kind="Credit Note",
			credit_of=doc.name,
			net=10,
			payments=[self.make.paid(10)],
		)
		checks = (expenses.posted, expenses.quotas, expenses.complete)
		self.assertEqual([self.found(check) for check in checks], [[], [], []])
		for check, doctype, name, field, value in (
			(expenses.posted, "Expense", note.name, "workflow_state", "Allocated"),
			(expenses.posted, "Expense Allocation", doc.allocations[0].name, "amount", 99.99),
			(expenses.quotas, "Expense", doc.name, "claimable_base", 99.99),
			(expenses.quotas, "Expense", doc.name, "total", 99.99),
			(expenses.complete, "Expense", doc.name, "missing_count", 1),
		):
			before = frappe.db.get_value(doctype, name, field)
			frappe.db.set_value(doctype, name, field, value)
			wrong = {each.__name__ for each in checks if self.found(each)}
			frappe.db.set_value(doctype, name, field, before)
			self.assertEqual(wrong, {check.__name__}, f"{doctype} {field}")


class TestReports(AppTestCase):
	make: ExpenseFactory

	def setUp(self):
		super().setUp()
		self.make = ExpenseFactory()
		self.row = self.make.budget_row(public=600, partner_cash=400, unit_value=1000)

	def test_the_register_adds_up_to_the_ledger(self):
		part = {"budget_row": self.row.name}
		first = self.make.expense(self.row, "Complete", net=90.1)
		own = self.make.expense(
			self.row,
			"Complete",
			allocations=[
				{**part, "amount": 60},
				{**part, "share": "Partner Cash", "amount": 30},
				{"share": "Other Funder", "other_funder": "Regione", "amount": 10},
			],
			annulment_declaration="/private/files/x.pdf",
		)
		self.make.expense(
			self.row,
			"Complete",
			voucher_kind="Credit Note",
			credit_of=first.name,
			net=10,
			payments=[self.make.paid(10)],
		)
		lacking = self.make.expense(self.row, "Allocated", net=5, payments=[])
		columns, rows, _none, chart, summary = expense_register.execute({"agreement": AGREEMENT})
		self.assertEqual(len(rows), 4)
		sums = self.make.sums(self.row)
		spent = sum(cents(row["public"]) for row in rows if row["state"] == "Complete")
		self.assertEqual((spent, sums["Spent"]), (9010 + 6000 - 1000, 9010 + 6000 - 1000))
		self.assertEqual(sum(cents(row["public"]) for row in rows), sums["Committed"])
		self.assertEqual(sum(chart["data"]["datasets"][0]["values"]), sums["Committed"] / 100)
		[row] = [row for row in rows if row["expense"] == own.name]
		self.assertEqual((row["public"], row["own"], row["others"]), (60, 30, 10))
		self.assertEqual(
			{figure["label"]: figure["value"] for figure in summary}["With Something Missing"], 1
		)
		self.assertTrue({column["fieldname"] for column in columns} <= {*rows[0]})
		rows = expense_register.execute({"only_incomplete": 1, "agreement": AGREEMENT})[1]
		self.assertEqual([(row["expense"], row["completeness"]) for row in rows], [(lacking.name, "Payment")])
		self.assertEqual(expense_register.execute({"agreement": AGREEMENT, "municipality": HOME})[1], [])

	def test_missing_papers_one_by_one(self):
		doc = self.make.expense(
			self.row, payments=[], voucher_file=None, voucher_date=add_days(getdate(), -40)
		)
		_columns, rows, _none, chart, summary = missing_papers.execute({"agreement": AGREEMENT})
		self.assertEqual(
			[(row["expense"], row["missing"], row["days"]) for row in rows],
			[(doc.name, "Payment", 40), (doc.name, "Voucher", 40)],
		)
		self.assertEqual(chart["data"]["labels"], ["Payment", "Voucher"])
		self.assertEqual([figure["value"] for figure in summary], [1, 2, 100])
