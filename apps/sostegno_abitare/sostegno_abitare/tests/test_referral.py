"""The referral: its rules, its eligibility, its states."""

import frappe
from frappe.model.workflow import apply_workflow
from frappe.utils import add_days, add_months, getdate
from sostegno_abitare.intake.doctype.assessment.assessment import (
	FutureAssessmentError,
	ReferralNotReceivedError,
)
from sostegno_abitare.intake.doctype.referral import states
from sostegno_abitare.intake.doctype.referral.referral import (
	ActionTakesNoReferralsError,
	AgreementNotActiveError,
	ClosedReferralError,
	DecidedCaseChangedError,
	FutureReferralError,
	MunicipalityOutsideAgreementError,
	NotACaseManagerError,
	OriginIncompleteError,
	ProcedureDatesError,
	RequestRepeatedError,
	check_eligibility,
)
from sostegno_abitare.programme.validity import ActionOfOtherAgreementError

from .base import AppTestCase
from .factories import ACTION, AGREEMENT, FAR


class TestReferral(AppTestCase):
	def test_new_case(self):
		referral = self.make.referral()
		self.assertRegex(referral.name, rf"^{AGREEMENT}-\d{{4}}-\d{{4}}$")
		self.assertRegex(referral.case_code, r"^C-[2-9A-HJ-NP-Z]{8}$")
		self.assertEqual(
			(referral.title, referral.workflow_state, referral.household_size), ("Prova Ada", "Draft", 1)
		)

	def test_numbers_follow_each_other(self):
		first, second = self.make.referral(), self.make.referral()
		self.assertEqual(int(second.name[-4:]), int(first.name[-4:]) + 1)

	def test_the_same_request_makes_one_referral(self):
		first = self.make.referral(request_id="prova-1")
		message = self.assertRefused(RequestRepeatedError, self.make.referral, request_id="prova-1")
		self.assertIn(first.name, message)
		self.assertEqual(frappe.db.count("Referral", {"request_id": "prova-1"}), 1)

	def test_referrals_without_request_id_stand_together(self):
		self.assertNotEqual(self.make.referral().name, self.make.referral().name)

	def test_mandatory_fields(self):
		for field in ("agreement", "action", "municipality", "household"):
			with self.subTest(field=field):
				values = {**self.make.referral_values(), field: None}
				self.assertRefused(frappe.MandatoryError, self.make.document, "Referral", **values)

	def test_agreement_is_active(self):
		values = self.make.referral_values()
		frappe.db.set_value("Service Agreement", AGREEMENT, "status", "Closed")
		self.assertRefused(AgreementNotActiveError, self.make.document, "Referral", **values)

	def test_open_cases_outlive_their_agreement(self):
		referral = self.make.referral()
		frappe.db.set_value("Service Agreement", AGREEMENT, "status", "Closed")
		referral.needs = "Casa"
		referral.save()
		self.assertEqual(referral.needs, "Casa")

	def test_action_takes_referrals_and_is_of_the_agreement(self):
		self.make.agreement()
		self.make.action("L4", budget=0, accepts_referrals=0)
		self.assertRefused(ActionTakesNoReferralsError, self.make.referral, action=f"{AGREEMENT}-L4")
		self.make.agreement("PROVA2")
		self.assertRefused(ActionOfOtherAgreementError, self.make.referral, action="PROVA2-A1")

	def test_municipality_is_of_the_agreement(self):
		self.assertRefused(
			MunicipalityOutsideAgreementError, self.make.referral, municipality=self.make.municipality(FAR)
		)

	def test_not_from_the_future(self):
		self.assertRefused(FutureReferralError, self.make.referral, referral_date=add_days(getdate(), 1))

	def test_procedure_dates_in_order(self):
		wrong = {"notice_date": "2024-03-01", "validation_date": "2024-02-01"}
		self.assertRefused(ProcedureDatesError, self.make.referral, **wrong)
		wrong = {"notice_date": "2024-03-01", "execution_date": "2024-02-01"}
		self.assertRefused(ProcedureDatesError, self.make.referral, **wrong)

	def test_another_body_is_named(self):
		self.assertRefused(OriginIncompleteError, self.make.referral, origin="Other Body")
		organisation = self.make.organisation()
		self.assertTrue(self.make.referral(origin="Other Body", origin_organisation=organisation).name)

	def test_case_manager_has_the_role(self):
		plain = self.make.user("prova.semplice@example.com", "Social Worker")
		manager = self.make.user("prova.educatrice@example.com", "Case Manager")
		self.assertRefused(NotACaseManagerError, self.make.referral, case_manager=plain)
		self.assertEqual(self.make.referral(case_manager=manager).case_manager, manager)


class TestEligibilityOfReferral(AppTestCase):
	def setUp(self):
		super().setUp()
		self.make.rule("resident_in_agreement", sequence=1)
		self.make.rule(
			'referral_date <= months_before(execution_date, threshold("prova_months"))',
			sequence=2,
			commission_may_override=1,
			message="Segnalazione tardiva.",
		)
		self.make.threshold("prova_months", 3, unit="Months")

	def test_in_time(self):
		referral = self.make.referral(execution_date=add_months(getdate(), 3))
		self.assertEqual(referral.eligibility, "Eligible")
		self.assertEqual([row.outcome for row in referral.eligibility_checks], ["Met", "Met"])

	def test_two_months_to_execution(self):
		referral = self.make.referral(execution_date=add_months(getdate(), 2))
		self.assertEqual((referral.eligibility, referral.eligibility_may_be_overridden), ("Not Eligible", 1))
		row = referral.eligibility_checks[1]
		self.assertEqual(
			(row.outcome, row.message, row.may_be_overridden), ("Not Met", "Segnalazione tardiva.", 1)
		)

	def test_no_execution_date_asks_for_it(self):
		referral = self.make.referral(execution_date=None)
		self.assertEqual(referral.eligibility, "Incomplete")
		self.assertTrue(referral.eligibility_checks[1].message)

	def test_threshold_of_the_day_holds(self):
		threshold = frappe.get_doc("Threshold", {"threshold_key": "prova_months"})
		threshold.valid_to = add_days(getdate(), -30)
		threshold.save()
		self.make.threshold("prova_months", 1, unit="Months", valid_from=add_days(getdate(), -29))
		execution = add_months(getdate(), 2)
		self.assertEqual(self.make.referral(execution_date=execution).eligibility, "Eligible")
		early = self.make.referral(
			execution_date=add_days(execution, -45), referral_date=add_days(getdate(), -40)
		)
		self.assertEqual(early.eligibility, "Not Eligible")

	def test_rules_of_other_actions_and_disabled_rules_are_silent(self):
		self.make.action("A2", budget=0)
		self.make.rule("minors > 9", action=f"{AGREEMENT}-A2")
		self.make.rule("minors > 9", enabled=0)
		self.assertEqual(len(self.make.referral().eligibility_checks), 2)

	def test_checking_again_sees_a_changed_household(self):
		referral = self.make.referral()
		frappe.db.set_value(
			"Household", referral.household, "residence_municipality", self.make.municipality(FAR)
		)
		self.assertEqual(check_eligibility(referral.name), "Not Eligible")

	def test_special_category_stays_at_its_level(self):
		self.make.rule("not asylum_applicant", title="Niente richiedenti asilo", message="Richiedente asilo.")
		ada = self.make.person(asylum_applicant=1)
		referral = self.make.referral(household=self.make.household(ada).name)
		self.assertEqual((referral.eligibility, referral.asylum_applicant_in_household), ("Not Eligible", 1))
		row = next(row for row in referral.eligibility_checks if row.reserved_message)
		self.assertIn("Richiedente asilo.", row.reserved_message)
		self.assertNotIn("asil", f"{row.rule_title} {row.message}".lower())

	def test_the_same_result_leaves_the_rows_alone(self):
		referral = self.make.referral()
		rows = [row.name for row in referral.eligibility_checks]
		referral.needs = "Casa"
		referral.save()
		self.assertEqual([row.name for row in referral.eligibility_checks], rows)

	def test_a_decided_case_keeps_its_eligibility(self):
		referral = self.make.referral("Accepted")
		frappe.db.set_value(
			"Household", referral.household, "residence_municipality", self.make.municipality(FAR)
		)
		referral.needs = "Casa"
		referral.save()
		self.assertEqual(referral.eligibility, "Eligible")

	def test_another_household_or_action_is_decided_anew(self):
		referral = self.make.referral("Accepted")
		for field, value in (
			("household", self.make.household(self.make.person()).name),
			("action", self.make.action("A9", budget=0).name),
		):
			with self.subTest(field=field):
				referral.reload()
				referral.set(field, value)
				self.assertRefused(DecidedCaseChangedError, referral.save)


class TestReferralStates(AppTestCase):
	def test_the_whole_way(self):
		manager = self.make.user("prova.educatrice@example.com", "Case Manager")
		referral = self.make.referral("Accepted")
		referral.case_manager = manager
		referral.save()
		referral = apply_workflow(referral, "Take in Charge")
		self.assertEqual(
			(referral.workflow_state, getdate(referral.taken_in_charge_on)), ("Taken in Charge", getdate())
		)
		referral.closing_reason = "Situation Solved"
		referral.save()
		referral = apply_workflow(referral, "Close")
		self.assertEqual((referral.workflow_state, getdate(referral.closed_on)), ("Closed", getdate()))

	def test_asking_for_data_and_back(self):
		referral = apply_workflow(self.make.referral("Received"), "Ask for Data")
		self.assertEqual(referral.workflow_state, "Incomplete")
		self.assertEqual(apply_workflow(referral, "Complete").workflow_state, "Received")

	def test_a_new_case_is_a_draft(self):
		for state in ("Accepted", "Taken in Charge", "Closed"):
			with self.subTest(state=state), self.assertRaises(frappe.ValidationError):
				self.make.referral(workflow_state=state)

	def test_assessed_needs_an_assessment(self):
		referral = self.make.referral("Received")
		self.assertRefused(states.NotAssessedError, apply_workflow, referral, "Assess")
		self.make.assessment(referral)
		self.assertEqual(
			apply_workflow(frappe.get_doc("Referral", referral.name), "Assess").workflow_state, "Assessed"
		)

	def test_incomplete_data_do_not_reach_the_commission(self):
		self.make.rule("isee <= 20000")
		referral = self.make.referral("Assessed")
		self.assertRefused(states.EligibilityIncompleteError, apply_workflow, referral, "Send to Commission")

	def test_taking_in_charge_needs_somebody(self):
		referral = self.make.referral("Accepted")
		self.assertRefused(states.NobodyInChargeError, apply_workflow, referral, "Take in Charge")

	def test_closing_needs_a_reason_and_is_final(self):
		referral = self.make.referral("Received")
		self.assertRefused(states.ClosingReasonMissingError, apply_workflow, referral, "Close")
		referral = frappe.get_doc("Referral", referral.name)
		referral.closing_reason = "Withdrawn"
		referral.save()
		referral = apply_workflow(referral, "Close")
		referral.needs = "Altro"
		self.assertRefused(ClosedReferralError, referral.save)

	def test_no_role_can_enter_a_decision_state_even_by_a_changed_workflow(self):
		workflow = frappe.get_doc("Workflow", {"document_type": "Referral", "is_active": 1})
		for state in states.DECISIONS:
			row = {
				"state": "To Commission",
				"action": "Complete",
				"next_state": state,
				"allowed": "System Manager",
			}
			workflow.append("transitions", {**row, "allow_self_approval": 1})
		workflow.save()
		referral = self.make.referral("To Commission")
		for state in states.DECISIONS:
			with self.subTest(state=state):
				doc = frappe.get_doc("Referral", referral.name)
				doc.workflow_state = state
				self.assertRefused(states.DecisionOutsideCommissionError, doc.save)

	def test_nor_can_a_skipped_state_be_entered_by_a_changed_workflow(self):
		workflow = frappe.get_doc("Workflow", {"document_type": "Referral", "is_active": 1})
		row = {
			"state": "Draft",
			"action": "Complete",
			"next_state": "Taken in Charge",
			"allowed": "System Manager",
		}
		workflow.append("transitions", {**row, "allow_self_approval": 1})
		workflow.save()
		doc = self.make.referral()
		doc.workflow_state = "Taken in Charge"
		self.assertRefused(states.NotAcceptedError, doc.save)

	def test_a_state_without_transition_is_refused(self):
		doc = self.make.referral("To Commission")
		doc.workflow_state = "Draft"
		with self.assertRaises(frappe.ValidationError):
			doc.save()


class TestAssessment(AppTestCase):
	def test_only_a_received_open_case_is_assessed(self):
		self.assertRefused(ReferralNotReceivedError, self.make.assessment, self.make.referral())

	def test_written_by_the_user_and_not_tomorrow(self):
		referral = self.make.referral("Received")
		self.assertRefused(
			FutureAssessmentError, self.make.assessment, referral, assessment_date=add_days(getdate(), 1)
		)
		assessment = self.make.assessment(referral)
		self.assertEqual(
			(assessment.assessed_by, assessment.case_title, assessment.action),
			("Administrator", "Prova Ada", ACTION),
		)
