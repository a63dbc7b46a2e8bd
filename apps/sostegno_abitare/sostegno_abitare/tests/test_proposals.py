"""Homes proposed to households, and the two reports that match them (VA-09, R35)."""

import frappe
from frappe.model.workflow import apply_workflow
from frappe.utils import add_days, getdate
from sostegno_abitare.access.roles import COORDINATOR, HOUSING_MANAGER, SOCIAL_WORKER
from sostegno_abitare.housing import seekers
from sostegno_abitare.housing.doctype.housing_proposal import housing_proposal as p
from sostegno_abitare.housing.doctype.housing_unit import states
from sostegno_abitare.housing.proposals import kept_for
from sostegno_abitare.housing.report.homes_for_a_household import homes_for_a_household as homes
from sostegno_abitare.housing.report.households_for_a_home import households_for_a_home as households

from .base import AppTestCase
from .factories import ACTION, AGREEMENT, HOME, NEXT


class HousingCase(AppTestCase):
	"""An accepted household of two in HOME with 1,350.00 a month, and a home of 75 square metres at 380.00."""

	def setUp(self):
		super().setUp()
		for key, value in (("m2_first_four", 14), ("m2_each_more", 10), ("rent_to_income_limit", 30)):
			self.make.agreement()
			self.make.threshold(key, value, agreement=AGREEMENT)
		self.manager = self.make.user("prova.gestore@example.com", HOUSING_MANAGER, agreement=AGREEMENT)
		self.case = self.accepted("Ada", HOME)
		self.home = self.make.home("Available", monthly_rent=520, household_rent=380)

	def accepted(self, name, municipality, state="Accepted", **values):
		person = self.make.person(first_name=name, residence_municipality=municipality)
		other = self.make.person(first_name=f"{name} Due", residence_municipality=municipality, sex="Male")
		household = self.make.household(
			person, other, residence_municipality=municipality, income_declared=1, net_monthly_income=1350
		)
		return self.make.referral(state, household=household.name, municipality=municipality, **values)

	def propose(self, case=None, home=None, **values):
		case, home = case or self.case, home or self.home
		return self.make.document(
			"Housing Proposal", referral=case.name, unit=home.name, **{"proposed_on": getdate(), **values}
		)

	def state(self, home=None):
		return frappe.db.get_value("Housing Unit", (home or self.home).name, "workflow_state")

	def answer(self, proposal, **values):
		proposal = frappe.get_doc("Housing Proposal", proposal.name)
		proposal.update(values)
		return proposal.save()


class TestProposal(HousingCase):
	def test_a_home_is_kept_and_the_reasons_are_written(self):
		proposal = self.propose()
		self.assertEqual(self.state(), states.RESERVED)
		self.assertEqual(proposal.title, f"{self.case.case_code} · {self.home.title}"[:140])
		self.assertEqual(proposal.fits, 1)
		self.assertIn("+ rent 28,15 % of the income, within 30 %", proposal.reasons)
		self.assertIn("+ 2 people, room for 5", proposal.reasons)

	def test_a_decline_frees_the_home_and_says_why(self):
		proposal = self.propose()
		self.assertRefused(p.DeclineReasonMissingError, self.answer, proposal, status="Declined")
		self.assertEqual(self.state(), states.RESERVED)
		declined = self.answer(proposal, status="Declined", decline_reason="Too Far")
		self.assertEqual((self.state(), declined.answered_on), (states.AVAILABLE, getdate()))
		self.assertRefused(p.ProposalAnsweredError, self.answer, proposal, status="Accepted")

	def test_a_withdrawal_and_a_deletion_free_it_too(self):
		self.answer(self.propose(), status="Withdrawn")
		self.assertEqual(self.state(), states.AVAILABLE)
		frappe.delete_doc("Housing Proposal", self.propose().name)
		self.assertEqual(self.state(), states.AVAILABLE)

	def test_an_accepted_home_stays_kept(self):
		self.answer(self.propose(), status="Accepted")
		self.assertEqual(self.state(), states.RESERVED)

	def test_a_case_that_is_closed_is_kept_no_home(self):
		proposal = self.answer(self.propose(), status="Accepted")
		case = frappe.get_doc("Referral", self.case.name)
		case.closing_reason = "Withdrawn"
		case.save()
		apply_workflow(case, "Close")
		proposal.reload()
		self.assertEqual((proposal.status, self.state()), ("Withdrawn", states.AVAILABLE))

	def test_nor_one_that_is_before_the_commission_again(self):
		self.propose()
		frappe.get_doc(
			"Commission Session", frappe.db.get_value("Referral", self.case.name, "decided_in")
		).cancel()
		self.assertEqual(self.state(), states.AVAILABLE)

	def test_who_has_entered_keeps_no_home_any_more(self):
		self.answer(self.propose(), status="Accepted")
		self.assertEqual(kept_for(self.home.name), {self.case.household})
		stay = {"doctype": "Stay", "unit": self.home.name, "referral": self.case.name, "name": "ST-PROVA"}
		stay.update({"household": self.case.household, "workflow_state": "Ended"})
		stay.update({"entry_date": add_days(getdate(), -9), "planned_exit_date": getdate()})
		frappe.get_doc(stay).db_insert()
		self.assertEqual(kept_for(self.home.name), set())

	def test_a_home_is_proposed_to_one_household_at_a_time(self):
		self.propose()
		other = self.accepted("Bea", NEXT)
		self.assertRefused(p.HomeNotOfferedError, self.propose, other)
		second = self.make.home("Available")
		self.assertRefused(p.AnotherProposalError, self.propose, self.case, second)
		self.assertEqual(self.state(second), states.AVAILABLE)

	def test_only_homes_that_are_free_are_proposed(self):
		for state in ("Scouted", "Agreed", "Occupied", "Under Works", "Released"):
			home = self.make.home(state)
			self.assertRefused(p.HomeNotOfferedError, self.propose, self.case, home)
		self.assertEqual(self.propose(self.case, self.make.home("Void")).status, "Proposed")

	def test_a_case_is_accepted_first(self):
		self.assertRefused(p.CaseNotAwaitingError, self.propose, self.accepted("Eva", HOME, "Assessed"))

	def test_a_home_of_another_agreement_is_refused(self):
		self.make.agreement("ALTRA")
		owner = self.make.property_owner(agreement="ALTRA").name
		home = self.make.home("Available", agreement="ALTRA", action="ALTRA-A1", property_owner=owner)
		self.assertRefused(p.OtherAgreementHomeError, self.propose, self.case, home)

	def test_a_home_that_does_not_fit_needs_words(self):
		small = self.make.home("Available", surface=20, typology="Two-Room Flat")
		message = self.assertRefused(p.UnfitWithoutReasonError, self.propose, self.case, small)
		self.assertIn("2 people, room for 1", message)
		proposal = self.propose(self.case, small, proposed_anyway="Soluzione ponte")
		self.assertEqual(proposal.fits, 0)

	def test_an_answer_follows_the_proposal(self):
		proposal = self.propose(proposed_on=add_days(getdate(), -3))
		for day in (add_days(getdate(), -4), add_days(getdate(), 1)):
			self.assertRefused(
				p.AnswerBeforeProposalError, self.answer, proposal, status="Accepted", answered_on=day
			)

	def test_a_shared_home_stays_open(self):
		scheme = self.make.document(
			"Capacity Scheme",
			title="Coppie di prova",
			action=ACTION,
			valid_from="2020-01-01",
			places=[{"alternative": 1, "guest_category": "Couple", "places_to": 2}],
		).name
		home = self.make.home("Available", is_shared=1, capacity_scheme=scheme)
		self.propose(self.case, home)
		self.assertEqual(self.state(home), states.AVAILABLE)
		self.propose(self.accepted("Bea", HOME), home)


class TestWhoProposes(HousingCase):
	def test_a_housing_manager_proposes_without_seeing_the_case(self):
		with self.as_user(self.manager):
			self.assertFalse(frappe.has_permission("Referral", "read"))
			values = {"doctype": "Housing Proposal", "referral": self.case.name, "unit": self.home.name}
			proposal = frappe.get_doc({**values, "proposed_on": getdate()}).insert()
			self.assertEqual(frappe.get_list("Housing Proposal", pluck="name"), [proposal.name])
			self.assertEqual((proposal.case_code, proposal.proposed_by), (self.case.case_code, self.manager))

	def test_nor_one_of_another_agreement(self):
		self.make.agreement("ALTRA")
		other = self.make.user("prova.altro@example.com", HOUSING_MANAGER, agreement="ALTRA")
		proposal = self.propose()
		with self.as_user(other):
			self.assertEqual(frappe.get_list("Housing Proposal", pluck="name"), [])
			self.assertFalse(frappe.get_doc("Housing Proposal", proposal.name).has_permission("read"))
			values = {"doctype": "Housing Proposal", "referral": self.case.name, "unit": self.home.name}
			self.assertRaises(
				frappe.PermissionError, frappe.get_doc({**values, "proposed_on": getdate()}).insert
			)

	def test_a_worker_reads_those_of_the_own_municipality(self):
		mine = self.propose()
		self.propose(self.accepted("Bea", NEXT), self.make.home("Available", municipality=NEXT))
		worker = self.make.user("prova.as@example.com", SOCIAL_WORKER, municipality=HOME)
		with self.as_user(worker):
			self.assertEqual(frappe.get_list("Housing Proposal", pluck="name"), [mine.name])


class TestReports(HousingCase):
	def setUp(self):
		super().setUp()
		self.bea = self.accepted("Bea", NEXT)

	def homes(self, **filters):
		return self.with_reasons(homes.execute({"household": self.case.household, **filters}))

	def households(self, **filters):
		return self.with_reasons(households.execute({"unit": self.home.name, **filters}))

	def with_reasons(self, report):
		"""The rows of the matches alone, each with the texts of its reasons."""
		columns, rows, *rest = report
		below: dict[str, list[str]] = {row["row"]: [] for row in rows if not row["indent"]}
		for row in rows:
			if row["indent"]:
				below[row["parent_row"]].append(row["entry"])
		return (
			columns,
			[{**row, "reasons": below[row["row"]]} for row in rows if not row["indent"]],
			*rest,
		)

	def test_homes_come_by_what_speaks_for_them(self):
		dear = self.make.home("Available", monthly_rent=700, municipality=NEXT)
		self.make.home("Available", surface=20)
		self.make.home("Occupied")
		_columns, rows, _note, _chart, summary = self.homes()
		self.assertEqual([row["unit"] for row in rows], [self.home.name, dear.name])
		self.assertEqual(rows[0]["rent_percent"], 28.15)
		self.assertIn("+ rent 28,15 % of the income, within 30 %", rows[0]["reasons"])
		self.assertEqual(rows[1]["reasons"][0], "− rent 51,85 % of the income, above 30 %")
		self.assertEqual([figure["value"] for figure in summary], [3, 2])
		self.assertEqual(len(self.homes(with_unfit=1)[1]), 3)

	def test_homes_not_ready_yet_are_asked_for(self):
		self.make.home("Agreed")
		self.assertEqual(len(self.homes()[1]), 1)
		rows = self.homes(coming=1)[1]
		self.assertIn("− not ready yet", rows[1]["reasons"])

	def test_households_are_told_by_their_code_alone(self):
		with self.as_user(self.manager):
			_columns, rows, _note, _chart, summary = self.households()
		self.assertEqual([row["propose"] for row in rows], [self.case.name, self.bea.name])
		self.assertEqual({row["entry"] for row in rows}, {self.case.case_code, self.bea.case_code})
		self.assertNotIn("Prova Ada", frappe.as_json(rows))
		self.assertEqual([figure["value"] for figure in summary], [2, 2])

	def test_who_declined_goes_down(self):
		self.answer(self.propose(), status="Declined", decline_reason="Too Far")
		rows = self.households()[1]
		self.assertEqual(rows[0]["propose"], self.bea.name)
		self.assertIn("− declined by the household before", rows[1]["reasons"])

	def test_whoever_needs_it_is_offered_accessible_homes_alone(self):
		self.case.reload()
		self.case.needs_accessible_home = 1
		self.case.save()
		self.assertEqual(self.homes()[1], [])
		accessible = self.make.home("Available", accessible=1)
		self.assertEqual([row["unit"] for row in self.homes()[1]], [accessible.name])

	def test_a_worker_sees_the_own_cases_alone(self):
		worker = self.make.user("prova.as@example.com", SOCIAL_WORKER, municipality=HOME)
		with self.as_user(worker):
			self.assertEqual([row["propose"] for row in self.households()[1]], [self.case.name])
			_columns, rows, note, *_rest = homes.execute({"household": self.bea.household})
			self.assertEqual((rows, note), ([], homes.nobody(self.bea.household)))

	def test_others_of_another_agreement_see_nothing(self):
		self.make.agreement("ALTRA")
		other = self.make.user("prova.altro@example.com", HOUSING_MANAGER, agreement="ALTRA")
		with self.as_user(other):
			self.assertEqual(self.homes()[1], [])
			self.assertEqual(self.households()[1], [])
		coordinator = self.make.user("prova.coordinatore@example.com", COORDINATOR, agreement=AGREEMENT)
		with self.as_user(coordinator):
			self.assertEqual(len(self.households()[1]), 2)

	def test_a_manager_knows_of_the_cases_of_the_territory_alone(self):
		self.make.agreement("ALTRA")
		for user, bond, known in (
			("prova.gestore@example.com", {"agreement": AGREEMENT}, {self.case.name, self.bea.name}),
			("prova.vicina@example.com", {"municipality": NEXT}, {self.bea.name}),
			("prova.altro@example.com", {"agreement": "ALTRA"}, set()),
			("prova.nessuno@example.com", {}, set()),
		):
			with self.as_user(self.make.user(user, HOUSING_MANAGER, **bond)):
				self.assertEqual({row.name for row in seekers.open_cases()}, known, user)

	def test_a_case_not_accepted_looks_for_no_home(self):
		self.accepted("Eva", HOME, "Assessed")
		self.assertEqual(len(self.households()[1]), 2)

	def test_an_agreement_can_make_the_rent_a_bar(self):
		dear = self.make.home("Available", monthly_rent=700)
		frappe.db.set_value("Service Agreement", AGREEMENT, "affordability_effect", "Block")
		self.assertNotIn(dear.name, [row["unit"] for row in self.homes()[1]])
