"""Who sees which case, on lists and on single documents, and who may change it."""

from types import SimpleNamespace

import frappe
from sostegno_abitare.access import CASE_DOCTYPES, ROWS
from sostegno_abitare.access.counts import get_count
from sostegno_abitare.access.reserved import ReservedFieldError, reads_level
from sostegno_abitare.access.roles import (
	CASE_MANAGER,
	COMMISSION_MEMBER,
	COORDINATOR,
	FINANCE_OFFICER,
	HOUSING_MANAGER,
	PROGRAMME_ADMINISTRATOR,
	PUBLIC_CONTROLLER,
	SOCIAL_WORKER,
)
from sostegno_abitare.access.titles import get_link_title

from .access import AccessTestCase
from .factories import AGREEMENT, HOME, NEXT


class TestRows(AccessTestCase):
	def test_social_worker_sees_the_municipality(self):
		self.assertEqual(self.ours(self.worker(HOME)), {"home"})
		self.assertEqual(self.ours(self.worker(NEXT)), {"next"})

	def test_coordinator_sees_the_agreement(self):
		self.assertEqual(self.ours(self.coordinator()), {"home", "next"})
		self.make.agreement("PROVA2")
		other = self.make.user("prova.altro@example.com", COORDINATOR, agreement="PROVA2")
		with self.as_user(other):
			self.assertNotIn(self.home.name, frappe.get_list("Referral", pluck="name"))

	def test_without_user_permission_no_case_is_open(self):
		for role in (SOCIAL_WORKER, COORDINATOR, COMMISSION_MEMBER, CASE_MANAGER):
			with self.subTest(role=role):
				user = self.make.user(f"prova.nudo.{frappe.scrub(role)}@example.com", role)
				self.assertEqual(self.ours(user), set())

	def test_case_manager_sees_the_assigned_case(self):
		self.assertEqual(self.ours(self.manager), {"home"})
		self.home.case_manager = None
		self.home.save()
		self.assertEqual(self.ours(self.manager), set())

	def test_programme_administrator_sees_every_case(self):
		admin = self.make.user("prova.amministra@example.com", PROGRAMME_ADMINISTRATOR)
		self.assertEqual(self.ours(admin), {"home", "next"})

	def test_finance_and_controllers_see_no_case(self):
		for role in (FINANCE_OFFICER, PUBLIC_CONTROLLER):
			user = self.make.user(f"prova.{frappe.scrub(role)}@example.com", role, agreement=AGREEMENT)
			with self.as_user(user):
				for doctype in CASE_DOCTYPES:
					if role in ROWS[doctype].also:
						continue
					self.assertFalse(frappe.has_permission(doctype, "read"), doctype)
					self.assertRaises(frappe.PermissionError, frappe.get_list, doctype)

	def test_a_user_permission_for_another_doctype_opens_nothing(self):
		user = self.make.user("prova.parziale@example.com", SOCIAL_WORKER)
		self.make.document(
			"User Permission",
			user=user,
			allow="Municipality",
			for_value=HOME,
			apply_to_all_doctypes=0,
			applicable_for="Network Organisation",
		)
		self.assertEqual(self.ours(user), set())

	def test_both_bonds_restrict_together(self):
		self.make.agreement("PROVA2")
		user = self.make.user(
			"prova.doppio@example.com", SOCIAL_WORKER, municipality=HOME, agreement="PROVA2"
		)
		with self.as_user(user):
			self.assertNotIn(self.home.name, frappe.get_list("Referral", pluck="name"))

	def test_documents_of_the_case_follow_it(self):
		pei = self.make.pei(self.home)
		assessment = frappe.db.get_value("Assessment", {"referral": self.home.name})
		for user, open_ in ((self.worker(HOME), True), (self.worker(NEXT), False), (self.manager, True)):
			self.assertEqual(pei.name in self.seen(user, "PEI"), open_, user)
			self.assertEqual(assessment in self.seen(user, "Assessment"), open_, user)

	def test_household_is_seen_with_the_case_wherever_it_lives(self):
		person, referral = self.case("Carla", NEXT, "Draft")
		frappe.db.set_value("Referral", referral.name, "municipality", HOME)
		worker = self.worker(HOME)
		self.assertIn(person.name, self.seen(worker, "Person"))
		self.assertIn(referral.household, self.seen(worker, "Household"))


class TestSideDoors(AccessTestCase):
	"""What a list or count of something else could tell of a case."""

	def test_child_rows_are_those_of_visible_parents(self):
		with self.as_user(self.worker(HOME)):
			rows = frappe.get_list(
				"Household Member",
				parent_doctype="Household",
				fields=["person"],
				pluck="person",
				limit_page_length=0,
			)
		self.assertIn(self.ada.name, rows)
		self.assertNotIn(self.bea.name, rows)

	def test_counts_are_those_of_visible_rows(self):
		names = {"name": ["in", [self.home.name, self.next.name]]}
		with self.as_user(self.worker(HOME)):
			self.assertEqual(get_count("Referral", filters=names), 1)
			self.assertEqual(get_count("Referral", filters=frappe.as_json(names)), 1)
			self.assertRefused(frappe.ValidationError, get_count, "Referral", filters="no JSON")
		housing = self.make.user("prova.casa@example.com", HOUSING_MANAGER)
		with self.as_user(housing):
			self.assertRaises(frappe.PermissionError, get_count, "Person")
			self.assertGreater(get_count("Municipality"), 0)

	def test_titles_are_given_to_those_who_see_the_case(self):
		finance = self.make.user("prova.conti@example.com", FINANCE_OFFICER)
		for user, title in (
			(self.worker(HOME), "Prova Ada"),
			(self.worker(NEXT), self.home.name),
			(finance, self.home.name),
		):
			with self.as_user(user):
				self.assertEqual(get_link_title("Referral", self.home.name), title, user)
		with self.as_user(finance):
			self.assertEqual(get_link_title("Agreement Action", self.home.action), "Azione A1")

	def attachment(self, referral):
		values = {"attached_to_doctype": "Referral", "attached_to_name": referral.name, "is_private": 1}
		return self.make.document(
			"File", file_name="relazione-prova.txt", content=f"riservato {referral.name}", **values
		)

	def test_attachments_are_listed_with_their_case(self):
		own, foreign = self.attachment(self.home), self.attachment(self.next)
		with self.as_user(self.worker(HOME)):
			listed = frappe.get_list("File", pluck="name", limit_page_length=0)
			for file, open_ in ((own, True), (foreign, False)):
				granted = frappe.has_permission("File", "read", doc=frappe.get_doc("File", file.name))
				self.assertEqual(bool(granted), open_)
		self.assertNotIn(foreign.name, listed)

	def test_a_foreign_attachment_is_not_opened_by_its_address(self):
		own, foreign = self.attachment(self.home), self.attachment(self.next)
		with self.as_user(self.worker(HOME)):
			steal = frappe.get_doc({"doctype": "File", "file_url": foreign.file_url, "is_private": 1})
			self.assertFalse(frappe.has_permission("File", "create", doc=steal))
			again = frappe.get_doc({"doctype": "File", "file_url": own.file_url, "is_private": 1})
			self.assertTrue(frappe.has_permission("File", "create", doc=again))


class TestRestrictedPerson(AccessTestCase):
	def setUp(self):
		super().setUp()
		self.ada.restricted_person = 1
		self.ada.save()

	def test_hidden_from_the_other_social_workers(self):
		worker = self.worker(HOME)
		self.assertNotIn(self.ada.name, self.seen(worker, "Person"))
		self.assertIn(self.home.name, self.seen(worker))

	def test_open_to_coordinator_case_manager_and_referring_worker(self):
		referring = self.make.user("prova.inviante@example.com", SOCIAL_WORKER, municipality=HOME)
		frappe.db.set_value("Referral", self.home.name, "referring_worker", referring)
		for user in (self.coordinator(), self.manager, referring):
			self.assertIn(self.ada.name, self.seen(user, "Person"), user)


class TestReservedFields(AccessTestCase):
	"""Special-category data are read by social worker, case manager and coordinator only (R52)."""

	def read(self, user):
		with self.as_user(user):
			doc = frappe.get_doc("Person", self.ada.name)
			doc.check_permission("read")
			doc.apply_fieldlevel_read_permissions()
			return doc.as_dict()

	def setUp(self):
		super().setUp()
		self.ada.update({"health_notes": "CANARINO", "asylum_applicant": 1})
		self.ada.save()

	def test_level_one(self):
		for user in (self.worker(HOME), self.manager, self.coordinator()):
			self.assertEqual(self.read(user).get("health_notes"), "CANARINO", user)
		admin = self.make.user("prova.amministra@example.com", PROGRAMME_ADMINISTRATOR)
		self.assertNotIn("CANARINO", str(self.read(admin)))
		self.assertFalse(self.read(admin).get("asylum_applicant"))

	def test_nobody_else_writes_them(self):
		admin = self.make.user("prova.amministra@example.com", PROGRAMME_ADMINISTRATOR)
		with self.as_user(admin):
			doc = frappe.get_doc("Person", self.ada.name)
			doc.health_notes = "Altro"
			doc.phone = "3331234567"
			doc.save()
		stored = frappe.db.get_value("Person", self.ada.name, ["health_notes", "phone"])
		self.assertEqual(stored, ("CANARINO", "3331234567"))

	def test_lists_do_not_search_sort_or_group_by_them(self):
		admin = self.make.user("prova.amministra@example.com", PROGRAMME_ADMINISTRATOR)
		asked = (
			("Person", {"filters": '[["health_notes", "like", "%CANA%"]]'}),
			("Person", {"or_filters": '{"asylum_applicant": 1}'}),
			("Person", {"order_by": "`tabPerson`.`pregnancy` desc"}),
			("Person", {"group_by": "disability"}),
			("Person", {"fields": '["max(health_notes) as m"]'}),
			("Referral", {"order_by": "asylum_applicant_in_household desc"}),
			("Referral", {"filters": '[["Eligibility Check", "reserved_message", "like", "%asilo%"]]'}),
			("Household", {"filters": '[["notes", "like", "%"]]'}),
			("Referral", {"order_by": "household.notes"}),
		)
		for doctype, form in asked:
			with self.subTest(**form):
				self.assertRefused(ReservedFieldError, self.listed, admin, doctype, form)
				self.assertTrue(self.listed(self.coordinator(), doctype, form))
		self.assertTrue(self.listed(admin, "Person", {"filters": '[["full_name", "like", "%Prova%"]]'}))

	def test_a_common_field_of_the_same_name_is_no_reserved_one(self):
		"""A proposal has notes of its own; those of the household it names are reserved."""
		admin = self.make.user("prova.amministra@example.com", PROGRAMME_ADMINISTRATOR)
		own = {"filters": '[["notes", "like", "%"]]'}
		self.assertIsInstance(self.listed(admin, "Housing Proposal", own), list)
		linked = {"order_by": "household.notes"}
		self.assertRefused(ReservedFieldError, self.listed, admin, "Housing Proposal", linked)

	def test_each_level_by_itself(self):
		self.assertTrue(reads_level("Person", self.worker(HOME)))
		self.assertFalse(reads_level("Person", self.worker(HOME), 2))

	def listed(self, user, doctype, form):
		before = getattr(frappe.local, "request", None)
		with self.as_user(user):
			frappe.local.request, frappe.local.form_dict = (
				SimpleNamespace(method="GET", path="/"),
				frappe._dict(form),
			)
			try:
				return frappe.get_list(doctype, pluck="name")
			finally:
				frappe.local.request, frappe.local.form_dict = before, frappe._dict()

	def test_history_keeps_no_reserved_values(self):
		person = frappe.get_doc("Person", self.ada.name)
		person.update({"health_notes": "CANARINO DUE", "phone": "3337654321"})
		person.save(ignore_version=False)
		versions = frappe.get_all(
			"Version", filters={"ref_doctype": "Person", "docname": self.ada.name}, pluck="data"
		)
		self.assertTrue(versions)
		self.assertNotIn("CANARINO", " ".join(versions))
		self.assertIn("3337654321", " ".join(versions))
		self.assertIn("health_notes", " ".join(versions))

	def test_history_of_the_checks_keeps_no_reserved_message(self):
		self.make.rule("not asylum_applicant", message="CANARINO ASILO")
		referral = frappe.get_doc("Referral", self.home.name)
		referral.save(ignore_version=False)
		self.assertIn("CANARINO ASILO", referral.eligibility_checks[0].reserved_message)
		versions = frappe.get_all(
			"Version", filters={"ref_doctype": "Referral", "docname": referral.name}, pluck="data"
		)
		self.assertNotIn("CANARINO", " ".join(versions))
