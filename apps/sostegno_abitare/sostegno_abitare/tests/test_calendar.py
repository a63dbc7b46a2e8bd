"""The personal calendar: who makes its address, whom it answers, and what is in it."""

from datetime import date, datetime
from types import SimpleNamespace
from unittest import TestCase
from zoneinfo import ZoneInfo

import icalendar

import frappe
from frappe.utils import add_days, getdate
from sostegno_abitare.access import read_log
from sostegno_abitare.access.roles import PROGRAMME_ADMINISTRATOR
from sostegno_abitare.calendar import feed as feeds
from sostegno_abitare.calendar.events import Entry, calendar
from sostegno_abitare.calendar.tries import Tries

from .access import AccessTestCase
from .factories import NEXT


class TestEvents(TestCase):
	def events(self, *entries):
		file = icalendar.Calendar.from_ical(calendar(entries, "Scadenze", ZoneInfo("Europe/Rome")))
		return {str(event["uid"]): event for event in file.walk("VEVENT")}

	def test_a_day_and_an_hour_winter_and_summer(self):
		changed = datetime(2026, 1, 1, 12)
		events = self.events(
			Entry("day", "Sfratto", date(2026, 3, 1), changed),
			Entry("winter", "Seduta", date(2026, 1, 15), changed, "10:00"),
			Entry("summer", "Seduta", date(2026, 7, 15), changed, "10:00"),
		)
		self.assertEqual(events["day"].decoded("dtstart"), date(2026, 3, 1))
		self.assertEqual(events["day"].decoded("dtend"), date(2026, 3, 2))
		hours = [events[uid].decoded("dtstart").hour for uid in ("winter", "summer")]
		self.assertEqual(hours, [9, 8])

	def test_text_of_any_kind_stays_in_its_line(self):
		summary = "Caso\nX;,\\ BEGIN:VEVENT è"
		(event,) = self.events(Entry("x", summary, date(2026, 1, 1), datetime(2026, 1, 1))).values()
		self.assertEqual(str(event["summary"]), summary)


class TestTries(TestCase):
	def test_a_window_slides(self):
		now = [0.0]
		tries = Tries(2, 10, lambda: now[0])
		for moment, exhausted in ((0, False), (1, False), (2, True), (11.5, False)):
			now[0] = moment
			self.assertEqual(tries.exhausted("a"), exhausted)
			if moment < 2:
				tries.fail("a")
		self.assertFalse(tries.exhausted("b"))


class TestFeed(AccessTestCase):
	"""requirement: BO-05, BO-06"""

	def setUp(self):
		super().setUp()
		self.user = self.worker()
		self.day = getdate(add_days(getdate(), 20))
		for case in (self.home, self.next):
			frappe.db.set_value("Referral", case.name, "execution_date", self.day)
		feeds._tries = Tries(20, 600)
		self.feed, self.token = self.make_feed(self.user)

	def make_feed(self, user, **values):
		with self.as_user(user):
			doc = frappe.get_doc({"doctype": "Calendar Feed", **values}).insert()
			return doc.name, feeds.new_address(doc.name).rpartition("token=")[2]

	def ask(self, feed=None, token=None):
		"""Asks as nobody; gives the events by summary."""
		with self.as_user("Guest"):
			feeds.get(feed or self.feed, self.token if token is None else token)
			self.assertEqual(frappe.session.user, "Guest")
		content = frappe.local.response["filecontent"]
		return {
			str(event["summary"]): event for event in icalendar.Calendar.from_ical(content).walk("VEVENT")
		}

	def refused(self, feed=None, token=None):
		self.assertRefused(feeds.NoSuchFeedError, self.ask, feed, token)

	def mine(self, events):
		return {
			name for name in (self.home.name, self.next.name) if any(name in summary for summary in events)
		}

	def test_the_days_of_the_own_cases_by_code_alone(self):
		events = self.ask()
		self.assertEqual(self.mine(events), {self.home.name})
		content = frappe.local.response["filecontent"].decode()
		for word in ("Prova", "Ada", self.home.municipality):
			self.assertNotIn(word, content)
		event = next(event for summary, event in events.items() if self.home.name in summary)
		self.assertEqual(event.decoded("dtstart"), self.day)

	def test_rights_are_those_of_the_moment(self):
		frappe.db.delete("User Permission", {"user": self.user})
		frappe.clear_cache(user=self.user)
		self.assertEqual(self.ask(), {})

	def test_a_lost_role_shows_nothing(self):
		frappe.db.delete("Has Role", {"parent": self.user, "role": "Social Worker"})
		frappe.clear_cache(user=self.user)
		self.assertEqual(self.ask(), {})

	def test_a_disabled_user_has_no_calendar(self):
		frappe.db.set_value("User", self.user, "enabled", 0)
		self.refused()

	def test_a_wrong_empty_or_foreign_secret_opens_nothing(self):
		other, token = self.make_feed(self.worker(NEXT))
		for feed, secret in (
			(self.feed, "x"),
			(self.feed, ""),
			(self.feed, token),
			("nessuno", self.token),
			("nessuno", ""),
			(self.feed, frappe.db.get_value("Calendar Feed", self.feed, "token_hash")),
		):
			self.refused(feed, secret)
		self.assertEqual(self.mine(self.ask(other, token)), {self.next.name})

	def test_a_feed_without_address_opens_to_nobody(self):
		with self.as_user(self.user):
			bare = frappe.get_doc({"doctype": "Calendar Feed"}).insert().name
		self.refused(bare, "")

	def test_revoked_by_its_user_and_by_a_new_address(self):
		former = self.token
		with self.as_user(self.user):
			self.token = feeds.new_address(self.feed).rpartition("token=")[2]
		self.refused(token=former)
		self.assertTrue(self.ask())
		with self.as_user(self.user):
			doc = frappe.get_doc("Calendar Feed", self.feed)
			doc.enabled = 0
			doc.save()
		self.refused()

	def test_the_secret_is_stored_as_a_hash_that_nobody_writes(self):
		stored = frappe.db.get_value("Calendar Feed", self.feed, "token_hash")
		self.assertEqual(stored, feeds.hashed(self.token))
		with self.as_user(self.user):
			doc = frappe.get_doc("Calendar Feed", self.feed)
			doc.update({"token_hash": feeds.hashed("mine"), "user": "Administrator"})
			doc.save()
		row = frappe.db.get_value("Calendar Feed", self.feed, ["token_hash", "user"])
		self.assertEqual(tuple(row), (stored, self.user))

	def test_nobody_makes_or_sees_the_address_of_another(self):
		administrator = self.make.user("prova.amministra@example.com", PROGRAMME_ADMINISTRATOR)
		for user in (administrator, self.worker(NEXT)):
			with self.as_user(user):
				self.assertRaises(frappe.PermissionError, feeds.new_address, self.feed)
		with self.as_user(self.worker(NEXT)):
			self.assertNotIn(self.feed, frappe.get_list("Calendar Feed", pluck="name"))
			self.assertFalse(
				frappe.has_permission("Calendar Feed", "read", frappe.get_doc("Calendar Feed", self.feed))
			)
			values = {"doctype": "Calendar Feed", "user": self.user, "token_hash": feeds.hashed("mine")}
			made = frappe.get_doc(values).insert()
			self.assertEqual((made.user, made.token_hash), (self.worker(NEXT), None))
		with self.as_user("Administrator"):
			self.assertRefused(feeds.NotYourFeedError, feeds.new_address, self.feed)

	def test_guessing_ends(self):
		feeds._tries = Tries(3, 600)
		for _time in range(3):
			self.refused(token="x")
		self.assertRefused(feeds.TooManyTriesError, self.ask)

	def test_only_the_kinds_asked_for(self):
		feed, token = self.make_feed(self.user, evictions=0)
		self.assertEqual(self.mine(self.ask(feed, token)), set())

	def test_one_line_a_day_in_the_log_of_reads(self):
		frappe.local.request = SimpleNamespace(method="GET", path="/api/method/x")
		try:
			self.ask()
			noted = (self.user, "Calendar", "Calendar Feed", self.feed)
			self.assertIn(noted, list(read_log._pending()))
			read_log._pending().clear()
			values = {"user": self.user, "read_at": frappe.utils.now_datetime(), "access_type": "Calendar"}
			log = frappe.get_doc(
				{
					"doctype": "Case Read Log",
					**values,
					"case_doctype": "Calendar Feed",
					"case_name": self.feed,
				}
			)
			log.flags.kept_by_system = True
			log.insert(ignore_permissions=True)
			self.ask()
			self.assertNotIn(noted, list(read_log._pending()))
		finally:
			frappe.local.case_reads = {}
			frappe.local.request = None
