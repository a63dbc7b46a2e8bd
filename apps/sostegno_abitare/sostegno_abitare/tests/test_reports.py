"""The reports: their figures, worked out by hand, and who gets which rows."""

import csv
import importlib
import json
import threading
from datetime import date, datetime, timedelta
from pathlib import Path
from unittest import TestCase

import frappe
import sostegno_abitare
from frappe.utils import add_days, getdate
from sostegno_abitare import reporting
from sostegno_abitare.access import ROWS, TERRITORY, watches
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

from .access import AccessTestCase
from .factories import ACTION, AGREEMENT, AREA_PLAN, HOME, NEXT

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


class TestWhoGetsWhat(AccessTestCase):
	"""Every report on cases gives each reader the rows of the cases it sees, and figures of those alone.

	requirement: BO-05
	"""

	def setUp(self):
		super().setUp()
		frappe.db.set_value("Referral", self.home.name, "execution_date", add_days(getdate(), 20))
		self.home.reload()

	def run_as(self, user, report, **filters):
		slug = frappe.scrub(report)
		module = frappe.scrub(frappe.get_meta(self.about(report)).module)
		execute = importlib.import_module(f"sostegno_abitare.{module}.report.{slug}.{slug}").execute
		with self.as_user(user):
			columns, rows, _message, chart, summary = execute(filters)
		for column in columns:
			self.assertTrue(column["label"], column)
		return rows, chart, summary

	def about(self, report):
		return next(each["ref_doctype"] for each in reports() if each["name"] == report)

	def cases_in(self, rows):
		return {row.get("referral") for row in rows} & {self.home.name, self.next.name}

	def test_deadlines_of_the_own_municipality(self):
		for user, cases in (
			(self.worker(HOME), {self.home.name}),
			(self.worker(NEXT), {self.next.name}),
			(self.manager, {self.home.name}),
			(self.coordinator(), {self.home.name, self.next.name}),
		):
			rows, chart, _summary = self.run_as(user, "Eviction Deadlines", include_past=1)
			self.assertEqual(self.cases_in(rows), cases)
			self.assertEqual(sum(chart["data"]["datasets"][0]["values"]), len(rows))
		rows, _chart, _summary = self.run_as(self.coordinator(), "Eviction Deadlines", within_days=30)
		self.assertEqual(self.cases_in(rows), {self.home.name})

	def test_counts_of_the_own_municipality(self):
		rows, chart, summary = self.run_as(self.worker(NEXT), "Referrals by State and Municipality")
		self.assertEqual({row["place"] for row in rows if not row["indent"]}, {NEXT})
		self.assertEqual(chart["data"]["labels"], [NEXT])
		self.assertEqual(summary[0]["value"], 1)

	def test_the_waiting_list_of_the_own_municipality(self):
		for case in (self.home, self.next):
			bring = self.make.bring_on(case)
			session = self.make.session(
				{"kind": "Placement", "referral": bring.name, "outcome": "Waiting", "reason": "x"},
				attendees=self.make.attendees(case.municipality),
			)
			session.submit()
		for user, cases in (
			(self.worker(HOME), {self.home.name}),
			(self.coordinator(), {self.home.name, self.next.name}),
		):
			rows, _chart, summary = self.run_as(user, "Waiting List by Need")
			self.assertEqual(self.cases_in(rows), cases)
			self.assertEqual(summary[0]["value"], len(cases))

	def test_cases_of_each_month_are_those_in_sight(self):
		for user, cases in ((self.worker(HOME), 1), (self.coordinator(), 2)):
			frappe.set_user(user)
			seen = len(frappe.get_list("Referral", limit_page_length=0))
			rows, _chart, summary = self.run_as(user, "Referrals by Procedure and Month")
			self.assertEqual(sum(row["cases"] for row in rows), seen)
			self.assertEqual(summary[0]["value"], seen)
			self.assertGreaterEqual(seen, cases)

	def test_decisions_of_the_own_sessions(self):
		referral = self.make.bring_on(self.home)
		member = self.make.user("prova.membro@example.com", r.COMMISSION_MEMBER)
		other = self.make.user("prova.membro2@example.com", r.COMMISSION_MEMBER)
		seats = self.make.attendees()
		seats[0]["user"] = member
		decision = {"kind": "Placement", "referral": referral.name, "outcome": "Accepted"}
		self.make.session(decision, attendees=seats).submit()
		for user, cases in (
			(member, {self.home.name}),
			(other, set()),
			(self.coordinator(), {self.home.name}),
		):
			rows, _chart, _summary = self.run_as(user, "Commission Decisions")
			self.assertEqual(self.cases_in(rows), cases)

	def test_reviews_of_the_own_cases(self):
		referral = self.make.bring_on(self.home)
		self.make.decide(referral, "Accepted")
		pei = self.make.pei(referral, "Validated", review_date=add_days(getdate(), 40))
		for user, found in (
			(self.manager, True),
			(self.make.user("prova.altra@example.com", r.CASE_MANAGER), False),
		):
			rows, _chart, _summary = self.run_as(user, "PEI Reviews Due", within_days=90)
			self.assertEqual(pei.name in {row["pei"] for row in rows}, found)
		rows, _chart, _summary = self.run_as(self.coordinator(), "PEI Reviews Due", within_days=30)
		self.assertNotIn(pei.name, {row["pei"] for row in rows})

	def test_no_report_shows_a_restricted_person_or_a_reserved_value(self):
		"""requirement: BO-05"""
		person = self.make.person(
			"Canarino", restricted_person=1, health_notes="Canarino", asylum_applicant=1
		)
		home = self.make.household(person)
		self.make.referral("Assessed", household=home.name, case_manager=self.manager)
		for user in (self.manager, self.worker(HOME)):
			for report in (
				"Eviction Deadlines",
				"Referrals by State and Municipality",
				"Waiting List by Need",
			):
				shown = json.dumps(self.run_as(user, report, include_past=1), default=str)
				self.assertNotIn("Canarino", shown)

	def test_a_report_is_noted_in_the_log_of_reads(self):
		"""requirement: BO-06"""
		from types import SimpleNamespace

		from sostegno_abitare.access import read_log

		frappe.local.request = SimpleNamespace(method="POST", path="/api/method/frappe.desk.query_report.run")
		try:
			self.run_as(self.coordinator(), "Eviction Deadlines")
			noted = list(read_log._pending())
			self.assertIn((self.coordinator(), "Report", "Report", "Eviction Deadlines"), noted)
			self.assertNotIn(self.home.name, {row[3] for row in noted})
		finally:
			frappe.local.case_reads = {}
			frappe.local.request = None


class TestWatches(TestCase):
	def test_a_refused_report_leaves_no_watch(self):
		"""The host would take it for a slow one."""

		def enable_prepared_report():
			pass

		for status, running in ((200, True), (403, False)):
			watch = threading.Timer(30, enable_prepared_report)
			watch.start()
			watches.stop(response=frappe._dict(status_code=status))
			self.assertEqual(not watch.finished.is_set(), running)
			watch.cancel()
