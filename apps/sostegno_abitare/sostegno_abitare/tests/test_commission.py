"""Sessions of the Commission: quorum, decisions, effects, taking back."""

import frappe
from frappe.model.workflow import apply_workflow
from frappe.utils import add_days, add_months, getdate
from sostegno_abitare.access.roles import SOCIAL_WORKER
from sostegno_abitare.intake.doctype.commission_session import commission_session as session
from sostegno_abitare.intake.doctype.commission_session import errors
from sostegno_abitare.intake.doctype.waiting_list_entry.waiting_list_entry import PriorityOutOfRangeError
from sostegno_abitare.programme.validity import InvalidTimeError, RepeatedAttendeeError

from .base import AppTestCase
from .factories import AGREEMENT, HOME, MUNICIPALITY, NEXT


def state(doc):
	return frappe.db.get_value(doc.doctype, doc.name, "workflow_state")


def placement(referral, outcome="Accepted", **values):
	return {"kind": "Placement", "referral": referral.name, "outcome": outcome, **values}


def validation(pei, outcome="Validated", **values):
	return {"kind": "PEI Validation", "pei": pei.name, "referral": pei.referral, "outcome": outcome, **values}


class TestDecisions(AppTestCase):
	def test_accepted(self):
		referral = self.make.referral("To Commission")
		sitting = self.make.session(placement(referral, reason="Bene"))
		self.assertEqual(state(referral), "To Commission")
		sitting.submit()
		referral.reload()
		self.assertEqual(
			(referral.workflow_state, referral.decided_in, referral.decision_reason),
			("Accepted", sitting.name, "Bene"),
		)
		self.assertEqual(getdate(referral.decided_on), getdate())

	def test_waiting_makes_an_entry_and_acceptance_calls_it(self):
		referral = self.make.referral("To Commission")
		self.make.decide(referral, "Waiting", priority=1)
		entry = frappe.get_doc("Waiting List Entry", {"referral": referral.name})
		self.assertEqual(
			(entry.status, entry.priority, entry.case_code, entry.municipality),
			("Waiting", 1, referral.case_code, HOME),
		)
		apply_workflow(frappe.get_doc("Referral", referral.name), "Send to Commission")
		self.make.decide(referral, "Accepted")
		entry.reload()
		self.assertEqual((entry.status, state(referral)), ("Called", "Accepted"))

	def test_waiting_list_goes_by_priority_then_date(self):
		names = []
		for priority, days in ((3, 5), (1, 1), (3, 9), (1, 2)):
			referral = self.make.referral("To Commission")
			self.make.session(
				placement(referral, "Waiting", priority=priority), session_date=add_days(getdate(), -days)
			).submit()
			names.append(frappe.db.get_value("Waiting List Entry", {"referral": referral.name}))
		meta = frappe.get_meta("Waiting List Entry")
		listed = frappe.get_all(
			"Waiting List Entry",
			filters={"name": ["in", names]},
			order_by=f"{meta.sort_field} {meta.sort_order}",
			pluck="name",
		)
		self.assertEqual(listed, [names[3], names[1], names[2], names[0]])

	def test_priority_is_from_one_to_five(self):
		referral = self.make.referral("To Commission")
		sitting = self.make.session(placement(referral, "Waiting", priority=6))
		self.assertRefused(PriorityOutOfRangeError, sitting.submit)

	def test_refused_needs_a_reason(self):
		referral = self.make.referral("To Commission")
		self.assertRefused(session.ReasonMissingError, self.make.session, placement(referral, "Refused"))
		self.make.decide(referral, "Refused", reason="Fuori dai criteri")
		self.assertEqual(state(referral), "Refused")

	def test_deferred_changes_nothing_and_needs_no_quorum(self):
		referral = self.make.referral("To Commission")
		self.make.session(placement(referral, "Deferred"), attendees=[]).submit()
		self.assertEqual(state(referral), "To Commission")

	def test_all_decisions_or_none(self):
		self.make.rule("minors > 0", applies_when=f'municipality == "{NEXT}"')
		good = self.make.referral("To Commission")
		bad = self.make.referral("To Commission", municipality=NEXT)
		attendees = [
			*self.make.attendees(),
			{"full_name": "Altra", "commission_role": MUNICIPALITY, "municipality": NEXT, "present": 1},
		]
		sitting = self.make.session(placement(good), placement(bad), attendees=attendees)
		frappe.db.savepoint("before_submit")
		self.assertRefused(errors.NotEligibleError, sitting.submit)
		frappe.db.rollback(save_point="before_submit")
		self.assertEqual((state(good), state(bad)), ("To Commission", "To Commission"))


class TestOverride(AppTestCase):
	def late(self):
		self.make.rule("days_to_execution >= 90", commission_may_override=1, message="Tardi.")
		return self.make.referral("To Commission", execution_date=add_months(getdate(), 2))

	def test_override_with_a_reason(self):
		referral = self.late()
		self.make.decide(referral, "Accepted", override_eligibility=1, reason="Minori a rischio")
		referral.reload()
		self.assertEqual(
			(referral.eligibility, referral.override_reason), ("Eligible with Override", "Minori a rischio")
		)

	def test_override_without_reason_is_refused(self):
		decision = placement(self.late(), override_eligibility=1)
		self.assertRefused(session.ReasonMissingError, self.make.session, decision)

	def test_acceptance_without_override_is_refused(self):
		message = self.assertRefused(errors.NotEligibleError, self.make.decide, self.late(), "Accepted")
		self.assertIn("Tardi.", message)

	def test_what_may_not_be_overridden_is_refused_whatever_the_reason(self):
		self.make.rule("not asylum_applicant", message="Richiedente asilo.")
		ada = self.make.person(asylum_applicant=1)
		referral = self.make.referral("To Commission", household=self.make.household(ada).name)
		message = self.assertRefused(
			errors.NotEligibleError,
			self.make.decide,
			referral,
			"Accepted",
			override_eligibility=1,
			reason="Ma sì",
		)
		self.assertNotIn("asilo", message)

	def test_the_rules_are_applied_once_more_on_submit(self):
		self.make.rule("minors == 0")
		referral = self.make.referral("To Commission")
		household = frappe.get_doc("Household", referral.household)
		household.append(
			"members", {"person": self.make.person(first_name="Bimba", birth_date="2020-01-01").name}
		)
		household.save()
		self.assertRefused(errors.NotEligibleError, self.make.decide, referral, "Accepted")

	def test_a_refusal_needs_no_eligibility(self):
		self.make.decide(self.late(), "Refused")


class TestQuorumOfSession(AppTestCase):
	def test_each_role_is_needed(self):
		referral = self.make.referral("To Commission")
		for role in ("Area Plan Office", "Municipality", "Coordinator"):
			with self.subTest(absent=role):
				sitting = self.make.session(
					placement(referral), attendees=self.make.attendees(absent=(role,))
				)
				self.assertIn(HOME, sitting.quorum_note)
				self.assertRefused(session.QuorumNotMetError, sitting.submit)
				sitting.delete()

	def test_the_referring_municipality_sits(self):
		referral = self.make.referral("To Commission", municipality=NEXT)
		sitting = self.make.session(placement(referral))
		self.assertRefused(session.QuorumNotMetError, sitting.submit)

	def test_full_commission_has_no_note(self):
		referral = self.make.referral("To Commission")
		self.assertFalse(self.make.session(placement(referral)).quorum_note)

	def test_an_agreement_without_quorum_decides_nothing(self):
		referral = self.make.referral("To Commission")
		agreement = frappe.get_doc("Service Agreement", AGREEMENT)
		agreement.quorum = []
		agreement.save()
		self.assertRefused(session.QuorumNotDefinedError, self.make.session(placement(referral)).submit)

	def test_nobody_sits_twice(self):
		self.make.agreement()
		twice = self.make.attendees() + self.make.attendees()[:1]
		self.assertRefused(RepeatedAttendeeError, self.make.session, attendees=twice)


class TestAgenda(AppTestCase):
	def test_only_cases_that_await_the_decision(self):
		referral = self.make.referral("Assessed")
		self.assertRefused(errors.CaseNotForThisSessionError, self.make.session, placement(referral))

	def test_only_cases_of_the_agreement(self):
		referral = self.make.referral("To Commission")
		self.make.agreement("PROVA2")
		self.assertRefused(
			errors.CaseNotForThisSessionError, self.make.session, placement(referral), agreement="PROVA2"
		)

	def test_start_time_is_hours_and_minutes(self):
		self.make.agreement()
		for given, kept in (
			("9:30", "09:30"),
			("14.05", "14:05"),
			("14:30:00", "14:30"),
			("", None),
			(None, None),
		):
			self.assertEqual(self.make.session(start_time=given).start_time, kept)
		for wrong in ("25:00", "nove", "9"):
			self.assertRefused(InvalidTimeError, self.make.session, start_time=wrong)

	def test_a_case_stands_once(self):
		referral = self.make.referral("To Commission")
		self.assertRefused(
			session.RepeatedCaseError, self.make.session, placement(referral), placement(referral)
		)

	def test_outcome_is_of_the_kind(self):
		referral = self.make.referral("To Commission")
		self.assertRefused(session.OutcomeNotOfKindError, self.make.session, placement(referral, "Validated"))

	def test_submitted_with_something_decided_and_on_its_day(self):
		self.make.agreement()
		self.assertRefused(session.EmptyAgendaError, self.make.session().submit)
		referral = self.make.referral("To Commission")
		self.assertRefused(session.UndecidedCaseError, self.make.session(placement(referral, None)).submit)
		tomorrow = self.make.session(placement(referral), session_date=add_days(getdate(), 1))
		self.assertRefused(session.FutureSessionError, tomorrow.submit)

	def test_two_sessions_on_one_case(self):
		referral = self.make.referral("To Commission")
		first, second = self.make.session(placement(referral)), self.make.session(placement(referral))
		first.submit()
		self.assertRefused(errors.CaseNotForThisSessionError, second.submit)

	def test_fetching_cases_and_attendees(self):
		first, second = self.make.referral("To Commission"), self.make.referral("To Commission")
		self.make.session(placement(first, "Deferred")).submit()
		sitting = self.make.session(attendees=[])
		sitting.fetch_cases()
		self.assertEqual({row.referral for row in sitting.decisions}, {first.name, second.name})
		sitting.fetch_cases()
		self.assertEqual(len(sitting.decisions), 2)
		sitting.fetch_attendees()
		self.assertEqual(len(sitting.attendees), 3)
		self.assertFalse(any(row.present for row in sitting.attendees))

	def test_attendees_are_proposed_for_the_municipalities_of_the_agenda(self):
		self.make.agreement()
		home, next_door = (
			self.make.user(f"prova.{name}@example.com", SOCIAL_WORKER, municipality=place)
			for name, place in (("casa", HOME), ("vicino", NEXT))
		)
		referral = self.make.referral("To Commission")
		self.make.session(placement(referral, "Deferred"), attendees=self.make.attendees(NEXT)).submit()
		sitting = self.make.session(placement(referral), attendees=[])
		sitting.fetch_attendees()
		places = [row.municipality for row in sitting.attendees if row.commission_role == "Municipality"]
		users = [row.user for row in sitting.attendees]
		self.assertEqual(places, [HOME])
		self.assertIn(home, users)
		self.assertNotIn(next_door, users)
		self.assertEqual(len(users), 3)
		sitting.fetch_attendees()
		self.assertEqual(len(sitting.attendees), 3)

	def test_fetching_cases_shows_nothing_of_a_code_typed_in(self):
		awaiting, other = self.make.referral("To Commission"), self.make.referral("Draft")
		sitting = frappe.new_doc("Commission Session")
		sitting.agreement = AGREEMENT
		sitting.append("decisions", {"kind": "Placement", "referral": other.name})
		sitting.fetch_cases()
		titles = {row.referral: row.case_title for row in sitting.decisions}
		self.assertEqual(titles, {other.name: None, awaiting.name: awaiting.title})


class TestPEIDecisions(AppTestCase):
	def test_placement_and_pei_in_one_session(self):
		referral = self.make.referral("To Commission")
		pei = self.make.pei(referral, "Proposed")
		sitting = self.make.session(validation(pei, committed_hours=30), placement(referral))
		sitting.submit()
		pei.reload()
		self.assertEqual(
			(pei.workflow_state, pei.validated_in, pei.committed_hours), ("Validated", sitting.name, 30)
		)
		self.assertEqual((state(referral), getdate(pei.validated_on)), ("Accepted", getdate()))

	def test_hours_of_the_pei_stay_where_the_decision_names_none(self):
		pei = self.make.pei(self.make.referral("Accepted"), "Validated")
		self.assertEqual(pei.committed_hours, 40)

	def test_only_for_an_accepted_case(self):
		pei = self.make.pei(self.make.referral("To Commission"), "Proposed")
		self.assertRefused(errors.PEIOfUnacceptedCaseError, self.make.session(validation(pei)).submit)

	def test_rejected_goes_back_to_draft_with_a_reason(self):
		pei = self.make.pei(self.make.referral("Accepted"), "Proposed")
		self.assertRefused(session.ReasonMissingError, self.make.session, validation(pei, "Rejected"))
		self.make.session(validation(pei, "Rejected", reason="Obiettivi vaghi")).submit()
		self.assertEqual(state(pei), "Draft")

	def test_referral_of_the_pei_is_taken_from_it(self):
		referral, other = self.make.referral("Accepted"), self.make.referral("Accepted")
		pei = self.make.pei(referral, "Proposed")
		sitting = self.make.session({**validation(pei), "referral": other.name})
		self.assertEqual(sitting.decisions[0].referral, referral.name)


class TestCancelling(AppTestCase):
	def test_takes_the_decisions_back(self):
		referral = self.make.referral("To Commission")
		pei = self.make.pei(referral, "Proposed")
		sitting = self.make.session(placement(referral), validation(pei))
		sitting.submit()
		sitting.reload()
		sitting.cancel()
		referral.reload()
		self.assertEqual(
			(referral.workflow_state, referral.decided_in, referral.decided_on), ("To Commission", None, None)
		)
		self.assertEqual(
			(state(pei), frappe.db.get_value("PEI", pei.name, "validated_in")), ("Proposed", None)
		)
		self.make.decide(referral, "Accepted")
		self.assertEqual(state(referral), "Accepted")

	def test_waiting_is_taken_off_the_list(self):
		referral = self.make.referral("To Commission")
		sitting = self.make.decide(referral, "Waiting")
		sitting.reload()
		sitting.cancel()
		self.assertEqual(
			frappe.db.get_value("Waiting List Entry", {"referral": referral.name}, "status"), "Removed"
		)
		self.make.decide(referral, "Waiting")
		self.assertEqual(
			frappe.db.count("Waiting List Entry", {"referral": referral.name, "status": "Waiting"}), 1
		)

	def test_a_called_case_waits_again(self):
		referral = self.make.referral("To Commission")
		self.make.decide(referral, "Waiting")
		apply_workflow(frappe.get_doc("Referral", referral.name), "Send to Commission")
		sitting = self.make.decide(referral, "Accepted")
		sitting.reload()
		sitting.cancel()
		self.assertEqual(
			frappe.db.get_value("Waiting List Entry", {"referral": referral.name}, "status"), "Waiting"
		)

	def test_not_once_something_followed(self):
		manager = self.make.user("prova.educatrice@example.com", "Case Manager")
		referral = self.make.referral("To Commission", case_manager=manager)
		sitting = self.make.decide(referral, "Accepted")
		apply_workflow(frappe.get_doc("Referral", referral.name), "Take in Charge")
		sitting.reload()
		self.assertRefused(errors.DecisionBuiltUponError, sitting.cancel)
