"""The states of a case, noted as they come: written by the system, kept, seen by those who see the case."""

from itertools import pairwise

import frappe
from frappe.utils import now_datetime
from sostegno_abitare.access.roles import CASE_MANAGER
from sostegno_abitare.intake.doctype.referral_state_change.referral_state_change import (
	StateLogIsFinalError,
)
from sostegno_abitare.patches import note_states

from .access import AccessTestCase
from .base import AppTestCase
from .factories import NEXT

FIELDS = ["name", "previous_state", "state", "changed_at", "changed_by"]


def noted(referral):
	rows = frappe.get_all("Referral State Change", filters={"referral": referral}, fields=FIELDS)
	return sorted(rows, key=lambda row: row.changed_at)


class TestStates(AppTestCase):
	def steps(self, referral):
		return [(row.previous_state, row.state) for row in noted(referral.name)]

	def test_every_state_is_noted_the_decided_one_too(self):
		before = now_datetime()
		referral = self.make.referral("Accepted")
		path = [None, "Draft", "Received", "Assessed", "To Commission", "Accepted"]
		self.assertEqual(self.steps(referral), list(pairwise(path)))
		for row in noted(referral.name):
			self.assertTrue(before <= row.changed_at <= now_datetime())
			self.assertEqual(row.changed_by, "Administrator")

	def test_a_cancelled_decision_is_noted_as_the_way_back(self):
		referral = self.make.referral("To Commission")
		session = self.make.decide(referral, "Accepted")
		session.cancel()
		last = ("To Commission", "Accepted"), ("Accepted", "To Commission")
		self.assertEqual(tuple(self.steps(referral)[-2:]), last)

	def test_saving_in_the_same_state_notes_nothing(self):
		referral = self.make.referral("Received")
		before = len(noted(referral.name))
		referral.needs = "Casa"
		referral.save()
		self.assertEqual(len(noted(referral.name)), before)

	def test_nobody_writes_changes_or_deletes_a_row(self):
		referral = self.make.referral("Received")
		values = {"referral": referral.name, "state": "Closed", "changed_at": now_datetime()}
		row = frappe.get_doc("Referral State Change", noted(referral.name)[0].name)
		new = frappe.get_doc({"doctype": "Referral State Change", **values})
		self.assertRefused(StateLogIsFinalError, new.insert)
		row.state = "Closed"
		self.assertRefused(StateLogIsFinalError, row.save)
		self.assertRefused(StateLogIsFinalError, frappe.delete_doc, "Referral State Change", row.name)

	def test_the_states_go_with_their_case(self):
		referral = self.make.referral("Draft")
		self.assertTrue(noted(referral.name))
		referral.delete()
		self.assertFalse(noted(referral.name))

	def test_cases_from_before_get_the_state_they_are_in(self):
		old, new = self.make.referral("Received"), self.make.referral("Draft")
		frappe.db.delete("Referral State Change", {"referral": old.name})
		note_states.execute()
		self.assertEqual(self.steps(old), [(None, "Received")])
		self.assertEqual(noted(old.name)[0].changed_at, frappe.db.get_value("Referral", old.name, "modified"))
		self.assertEqual(len(noted(new.name)), 1)
		note_states.execute()
		self.assertEqual(len(noted(old.name)), 1)


class TestWhoSeesStates(AccessTestCase):
	def test_states_are_seen_by_those_who_see_the_case(self):
		def cases(user):
			with self.as_user(user):
				rows = frappe.get_list("Referral State Change", pluck="referral", limit_page_length=0)
			return set(rows) & {self.home.name, self.next.name}

		self.assertEqual(cases(self.worker()), {self.home.name})
		self.assertEqual(cases(self.worker(NEXT)), {self.next.name})
		self.assertEqual(cases(self.coordinator()), {self.home.name, self.next.name})
		self.assertEqual(cases(self.manager), {self.home.name})
		self.assertEqual(cases(self.make.user("prova.altra@example.com", CASE_MANAGER)), set())
