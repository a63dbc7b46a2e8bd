"""The log of reads: who, when, what; written by the system and final."""

from types import SimpleNamespace

import frappe
from sostegno_abitare.access import read_log
from sostegno_abitare.access.roles import CASE_MANAGER
from sostegno_abitare.intake.doctype.case_read_log.case_read_log import ReadLogIsFinalError

from .base import AppTestCase


class TestReadLog(AppTestCase):
	def setUp(self):
		super().setUp()
		self.manager = self.make.user("prova.educatrice@example.com", CASE_MANAGER)
		self.referral = self.make.referral("Assessed", case_manager=self.manager)
		self.kept = (frappe.db.commit, frappe.db.rollback)
		# The writer ends the request's transaction; a test's own goes on.
		frappe.db.commit = frappe.db.rollback = lambda *args, **kwargs: None
		self.before = getattr(frappe.local, "request", None)

	def tearDown(self):
		frappe.db.commit, frappe.db.rollback = self.kept
		frappe.local.request = self.before
		super().tearDown()

	def request(self, user, action, path="/api/resource/Referral/X", method="GET", status=200):
		"""Runs the action as a request of the user would; gives the rows it left in the log."""
		frappe.local.request = request = SimpleNamespace(method=method, path=path)
		known = set(frappe.get_all("Case Read Log", pluck="name"))
		with self.as_user(user):
			frappe.local.request = request
			action()
			read_log.write_reads(request=request, response=SimpleNamespace(status_code=status))
		return [
			row
			for row in frappe.get_all(
				"Case Read Log", fields=["name", "user", "access_type", "case_doctype", "case_name", "route"]
			)
			if row.name not in known
		]

	def read(self):
		frappe.get_doc("Referral", self.referral.name).check_permission("read")

	def test_a_read_is_logged_once_per_request(self):
		rows = self.request(self.manager, lambda: (self.read(), self.read()))
		self.assertEqual(
			[(row.user, row.access_type, row.case_doctype, row.case_name, row.route) for row in rows],
			[(self.manager, "Read", "Referral", self.referral.name, "GET /api/resource/Referral/X")],
		)

	def test_every_request_counts(self):
		self.assertEqual(len(self.request(self.manager, self.read)), 1)
		self.assertEqual(len(self.request(self.manager, self.read)), 1)

	def test_printing_is_another_access(self):
		def print_it():
			frappe.get_doc("Referral", self.referral.name).check_permission("print")

		self.assertEqual([row.access_type for row in self.request(self.manager, print_it)], ["Print"])

	def test_what_is_read_for_a_page_is_printed(self):
		for path in ("/printview", "/api/method/frappe.utils.print_format.download_pdf"):
			rows = self.request(self.manager, self.read, path=path)
			self.assertEqual([row.access_type for row in rows], ["Print"], path)

	def test_a_refused_read_is_none(self):
		other = self.make.user("prova.altra@example.com", CASE_MANAGER)

		def try_it():
			self.assertRaises(frappe.PermissionError, self.read)

		self.assertEqual(self.request(other, try_it), [])
		self.assertEqual(self.request(self.manager, self.read, status=500), [])

	def test_lists_and_writes_are_no_reads(self):
		def list_and_write():
			frappe.get_list("Referral", pluck="name")
			frappe.get_doc("Referral", self.referral.name).check_permission("write")

		self.assertEqual(self.request(self.manager, list_and_write), [])

	def test_outside_a_request_nobody_reads(self):
		frappe.local.request = None
		with self.as_user(self.manager):
			self.read()
		self.assertEqual(self.request(self.manager, lambda: None), [])

	def test_the_administrator_is_known_by_the_address(self):
		for path in (
			f"/api/resource/Referral/{self.referral.name}",
			f"/api/v2/document/Referral/{self.referral.name}/",
		):
			rows = self.request("Administrator", lambda: None, path=path)
			self.assertEqual([row.case_name for row in rows], [self.referral.name], path)
		self.assertEqual(self.request("Administrator", lambda: None, path="/api/resource/Referral"), [])
		self.assertEqual(
			self.request("Administrator", lambda: None, path="/api/resource/Municipality/Prova"), []
		)

	def asked(self, path, **form):
		"""The cases that a call of a method leaves in the log."""

		def ask():
			frappe.local.form_dict = frappe._dict(form)

		rows = self.request(self.manager, ask, path=path)
		frappe.local.form_dict = frappe._dict()
		return [row.case_name for row in rows]

	def test_a_single_value_is_a_read(self):
		name, path = self.referral.name, "/api/method/frappe.client.get_value"
		self.assertEqual(self.asked(path, doctype="Referral", filters=name), [name])
		named = frappe.as_json({"name": name})
		self.assertEqual(self.asked(path, doctype="Referral", filters=named), [name])
		self.assertEqual(self.asked(path, doctype="Municipality", filters="X"), [])
		link = "/api/method/frappe.client.validate_link"
		self.assertEqual(self.asked(link, doctype="Referral", docname=name, fields='["needs"]'), [name])
		self.assertEqual(self.asked(link, doctype="Referral", docname=name), [])

	def test_no_other_address_of_a_method_goes_unseen(self):
		name = self.referral.name
		for path, cmd in (
			("/api/method/frappe.client.get_value/", None),
			("/api/v2/method/frappe.client.get_value", None),
			("/api/method/another.way.to.get_value", None),
			("/api/method/frappe.client.get_value", "frappe.ping"),
			("/", "frappe.client.get_value"),
		):
			self.assertEqual(self.asked(path, cmd=cmd, doctype="Referral", filters=name), [name], path)

	def test_an_opened_form_is_logged_for_the_administrator_too(self):
		def open_form():
			frappe.get_doc("Referral", self.referral.name).run_method("onload")

		rows = self.request("Administrator", open_form, path="/api/method/frappe.desk.form.load.getdoc")
		self.assertEqual([(row.user, row.case_name) for row in rows], [("Administrator", self.referral.name)])


class TestLogIsFinal(AppTestCase):
	def row(self):
		values = {
			"user": "Administrator",
			"access_type": "Read",
			"case_doctype": "Referral",
			"case_name": "X",
		}
		log = frappe.get_doc({"doctype": "Case Read Log", **values})
		log.flags.kept_by_system = True
		return log.insert()

	def test_nobody_writes_changes_or_deletes_a_row(self):
		log = self.row()
		self.assertRefused(
			ReadLogIsFinalError, frappe.get_doc({"doctype": "Case Read Log", "user": "Administrator"}).insert
		)
		stored = frappe.get_doc("Case Read Log", log.name)
		stored.user = "Guest"
		self.assertRefused(ReadLogIsFinalError, stored.save)
		self.assertRefused(ReadLogIsFinalError, frappe.delete_doc, "Case Read Log", log.name)
		self.assertRefused(ReadLogIsFinalError, frappe.delete_doc, "Case Read Log", log.name, force=True)
