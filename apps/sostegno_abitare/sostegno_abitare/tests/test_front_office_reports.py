"""The reports of the front office: their figures, worked out by hand."""

from datetime import date, timedelta
from unittest import TestCase

import frappe
from sostegno_abitare.community.report.front_office_activity import front_office_activity as activity
from sostegno_abitare.community.report.front_office_contacts import front_office_contacts as contacts
from sostegno_abitare.community.report.help_requests import help_requests
from sostegno_abitare.community.report.job_resources_to_check import job_resources_to_check as to_check
from sostegno_abitare.community.report.use_of_rooms import use_of_rooms

from .front_office import FrontOfficeCase

TODAY = date(2026, 3, 10)


def row(fields, **values):
	return dict.fromkeys(fields) | values


class TestFigures(TestCase):
	"""requirement: VA-02, VA-03, VA-05, VA-10"""

	def setUp(self):
		frappe.local.lang = "en"

	def test_who_waits_to_be_called_back(self):
		base = {"contact_on": "2026-03-01 10:00:00", "municipality": "Buti", "topic": "Other", "minutes": 30}
		call = {"outcome": contacts.CALL_BACK, "call_back_on": "2026-03-09"}
		found = [
			contacts.line(row(contacts.FIELDS, **base, **values), TODAY)
			for values in (
				call,
				{**call, "call_back_on": "2026-03-10"},
				{**call, "called_back_on": "2026-03-09"},
				{"outcome": "Information Given"},
			)
		]
		self.assertEqual([line["late"] for line in found], [True, False, False, False])
		self.assertEqual([figure["value"] for figure in contacts.summary(found)], [4, 1, 2.0, 2, 1])

	def test_the_last_day_is_one_of_the_period(self):
		filters = frappe._dict(from_date="2026-03-01", to_date="2026-03-10")
		self.assertEqual(
			contacts.whole_days(filters), ["between", ["2026-03-01 00:00:00", "2026-03-10 23:59:59"]]
		)
		self.assertEqual(contacts.whole_days({"to_date": "2026-03-10"}), ["<=", "2026-03-10 23:59:59"])
		self.assertEqual(contacts.whole_days({"from_date": "2026-03-10"}), [">=", "2026-03-10 00:00:00"])
		self.assertIsNone(contacts.whole_days({}))

	def test_each_point_counts_its_own(self):
		points = [{"name": name, "municipality": None, "kind": "Desk"} for name in "AB"]
		at = {"contact_point": "A"}
		rows = activity.by_point(
			points,
			[{**at, "channel": "Phone", "minutes": 20}, {**at, "channel": "At Home", "minutes": 70}],
			[{**at, "status": status} for status in ("Took Place", "Took Place", "Missed", "Cancelled")],
			[{**at, "workflow_state": state} for state in ("Sent", "Solved", "Not Solved")],
		)
		first, second = rows
		self.assertEqual(
			(first["contacts"], first["by_phone"], first["at_home"], first["hours"]), (2, 1, 1, 1.5)
		)
		self.assertEqual((first["held"], first["missed"], first["scheduled"]), (2, 1, 0))
		self.assertEqual((first["requests"], first["solved"], first["not_solved"]), (3, 1, 1))
		self.assertFalse(any(second[name] for name in activity.FIGURES))

	def test_the_nearest_eviction_comes_first_and_the_closed_last(self):
		base = {"kind": help_requests.OF_MONEY[0], "workflow_state": "Sent", "opened_on": "2026-02-08"}
		found = [
			row(help_requests.FIELDS, **{**base, "name": name, **values})
			for name, values in {
				"closed": {
					"workflow_state": "Solved",
					"execution_date": "2026-03-11",
					"closed_on": "2026-02-18",
				},
				"plain": {},
				"step": {"next_step_on": "2026-03-09"},
				"far": {"execution_date": "2026-06-01", "answer_due_on": "2026-03-10"},
				"near": {"execution_date": "2026-03-20", "answer_due_on": "2026-03-09"},
			}.items()
		]
		months = [
			{"parent": "near", "amount": 100.1, "paid_on": "2026-03-01"},
			{"parent": "near", "amount": 200.2, "paid_on": "2026-03-01"},
			{"parent": "near", "amount": 300, "paid_on": None},
		]
		rows = help_requests.by_urgency(found, months, TODAY)
		self.assertEqual([line["request"] for line in rows], ["near", "far", "step", "plain", "closed"])
		self.assertEqual([line["days_left"] for line in rows], [10, 83, None, None, None])
		self.assertEqual([line["late"] for line in rows], [["answer_due_on"], [], ["next_step_on"], [], []])
		self.assertEqual([line["days_open"] for line in rows], [30, 30, 30, 30, 10])
		self.assertEqual((rows[0]["months_paid"], rows[0]["paid_amount"]), (2, 300.3))
		self.assertEqual([figure["value"] for figure in help_requests.summary(rows)], [5, 4, 1, 2, 1, 300.3])

	def test_what_is_unchecked_or_past(self):
		def resource(name, checked, last=None):
			return row(to_check.FIELDS, name=name, agreement="X", last_checked_on=checked, valid_to=last)

		old = TODAY - timedelta(61)
		found = [
			resource("fresh", TODAY - timedelta(60)),
			resource("old", old),
			resource("past", TODAY, TODAY - timedelta(1)),
			resource("today", TODAY, TODAY),
		]
		rows = to_check.to_check(found, {"X": 60}, TODAY)
		self.assertEqual(
			[(line["resource"], line["expired"]) for line in rows], [("old", False), ("past", True)]
		)
		self.assertEqual([line["resource"] for line in to_check.to_check(found, {"X": 0}, TODAY)], ["past"])

	def test_hours_and_shares_of_a_room(self):
		rooms = [
			row(use_of_rooms.FIELDS, name="own", yearly_cost=500, coparticipation=1, cost_from="2026-01-01"),
			row(use_of_rooms.FIELDS, name="paid", yearly_cost=365),
		]
		hour = {"room": "own", "starts_on": "2026-03-01 09:00:00", "ends_on": "2026-03-01 10:30:00"}
		bookings = [{**hour, "workflow_state": state} for state in ("Confirmed", "Requested", "Cancelled")]
		own, paid = use_of_rooms.by_room(rooms, bookings, date(2026, 1, 1), date(2026, 12, 31))
		self.assertEqual((own["bookings"], own["hours"], own["waiting"]), (1, 1.5, 1))
		self.assertEqual((own["coparticipation"], own["other_cost"]), (500, 0))
		self.assertEqual((paid["coparticipation"], paid["other_cost"]), (0, 365))


class TestReaders(FrontOfficeCase):
	"""requirement: VA-02, BO-05"""

	def test_figures_are_of_the_points_in_sight(self):
		self.contact(minutes=30)
		finance = self.make.user("prova.amm@example.com", "Finance Officer", agreement="PROVA")
		self.make.agreement("PROVA2")
		stranger = self.make.user("prova.amm2@example.com", "Finance Officer", agreement="PROVA2")
		for user, expected in ((finance, [1]), (stranger, [])):
			with self.as_user(user):
				rows = activity.execute({})[1]
				self.assertEqual([line["contacts"] for line in rows], expected)
				self.assertNotIn("Ada", str(rows))
