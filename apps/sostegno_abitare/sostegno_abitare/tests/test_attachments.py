"""Files of cases are never public."""

from contextlib import suppress

import frappe
from sostegno_abitare.access.attachments import PublicAttachmentError

from .access import AccessTestCase


class TestAttachments(AccessTestCase):
	def attach(self, name, is_private, **values):
		return frappe.get_doc(
			{
				"doctype": "File",
				"file_name": "relazione-aperta.txt",
				"content": f"riservato {name}",
				"attached_to_doctype": "Referral",
				"attached_to_name": name,
				"is_private": is_private,
				**values,
			}
		).insert(ignore_permissions=True)

	def test_a_case_has_no_public_file(self):
		with self.assertRaises(PublicAttachmentError):
			self.attach(self.home.name, 0)
		self.assertFalse(frappe.db.exists("File", {"attached_to_name": self.home.name, "is_private": 0}))
		self.assertTrue(self.attach(self.home.name, 1).file_url.startswith("/private/"))

	def test_a_file_of_a_case_is_not_made_public(self):
		file = self.attach(self.home.name, 1)
		url, file.is_private = file.file_url, 0
		with suppress(PublicAttachmentError):  # or the host leaves the file where it is
			file.save(ignore_permissions=True)
		stored = frappe.db.get_value("File", file.name, ["is_private", "file_url"])
		self.assertEqual(stored, (1, url))

	def test_what_hangs_on_no_case_may_be_public(self):
		file = self.attach(None, 0, attached_to_doctype=None, file_name="modulo.txt")
		self.assertTrue(file.file_url.startswith("/files/"))
