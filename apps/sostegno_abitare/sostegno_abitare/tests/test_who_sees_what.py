"""The report on rights says what the host does, for every role, type, right and document."""

import frappe
from sostegno_abitare.access import ROWS
from sostegno_abitare.access import roles as r
from sostegno_abitare.access.explain import RIGHTS, explain, granting_roles
from sostegno_abitare.administration.report.who_sees_what import who_sees_what

from .access import AccessTestCase
from .factories import AGREEMENT, HOME, NEXT
from .test_permissions import app_doctypes


class TestWhoSeesWhat(AccessTestCase):
	def setUp(self):
		super().setUp()
		self.member = self.make.user("vede.membro@example.com", r.COMMISSION_MEMBER)
		attendee = {
			"user": self.member,
			"full_name": "Membro",
			"commission_role": "Municipality",
			"present": 1,
		}
		self.make.document(
			"Commission Session",
			agreement=AGREEMENT,
			attendees=[attendee],
			decisions=[{"kind": "Placement", "referral": self.make.bring_on(self.next).name}],
		)
		self.restricted = self.make.person(
			first_name="Riservata", residence_municipality=HOME, restricted_person=1
		)

	def people(self):
		"""A user of every role, and some with none, two, or no territory."""
		own = (r.SOCIAL_WORKER, r.COORDINATOR, r.COMMISSION_MEMBER, r.CASE_MANAGER)
		single = [
			self.make.user(f"vede.{frappe.scrub(role)}@example.com", role)
			for role in r.ALL_ROLES
			if role not in own
		]
		both = (r.SOCIAL_WORKER, r.COMMISSION_MEMBER)
		return [
			*single,
			self.member,
			self.manager,
			self.worker(HOME),
			self.worker(NEXT),
			self.coordinator(),
			self.make.user("vede.nulla@example.com", r.SOCIAL_WORKER),
			self.make.user("vede.due@example.com", *both, municipality=NEXT),
			self.make.user("vede.senza@example.com"),
		]

	def documents(self, doctype):
		return [
			frappe.get_doc(doctype, name)
			for name in frappe.get_all(doctype, pluck="name", limit_page_length=8)
		]

	def doctypes(self):
		return app_doctypes(istable=0, issingle=0)

	def agrees(self, user, doctype, doc=None):
		for right in RIGHTS:
			given = granting_roles(user, doctype, right)
			if doc is None and given and not any(given.values()):
				continue  # own documents only: hosts differ in what they say before one is named
			said = explain(user, doctype, right, doc)
			does = bool(frappe.has_permission(doctype, right, doc=doc, user=user))
			where = f"{user} {right} {doctype} {doc.name if doc is not None else ''}: {said.reason}"
			self.assertEqual(said.allowed, does, where)
			self.assertTrue(said.steps, where)
			if not said.allowed:
				self.assertFalse(said.steps[-1].passed, where)

	def test_it_agrees_with_the_host_on_every_type_document_and_list(self):
		people, compared = self.people(), 0
		for user in people:
			for doctype in self.doctypes():
				self.agrees(user, doctype)
		for doctype in (
			*ROWS,
			"Threshold",
			"Municipality",
			"Service Agreement",
			"Case Read Log",
			"Calendar Feed",
		):
			for user in people:
				try:
					listed = set(frappe.get_list(doctype, user=user, pluck="name", limit_page_length=0))
				except frappe.PermissionError:
					listed = set()
				for doc in self.documents(doctype):
					self.agrees(user, doctype, doc)
					said = explain(user, doctype, "read", doc)
					self.assertEqual(said.allowed, doc.name in listed, f"{user} {doctype}: {said.reason}")
					compared += 1
		self.assertGreater(compared, 100)

	def test_shares_and_own_documents(self):
		worker, note = self.worker(), "Municipality"
		volunteer = self.make.user("vede.volontaria@example.com", r.VOLUNTEER)
		shared = frappe.get_doc("Municipality", HOME)
		for user in (volunteer, worker):
			share = self.make.document(
				"DocShare", user=user, share_doctype=note, share_name=HOME, read=1, write=1, notify_by_email=0
			)
			self.agrees(user, note, shared)
			self.agrees(user, note)
			share.delete()
		right = self.make.document("Custom DocPerm", parent="Threshold", role=r.VOLUNTEER, read=1, if_owner=1)
		frappe.clear_cache(doctype="Threshold")
		values = {
			"threshold_key": "prova_sua",
			"label": "x",
			"value": 1,
			"unit": "EUR",
			"valid_from": "2020-01-01",
		}
		mine = self.make.document("Threshold", **values)
		mine.db_set("owner", volunteer)
		other = self.make.document("Threshold", **{**values, "threshold_key": "prova_altra"})
		for doc in (frappe.get_doc("Threshold", mine.name), frappe.get_doc("Threshold", other.name)):
			self.agrees(volunteer, "Threshold", doc)
		self.assertTrue(right.name)

	def test_the_reasons_name_role_and_territory(self):
		yes = explain(self.worker(), "Referral", "read", self.home)
		self.assertIn(HOME, yes.reason)
		no = explain(self.worker(), "Referral", "read", self.next)
		self.assertIn(HOME, no.reason)
		self.assertFalse(no.allowed)
		agenda = explain(self.member, "Referral", "read", self.next)
		self.assertTrue(agenda.allowed)
		self.assertFalse(explain(self.member, "Referral", "write", self.next).allowed)
		self.assertIn("restricted", explain(self.worker(), "Person", "read", self.restricted).reason)

	def test_the_bonds_of_the_framework_are_named(self):
		said = explain(self.worker(), "Municipality", "read", frappe.get_doc("Municipality", NEXT))
		self.assertFalse(said.allowed)
		self.assertIn(HOME, said.steps[-1].text)

	def test_who_sees_a_part_is_not_told_of_the_whole(self):
		both = self.make.user("conta@example.com", r.SOCIAL_WORKER, "System Manager", municipality=HOME)
		with self.as_user(both):
			rows = who_sees_what.execute({"user": self.worker(NEXT)})[1]
		counted = {
			row["document_type"]: row.get("total")
			for row in rows
			if (row["right"], row["level"]) == ("read", 0)
		}
		self.assertIsNone(counted["Referral"])
		self.assertIsNotNone(counted["Threshold"])

	def test_asking_is_no_read_by_the_one_asked_about(self):
		user = self.worker()
		frappe.local.case_reads = {}
		frappe.local.request = frappe._dict(path="/", method="GET")
		try:
			explain(user, "Referral", "read", self.home)
			self.assertEqual(frappe.local.case_reads, {})
		finally:
			frappe.local.request = None

	def test_the_report(self):
		worker = self.worker()
		columns, rows, message = who_sees_what.execute({"user": worker})
		self.assertIn("Social Worker", message)
		read = {row["document_type"]: row for row in rows if row["right"] == "read" and not row["level"]}
		self.assertIn("Referral", read)
		self.assertNotIn("Case Read Log", read)
		self.assertEqual(read["Referral"]["visible"], len(self.seen(worker)))
		self.assertEqual(read["Referral"]["total"], frappe.db.count("Referral"))
		self.assertIn(HOME, read["Referral"]["limited_by"])
		levels = [row for row in rows if row["level"] == 1 and row["document_type"] == "Person"]
		self.assertEqual({row["right"] for row in levels}, {"read", "write"})
		names = {column["fieldname"] for column in columns}
		self.assertTrue(all(set(row) <= names for row in rows))

	def test_one_document_step_by_step(self):
		asked = {"user": self.worker(NEXT), "document_type": "Referral", "document": self.home.name}
		rows = who_sees_what.execute(asked)[1]
		self.assertEqual([row["right"] for row in rows if not row["level"]], list(RIGHTS))
		self.assertTrue(all(row["reason"] for row in rows if not row["level"]))

	def test_who_may_ask(self):
		for role in (r.SOCIAL_WORKER, r.COORDINATOR, r.FINANCE_OFFICER):
			user = self.make.user(f"chiede.{frappe.scrub(role)}@example.com", role)
			with self.as_user(user):
				self.assertRefused(frappe.PermissionError, who_sees_what.execute, {"user": user})
		manager = self.make.user("sistema@example.com", "System Manager")
		with self.as_user(manager):
			rows = who_sees_what.execute({"user": self.worker()})[1]
			referral = next(row for row in rows if row["document_type"] == "Referral")
			self.assertEqual((referral["visible"], referral["total"]), (None, None))
			asked = {"user": manager, "document_type": "Referral", "document": self.home.name}
			self.assertRefused(frappe.PermissionError, who_sees_what.execute, asked)
		self.assertRefused(frappe.DoesNotExistError, who_sees_what.execute, {"user": "x@example.com"})
