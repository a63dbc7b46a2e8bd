"""The two services as they are shipped, loaded with their demo."""

import csv
from collections import defaultdict
from decimal import Decimal
from pathlib import Path
from typing import Any
from unittest import SkipTest, mock

import frappe
from frappe.utils import getdate
from sostegno_abitare import printing
from sostegno_abitare.access.roles import ALL_ROLES
from sostegno_abitare.intake import eligibility
from sostegno_abitare.rules import eligibility as verdicts
from sostegno_abitare.services import logins, users
from sostegno_abitare.services.cells import number
from sostegno_abitare.services.load import load_service, names_of_services
from sostegno_abitare.tests.base import IntegrationTestCase

# A bench has the folder where this repository has it: beside `apps`.
FIXTURES = Path(__file__).resolve().parents[4] / "fixtures"
EM, VA = "EM-2018", "VA-2025"
ELIGIBLE, NOT_ELIGIBLE, INCOMPLETE = "Eligible", "Not Eligible", "Incomplete"
BUDGETS = {
	EM: ("291527.61", {"A1": "132000.00", "A2": "50000.00", "A3": "109527.61"}),
	VA: ("450000.00", {"L1": "270000", "L2": "105000", "L3": "30000", "L4": "30000", "L5": "15000"}),
}
# Case -> verdict of the rules before any decision, whether the Commission may override it, rules not met.
CASES: dict[str, tuple[str, bool, set[str]]] = {
	"DEMO-EM-01": (ELIGIBLE, False, set()),
	"DEMO-EM-02": (NOT_ELIGIBLE, True, {f"{EM}-A1-04"}),  # two months to the execution
	"DEMO-EM-03": (NOT_ELIGIBLE, False, {f"{EM}-A3-05"}),  # asylum seeker
	"DEMO-EM-04": (ELIGIBLE, False, {f"{EM}-A1-05"}),  # no ISEE
	"DEMO-EM-05": (ELIGIBLE, False, {f"{EM}-A3-07"}),  # household of six
	"DEMO-EM-06": (NOT_ELIGIBLE, False, {f"{EM}-A2-06"}),  # a man of 66
	"DEMO-EM-07": (INCOMPLETE, False, {f"{EM}-A1-03"}),  # spontaneous request
	"DEMO-EM-08": (ELIGIBLE, False, set()),  # foreclosure
	"DEMO-EM-09": (ELIGIBLE, False, set()),  # mother with two children
	"DEMO-EM-10": (ELIGIBLE, False, {f"{EM}-A1-06"}),  # expired ISEE
	"DEMO-EM-11": (NOT_ELIGIBLE, False, {f"{EM}-A1-01"}),  # resident elsewhere
	"DEMO-EM-12": (ELIGIBLE, False, set()),  # second request of one household
	"DEMO-EM-13": (ELIGIBLE, False, set()),  # a man of 40
	"DEMO-EM-14": (ELIGIBLE, False, set()),  # a woman alone
	"DEMO-EM-15": (NOT_ELIGIBLE, False, {f"{EM}-A3-01"}),  # after the action has ended
	"DEMO-EM-16": (ELIGIBLE, False, set()),
	"DEMO-EM-17": (ELIGIBLE, False, set()),  # three months to the day
	"DEMO-VA-01": (ELIGIBLE, False, set()),
	"DEMO-VA-02": (NOT_ELIGIBLE, True, {f"{VA}-L1-04"}),  # income above the limit
	"DEMO-VA-03": (INCOMPLETE, False, {f"{VA}-L1-02"}),  # no ISEE
	"DEMO-VA-04": (ELIGIBLE, False, set()),
	"DEMO-VA-05": (NOT_ELIGIBLE, False, {f"{VA}-L3-01"}),  # a municipality outside the fund
	"DEMO-VA-06": (ELIGIBLE, False, set()),  # spontaneous request, admitted here
	"DEMO-VA-07": (ELIGIBLE, False, {f"{VA}-L1-05"}),  # spontaneous request, a warning here
	"DEMO-VA-08": (ELIGIBLE, False, set()),  # household of six
	"DEMO-VA-09": (ELIGIBLE, False, set()),  # a man of 66, admitted here
	"DEMO-VA-10": (ELIGIBLE, False, set()),  # mother with two children
	"DEMO-VA-11": (ELIGIBLE, False, set()),  # two months to the execution, admitted here
	"DEMO-VA-12": (ELIGIBLE, False, set()),  # asylum seeker, admitted here
	"DEMO-VA-13": (ELIGIBLE, False, {f"{VA}-L3-04"}),  # foreclosure; rent just above the limit
	"DEMO-VA-14": (NOT_ELIGIBLE, False, {f"{VA}-L1-01"}),  # resident elsewhere
	"DEMO-VA-15": (INCOMPLETE, False, {f"{VA}-L1-03"}),  # expired ISEE
	"DEMO-VA-16": (ELIGIBLE, False, set()),
}
STATES = {
	"Draft",
	"Received",
	"Incomplete",
	"Assessed",
	"To Commission",
	"Accepted",
	"Waiting",
	"Refused",
	"Taken in Charge",
	"Closed",
}


class TestFixtures(IntegrationTestCase):
	"""Loads once for all tests; the base class takes everything back at the end."""

	services: tuple[str, ...] = ()

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		if not FIXTURES.is_dir():
			raise SkipTest(f"the services' files are not beside the apps: copy them to {FIXTURES}")
		patch = mock.patch.dict(frappe.conf, {users.CONFIG_KEY: "Provetta-9-cavalli"})
		patch.start()
		cls.addClassCleanup(patch.stop)
		frappe.set_user("Administrator")
		cls.services = tuple(names_of_services(FIXTURES))
		for service in cls.services:
			load_service(FIXTURES, service, demo=True)

	def test_budgets_add_up_to_the_cent_in_the_files_and_on_the_site(self) -> None:
		for agreement, (total, budgets) in BUDGETS.items():
			wanted = {code: Decimal(amount) for code, amount in budgets.items()}
			rows = [row for row in in_files("30_agreement_action.csv") if row["agreement"] == agreement]
			self.assertEqual({row["code"]: number(row["budget"]) for row in rows}, wanted)
			self.assertEqual(sum(wanted.values()), Decimal(total))
			doc = frappe.get_doc("Service Agreement", agreement)
			self.assertEqual((doc.status, doc.total_amount), ("Active", float(total)))
			stored = frappe.get_all(
				"Agreement Action", filters={"agreement": agreement}, fields=["code", "budget"]
			)
			self.assertEqual(
				{row.code: cents(row.budget) for row in stored}, {c: cents(a) for c, a in wanted.items()}
			)
			self.assertEqual(sum(cents(row.budget) for row in stored), cents(total))

	def test_second_load_changes_nothing(self) -> None:
		for service in self.services:
			report = load_service(FIXTURES, service, demo=True)
			self.assertFalse(report.changed, service)
			self.assertEqual(report.different, [], service)
			self.assertGreater(sum(report.unchanged.values()), 20, service)

	def test_every_demo_case_has_its_verdict(self) -> None:
		self.assertEqual(set(CASES), {row["name"] for row in in_files("40_referral.csv")})
		for name, (verdict, may_override, not_met) in CASES.items():
			with self.subTest(name):
				checks = eligibility.evaluate(frappe.get_doc("Referral", name))
				self.assertEqual(
					{check.rule.name for check in checks if check.outcome != verdicts.MET}, not_met
				)
				self.assertEqual(verdicts.overall(checks), verdict)
				self.assertEqual(verdicts.may_be_overridden(checks), may_override)
				self.assertEqual([check.error for check in checks if check.error], [])

	def test_demo_walks_every_state_in_both_services(self) -> None:
		states = defaultdict(set)
		for row in demo("Referral", "agreement", "workflow_state"):
			states[row.agreement].add(row.workflow_state)
		self.assertEqual(dict(states), {EM: STATES, VA: STATES})
		self.assertGreaterEqual(
			{row.workflow_state for row in demo("PEI", "workflow_state")}, {"Draft", "Proposed", "Validated"}
		)
		sessions = demo("Commission Session", "agreement", "docstatus")
		for agreement in (EM, VA):
			found = {row.docstatus for row in sessions if row.agreement == agreement}
			self.assertEqual(found, {0, 1}, agreement)

	def test_the_demo_has_something_ahead_whenever_it_is_loaded(self) -> None:
		session = frappe.get_doc("Commission Session", "DEMO-VA-COM-5")
		self.assertEqual((frappe.utils.date_diff(session.session_date, getdate()), session.docstatus), (6, 0))
		eviction, review = (
			frappe.db.get_value(doctype, name, field)
			for doctype, name, field in (
				("Referral", "DEMO-VA-17", "execution_date"),
				("PEI", "DEMO-VA-PEI-18", "review_date"),
			)
		)
		days = [frappe.utils.date_diff(day, getdate()) for day in (eviction, review)]
		self.assertEqual(days, [24, 12])

	def test_each_service_has_its_letterhead_marked_as_demo(self) -> None:
		for agreement in (EM, VA):
			content = printing.sa_letter_head(agreement)
			self.assertIn("DEMO", content)
			self.assertIn("inventata", content)

	def test_what_the_commission_decided_took_effect(self) -> None:
		late = frappe.get_doc("Referral", "DEMO-EM-02")
		self.assertEqual((late.eligibility, late.decided_in), ("Eligible with Override", "DEMO-EM-COM-2"))
		self.assertTrue(late.override_reason)
		self.assertTrue(
			frappe.db.exists("Waiting List Entry", {"referral": "DEMO-EM-05", "status": "Waiting"})
		)
		pei = frappe.get_doc("PEI", "DEMO-EM-PEI-13")
		self.assertEqual((pei.workflow_state, pei.committed_hours), ("Validated", 60))

	def test_every_demo_row_shows_what_it_is(self) -> None:
		people = in_files("20_person.csv")
		self.assertTrue(all(row["last_name"].endswith("(demo)") for row in people))
		self.assertTrue(all(row["name"].startswith("DEMO-") for row in people))
		codes = [row["fiscal_code"] for row in people]
		self.assertIn("", codes)
		self.assertTrue(any(len(code) == 11 for code in codes))
		self.assertTrue(any(len(code) == 16 and not code[12:15].isdigit() for code in codes))

	def test_each_role_has_a_login(self) -> None:
		shown = logins.of_the_demo()
		addresses = {address for _role, address, _sees in shown}
		self.assertEqual(len(shown), len(ALL_ROLES))
		self.assertTrue(all(address.endswith(users.DOMAIN) for address in addresses))

	def test_a_social_worker_sees_the_cases_of_the_municipality_only(self) -> None:
		for place, expected in (("segrate", {"Segrate"}), ("pontedera", {"Pontedera"})):
			frappe.set_user(f"assistente.{place}{users.DOMAIN}")
			try:
				seen = set(frappe.get_list("Referral", pluck="municipality", limit_page_length=0))
			finally:
				frappe.set_user("Administrator")
			self.assertEqual(seen, expected)


def in_files(name: str) -> list[dict[str, str]]:
	"""The rows of the files of that name, of every service."""
	rows = []
	for path in sorted(FIXTURES.rglob(name)):
		with path.open(encoding="utf-8-sig", newline="") as opened:
			rows += list(csv.DictReader(opened, delimiter=";"))
	return rows


def demo(doctype: str, *fields: str) -> list[Any]:
	return frappe.get_all(
		doctype, filters={"name": ["like", "DEMO-%"]}, fields=list(fields), limit_page_length=0
	)


def cents(amount: Any) -> int:
	return round(Decimal(str(amount)) * 100)
