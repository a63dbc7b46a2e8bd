"""The end of stays: planned, early and extended, and the decisions behind them (EM-06, R33)."""

import frappe
from frappe.model.workflow import apply_workflow
from sostegno_abitare.housing.doctype.stay import decisions, place, states, stay
from sostegno_abitare.intake.doctype.commission_session import commission_session as session
from sostegno_abitare.intake.doctype.commission_session import errors

from .factories import AGREEMENT
from .stays import MEN, StayTestCase, today


class TestExit(StayTestCase):
	"""R33: planned by itself, early and extended by decision.

	requirement: EM-06
	"""

	def test_planned(self):
		doc = self.stay(self.shared(), state="Running", planned_exit_date=today(-3))
		self.assertRefused(states.ExitIncompleteError, apply_workflow, doc, "Discharge")
		doc.reload()
		doc = self.discharged(doc, today(-3), "Public Housing")
		self.assertEqual((doc.exit_kind, str(doc.ends_on)), ("Planned", today(-3)))

	def test_who_leaves_asks_for_nothing_any_more(self):
		doc = self.stay(self.shared(), state="Running", planned_exit_date=today(-3))
		doc.update({"request_kind": "Stay Extension", "request_date": today(30), "request_reason": "Casa"})
		doc.save()
		self.assertRefused(states.ExitIncompleteError, apply_workflow, doc, "Discharge")
		doc.reload()
		doc = self.discharged(doc, today(-3))
		self.assertEqual((doc.exit_kind, doc.request_kind, doc.request_date), ("Planned", None, None))

	def test_early_needs_a_decision(self):
		doc = self.stay(self.shared(), state="Running")
		self.assertRefused(states.EarlyExitNotDecidedError, self.discharged, doc, today(-2))
		doc.reload()
		self.decided(doc, "Early Discharge", today(-2))
		self.assertEqual((doc.workflow_state, str(doc.ends_on)), ("Running", today(-2)))
		self.assertEqual(self.discharged(doc, today(-2)).exit_kind, "Early")

	def test_longer_needs_a_decision(self):
		doc = self.stay(self.shared(), state="Running", planned_exit_date=today(-3))
		self.assertRefused(states.ExtensionNotDecidedError, self.discharged, doc, today(-1))
		doc.reload()
		self.decided(doc, "Stay Extension", today(30))
		self.assertEqual((doc.workflow_state, str(doc.ends_on)), ("Extended", today(30)))
		self.decided(doc, "Early Discharge", today(-1))
		self.assertEqual(self.discharged(doc, today(-1)).exit_kind, "Early")

	def test_days_of_tolerance_are_data(self):
		self.make.threshold("stay_exit_tolerance_days", 3)
		doc = self.stay(self.shared(), state="Running", planned_exit_date=today(-4))
		self.assertEqual(self.discharged(doc, today(-1)).exit_kind, "Planned")

	def test_an_exit_lies_between_entry_and_today(self):
		doc = self.stay(self.shared(), state="Running")
		for day in (today(1), today(-31)):
			doc.reload()
			self.assertRefused(states.ExitIncompleteError, self.discharged, doc, day)

	def test_extended_is_no_state_to_enter_by_hand(self):
		doc = self.stay(self.shared(), state="Running")
		self.without_workflow()
		doc.workflow_state, doc.extended_to = "Extended", today(300)
		self.assertRefused(states.ExtensionOutsideCommissionError, doc.save)

	def test_what_the_commission_decides_is_not_written_by_hand(self):
		doc = self.stay(self.shared(), state="Running")
		doc.update({"extended_to": today(300), "early_exit_on": today(-1), "exit_kind": "Early"})
		doc.save()
		doc.reload()
		self.assertEqual((doc.extended_to, doc.early_exit_on, doc.exit_kind), (None, None, None))
		self.assertEqual(str(doc.ends_on), today(150))

	def test_an_ended_stay_keeps_its_days(self):
		doc = self.stay(self.shared(), state="Running", planned_exit_date=today(-3))
		doc = self.discharged(doc, today(-3))
		doc.exit_date = today(-2)
		self.assertRefused(stay.SignedStayChangedError, doc.save)


class TestDecisions(StayTestCase):
	def test_an_extension_is_later_and_not_too_long(self):
		doc = self.stay(self.shared(), state="Running")
		self.assertRefused(decisions.ExtensionNotLaterError, self.decided, doc, "Stay Extension", today(150))
		self.make.threshold("stay_extension_max_months", 6)
		self.assertRefused(decisions.ExtensionNotLaterError, self.decided, doc, "Stay Extension", today(400))
		self.assertRefused(errors.NewEndMissingError, self.decided, doc, "Stay Extension", None)
		self.assertRefused(
			session.ReasonMissingError, self.decided, doc, "Stay Extension", today(200), reason=""
		)

	def test_an_early_discharge_is_earlier(self):
		doc = self.stay(self.shared(), state="Running")
		for day in (today(150), today(-31)):
			self.assertRefused(decisions.EarlyExitNotEarlierError, self.decided, doc, "Early Discharge", day)

	def test_a_place_that_is_promised_is_not_taken_by_an_extension(self):
		home = self.shared(({**MEN[0], "places_to": 1},))
		doc = self.stay(home, self.alone("Male"), "Running", planned_exit_date=today(20))
		self.stay(home, self.alone("Male"), "Signed", entry_date=today(20), planned_exit_date=today(90))
		self.assertRefused(place.NoPlaceError, self.decided, doc, "Stay Extension", today(40))

	def test_a_refusal_leaves_the_stay_as_it_is_and_answers_the_request(self):
		doc = self.stay(self.shared(), state="Running")
		doc.update({"request_kind": "Stay Extension", "request_date": today(200), "request_reason": "Casa"})
		doc.save()
		self.decided(doc, "Stay Extension", today(200), "Refused")
		self.assertEqual((doc.workflow_state, doc.extended_to, doc.request_kind), ("Running", None, None))

	def test_a_request_stands_on_the_agenda(self):
		doc = self.stay(self.shared(), state="Running")
		doc.request_kind = "Early Discharge"
		self.assertRefused(stay.RequestIncompleteError, doc.save)
		doc.reload()
		doc.update(
			{
				"request_kind": "Early Discharge",
				"request_date": today(30),
				"request_reason": "Ha trovato casa",
			}
		)
		doc.save()
		agenda = frappe.get_doc({"doctype": "Commission Session", "agreement": AGREEMENT})
		agenda.fetch_cases()
		row = next(row for row in agenda.decisions if row.stay == doc.name)
		self.assertEqual(
			(row.kind, row.referral, str(row.new_end_date), row.reason),
			("Early Discharge", doc.referral, today(30), "Ha trovato casa"),
		)

	def test_only_stays_that_have_begun(self):
		doc = self.stay(self.shared(), state="Signed")
		self.assertRefused(errors.CaseNotForThisSessionError, self.decided, doc, "Stay Extension", today(200))

	def test_one_decision_on_a_stay_in_a_session(self):
		doc = self.stay(self.shared(), state="Running")
		row = {"stay": doc.name, "referral": doc.referral}
		self.assertRefused(
			session.RepeatedCaseError,
			self.make.session,
			{**row, "kind": "Stay Extension"},
			{**row, "kind": "Early Discharge"},
		)

	def test_a_cancelled_session_takes_its_decision_back(self):
		doc = self.stay(self.shared(), state="Running")
		first = self.decided(doc, "Stay Extension", today(200))
		second = self.decided(doc, "Early Discharge", today(60))
		self.assertRefused(errors.DecisionBuiltUponError, first.cancel)
		second.cancel()
		doc.reload()
		self.assertEqual((doc.workflow_state, str(doc.ends_on)), ("Extended", today(200)))
		frappe.get_doc("Commission Session", first.name).cancel()
		doc.reload()
		self.assertEqual(
			(doc.workflow_state, str(doc.ends_on), doc.last_decided_in), ("Running", today(150), None)
		)

	def test_what_followed_from_an_early_discharge_keeps_it(self):
		doc = self.stay(self.shared(), state="Running")
		early = self.decided(doc, "Early Discharge", today(-1))
		self.discharged(doc, today(-1))
		self.assertRefused(errors.DecisionBuiltUponError, early.cancel)

	def test_a_place_given_on_is_not_taken_back(self):
		home = self.shared(({**MEN[0], "places_to": 1},))
		doc = self.stay(home, self.alone("Male"), "Running")
		early = self.decided(doc, "Early Discharge", today(10))
		self.stay(home, self.alone("Male"), "Signed", entry_date=today(10), planned_exit_date=today(90))
		self.assertRefused(place.NoPlaceError, early.cancel)
