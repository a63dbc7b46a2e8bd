"""Refunds of volunteers: within the limits of the law, on days of service, never flat (R14, R15)."""

import unittest
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

import frappe
from frappe.utils import add_days, getdate
from sostegno_abitare.access.roles import FINANCE_OFFICER
from sostegno_abitare.accountability import drafts
from sostegno_abitare.accountability.doctype.volunteer_refund import volunteer_refund as refunds_of
from sostegno_abitare.programme.amounts import AmountError
from sostegno_abitare.rules import refunds
from sostegno_abitare.rules.periods import months_before

from .factories import AGREEMENT
from .test_volunteers import PeopleTestCase

LINES = st.lists(
	st.builds(refunds.Line, st.dates(date(2025, 1, 28), date(2025, 2, 4)), st.integers(1, 700)), max_size=12
)
MONTH = months_before(getdate().replace(day=1), 2)


class TestLimits(unittest.TestCase):
	@given(LINES, LINES)
	def test_no_day_and_no_month_of_the_new_lines_is_over(self, new, earlier):
		over = refunds.over_limit(new, earlier, 1000, 2500)
		every = [*new, *earlier]
		days = {line.day: sum(each.cents for each in every if each.day == line.day) for line in new}
		months = {
			line.day.month: sum(each.cents for each in every if each.day.month == line.day.month)
			for line in new
		}
		is_over = any(total > 1000 for total in days.values()) or any(t > 2500 for t in months.values())
		self.assertEqual(over is not None, is_over)
		if over:
			self.assertGreater(over.cents, over.most)

	def test_to_the_cent(self):
		day = date(2025, 3, 3)
		self.assertIsNone(refunds.over_limit([refunds.Line(day, 1000)], [], 1000, 15000))
		over = refunds.over_limit([refunds.Line(day, 1001)], [], 1000, 15000)
		self.assertEqual(over, refunds.Over(refunds.DAY, day, 1001, 1000))


class TestRefund(PeopleTestCase):
	def setUp(self):
		super().setUp()
		self.volunteer = self.make.volunteer(1)

	def served(self, *numbers, volunteer=None):
		for number in numbers:
			self.make.hours(volunteer or self.volunteer, "Confirmed", date=add_days(MONTH, number))

	def lines(self, *numbers, amount=10, kind="Self-Certified"):
		return [
			{
				"date": add_days(MONTH, number),
				"proof_kind": kind,
				"description": "Biglietto dell'autobus",
				"amount": amount,
			}
			for number in numbers
		]

	def refund(self, lines, submit=True, **values):
		defaults = {
			"volunteer": self.volunteer.name,
			"board_resolution": "n. 3 del 10/1/2025",
			"lines": lines,
		}
		doc = self.make.document("Volunteer Refund", **{**defaults, **values})
		if submit:
			doc.submit()
		return doc

	def test_ten_euros_a_day(self):
		self.served(0, 1)
		self.refund(self.lines(0, amount=6))
		self.assertRefused(refunds_of.OverRefundLimitError, self.refund, self.lines(0, amount=4.01))
		self.refund(self.lines(0, amount=4))
		self.assertRefused(refunds_of.OverRefundLimitError, self.refund, self.lines(1, amount=10.01))

	def test_a_day_before_the_register(self):
		lines = [{**self.lines(0, kind="Documented")[0], "date": add_days(self.volunteer.registered_on, -1)}]
		self.assertRefused(refunds_of.ExpenseOutsideServiceError, self.refund, lines, submit=False)
		lines[0]["date"] = self.volunteer.registered_on
		self.refund(lines, submit=False)

	def test_a_hundred_and_fifty_a_month(self):
		self.served(*range(17))
		self.refund(self.lines(*range(14)))
		self.assertRefused(refunds_of.OverRefundLimitError, self.refund, self.lines(14, 15))
		doc = self.refund(self.lines(14))
		self.assertRefused(refunds_of.OverRefundLimitError, self.refund, self.lines(15, amount=0.01))
		doc.cancel()
		self.refund(self.lines(15))

	def test_the_limits_are_of_a_person_not_of_a_register(self):
		other = self.make.volunteer(1, organisation=self.make.organisation("Altro ente"))
		self.served(0)
		self.make.hours(other, "Confirmed", date=MONTH, start_time="15:00", end_time="16:00")
		self.refund(self.lines(0))
		with self.assertRaises(refunds_of.OverRefundLimitError):
			self.refund(self.lines(0, amount=1), volunteer=other.name)

	def test_other_limits_are_data(self):
		self.served(0)
		self.make.threshold(refunds_of.DAILY, 5)
		self.assertRefused(refunds_of.OverRefundLimitError, self.refund, self.lines(0, amount=5.01))
		self.refund(self.lines(0, amount=5))

	def test_documented_expenses_have_no_limit(self):
		lines = self.lines(0, amount=300, kind="Documented")
		self.assertRefused(refunds_of.NoDocumentError, self.refund, lines)
		doc = self.refund([{**lines[0], "document": "/private/files/x.pdf"}], board_resolution=None)
		self.assertEqual((doc.total, doc.self_certified), (300.0, 0))

	def test_no_resolution_no_certificate(self):
		self.served(0)
		self.assertRefused(refunds_of.NoResolutionError, self.refund, self.lines(0), board_resolution=" ")

	def test_no_flat_refund(self):
		self.assertRefused(refunds_of.FlatRefundError, self.refund, self.lines(0))
		self.make.hours(self.volunteer, "Entered", date=MONTH)
		self.assertRefused(refunds_of.FlatRefundError, self.refund, self.lines(0))

	def test_amounts_that_are_none(self):
		self.served(0)
		for amount in (0, -1, 1e308, 3.001, float("nan")):
			self.assertRefused(AmountError, self.refund, self.lines(0, amount=amount))
		self.assertRefused(refunds_of.ExpenseInFutureError, self.refund, self.lines(400, kind="Documented"))

	def test_nobody_approves_the_own_refund(self):
		user = self.make.user("conti.rimborso@example.com", FINANCE_OFFICER, agreement=AGREEMENT)
		self.served(0)
		doc = self.refund(self.lines(0), submit=False)
		frappe.db.set_value("Registered Volunteer", self.volunteer.name, "user", user)
		with self.as_user(user):
			self.assertRefused(refunds_of.OwnRefundError, frappe.get_doc("Volunteer Refund", doc.name).submit)

	def test_one_expense_for_a_refund(self):
		self.served(0)
		doc = self.refund(self.lines(0))
		name = doc.make_expense()
		self.assertEqual(doc.make_expense(), name)
		expense = frappe.get_doc("Expense", name)
		self.assertEqual(
			(expense.kind, expense.volunteer_refund, expense.total), ("Volunteer Refund", doc.name, 10.0)
		)
		self.assertEqual(expense.supplier_name, self.volunteer.name)  # not the name of a person
		self.assertRefused(drafts.HasExpenseError, doc.cancel)
