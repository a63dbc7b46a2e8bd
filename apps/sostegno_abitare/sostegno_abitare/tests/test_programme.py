"""Agreements, budgets, thresholds, rules as an administrator writes them."""

import frappe
from sostegno_abitare.programme.doctype.agreement_action.agreement_action import ActionOutsideAgreementError
from sostegno_abitare.programme.doctype.capacity_scheme.capacity_scheme import InvalidPlacesError
from sostegno_abitare.programme.doctype.eligibility_rule.eligibility_rule import (
	InvalidExpressionError,
	list_facts,
)
from sostegno_abitare.programme.doctype.municipality.municipality import InvalidMunicipalityCodeError
from sostegno_abitare.programme.doctype.network_organisation.network_organisation import InvalidTaxIdError
from sostegno_abitare.programme.doctype.service_agreement.service_agreement import (
	BudgetMismatchError,
	InvalidAgreementCodeError,
	InvalidTenderCodeError,
	RepeatedRowError,
)
from sostegno_abitare.programme.doctype.threshold.threshold import (
	InvalidThresholdKeyError,
	OverlappingThresholdError,
)
from sostegno_abitare.programme.validity import ActionOfOtherAgreementError, DatesOutOfOrderError
from sostegno_abitare.rules.expressions import FUNCTIONS, THRESHOLD
from sostegno_abitare.rules.facts import FACTS

from .base import AppTestCase
from .factories import ACTION, AGREEMENT, HOME


class TestMunicipality(AppTestCase):
	def test_codes_are_tidied(self):
		self.make.municipality("Prova Codici", istat_code=" 999001 ", cadastral_code="z001")
		self.assertEqual(
			frappe.db.get_value("Municipality", "Prova Codici", ["istat_code", "cadastral_code"]),
			("999001", "Z001"),
		)

	def test_wrong_codes_are_refused(self):
		self.assertRefused(
			InvalidMunicipalityCodeError, self.make.municipality, "Prova X", istat_code="15205"
		)
		self.assertRefused(
			InvalidMunicipalityCodeError, self.make.municipality, "Prova X", cadastral_code="15A"
		)

	def test_municipalities_without_codes_stand_together(self):
		self.make.municipality("Prova Uno")
		self.make.municipality("Prova Due")
		self.assertTrue(frappe.db.exists("Municipality", "Prova Due"))


class TestNetworkOrganisation(AppTestCase):
	def test_tax_id_is_checked(self):
		values = {"organisation_name": "Prova Ente", "kind": "Other"}
		self.assertRefused(
			InvalidTaxIdError, self.make.document, "Network Organisation", **values, tax_id="00743110158"
		)
		self.assertEqual(
			self.make.document("Network Organisation", **values, tax_id="IT 00743110157").tax_id,
			"00743110157",
		)


class TestServiceAgreement(AppTestCase):
	def test_active_agreement_has_budgets_that_match_to_the_cent(self):
		agreement = self.make.draft_agreement(total_amount=291527.61)
		for code, budget in (("A1", 132000), ("A2", 50000), ("A3", 109527.60)):
			self.make.action(code, budget=budget)
		agreement.status = "Active"
		message = self.assertRefused(BudgetMismatchError, agreement.save)
		self.assertIn("0", message)
		agreement.reload()
		action = frappe.get_doc("Agreement Action", f"{AGREEMENT}-A3")
		action.budget = 109527.61
		action.save()
		agreement.status = "Active"
		agreement.save()
		self.assertEqual(agreement.status, "Active")

	def test_budget_of_active_agreement_cannot_drift(self):
		self.make.agreement()
		action = frappe.get_doc("Agreement Action", ACTION)
		action.budget += 0.01
		self.assertRefused(BudgetMismatchError, action.save)
		self.assertRefused(BudgetMismatchError, self.make.action, "A9", budget=1)
		self.assertRefused(BudgetMismatchError, frappe.delete_doc, "Agreement Action", ACTION)

	def test_action_without_budget_may_join_an_active_agreement(self):
		self.make.agreement()
		self.assertEqual(self.make.action("A9", budget=0).name, f"{AGREEMENT}-A9")

	def test_draft_may_be_out_of_balance(self):
		self.make.draft_agreement()
		self.assertEqual(self.make.action(budget=1).budget, 1)

	def test_codes(self):
		self.assertRefused(InvalidAgreementCodeError, self.make.draft_agreement, "a b")
		self.assertRefused(InvalidTenderCodeError, self.make.draft_agreement, cig="123")
		self.assertRefused(InvalidTenderCodeError, self.make.draft_agreement, cup="123")
		self.assertEqual(self.make.draft_agreement(cig="7336 058293").cig, "7336058293")

	def test_dates_in_order(self):
		self.assertRefused(DatesOutOfOrderError, self.make.draft_agreement, end_date="2019-12-31")

	def test_a_municipality_joins_once(self):
		twice = [{"municipality": self.make.municipality()}] * 2
		self.assertRefused(RepeatedRowError, self.make.draft_agreement, municipalities=twice)

	def test_a_role_of_the_quorum_stands_once(self):
		twice = [{"commission_role": "Coordinator", "required_count": 1}] * 2
		self.assertRefused(RepeatedRowError, self.make.draft_agreement, quorum=twice)

	def test_mandatory_fields(self):
		for field in ("title", "authority", "start_date", "end_date", "vat_regime", "municipalities"):
			with self.subTest(field=field):
				self.assertRefused(frappe.MandatoryError, self.make.draft_agreement, **{field: None})


class TestAgreementAction(AppTestCase):
	def test_dates_lie_in_the_agreement(self):
		self.make.draft_agreement()
		self.assertRefused(ActionOutsideAgreementError, self.make.action, start_date="2019-12-31")
		self.assertRefused(
			DatesOutOfOrderError, self.make.action, start_date="2021-01-01", end_date="2020-06-01"
		)
		self.assertEqual(self.make.action(start_date="2020-01-01").name, ACTION)

	def test_name_is_agreement_and_code(self):
		self.make.draft_agreement()
		self.make.action()
		self.assertRefused(frappe.DuplicateEntryError, self.make.action)


class TestThreshold(AppTestCase):
	def test_periods_of_a_key_do_not_overlap(self):
		self.make.threshold("prova_isee", 20000, valid_to="2024-12-31")
		self.assertRefused(
			OverlappingThresholdError, self.make.threshold, "prova_isee", 1, valid_from="2024-12-31"
		)
		self.assertTrue(self.make.threshold("prova_isee", 26000, valid_from="2025-01-01").name)

	def test_another_scope_may_overlap(self):
		self.make.agreement()
		self.make.threshold("prova_isee", 20000)
		self.make.threshold("prova_isee", 18000, agreement=AGREEMENT)
		self.assertEqual(self.make.threshold("prova_isee", 15000, action=ACTION).agreement, AGREEMENT)

	def test_saving_again_is_no_overlap(self):
		threshold = self.make.threshold("prova_isee", 20000)
		threshold.value = 21000
		threshold.save()
		self.assertEqual(threshold.value, 21000)

	def test_key_can_be_written_in_a_rule(self):
		for key in ("ISEE max", "1x", "isee-max"):
			self.assertRefused(InvalidThresholdKeyError, self.make.threshold, key, 1)

	def test_action_is_of_the_agreement(self):
		self.make.agreement()
		self.make.agreement("PROVA2")
		self.assertRefused(
			ActionOfOtherAgreementError,
			self.make.threshold,
			"prova_isee",
			1,
			agreement="PROVA2",
			action=ACTION,
		)

	def test_dates_in_order(self):
		self.assertRefused(DatesOutOfOrderError, self.make.threshold, "prova_isee", 1, valid_to="2019-01-01")


class TestEligibilityRule(AppTestCase):
	def test_expressions_are_checked_on_saving(self):
		for text in (
			"minors >",
			"children > 1",
			"origin > 3",
			"frappe.db",
			"open('x')",
		):
			with self.subTest(text=text):
				message = self.assertRefused(InvalidExpressionError, self.make.rule, text)
				self.assertIn("Met When", message)

	def test_a_fault_is_told_in_the_language_of_the_reader(self):
		frappe.local.lang = "it"
		for text, part in (
			("minors >", "non si può leggere da qui: minors &gt;"),
			("origin > 3", "confronta cose che non stanno insieme"),
			("minors / 0 > 1", "divide per zero"),
		):
			message = self.assertRefused(InvalidExpressionError, self.make.rule, text)
			self.assertIn(part, message.replace("minors >", "minors &gt;"))

	def test_applies_when_is_checked_too(self):
		message = self.assertRefused(
			InvalidExpressionError, self.make.rule, "minors > 1", applies_when="chldren"
		)
		self.assertIn("chldren", message)

	def test_special_category_is_derived(self):
		self.assertEqual(self.make.rule("not asylum_applicant").special_category, 1)
		self.assertEqual(self.make.rule("minors > 0", applies_when="pregnant_member").special_category, 1)
		self.assertEqual(self.make.rule("minors > 0", special_category=1).special_category, 0)

	def test_agreement_follows_the_action(self):
		self.assertEqual(self.make.rule("minors > 0").agreement, AGREEMENT)

	def test_only_a_refusal_can_be_overridden(self):
		self.assertEqual(
			self.make.rule(
				"minors > 0", outcome_when_not_met="Warn", commission_may_override=1
			).commission_may_override,
			0,
		)
		self.assertEqual(self.make.rule("minors > 0", commission_may_override=1).commission_may_override, 1)

	def test_unknown_threshold_is_told(self):
		self.messages()
		self.make.rule('isee <= threshold("prova_mai_vista")')
		self.assertIn("prova_mai_vista", self.messages())

	def test_dates_in_order(self):
		self.assertRefused(DatesOutOfOrderError, self.make.rule, "minors > 0", valid_to="2019-01-01")

	def test_form_lists_every_fact_and_function(self):
		listed = [row["name"] for row in list_facts()]
		self.assertEqual(listed[: len(FACTS)], [fact.name for fact in FACTS])
		for function in (THRESHOLD, *FUNCTIONS):
			self.assertTrue(any(function in usage for usage in listed[len(FACTS) :]), function)


class TestCapacityScheme(AppTestCase):
	def scheme(self, **place):
		self.make.agreement()
		places = [
			{"alternative": 1, "guest_category": "Adult Man", "places_from": 0, "places_to": 4, **place}
		]
		return self.make.document(
			"Capacity Scheme",
			title="Prova quattro uomini",
			action=ACTION,
			municipality=HOME,
			valid_from="2020-01-01",
			places=places,
		)

	def test_places_and_ages_go_up(self):
		self.assertRefused(InvalidPlacesError, self.scheme, places_to=0)
		self.assertRefused(InvalidPlacesError, self.scheme, places_from=5)
		self.assertRefused(InvalidPlacesError, self.scheme, minimum_age=66, maximum_age=65)
		self.assertEqual(self.scheme(minimum_age=18, maximum_age=65).places[0].maximum_age, 65)
