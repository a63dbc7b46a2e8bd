"""Who gets what of the reports (BO-05, R50)."""

import importlib
import json
import threading
from pathlib import Path
from unittest import TestCase

import frappe
import sostegno_abitare
from frappe.utils import add_days, getdate
from sostegno_abitare.access import roles as r
from sostegno_abitare.access import watches

from .access import AccessTestCase
from .factories import HOME, NEXT

APP = Path(sostegno_abitare.__file__).parent


def reports():
	return [json.loads(path.read_text(encoding="utf-8")) for path in sorted(APP.glob("*/report/*/*.json"))]


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
