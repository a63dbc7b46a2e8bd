"""Rooms, vehicles and goods: their value by method, share of use and period, and room 1 (R5, R16, VA-10, VA-12)."""

import unittest
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

import frappe
from frappe.utils import add_days, getdate
from sostegno_abitare.accountability import rooms, row_links
from sostegno_abitare.accountability.doctype.in_kind_contribution import in_kind_contribution as contributions
from sostegno_abitare.accountability.doctype.structural_resource import structural_resource
from sostegno_abitare.programme.amounts import AmountError
from sostegno_abitare.programme.validity import DatesOutOfOrderError
from sostegno_abitare.rules import use

from .factories import AGREEMENT
from .test_volunteers import PeopleTestCase

DAYS = st.dates(date(2023, 12, 1), date(2024, 3, 10))
SHARES = st.integers(1, 10_000).map(lambda hundredths: Decimal(hundredths) / 100)


@st.composite
def uses(draw, name="x"):
	first, last = sorted((draw(DAYS), draw(DAYS)))
	return use.Use(name, first, last, draw(SHARES))


class TestUse(unittest.TestCase):
	@given(uses("new"), st.lists(uses(), max_size=6))
	def test_no_day_is_over(self, new, others):
		"""Day by day, as slowly as can be."""
		days = [new.first + timedelta(number) for number in range((new.last - new.first).days + 1)]
		taken = {
			day: new.share + sum(each.share for each in others if each.first <= day <= each.last)
			for day in days
		}
		over = [day for day in days if taken[day] > 100]
		expected = (over[0], taken[over[0]]) if over else None
		self.assertEqual(use.over_use(new, others), expected)

	@given(DAYS, DAYS)
	def test_periods_add_up(self, one, other):
		first, last = sorted((one, other))
		for per in (use.DAY, use.MONTH, use.YEAR):
			whole = use.periods(first, last, per)
			if first < last:
				middle = first + (last - first) // 2
				parts = use.periods(first, middle, per) + use.periods(middle + timedelta(1), last, per)
				self.assertEqual(whole, parts)
			self.assertGreater(whole, 0)

	def test_periods_that_people_count(self):
		leap = date(2024, 1, 1), date(2024, 12, 31)
		self.assertEqual(use.periods(*leap, use.MONTH), 12)
		self.assertEqual(use.periods(*leap, use.YEAR), 1)
		self.assertEqual(use.periods(*leap, use.DAY), 366)
		self.assertEqual(use.periods(*leap, use.WHOLE), 1)
		self.assertEqual(use.periods(date(2024, 2, 15), date(2024, 3, 31), use.MONTH), 1 + Fraction(15, 29))
		with self.assertRaises(ValueError):
			use.periods(*leap, "Week")

	def test_value_to_the_cent(self):
		"""40 m² at 7.50 a month, a quarter of it, for half a year."""
		self.assertEqual(use.value(Decimal(40), 750, Decimal(25), Fraction(6)), 45_000)
		self.assertEqual(use.value(Decimal("0.5"), 1, Decimal(100), Fraction(1)), 1)


class TestContribution(PeopleTestCase):
	def setUp(self):
		super().setUp()
		self.row = self.make.row_in_kind("B1", valuation_method="Market Rent").name
		self.room = self.make.document(
			"Structural Resource",
			resource_name="Sala di prova",
			kind="Room",
			organisation=self.make.partner(),
		).name

	def contribution(self, share=60, submit=True, **values):
		defaults = {
			"budget_row": self.row,
			"resource": self.room,
			"description": "Sala per i colloqui",
			"period_from": "2025-01-01",
			"period_to": "2025-06-30",
			"method": "Market Rent",
			"basis": "Valori della zona, 7,50 al m² al mese",
			"document": "/private/files/perizia.pdf",
			"quantity": 40,
			"unit": "m²",
			"unit_value": 7.5,
			"per": "Month",
			"share_of_use": share,
		}
		doc = self.make.document("In-Kind Contribution", **{**defaults, **values})
		if submit:
			doc.submit()
		return doc

	def test_the_value_stands_on_its_row(self):
		doc = self.contribution(25)
		self.assertEqual((doc.periods, doc.value, doc.agreement), (6.0, 450.0, AGREEMENT))
		self.assertEqual(self.valued(self.row), 45_000)
		doc.cancel()
		self.assertEqual(self.valued(self.row), 0)

	def test_nothing_is_used_more_than_whole(self):
		self.contribution(60)
		self.make.agreement("PROVA2")
		other = self.make.row_in_kind("B1", agreement="PROVA2", action="PROVA2-A1").name
		text = self.assertRefused(
			contributions.OverUseError, self.contribution, 40.01, budget_row=other, period_from="2025-06-30"
		)
		self.assertIn("100.01", text)
		self.contribution(40, budget_row=other, period_from="2025-06-30")
		self.contribution(100, budget_row=other, period_from="2025-07-01", period_to="2025-07-02")

	def test_a_draft_is_judged_again_when_submitted(self):
		draft = self.contribution(60, submit=False)
		self.contribution(60)
		self.assertRefused(contributions.OverUseError, draft.submit)

	def test_amounts_and_shares_that_are_none(self):
		for field, values in (
			("unit_value", (0, -1, 1e308, 7.501, float("nan"))),
			("share_of_use", (0, -5, 100.5, float("nan"))),
			("quantity", (0, -1, 1e308)),
		):
			for value in values:
				self.assertRefused(AmountError, self.contribution, **{field: value})

	def test_periods_that_are_none(self):
		self.assertRefused(DatesOutOfOrderError, self.contribution, period_to="2024-12-31")
		self.assertRefused(
			contributions.UseInFutureError, self.contribution, period_to=add_days(getdate(), 1)
		)
		self.assertRefused(contributions.OutsideAgreementError, self.contribution, period_from="2019-12-31")

	def test_no_document_no_value(self):
		self.assertRefused(contributions.NoDocumentError, self.contribution, document=None)

	def test_goods_of_no_resource(self):
		first = self.contribution(100, resource=None, per="Whole Period", unit_value=10, quantity=3)
		self.contribution(100, resource=None, per="Whole Period")
		self.assertEqual(first.value, 30.0)

	def test_a_row_of_money(self):
		row = self.make.row_in_kind("C9", nature="Cash", partner_in_kind=0, partner_cash=1000).name
		self.assertRefused(row_links.NotInKindError, self.contribution, budget_row=row)

	def test_a_resource_that_was_valued_stays(self):
		self.contribution(50)
		doc = frappe.get_doc("Structural Resource", self.room)
		self.assertRefused(structural_resource.ResourceInUseError, doc.delete)
		doc.organisation = self.make.organisation("Altro ente")
		self.assertRefused(structural_resource.ResourceInUseError, doc.save)
		doc.reload()
		doc.disabled = 1
		doc.save()
		self.assertRefused(contributions.ResourceDisabledError, self.contribution, 10)


class TestRoom(PeopleTestCase):
	def setUp(self):
		super().setUp()
		self.row = self.make.row_in_kind(
			"CP", nature="Cash", partner_in_kind=0, partner_cash=1000, valuation_method="Amount Refunded"
		).name
		self.room = self.make.document(
			"Service Room",
			room_name="Stanza 1 di prova",
			use="Public Desk",
			agreement=AGREEMENT,
			organisation=self.make.organisation(),
			yearly_cost=500,
			coparticipation=1,
			cost_from="2025-01-01",
		)

	def test_five_hundred_a_year_of_the_partners_own_money(self):
		name = rooms.make_expense(self.room.name, 2025, self.row)
		self.assertEqual(rooms.make_expense(self.room.name, 2025, self.row), name)
		expense = frappe.get_doc("Expense", name)
		self.assertEqual((expense.total, expense.public_amount), (500.0, 0.0))
		self.assertEqual(
			[(row.budget_row, row.share, row.amount) for row in expense.allocations],
			[(self.row, "Partner Cash", 500.0)],
		)

	def test_a_year_without_cost(self):
		self.assertRefused(rooms.NoCostError, rooms.make_expense, self.room.name, 2024, self.row)

	def test_a_row_on_which_the_partner_pays_nothing(self):
		row = self.make.row_in_kind(
			"PU", brought_by="Public Authority", nature="Cash", partner_in_kind=0, public_share=1000
		).name
		self.assertRefused(rooms.NotPartnersMoneyError, rooms.make_expense, self.room.name, 2025, row)
