"""Credit notes, and expenses that a claim holds (R17, R22)."""

import frappe
from frappe.model.workflow import apply_workflow
from frappe.utils import add_days, getdate
from sostegno_abitare.accountability import expenses
from sostegno_abitare.accountability.allocation import (
	CreditOfOtherRowsError,
)
from sostegno_abitare.accountability.doctype.expense.expense import (
	CreditNoteError,
	ExpenseIsFinalError,
)

from .factories import AGREEMENT
from .test_expenses import ExpenseTestCase


class TestCreditNotes(ExpenseTestCase):
	def note(self, invoice, net=40, state="Complete", **values):
		return self.expense(
			state,
			voucher_kind="Credit Note",
			credit_of=invoice.name,
			net=net,
			**{"allocations": [], "payments": [], **values},
		)

	def test_an_unpaid_rest_is_what_the_note_leaves(self):
		invoice = self.expense("Allocated", payments=[self.make.paid(60)])
		self.assertEqual(invoice.missing, "payment")
		note = self.note(invoice, state="Allocated")
		self.assertEqual([row.amount for row in note.allocations], [40])
		self.assertEqual(note.missing, "invoice")
		self.assertEqual(frappe.get_doc("Expense", invoice.name).complete(), "Complete")
		self.assertEqual(self.sums(), {"Planned": 60000, "Committed": 10000, "Spent": 10000})
		self.assertEqual(note.complete(), "Complete")
		self.assertEqual(self.sums(), {"Planned": 60000, "Committed": 6000, "Spent": 6000})

	def test_what_was_paid_too_much_comes_back(self):
		invoice = self.expense("Complete")
		note = self.note(invoice, state="Allocated")
		self.assertEqual(note.missing, "payment")
		self.assertEqual(self.sums(), {"Planned": 60000, "Committed": 10000, "Spent": 10000})
		note.append("payments", self.make.paid(40))
		note.save()
		self.assertEqual(note.complete(), "Complete")
		self.assertEqual(self.sums(), {"Planned": 60000, "Committed": 6000, "Spent": 6000})
		rows = expenses.claimable(AGREEMENT, None, None)
		self.assertEqual(sorted(row.cents for row in rows), [-4000, 10000])

	def test_never_beyond_the_invoice(self):
		invoice = self.expense("Complete")
		self.assertRefused(CreditNoteError, self.note, invoice, net=100.01)
		other = self.make.budget_row("R2", 100)
		elsewhere = [{"budget_row": other.name, "amount": 10}]
		self.assertRefused(CreditOfOtherRowsError, self.note, invoice, net=10, allocations=elsewhere)
		self.note(invoice, net=60, payments=[self.make.paid(60)])
		self.assertRefused(CreditNoteError, self.note, invoice, net=40.01)
		stored = frappe.get_doc("Expense", invoice.name)
		self.assertRefused(ExpenseIsFinalError, stored.cancel)
		self.assertRefused(ExpenseIsFinalError, apply_workflow, stored, "Reopen")


class TestClaims(ExpenseTestCase):
	def test_public_parts_of_complete_expenses_of_the_period(self):
		inside = self.expense("Complete", allocations=self.parts(("Public", 70), ("Partner Cash", 30)))
		self.expense("Allocated")
		self.expense("Complete", net=10, voucher_date=add_days(getdate(), -90))
		found = expenses.claimable(AGREEMENT, add_days(getdate(), -30), getdate())
		self.assertEqual(
			[(row.expense, row.cents, row.budget_row) for row in found], [(inside.name, 7000, self.row.name)]
		)
		self.assertEqual(len(expenses.claimable(AGREEMENT, None, None, self.row.action)), 2)
		self.assertEqual(expenses.claimable(AGREEMENT, None, None, "ALTRA"), [])

	def test_claimed_let_go_of_and_settled(self):
		doc = self.expense("Complete")
		[row] = expenses.claimable(AGREEMENT, None, None)
		expenses.claim([row.allocation], "RENDICONTO-1")
		doc = frappe.get_doc("Expense", doc.name)
		self.assertEqual(
			(doc.workflow_state, doc.claim, doc.next_step),
			("Claimed", "RENDICONTO-1", "Wait for the Control"),
		)
		self.assertEqual(expenses.claimable(AGREEMENT, None, None), [])
		self.assertRefused(ExpenseIsFinalError, doc.cancel)
		expenses.let_go([row.allocation])
		self.assertEqual(frappe.db.get_value("Expense", doc.name, "workflow_state"), "Complete")
		self.assertEqual(len(expenses.claimable(AGREEMENT, None, None)), 1)
		expenses.claim([row.allocation], "RENDICONTO-2")
		expenses.settle("RENDICONTO-2")
		self.assertEqual(frappe.db.get_value("Expense", doc.name, "workflow_state"), "Settled")
