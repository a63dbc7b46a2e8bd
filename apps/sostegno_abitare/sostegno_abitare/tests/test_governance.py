"""Steering meetings, indicators and their values (VA-16)."""

import frappe
from frappe.utils import add_days, add_months, getdate
from sostegno_abitare.access import roles as r
from sostegno_abitare.governance.doctype.steering_meeting import steering_meeting as meeting
from sostegno_abitare.governance.report.steering_decisions import steering_decisions
from sostegno_abitare.governance.report.steering_meetings_due import steering_meetings_due
from sostegno_abitare.programme.validity import RepeatedAttendeeError

from .base import AppTestCase
from .factories import ACTION, AGREEMENT

MONTHS = "steering_meeting_months"


class GovernanceTestCase(AppTestCase):
	def setUp(self):
		super().setUp()
		self.make.agreement()
		self.today = getdate()

	def day(self, days):
		return getdate(add_days(self.today, days))

	def coordinator(self, **bonds):
		bonds = bonds or {"agreement": AGREEMENT}
		return self.make.user(f"cabina.{'.'.join(bonds)}@example.com", r.COORDINATOR, **bonds)

	def meeting(self, days=0, submit=True, **values):
		defaults = {
			"agreement": AGREEMENT,
			"meeting_date": self.day(days),
			"attendees": [{"full_name": "Presidente di prova", "seat": "Municipality", "present": 1}],
		}
		doc = self.make.document("Steering Meeting", **{**defaults, **values})
		if submit:
			doc.submit()
		return doc

	def decision(self, **values):
		return {
			"decision": "Fare",
			"kind": "Guidance",
			"responsible": "Ente",
			"due_date": self.day(30),
			**values,
		}

	def due(self):
		return frappe.db.get_value("Service Agreement", AGREEMENT, "next_steering_on")


class TestMeetings(GovernanceTestCase):
	"""requirement: VA-16"""

	def test_the_next_one_is_due_three_months_after_the_last(self):
		self.assertIsNone(self.due(), "without a threshold there is no such duty")
		rule = self.make.threshold(MONTHS, 3)
		start = frappe.db.get_value("Service Agreement", AGREEMENT, "start_date")
		self.assertEqual(getdate(self.due()), getdate(add_months(start, 3)))
		first = self.meeting(-100)
		self.assertEqual(getdate(self.due()), getdate(add_months(self.day(-100), 3)))
		self.assertTrue(first.is_late)
		second = self.meeting(-50)
		self.assertFalse(second.is_late)
		self.assertEqual(getdate(second.due_on), getdate(add_months(self.day(-100), 3)))
		self.assertEqual(getdate(self.due()), getdate(add_months(self.day(-50), 3)))
		second.cancel()
		self.assertEqual(getdate(self.due()), getdate(add_months(self.day(-100), 3)))
		rule.value = 6
		rule.save()
		self.assertEqual(getdate(self.due()), getdate(add_months(self.day(-100), 6)))
		rule.delete()
		self.assertIsNone(self.due())

	def test_the_months_of_the_agreement_go_before_the_general_ones(self):
		self.make.threshold(MONTHS, 3)
		self.make.threshold(MONTHS, 1, agreement=AGREEMENT)
		self.meeting(-20)
		self.assertEqual(getdate(self.due()), getdate(add_months(self.day(-20), 1)))

	def test_the_report_shows_the_late_one(self):
		self.make.threshold(MONTHS, 3)
		self.meeting(-120)
		planned = self.meeting(9, submit=False)
		_columns, rows, _message, _chart, figures = steering_meetings_due.execute({"agreement": AGREEMENT})
		row = rows[0]
		self.assertEqual((row["state"], row["planned"], len(rows)), ("Late", planned.name, 1))
		self.assertEqual(row["days_left"], (getdate(add_months(self.day(-120), 3)) - self.today).days)
		self.assertEqual(figures[1]["value"], 1)
		self.meeting(-1)
		rows = steering_meetings_due.execute({"agreement": AGREEMENT})[1]
		self.assertEqual(rows[0]["state"], "On Time")

	def test_what_a_meeting_cannot_be(self):
		twice = [{"full_name": "A", "seat": "Partner", "present": 1}] * 2
		self.assertRefused(RepeatedAttendeeError, self.meeting, attendees=twice)
		self.assertRefused(meeting.FutureSteeringMeetingError, self.meeting, 1)
		absent = [{"full_name": "A", "seat": "Partner"}]
		self.assertRefused(meeting.NobodyAtTheMeetingError, self.meeting, attendees=absent)
		early = [self.decision(due_date=self.day(-1))]
		self.assertRefused(meeting.DecisionDatesError, self.meeting, decisions=early)
		ahead = [self.decision(done_on=self.day(1))]
		self.assertRefused(meeting.DecisionDatesError, self.meeting, decisions=ahead)

	def test_resources_move_between_actions_of_the_agreement(self):
		agreement = frappe.get_doc("Service Agreement", AGREEMENT)
		agreement.status = "Draft"
		agreement.save()
		other = self.make.action("A2", budget=1).name
		self.make.agreement("PROVA2")
		moved = {
			"kind": "Reallocation of Resources",
			"from_action": ACTION,
			"to_action": other,
			"amount": 0.01,
		}
		for wrong in (
			{"to_action": ACTION},
			{"to_action": "PROVA2-A1"},
			{"to_action": None},
			{"amount": 0},
			{"amount": 1000.11},
		):
			decisions = [self.decision(**{**moved, **wrong})]
			self.assertRefused(meeting.ReallocationError, self.meeting, decisions=decisions)
		self.meeting(decisions=[self.decision(**{**moved, "amount": 1000.10})])
		twice = [self.decision(**{**moved, "amount": amount}) for amount in (1000, 0.11)]
		self.assertRefused(meeting.ReallocationError, self.meeting, decisions=twice)

	def test_closed_minutes_take_only_what_became_of_a_decision(self):
		doc = self.meeting(-10, decisions=[self.decision(), self.decision(decision="Altro")])
		self.assertEqual(doc.open_decisions, 2)
		doc = frappe.get_doc("Steering Meeting", doc.name)
		doc.decisions[0].update({"done_on": self.day(-2), "outcome": "Fatto"})
		doc.save()
		self.assertEqual(frappe.db.get_value("Steering Meeting", doc.name, "open_decisions"), 1)
		doc = frappe.get_doc("Steering Meeting", doc.name)
		doc.append("decisions", self.decision(decision="Aggiunta"))
		self.assertRefused(meeting.ClosedMinutesError, doc.save)
		doc = frappe.get_doc("Steering Meeting", doc.name)
		doc.decisions[1].done_on = self.day(-11)
		self.assertRefused(meeting.DecisionDatesError, doc.save)
		doc = frappe.get_doc("Steering Meeting", doc.name)
		doc.decisions[1].responsible = "Altri"
		self.assertRaises(frappe.ValidationError, doc.save)

	def test_decisions_by_state(self):
		self.meeting(
			-40,
			decisions=[
				self.decision(due_date=self.day(-10)),
				self.decision(due_date=self.day(10), kind="Request"),
				self.decision(due_date=self.day(-10), done_on=self.day(-5)),
			],
		)
		self.meeting(submit=False, decisions=[self.decision()])
		_columns, rows, _message, chart, figures = steering_decisions.execute({"agreement": AGREEMENT})
		self.assertEqual(
			[(row["state"], row["days_late"]) for row in rows], [("Late", 10), ("Open", 0), ("Done", 5)]
		)
		self.assertEqual(chart["data"]["datasets"][0]["values"], [1, 1, 1])
		self.assertEqual([figure["value"] for figure in figures], [3, 1, 1, 1])
		self.assertEqual(len(steering_decisions.execute({"agreement": AGREEMENT, "only_open": 1})[1]), 2)
		self.assertEqual(len(steering_decisions.execute({"agreement": AGREEMENT, "kind": "Request"})[1]), 1)
