"""Many entries at once: all or none, and the words move to the diary."""

import frappe
from frappe.utils import add_days, getdate
from sostegno_abitare.access.documents import may_see
from sostegno_abitare.social_support.doctype.diary_sheet import diary_sheet as sheets

from .support import SupportTestCase


class TestDiarySheet(SupportTestCase):
	"""requirement: EM-07"""

	def rows(self, count=3, **values):
		return [
			{
				"entry_date": add_days(getdate(), -index),
				"referral": self.referral.name,
				"kind": "Phone Call",
				"minutes": 15 * (index + 1),
				"text": f"Telefonata {index}",
				"counts_as_educational": 1,
				**values,
			}
			for index in range(count)
		]

	def sheet(self, rows, user=None):
		with self.as_user(user or self.educator):
			return frappe.get_doc({"doctype": "Diary Sheet", "entries": rows}).insert()

	def submit(self, sheet, user=None):
		with self.as_user(user or self.educator):
			doc = frappe.get_doc("Diary Sheet", sheet.name)
			doc.submit()
		return frappe.get_doc("Diary Sheet", sheet.name)

	def test_submitting_writes_every_row_in_the_diary(self):
		pei = self.active_pei()
		sheet = self.sheet(self.rows())
		self.assertEqual((sheet.author, sheet.total_minutes), (self.educator, 90))
		sheet = self.submit(sheet)
		for row in sheet.entries:
			entry = frappe.get_doc("Diary Entry", row.diary_entry)
			self.assertEqual((entry.author, entry.owner), (self.educator, self.educator))
			self.assertEqual((entry.minutes, entry.pei), (row.minutes, pei.name))
			self.assertTrue(entry.text.startswith("Telefonata"))
			self.assertFalse(row.text)

	def test_all_or_none(self):
		before = frappe.db.count("Diary Entry")
		for wrong in (
			{"entry_date": add_days(getdate(), -30)},
			{"kind": None},
			{"minutes": 0},
			{"text": None},
			{"start_time": "tardi"},
		):
			rows = self.rows()
			rows[1].update(wrong)
			sheet = self.sheet(rows)
			with self.subTest(wrong=wrong):
				self.assertRegex(self.assertRefused(sheets.InvalidRowError, self.submit, sheet), r"\b2\b")
				self.assertEqual(frappe.db.count("Diary Entry"), before)

	def test_rows_at_the_same_time_are_refused(self):
		rows = self.rows(2, entry_date=getdate(), start_time="9:00", minutes=30)
		rows[1]["start_time"] = "9:29"
		text = self.assertRefused(sheets.InvalidRowError, self.submit, self.sheet(rows))
		self.assertRegex(text, r"\b2:.* 1$")
		rows[1]["start_time"] = "9:30"
		self.submit(self.sheet(rows))

	def test_a_reserved_row_becomes_a_reserved_entry(self):
		rows = self.rows(1, confidentiality="Reserved", text=None, reserved_text="Visita al CPS")
		sheet = self.submit(self.sheet(rows))
		entry = frappe.get_doc("Diary Entry", sheet.entries[0].diary_entry)
		self.assertEqual((entry.text or "", entry.reserved_text), ("", "Visita al CPS"))
		self.assertFalse(sheet.entries[0].reserved_text)

	def test_blank_rows_are_dropped_and_an_empty_sheet_is_refused(self):
		rows = [*self.rows(1), {"entry_date": getdate(), "referral": self.referral.name}]
		self.assertEqual(len(self.submit(self.sheet(rows)).entries), 1)
		self.assertRefused(sheets.EmptySheetError, self.submit, self.sheet(rows[1:]))

	def test_nobody_writes_for_a_case_out_of_sight(self):
		with self.assertRaises(sheets.CaseOutOfSightError):
			self.sheet(self.rows(), user=self.other)

	def test_it_is_its_authors_own(self):
		sheet = self.sheet(self.rows())
		seeing = [
			user
			for user in (self.educator, self.other, self.coordinator)
			if may_see("Diary Sheet", sheet.name, user)
		]
		self.assertEqual(seeing, [self.educator])
		with self.as_user(self.other):
			self.assertFalse(frappe.get_list("Diary Sheet", filters={"name": sheet.name}))
			rows = frappe.get_list(
				"Diary Sheet Row", filters={"parent": sheet.name}, parent_doctype="Diary Sheet"
			)
			self.assertFalse(rows)
			self.assertFalse(
				frappe.has_permission("Diary Sheet", "read", doc=frappe.get_doc("Diary Sheet", sheet.name))
			)

	def test_a_row_for_each_case_one_follows(self):
		second = self.case(case_manager=self.educator)
		sheet = self.sheet(self.rows(1))
		with self.as_user(self.educator):
			sheet.fetch_cases()
			sheet.fetch_cases()
		self.assertEqual([row.referral for row in sheet.entries], [self.referral.name, second.name])
