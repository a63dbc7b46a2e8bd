"""Rows of a budget: shares that add up, years, the budget of the action, and what is planned in the ledger.

requirement: EM-13, VA-13, VA-15, BO-04
"""

import frappe
from sostegno_abitare.accountability import budget, plan
from sostegno_abitare.accountability.doctype.budget_row import budget_row as rows
from sostegno_abitare.ledgers import budget as ledger
from sostegno_abitare.programme.amounts import AmountError
from sostegno_abitare.programme.doctype.agreement_action.agreement_action import BudgetBelowPlanError

from .base import AppTestCase
from .budget_factory import A1, A2, BudgetFactory
from .factories import AGREEMENT, FAR, HOME


class BudgetTestCase(AppTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.make: BudgetFactory = BudgetFactory()


class TestBudgetRow(BudgetTestCase):
	def setUp(self):
		super().setUp()
		self.make.two_actions()

	def test_total_and_share_follow(self):
		row = self.make.draft_row(quantity=36, unit_value=12.5)
		self.assertEqual((row.total, row.public_share, row.agreement), (450, 450, AGREEMENT))
		self.assertEqual(row.name, f"{A1}-R1")
		for number, (nature, brought_by, field) in enumerate(
			(
				("Cash", "Partner", "partner_cash"),
				("Figurative", "Partner", "partner_in_kind"),
				("Cash", "Third Party", "third_party"),
			)
		):
			row = self.make.draft_row(
				f"X{number}", 10, nature=nature, brought_by=brought_by, organisation=self.make.organisation()
			)
			self.assertEqual(row.get(field), 10)
			self.assertEqual(sum(row.get(other) for other in rows.SHARES.values()), 10)

	def test_a_written_total_is_checked(self):
		message = self.assertRefused(
			rows.RowTotalError, self.make.draft_row, quantity=3, unit_value=10, total=31
		)
		self.assertIn("30", message)
		row = self.make.draft_row(quantity=3, unit_value=10, total=30)
		row.update({"quantity": 4, "public_share": 40})
		row.save()
		self.assertEqual(row.total, 40)

	def test_shares_that_cannot_be(self):
		for error, values in (
			(rows.RowTotalError, {"public_share": 99}),
			(rows.RowShareError, {"nature": "Figurative", "public_share": 100}),
			(rows.RowShareError, {"nature": "Figurative", "brought_by": "Partner", "partner_cash": 100}),
			(rows.RowShareError, {"brought_by": "Partner", "partner_in_kind": 100}),
			(rows.RowShareError, {"brought_by": "Public Authority", "partner_cash": 100}),
			(rows.RowOrganisationError, {"brought_by": "Third Party", "third_party": 100}),
		):
			with self.subTest(values=values):
				self.assertRefused(error, self.make.draft_row, **values)
		self.assertFalse(frappe.db.exists("Budget Row", f"{A1}-R1"))

	def test_bad_amounts_are_refused_with_field_and_reason(self):
		for field, value in (("unit_value", -1), ("unit_value", 10.005), ("unit_value", 1e12)):
			message = self.assertRefused(AmountError, self.make.draft_row, **{field: value})
			self.assertIn("Unit Value", message)
		self.assertIn("Quantity", self.assertRefused(AmountError, self.make.draft_row, quantity=-1))
		self.assertIn(
			"Total", self.assertRefused(AmountError, self.make.draft_row, quantity=1e6, unit_value=1e6)
		)

	def test_codes_and_municipalities(self):
		self.assertRefused(rows.InvalidRowCodeError, self.make.draft_row, "a b")
		self.assertRefused(
			rows.RowMunicipalityError, self.make.draft_row, municipality=self.make.municipality(FAR)
		)
		self.assertEqual(self.make.draft_row("per.1", municipality=HOME).code, "PER.1")

	def test_years(self):
		first, _last = self.make.draft_row("Y0", 1).days()
		year = first.year
		for error, years in (
			(rows.RowTotalError, ((year, 60), (year + 1, 39))),
			(rows.RowYearError, ((year, 60), (year, 40))),
			(rows.RowYearError, ((year - 1, 60), (year, 40))),
		):
			values = [{"year": when, "amount": amount} for when, amount in years]
			self.assertRefused(error, self.make.draft_row, years=values)
		row = self.make.row(
			"Y1",
			100,
			public_share=80,
			partner_cash=20,
			years=[{"year": year, "amount": 75}, {"year": year + 1, "amount": 25}],
		)
		found = ledger.totals(("share", "posting_date"), budget_row=row.name, kind="Planned")
		self.assertEqual(
			{(share, str(day)): cents for (share, day), cents in found.items()},
			{
				("Public", f"{year}-01-01"): 6_000,
				("Public", f"{year + 1}-01-01"): 2_000,
				("Partner Cash", f"{year}-01-01"): 1_500,
				("Partner Cash", f"{year + 1}-01-01"): 500,
			},
		)

	def test_public_shares_stay_within_the_budget_of_the_action(self):
		self.make.row("R1", 599.99)
		last = self.make.draft_row("R2", 0.02)
		message = self.assertRefused(rows.ActionOverBudgetError, last.submit)
		self.assertIn("0,01", message)
		self.make.row("R3", 0.01)
		self.make.row("R4", 5_000, brought_by="Partner")
		self.make.row("R1", 400, action=A2)

	def test_the_budget_of_an_action_does_not_sink_below_its_rows(self):
		self.make.row("R1", 500)
		agreement = frappe.get_doc("Service Agreement", AGREEMENT)
		agreement.status = "Draft"
		agreement.save()
		action = frappe.get_doc("Agreement Action", A1)
		action.budget = 499.99
		self.assertRefused(BudgetBelowPlanError, action.save)
		action.reload()
		action.budget = 500
		action.save()

	def test_cancelled_it_is_planned_no_more_and_the_amended_one_stands(self):
		row = self.make.row("R1", 600)
		row.cancel()
		self.assertEqual(sum(ledger.totals((), budget_row=row.name).values()), 0)
		again = frappe.copy_doc(row)
		again.update(
			{"amended_from": row.name, "docstatus": 0, "unit_value": 500, "total": 0, "public_share": 500}
		)
		again.insert()
		again.submit()
		self.assertEqual(plan.room_in_action(A1), 10_000)

	def test_what_stands_on_it_is_said_on_its_form(self):
		row = self.make.row("R1", 600)
		self.make.bind(row, 150)
		[figures] = budget.figures(row.name)
		self.assertEqual(
			figures, {"share": "Public", "approved": 600, "committed": 1.5, "valued": 0, "left": 598.5}
		)
		hours = self.make.row("V1", 10, brought_by="Partner", nature="Figurative")
		ledger.post(self.make.source(), [self.make.posting(hours, "Valued", 400, "Partner In Kind")])
		[figures] = budget.figures(hours.name)
		self.assertEqual((figures["valued"], figures["left"]), (4, 6))

	def test_a_row_in_use_is_not_cancelled(self):
		row = self.make.row("R1", 600)
		self.make.bind(row, 1)
		self.assertIn("Committed", self.assertRefused(rows.RowInUseError, row.cancel))


class TestPlan(BudgetTestCase):
	def state(self):
		return frappe.db.get_value("Service Agreement", AGREEMENT, "plan_state")

	def test_balanced_once_every_action_is_planned(self):
		self.make.two_actions()
		self.assertFalse(self.state())
		first = self.make.row("R1", 600)
		self.assertEqual(self.state(), plan.TO_COMPLETE)
		self.assertEqual(plan.verdict(AGREEMENT).unplanned, {A1: 0, A2: 40_000})
		self.make.row("R1", 400, action=A2)
		self.assertEqual(self.state(), plan.BALANCED)
		first.cancel()
		self.assertEqual(self.state(), plan.TO_COMPLETE)

	def test_a_row_without_activity_keeps_the_plan_open(self):
		self.make.two_actions()
		self.make.row("R1", 600)
		row = self.make.row("R1", 400, action=A2, activity="")
		self.assertEqual(self.state(), plan.TO_COMPLETE)
		self.assertEqual(plan.verdict(AGREEMENT).incomplete, [row.name])
		row.activity = "Sportello"
		row.save()
		self.assertEqual(self.state(), plan.BALANCED)

	def test_figurative_value_needs_method_and_basis(self):
		self.make.plan()
		self.assertEqual(self.state(), plan.BALANCED)
		row = self.make.row("VOL-02", 10, brought_by="Partner", nature="Figurative")
		self.assertEqual(plan.verdict(AGREEMENT).incomplete, [row.name])

	def test_own_share_and_indirect_costs(self):
		self.make.two_actions(own_share_percent=10, indirect_cap_percent=5, indirect_cap_base="Whole Plan")
		self.make.row("R1", 540)
		self.make.row("R2", 60, cost_category=self.make.category("GENERAL", is_indirect=1))
		self.make.row("R1", 400, action=A2)
		found = plan.verdict(AGREEMENT)
		self.assertEqual((found.own_short, found.indirect_over), (10_000, 1_000))
		self.assertEqual(len(plan.sentences(found)), 2)
		self.assertEqual(self.state(), plan.TO_COMPLETE)
		self.make.row("CP", 200, brought_by="Partner")
		self.assertEqual(self.state(), plan.BALANCED)
