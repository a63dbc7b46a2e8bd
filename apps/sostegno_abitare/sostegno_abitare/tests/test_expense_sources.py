"""Expenses made of what was paid already, and what the nightly check says of expenses."""

import frappe
from frappe.utils import getdate
from sostegno_abitare.accountability.rent_expenses import NoExpenseOfRentError, make_expense
from sostegno_abitare.ledgers.invariants import expenses

from .base import AppTestCase
from .expense_factory import ExpenseFactory
from .rent_factory import RentFactory


class TestRents(AppTestCase):
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
