"""The diary of interventions: who writes what, when it freezes, the hours it uses up. requirement: EM-07"""

import frappe
from frappe.utils import add_days, getdate
from sostegno_abitare.programme.validity import InvalidTimeError
from sostegno_abitare.social_support import hours
from sostegno_abitare.social_support.doctype.diary_entry import diary_entry as entries

from .support import SupportTestCase


class TestDiaryEntry(SupportTestCase):
	"""requirement: EM-07"""

	def test_an_intervention_takes_case_and_place_from_the_referral(self):
		made = self.write(start_time="9.30")
		self.assertEqual(
			(made.author, made.agreement, made.action, made.municipality, made.start_time),
			(
				self.educator,
				self.referral.agreement,
				self.referral.action,
				self.referral.municipality,
				"09:30",
			),
		)
		self.assertEqual(made.case_title, self.referral.title)

	def test_outside_the_time_of_the_case_it_does_not_stand(self):
		for values in (
			{"entry_date": add_days(getdate(), 1)},
			{"entry_date": add_days(getdate(), -21)},
			{"minutes": 0},
			{"minutes": 1441},
			{"text": " "},
			{"confidentiality": "Reserved"},
			{"confidentiality": "Reserved", "reserved_text": "Visita", "text": "Visita"},
		):
			with self.subTest(values=values):
				before = frappe.db.count("Diary Entry")
				with self.assertRaises(frappe.ValidationError):
					self.write(**values)
				self.assertEqual(frappe.db.count("Diary Entry"), before)
		self.assertEqual(self.write(entry_date=add_days(getdate(), -20)).docstatus, 0)

	def test_start_time_is_hours_and_minutes(self):
		text = self.assertRefused(InvalidTimeError, self.write, start_time="mattina")
		self.assertIn("mattina", text)

	def test_nobody_is_in_two_places(self):
		first = self.write(start_time="9:00", minutes=60)
		text = self.assertRefused(entries.OverlappingEntriesError, self.write, start_time="9:59", minutes=5)
		self.assertIn(first.name, text)
		self.write(start_time="10:00")
		self.write(start_time=None)
		self.write(user=self.coordinator, start_time="9:30")
		self.assertRefused(
			entries.OverlappingEntriesError,
			self.write,
			entry_date=first.entry_date,
			start_time="08:30",
			minutes=31,
		)

	def test_only_the_author_or_a_coordinator_writes(self):
		made = self.write()
		self.assertRefused(entries.NotTheAuthorError, self.write, author=self.coordinator)
		frappe.db.set_value("Referral", self.referral.name, "case_manager", self.other)
		with self.as_user(self.other):
			doc = frappe.get_doc("Diary Entry", made.name)
			doc.text = "Altro"
			self.assertRefused(entries.NotTheAuthorError, doc.save)
			doc.reload()
			doc.author = self.other
			self.assertRefused(entries.NotTheAuthorError, doc.save)
		with self.as_user(self.coordinator):
			doc = frappe.get_doc("Diary Entry", made.name)
			doc.text = "Corretto"
			doc.save()
		self.assertEqual(frappe.db.get_value("Diary Entry", made.name, "text"), "Corretto")

	def test_a_social_worker_reads_and_does_not_write(self):
		made = self.write()
		with self.as_user(self.worker):
			self.assertTrue(
				frappe.has_permission("Diary Entry", "read", doc=frappe.get_doc("Diary Entry", made.name))
			)
		with self.assertRaises(frappe.PermissionError):
			self.write(user=self.worker)

	def test_frozen_after_the_days_of_the_threshold(self):
		self.threshold("diary_frozen_after_days", 15)
		made = self.write()
		frappe.db.set_value("Diary Entry", made.name, "creation", f"{add_days(getdate(), -15)} 10:00:00")
		doc = frappe.get_doc("Diary Entry", made.name)
		doc.text = "Ancora in tempo"
		doc.save()
		frappe.db.set_value("Diary Entry", made.name, "creation", f"{add_days(getdate(), -16)} 10:00:00")
		doc = frappe.get_doc("Diary Entry", made.name)
		doc.text = "Troppo tardi"
		self.assertRefused(entries.FrozenEntryError, doc.save)
		self.assertRefused(entries.FrozenEntryError, frappe.delete_doc, "Diary Entry", made.name)
		self.assertEqual(frappe.db.get_value("Diary Entry", made.name, "text"), "Ancora in tempo")


class TestHours(SupportTestCase):
	"""requirement: EM-07, EM-05"""

	def test_educational_minutes_use_up_the_pei_in_force(self):
		pei = self.active_pei()
		self.write(minutes=90)
		self.write(minutes=45)
		self.write(minutes=600, counts_as_educational=0, pei=pei.name)
		before = self.write(minutes=30, entry_date=add_days(self.since, -1))
		self.assertIsNone(before.pei)
		self.assertEqual(hours.used_by([pei.name, "altro"]), {pei.name: 2.25, "altro": 0.0})
		self.assertEqual(hours.used_by([]), {})

	def test_more_than_committed_is_written_and_told(self):
		pei = self.active_pei(committed_hours=2)
		self.messages()
		self.write(minutes=120)
		self.assertNotIn(pei.name, self.messages())
		self.write(minutes=1)
		self.assertIn(hours.shown(121 / 60), self.messages())

	def test_the_pei_is_of_the_case_and_of_the_day(self):
		pei = self.active_pei()
		other = self.case(case_manager=self.educator)
		self.assertRefused(entries.PEIOfAnotherCaseError, self.write, referral=other.name, pei=pei.name)
		self.assertRefused(
			entries.PEIOfAnotherCaseError, self.write, pei=pei.name, entry_date=add_days(self.since, -1)
		)

	def test_the_form_of_the_pei_tells_them(self):
		from sostegno_abitare.social_support.doctype.pei.pei import hours_of

		pei = self.active_pei(committed_hours=1)
		self.write(minutes=61)
		told = hours_of(pei.name)
		self.assertTrue(told["exceeded"])
		self.assertIn(hours.shown(61 / 60), told["text"])
		with self.as_user(self.other), self.assertRaises(frappe.PermissionError):
			hours_of(pei.name)
