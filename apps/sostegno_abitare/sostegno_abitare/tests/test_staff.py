"""Paid staff: hours of a month, what they cost, and never twice the same slot (R15, R21)."""

from datetime import date

import frappe
from frappe.utils import add_days, getdate
from sostegno_abitare.access.roles import CASE_MANAGER, FINANCE_OFFICER
from sostegno_abitare.accountability import drafts, row_links, spans, staff
from sostegno_abitare.accountability.doctype.staff_hours import staff_hours as sheets
from sostegno_abitare.accountability.doctype.staff_member import staff_member
from sostegno_abitare.programme.amounts import AmountError
from sostegno_abitare.rules import staffing
from sostegno_abitare.rules.money import cents
from sostegno_abitare.rules.periods import months_before
from sostegno_abitare.rules.schedule import month_end

from .factories import AGREEMENT
from .test_volunteers import PeopleTestCase

MONTH = months_before(getdate().replace(day=1), 2)


def working_days(month: date = MONTH) -> list[date]:
	"""Days of a month from Monday to Friday that are no holiday."""
	days = [month.replace(day=number) for number in range(1, month_end(month).day + 1)]
	return [day for day in days if day.weekday() < 5 and day not in staffing.holidays(day.year)]


class StaffTestCase(PeopleTestCase):
	def setUp(self):
		super().setUp()
		self.person = self.make.staff(50)
		self.row = self.make.row_in_kind(
			"P1", nature="Cash", brought_by="Public Authority", partner_in_kind=0, public_share=1000,
			valuation_method="",
		).name  # fmt: skip

	def days(self, *numbers, **values):
		days = working_days()
		return [{"date": days[number], "hours": 4, "budget_row": self.row, **values} for number in numbers]

	def sheet(self, rows, person=None, submit=False, **values):
		doc = self.make.document(
			"Staff Hours",
			staff_member=(person or self.person).name,
			**{"month": MONTH.replace(day=9), "days": rows, **values},
		)
		if submit:
			doc.submit()
		return doc


class TestSheet(StaffTestCase):
	def test_hours_follow_from_times(self):
		doc = self.sheet(self.days(0, start_time="9:00", end_time="12.30"))
		self.assertEqual((doc.month, doc.total_hours, doc.days[0].hours), (MONTH, 3.5, 3.5))
		self.assertEqual(doc.days[0].action, frappe.db.get_value("Budget Row", self.row, "action"))

	def test_one_sheet_of_a_month(self):
		self.sheet(self.days(0))
		self.assertRefused(sheets.SecondSheetError, self.sheet, self.days(1))

	def test_days_of_the_month_and_of_the_employment(self):
		for day in (add_days(MONTH, -1), add_days(month_end(MONTH), 1)):
			self.assertRefused(sheets.SheetOfAnotherMonthError, self.sheet, self.days(0, date=day))
		late = self.make.staff(51, hired_on=working_days()[3])
		self.assertRefused(sheets.NotEmployedError, self.sheet, self.days(2), person=late)
		self.sheet(self.days(3), person=late)

	def test_rows_without_hours(self):
		self.assertRefused(sheets.NoHoursError, self.sheet, self.days(0, hours=0))
		self.assertRefused(AmountError, self.sheet, self.days(0, hours=25))
		self.assertRefused(AmountError, self.sheet, self.days(0, hours=float("nan")))
		self.assertRefused(sheets.NoHoursError, self.sheet([]).submit)

	def test_no_more_than_can_be_worked(self):
		limit = staffing.workable(38, MONTH, month_end(MONTH)) / 60
		count = len(working_days())
		full = [{**row, "hours": 7.6} for row in self.days(*range(count))]
		doc = self.sheet(full)
		self.assertEqual(doc.workable_hours, round(limit, 2))
		doc.other_hours = 0.1
		self.assertRefused(sheets.OverWorkableHoursError, doc.save)

	def test_over_all_agreements(self):
		self.make.agreement("PROVA2")
		other = self.make.staff(50, agreement="PROVA2")
		count = len(working_days())
		half = [{**row, "hours": 4} for row in self.days(*range(count))]
		self.sheet(half)
		theirs = [{**row, "budget_row": None} for row in half]
		self.assertRefused(sheets.OverWorkableHoursError, self.sheet, theirs, person=other)
		self.sheet(theirs[: count // 2], person=other)

	def test_the_most_of_a_day(self):
		self.make.threshold(sheets.MOST_A_DAY, 10)
		self.assertRefused(spans.TooManyHoursError, self.sheet, self.days(0, 0, hours=5.5))
		self.sheet(self.days(0, 0, hours=5))

	def test_no_slot_twice(self):
		slot = {"start_time": "9:00", "end_time": "12:00"}
		self.assertRefused(
			spans.OverlappingHoursError, self.sheet, [*self.days(0, **slot), *self.days(0, **slot)]
		)
		self.sheet(self.days(0, **slot))
		volunteer = self.make.volunteer(50, organisation=self.make.organisation("Altro ente"))
		day = working_days()[0]
		self.assertRefused(
			spans.OverlappingHoursError,
			self.make.hours,
			volunteer,
			date=day,
			start_time="11:00",
			end_time="13:00",
		)
		self.make.hours(volunteer, date=day, start_time="12:00", end_time="13:00")

	def test_nobody_is_paid_for_hours_that_are_volunteered(self):
		volunteer = self.make.volunteer(50, organisation=self.make.organisation("Altro ente"))
		self.make.hours(volunteer, date=working_days()[0])
		slot = {"start_time": "10:00", "end_time": "12:00"}
		self.assertRefused(spans.OverlappingHoursError, self.sheet, self.days(0, **slot))

	def test_rows_that_are_not_paid_or_of_another_agreement(self):
		self.assertRefused(row_links.NotPaidError, self.sheet, self.days(0, budget_row=self.make.in_kind()))
		self.make.agreement("PROVA2")
		other = self.make.staff(52, agreement="PROVA2")
		self.assertRefused(sheets.RowOfAnotherAgreementError, self.sheet, self.days(0), person=other)


class TestCost(StaffTestCase):
	def test_every_cent_is_on_some_row(self):
		person = self.make.staff(
			53, costs=[{"year": MONTH.year, "gross_cost": 31234.57, "productive_hours": 1547.5}]
		)
		second = self.make.row_in_kind(
			"P2", nature="Cash", partner_in_kind=0, partner_cash=1000, valuation_method=""
		).name
		rows = [*self.days(0, hours=3.33), *self.days(1, budget_row=second), *self.days(2, budget_row=None)]
		doc = self.sheet(rows, person=person, submit=True)
		parts = staff.parts(doc)
		minutes = [200, 240, 240]
		exact = 3_123_457 * sum(minutes) / (1547.5 * 60)
		self.assertEqual(sum(part.cents for part in parts), round(exact))
		self.assertEqual(cents(doc.total_cost), round(exact))
		self.assertEqual({row.budget_row for row in doc.costs}, {self.row, second})
		self.assertEqual(doc.hourly_cost, 20.18)

	def test_a_year_without_cost(self):
		doc = self.sheet(self.days(0), person=self.make.staff(54, costs=[]))
		self.assertRefused(staff.NoYearlyCostError, doc.submit)

	def test_nobody_checks_the_own_hours(self):
		user = self.make.user("conti.proprie@example.com", FINANCE_OFFICER, agreement=AGREEMENT)
		doc = self.sheet(self.days(0), person=self.make.staff(55, user=user))
		with self.as_user(user):
			self.assertRefused(sheets.OwnSheetError, frappe.get_doc("Staff Hours", doc.name).submit)

	def test_the_costs_of_years(self):
		for rows in (
			[{"year": 2025, "gross_cost": 1, "productive_hours": 1}] * 2,
			[{"year": 25, "gross_cost": 1, "productive_hours": 1}],
		):
			self.assertRefused(staff_member.WrongYearError, self.make.staff, 56, costs=rows)
		for cost, hours in ((-1, 1), (1, 0), (1e308, 1), (1.001, 1)):
			row = {"year": 2025, "gross_cost": cost, "productive_hours": hours}
			self.assertRefused(AmountError, self.make.staff, 56, costs=[row])

	def test_one_expense_for_a_sheet(self):
		doc = self.sheet(self.days(0, 1))
		self.assertRefused(drafts.NotSubmittedError, doc.make_expense)
		doc.submit()
		name = doc.make_expense()
		self.assertEqual(doc.make_expense(), name)
		expense = frappe.get_doc("Expense", name)
		self.assertEqual((expense.kind, expense.staff_hours, expense.total), ("Staff", doc.name, 160.0))
		self.assertEqual(
			[(row.budget_row, row.share, row.amount) for row in expense.allocations],
			[(self.row, "Public", 160.0)],
		)
		self.assertEqual(expense.supplier_name, self.person.name)  # not the name of a person
		self.assertRefused(drafts.HasExpenseError, doc.cancel)
		expense.delete()
		frappe.get_doc("Staff Hours", doc.name).cancel()


class TestOwnSheet(StaffTestCase):
	def test_staff_write_the_own_hours_and_see_no_others(self):
		user = self.make.user("educatrice.ore@example.com", CASE_MANAGER, agreement=AGREEMENT)
		person = self.make.staff(57, user=user)
		theirs = self.sheet(self.days(0))
		with self.as_user(user):
			own = frappe.get_doc(
				{"doctype": "Staff Hours", "staff_member": person.name, "month": MONTH, "days": self.days(0)}
			).insert()
			self.assertEqual(frappe.get_list("Staff Hours", pluck="name"), [own.name])
			self.assertEqual(frappe.get_list("Staff Member", pluck="name"), [person.name])
			self.assertRaises(frappe.PermissionError, own.submit)
			self.assertFalse(
				frappe.has_permission("Staff Hours", "read", doc=frappe.get_doc("Staff Hours", theirs.name))
			)
			other = {"doctype": "Staff Hours", "staff_member": self.person.name, "month": add_days(MONTH, -5)}
			self.assertRaises(frappe.PermissionError, frappe.get_doc(other).insert)
