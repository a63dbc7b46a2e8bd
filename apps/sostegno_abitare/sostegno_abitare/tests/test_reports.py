"""The reports: their figures, worked out by hand, and who gets which rows."""

import csv
import json
from datetime import date, datetime, timedelta
from pathlib import Path
from unittest import TestCase

import frappe
import sostegno_abitare
from sostegno_abitare import reporting
from sostegno_abitare.access import ROWS, TERRITORY
from sostegno_abitare.access import roles as r
from sostegno_abitare.intake.report.commission_decisions import commission_decisions
from sostegno_abitare.intake.report.eviction_deadlines import eviction_deadlines
from sostegno_abitare.intake.report.referrals_by_procedure_and_month import (
	referrals_by_procedure_and_month,
)
from sostegno_abitare.intake.report.referrals_by_state_and_municipality import (
	referrals_by_state_and_municipality as by_state,
)
from sostegno_abitare.intake.report.waiting_list_by_need import waiting_list_by_need
from sostegno_abitare.programme.report.budget_by_action import budget_by_action
from sostegno_abitare.rules.quorum import Requirement
from sostegno_abitare.social_support.report.pei_reviews_due import pei_reviews_due

from .factories import ACTION, AGREEMENT, AREA_PLAN, HOME

APP = Path(sostegno_abitare.__file__).parent
FIXTURES = APP.parents[2] / "fixtures"


def reports():
	return [json.loads(path.read_text(encoding="utf-8")) for path in sorted(APP.glob("*/report/*/*.json"))]


class TestFiles(TestCase):
	def test_all_three_kinds_are_used_and_each_names_its_readers(self):
		kinds = {report["report_type"] for report in reports()}
		self.assertEqual(kinds, {"Script Report", "Query Report", "Report Builder"})
		for report in reports():
			self.assertTrue(report["roles"], report["name"])
			allowed = {*r.ALL_ROLES, *(["System Manager"] if report["module"] == "Administration" else [])}
			self.assertLessEqual({row["role"] for row in report["roles"]}, allowed)

	def test_a_reader_of_a_report_may_report_on_what_it_is_about(self):
		for report in reports():
			rows = frappe.get_meta(report["ref_doctype"]).permissions
			able = {row.role for row in rows if row.report and row.read and not row.permlevel}
			self.assertLessEqual({row["role"] for row in report["roles"]}, able, report["name"])

	def test_money_and_cases_have_different_readers(self):
		"""Finance and controllers get no report on cases, but on those rows that are opened to them by name (R50)."""
		finance = {r.FINANCE_OFFICER, r.PUBLIC_CONTROLLER, r.HOUSING_MANAGER, r.VOLUNTEER}
		for report in reports():
			about = report["ref_doctype"]
			rows = ROWS.get(about)
			if frappe.get_meta(about).module != "Programme" and not (rows and rows.by == TERRITORY):
				named = {row["role"] for row in report["roles"]} & finance
				self.assertLessEqual(named, set(rows.also if rows else ()), report["name"])


class TestBudget(TestCase):
	"""requirement: EM-13, VA-13"""

	def load(self, service):
		def rows(name):
			path = FIXTURES / service / name
			with path.open(encoding="utf-8-sig", newline="") as file:
				return list(csv.DictReader(file, delimiter=";"))

		agreement = rows("20_service_agreement.csv")[0]
		agreement.update(
			name=agreement["code"],
			status="Active",
			total_amount=float(agreement["total_amount"].replace(",", ".")),
		)
		actions = [
			{**row, "budget": float(row["budget"].replace(",", "."))}
			for row in rows("30_agreement_action.csv")
		]
		return agreement, actions

	def test_the_two_services_add_up_to_the_cent(self):
		if not FIXTURES.is_dir():
			self.skipTest("the services' tables lie beside the repository's copy of the app only")
		(first, ones), (second, others) = self.load("est_milano"), self.load("valdera")
		rows = budget_by_action.by_agreement([first, second], ones + others)
		tops = [(row["code"], row["budget"], row["difference"]) for row in rows if not row["indent"]]
		self.assertEqual(tops, [("EM-2018", 291527.61, 0), ("VA-2025", 450000.00, 0)])
		self.assertEqual(
			[row["budget"] for row in rows if row["indent"]][:3], [132000.00, 50000.00, 109527.61]
		)
		self.assertEqual(budget_by_action.summary(rows)[-1]["value"], 741527.61)
		shares = [row["share"] for row in rows if row["indent"] and row["agreement"] == "EM-2018"]
		self.assertAlmostEqual(sum(shares), 100, places=9)

	def test_what_the_actions_leave_is_shown(self):
		agreement = dict.fromkeys(budget_by_action.AGREEMENT) | {"name": "X", "total_amount": 100.10}
		actions = [
			dict.fromkeys(budget_by_action.ACTION) | {"name": f"X-{i}", "agreement": "X", "budget": 33.33}
			for i in "123"
		]
		rows = budget_by_action.by_agreement([agreement], actions)
		self.assertEqual(rows[0]["difference"], 0.11)
		self.assertEqual(budget_by_action.by_agreement([], []), [])
		self.assertIsNone(budget_by_action.chart([]))


class TestTimeInState(TestCase):
	def setUp(self):
		frappe.local.lang = "en"

	def test_days_of_each_stay(self):
		start = datetime(2026, 3, 1, 9)
		steps = [("Draft", 0), ("Received", 1), ("Incomplete", 3), ("Received", 10)]
		changes = [
			{"referral": "A", "state": state, "changed_at": start + timedelta(days=days)}
			for state, days in steps
		]
		stays = by_state.passages(changes[::-1], start + timedelta(days=14.5))
		self.assertEqual(stays, {("A", "Draft"): [1], ("A", "Received"): [2, 4.5], ("A", "Incomplete"): [7]})
		rows = by_state.by_municipality(
			[{"name": "A", "municipality": HOME, "workflow_state": "Received"}], stays
		)
		self.assertEqual([row["place"] for row in rows], [HOME, "Draft", "Received", "Incomplete"])
		received = rows[2]
		self.assertEqual(
			[received[key] for key in ("cases", "passages", "average_days", "longest_days")],
			[1, 2, 3.25, 4.5],
		)
		self.assertEqual(rows[1]["cases"], 0)

	def test_a_state_of_the_administrators_stands_last(self):
		self.assertEqual(by_state.in_order({"Zeta", "Closed", "Draft"}), ["Draft", "Closed", "Zeta"])


class TestDeadlines(TestCase):
	"""requirement: EM-03"""

	def case(self, **values):
		return dict.fromkeys(eviction_deadlines.FIELDS) | {"name": "X", **values}

	def rows(self, referral_date, execution_date, months):
		case = self.case(referral_date=referral_date, execution_date=execution_date)
		return eviction_deadlines.deadlines([case], date(2026, 5, 1), lambda case: months)[0]

	def test_three_calendar_months(self):
		row = self.rows("2026-02-28", "2026-05-31", 3)
		self.assertEqual((row["refer_by"], row["in_time"], row["days_left"]), (date(2026, 2, 28), True, 30))
		self.assertFalse(self.rows("2026-03-01", "2026-05-31", 3)["in_time"])

	def test_an_action_without_the_term_judges_nobody(self):
		row = self.rows("2026-03-01", "2026-05-31", None)
		self.assertEqual((row["refer_by"], row["in_time"]), (None, None))

	def test_a_number_of_days_that_makes_no_sense_is_however_far(self):
		for asked in (0, None, "abc", -5, 10**12, ""):
			self.assertEqual(reporting.last_day(asked, date(2026, 5, 1)), "9999-12-31", asked)
		self.assertEqual(reporting.last_day("30", date(2026, 5, 1)), "2026-05-31")

	def test_a_filter_holds_one_value(self):
		for value in (["like", "%"], {"a": 1}):
			self.assertRaises(
				reporting.InvalidFilterError, reporting.chosen, {"agreement": value}, "agreement"
			)
			self.assertRaises(reporting.InvalidFilterError, reporting.between, {"from_date": value})
		self.assertEqual(
			reporting.chosen({"agreement": "X", "other": ["y"]}, "agreement"), {"agreement": "X"}
		)

	def test_bands_meet_without_gap_or_overlap(self):
		found = [eviction_deadlines.band(days) for days in (-400, -1, 0, 15, 16, 30, 31, 90, 91)]
		near, month, quarter = "Within 15 days", "Within 30 days", "Within 90 days"
		self.assertEqual(found, ["Past", "Past", near, near, month, month, quarter, quarter, "Later"])


class TestWaiting(TestCase):
	def test_a_case_with_two_needs_is_counted_once_in_the_figures(self):
		entries = [
			{
				"name": f"WL-{case}",
				"referral": case,
				"municipality": HOME,
				"action": ACTION,
				"priority": 3,
				"listed_on": "2026-04-01",
			}
			for case in "ABC"
		]
		cases = {case: {"title": case, "household_size": 2} for case in "ABC"}
		needs = {"A": {"Housing": "High", "Work": "Low"}, "B": {"Housing": "Medium"}}
		rows = waiting_list_by_need.by_need(entries, cases, needs, date(2026, 4, 11))
		tops = [(row["need"], row["cases"]) for row in rows if not row["indent"]]
		self.assertEqual(tops, [("Housing", 2), ("Work", 1), ("Not Assessed", 1)])
		self.assertEqual([figure["value"] for figure in waiting_list_by_need.summary(rows)], [3, 6, 10])
		graver = waiting_list_by_need.by_need(entries, cases, needs, date(2026, 4, 11), severity="High")
		self.assertEqual([row["referral"] for row in graver if row["indent"]], ["A"])
		housing = waiting_list_by_need.by_need(entries, cases, needs, date(2026, 4, 11), area="Housing")
		self.assertEqual([row["referral"] for row in housing if row["indent"]], ["A", "B"])


class TestDecisionRows(TestCase):
	"""requirement: EM-06"""

	def test_quorum_by_who_was_present(self):
		session = {"name": "S", "session_date": "2026-03-01", "agreement": AGREEMENT}
		decision = dict.fromkeys(commission_decisions.DECISION) | {
			"parent": "S", "referral": "A", "municipality": HOME, "outcome": "Validated", "committed_hours": 40,
		}  # fmt: skip
		seats = [{"parent": "S", "commission_role": AREA_PLAN, "municipality": None, "present": 0}]

		def rows():
			return commission_decisions.decisions(
				[session], [decision], seats, lambda code: [Requirement(AREA_PLAN, 1)]
			)

		self.assertEqual([(row["quorum"], row["present"]) for row in rows()], [(False, "0/1")])
		seats[0]["present"] = 1
		self.assertEqual([(row["quorum"], row["present"]) for row in rows()], [(True, "1/1")])
		figures = {figure["label"]: figure["value"] for figure in commission_decisions.summary(rows())}
		self.assertEqual(sorted(figures.values()), [0, 1, 1, 40])


class TestMonths(TestCase):
	"""requirement: BO-03"""

	def test_days_are_gathered_by_month_to_the_cent(self):
		def day(procedure, date_, cases, arrears):
			return {"procedure_type": procedure, "referral_date": date_, "cases": cases, "arrears": arrears}

		rows = referrals_by_procedure_and_month.by_month(
			[
				day("Foreclosure", "2026-03-31", 1, 0.1),
				day("Foreclosure", "2026-04-01", 5, None),
				day("Foreclosure", "2026-03-01", 2, 0.2),
				day(None, date(2026, 3, 2), 1, 7),
				day("Eviction for Arrears", "2026-05-02", 1, 3200.5),
			]
		)
		self.assertEqual(
			[(row["procedure"], row["month"], row["cases"], row["arrears"]) for row in rows],
			[
				("Eviction for Arrears", "2026-05", 1, 3200.5),
				("Foreclosure", "2026-03", 3, 0.3),
				("Foreclosure", "2026-04", 5, 0.0),
				("", "2026-03", 1, 7.0),
			],
		)
		picture = (referrals_by_procedure_and_month.chart(rows) or {})["data"]
		self.assertEqual(picture["labels"], ["03/2026", "04/2026", "05/2026"])
		self.assertEqual(picture["datasets"][1]["values"], [3, 5, 0])
		self.assertIsNone(referrals_by_procedure_and_month.chart([]))


class TestReviews(TestCase):
	"""requirement: EM-05"""

	def test_hours_and_days(self):
		plan = dict.fromkeys(pei_reviews_due.FIELDS) | {
			"name": "P",
			"review_date": "2026-04-01",
			"committed_hours": 40,
		}
		supports = [
			{"parent": "P", "hours": 12.5},
			{"parent": "P", "hours": None},
			{"parent": "P", "hours": 7.5},
		]
		last = {"P": date(2026, 1, 1)}
		row = pei_reviews_due.reviews([plan], supports, date(2026, 4, 11), {"P": 50.0}, last)[0]
		self.assertEqual((row["days_left"], row["committed_hours"], row["planned_hours"]), (-10, 40, 20))
		self.assertEqual(
			(row["used_hours"], row["used_share"], row["last_review"]), (50, 125, date(2026, 1, 1))
		)
		over = {figure["label"]: figure["value"] for figure in pei_reviews_due.summary([row])}
		self.assertEqual(sorted(over.values()), [0, 1, 1, 1, 40, 50])
