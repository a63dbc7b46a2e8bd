"""Group activities: attendance, and an entry in the diary of each case present."""

import frappe
from frappe.utils import add_days, getdate
from sostegno_abitare.access.roles import CASE_MANAGER
from sostegno_abitare.programme.validity import InvalidTimeError
from sostegno_abitare.social_support.doctype.diary_entry.diary_entry import (
	FrozenEntryError,
	InvalidEntryError,
)
from sostegno_abitare.social_support.doctype.group_activity import group_activity as groups

from .factories import AGREEMENT
from .stays import StayTestCase, today
from .support import SupportTestCase


class TestGroupActivity(SupportTestCase):
	"""requirement: EM-10"""

	def setUp(self):
		super().setUp()
		self.cases = [
			self.referral,
			self.case(case_manager=self.educator),
			self.case(case_manager=self.other),
		]

	def activity(self, user=None, **values):
		defaults = {
			"agreement": AGREEMENT,
			"topic": "Regole della casa",
			"kind": "House Rules",
			"activity_date": add_days(getdate(), -1),
			"start_time": "18:00",
			"minutes": 90,
			"conductor": self.educator,
			"counts_as_educational": 1,
			"attendees": [{"referral": case.name, "present": 1} for case in self.cases],
		}
		with self.as_user(user or self.coordinator):
			return frappe.get_doc({"doctype": "Group Activity", **defaults, **values}).insert()

	def submit(self, activity, user=None):
		with self.as_user(user or self.educator):
			frappe.get_doc("Group Activity", activity.name).submit()
		return frappe.get_doc("Group Activity", activity.name)

	def test_an_entry_for_each_case_present(self):
		made = self.activity()
		made.attendees[1].present, made.attendees[2].minutes = 0, 60
		with self.as_user(self.coordinator):
			made.save()
		made = self.submit(made)
		written = frappe.get_all(
			"Diary Entry",
			filters={"group_activity": made.name},
			fields=["referral", "minutes", "author", "kind", "start_time"],
			order_by="minutes desc",
		)
		self.assertEqual(
			[(row.referral, row.minutes) for row in written],
			[(self.cases[0].name, 90), (self.cases[2].name, 60)],
		)
		self.assertEqual(
			{(row.author, row.kind, row.start_time) for row in written},
			{(self.educator, "Group Activity", "18:00")},
		)
		self.assertEqual(made.attendees[0].case_code, self.cases[0].case_code)

	def test_who_names_a_case_sees_it_and_it_is_of_the_agreement(self):
		with self.assertRaises(groups.CaseOutOfSightError):
			self.activity(user=self.educator)
		other = self.make.agreement("PROVA2")
		self.assertRefused(
			groups.CaseOfOtherAgreementError, self.activity, user="Administrator", agreement=other
		)

	def test_what_cannot_stand(self):
		same = [{"referral": self.referral.name}] * 2
		for error, values in (
			(groups.RepeatedAttendeeError, {"attendees": same}),
			(groups.InvalidDurationError, {"minutes": 0}),
			(groups.InvalidDurationError, {"attendees": [{"referral": self.referral.name, "minutes": 91}]}),
			(InvalidTimeError, {"start_time": "sera"}),
		):
			with self.subTest(error=error):
				self.assertRefused(error, self.activity, **values)

	def test_submitted_by_who_conducted_it_once_somebody_came(self):
		absent = [{"referral": self.referral.name, "present": 0}]
		self.assertRefused(groups.NobodyPresentError, self.submit, self.activity(attendees=absent))
		self.assertRefused(groups.NotTheConductorError, self.submit, self.activity(), user=self.other)
		with self.assertRaises(frappe.ValidationError):
			self.submit(self.activity(activity_date=add_days(getdate(), 1)))

	def test_cancelled_it_takes_its_entries_back_until_they_freeze(self):
		self.threshold("diary_frozen_after_days", 10)
		made = self.submit(self.activity())
		kept = self.submit(self.activity(activity_date=add_days(getdate(), -2)))
		with self.as_user(self.coordinator):
			frappe.get_doc("Group Activity", made.name).cancel()
			self.assertFalse(frappe.get_all("Diary Entry", filters={"group_activity": made.name}))
			frappe.db.set_value(
				"Diary Entry",
				{"group_activity": kept.name},
				"creation",
				f"{add_days(getdate(), -11)} 10:00:00",
			)
			self.assertRefused(FrozenEntryError, frappe.get_doc("Group Activity", kept.name).cancel)


class TestGuests(StayTestCase):
	"""requirement: EM-10"""

	def test_the_guests_of_the_house_are_put_down_by_code(self):
		home = self.shared()
		here = self.stay(home, self.mother(4), "Running")
		gone = self.stay(home, self.mother(6), "Running", planned_exit_date=today(-10))
		gone = self.discharged(gone, today(-10))
		to_come = self.stay(home, self.alone(), "Signed", entry_date=today(5))
		educator = self.make.user("prova.gruppo@example.com", CASE_MANAGER, agreement=AGREEMENT)
		values = {"agreement": AGREEMENT, "topic": "Turni", "kind": "House Rules", "minutes": 60}
		with self.as_user(educator):
			doc = frappe.get_doc({"doctype": "Group Activity", "unit": home.name, **values})
			doc.activity_date = today(-11)
			doc.fetch_guests()
			self.assertEqual({row.referral for row in doc.attendees}, {here.referral, gone.referral})
			doc.set("attendees", [])
			doc.activity_date = today(-10)
			doc.fetch_guests()
			doc.fetch_guests()
			self.assertEqual([row.referral for row in doc.attendees], [here.referral])
			self.assertEqual(doc.attendees[0].case_code, here.case_code)
			doc.insert()
			text = self.assertRefused(InvalidEntryError, doc.submit)
			self.assertRegex(text, r"\b1\b")
			frappe.db.set_value("Referral", here.referral, "referral_date", today(-50))
			frappe.get_doc("Group Activity", doc.name).submit()
			other = frappe.get_doc({"doctype": "Group Activity", "unit": home.name, **values})
			other.append("attendees", {"referral": to_come.referral})
			self.assertRefused(groups.CaseOutOfSightError, other.insert)
		self.assertTrue(
			frappe.db.exists("Diary Entry", {"referral": here.referral, "group_activity": doc.name})
		)
