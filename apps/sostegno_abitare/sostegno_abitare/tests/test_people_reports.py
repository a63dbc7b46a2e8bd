"""Co-participation, staff hours: totals equal to the ledger and to the sheets, to the cent (BO-04, R5, R6)."""

import frappe
from frappe.utils import getdate
from sostegno_abitare.access.roles import FINANCE_OFFICER, PUBLIC_CONTROLLER
from sostegno_abitare.accountability.report.co_participation_and_valuation import (
	co_participation_and_valuation as co_participation,
)
from sostegno_abitare.accountability.report.staff_hours_by_action import staff_hours_by_action
from sostegno_abitare.ledgers import budget

from .factories import AGREEMENT
from .test_staff import StaffTestCase
from .test_volunteers import PeopleTestCase


class TestCoParticipation(PeopleTestCase):
	def setUp(self):
		super().setUp()
		volunteer = self.make.volunteer(1)
		self.make.hours(volunteer, "Valued")  # 2 hours at 12.00
		self.make.hours(volunteer, "Confirmed", back=2)
		self.cash = self.make.row_in_kind(
			"CP", nature="Cash", partner_in_kind=0, partner_cash=1000, valuation_method="Amount Refunded"
		)
		part = [
			budget.Posting(self.cash.name, kind, "Partner Cash", 1000, getdate())
			for kind in ("Committed", "Spent")
		]
		budget.post(self.cash, part)

	def terms(self, counts, cap=0):
		terms = {"figurative_counts": counts, "figurative_cap_percent": cap}
		frappe.db.set_value("Service Agreement", AGREEMENT, terms)

	def run_report(self, **filters):
		return co_participation.execute({"agreement": AGREEMENT, **filters})

	def top(self, **filters):
		return next(row for row in self.run_report(**filters)[1] if not row["indent"])

	def test_sums_equal_the_ledger(self):
		_columns, rows, message, _chart, summary = self.run_report()
		self.assertIsNone(message)
		top = self.top()
		self.assertEqual(
			(top["approved"], top["figurative"], top["cash"], top["hours"]), (2000.0, 24.0, 10.0, 2.0)
		)
		below = [row for row in rows if row["indent"]]
		for field in ("approved", "figurative", "cash", "third_party"):
			self.assertEqual(round(sum(row[field] for row in below), 2), top[field])
		self.assertEqual({row["name"] for row in below}, {self.make.in_kind(), self.cash.name})
		self.assertEqual([figure["value"] for figure in summary][:2], [24.0, 10.0])

	def test_the_switch_and_the_cap(self):
		for counts, cap, expected in ((0, 0, 10.0), (1, 0, 34.0), (1, 50, 20.0), (1, 20, 12.5)):
			self.terms(counts, cap)
			self.assertEqual(self.top()["own_share"], expected)

	def test_a_part_of_an_agreement_says_nothing_of_what_counts(self):
		found = self.run_report(action=f"{AGREEMENT}-A1")
		self.assertTrue(found[2])
		self.assertIsNone(found[1][0]["own_share"])

	def test_a_period(self):
		day = getdate()
		self.assertEqual(self.top(from_date=str(day))["figurative"], 0)
		self.assertEqual(self.top(to_date=str(day))["figurative"], 24.0)

	def test_another_agreement_is_not_shown(self):
		self.make.agreement("PROVA2")
		user = self.make.user("conti.altro@example.com", FINANCE_OFFICER, agreement="PROVA2")
		with self.as_user(user):
			self.assertEqual(co_participation.execute({})[1], [])


class TestStaffHours(StaffTestCase):
	def test_hours_and_cost_by_row(self):
		self.sheet([*self.days(0, 1), *self.days(2, budget_row=None)], submit=True)
		self.sheet(self.days(3), person=self.make.staff(60))
		_columns, rows, _message, _chart, summary = staff_hours_by_action.execute({"agreement": AGREEMENT})
		found = {(row["staff_member"], row["budget_row"]): row for row in rows}
		mine = found[self.person.name, self.row]
		self.assertEqual((mine["hours"], mine["checked"], mine["cost"]), (8.0, 8.0, 160.0))
		self.assertEqual(found[self.person.name, None]["cost"], 0)
		self.assertEqual([figure["value"] for figure in summary], [16.0, 12.0, 160.0])

	def test_who_may_not_know_the_cost_of_a_person(self):
		self.sheet(self.days(0), submit=True)
		user = self.make.user("controllo.ore@example.com", PUBLIC_CONTROLLER, agreement=AGREEMENT)
		with self.as_user(user):
			rows = staff_hours_by_action.execute({"agreement": AGREEMENT})[1]
		self.assertEqual([(row["hours"], row["cost"]) for row in rows], [(4.0, 0)])
