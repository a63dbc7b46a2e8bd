"""What documents of a case copy from it follows the case."""

import frappe
from sostegno_abitare.access import CASE, ROWS
from sostegno_abitare.intake.doctype.referral.referral import FOLLOWED_BY_CASE_MANAGER
from sostegno_abitare.intake.names import TITLED

from .support import SupportTestCase


class TestCopies(SupportTestCase):
	def holders(self, field, source):
		"""The doctypes that hold a case in `referral` and copy a field of it."""
		found = set()
		for doctype, rows in ROWS.items():
			meta = frappe.get_meta(doctype)
			copied = meta.get_field(field)
			if rows.by == CASE and copied and (copied.fetch_from or source) == source:
				found.add(doctype)
		return found

	def test_every_copy_of_a_title_is_carried_along(self):
		self.assertLessEqual(self.holders("case_title", ""), set(TITLED))

	def test_every_copy_of_the_case_manager_is_carried_along(self):
		holders = self.holders("case_manager", "referral.case_manager")
		self.assertLessEqual({"PEI", "Work Inclusion Plan"}, holders)
		self.assertLessEqual(holders, set(FOLLOWED_BY_CASE_MANAGER))

	def test_a_new_name_reaches_the_diary(self):
		made = self.write()
		person = frappe.get_doc("Person", self.referral.reference_person)
		person.first_name = "Rinominata"
		person.save()
		self.assertIn("Rinominata", frappe.db.get_value("Diary Entry", made.name, "case_title"))
