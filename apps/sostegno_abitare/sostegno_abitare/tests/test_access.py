"""Who sees which case, on lists and on single documents, and who may change it."""

from types import SimpleNamespace

import frappe
from sostegno_abitare.access import CASE_DOCTYPES
from sostegno_abitare.access.counts import get_count
from sostegno_abitare.access.documents import may_see
from sostegno_abitare.access.reserved import ReservedFieldError
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
from sostegno_abitare.intake.defaults import for_referral, own_municipality
from sostegno_abitare.intake.doctype.commission_session.commission_session import NotAtTheSessionError
from sostegno_abitare.intake.doctype.household.household import MemberOutOfSightError
from sostegno_abitare.intake.doctype.referral.referral import HouseholdOutOfSightError, choices

from .base import AppTestCase
from .factories import AGREEMENT, FAR, HOME, NEXT


class AccessTestCase(AppTestCase):
	"""Two cases: Ada of HOME, given to a case manager, and Bea of the municipality next door."""

	def setUp(self):
		super().setUp()
		self.manager = self.make.user("prova.educatrice@example.com", CASE_MANAGER)
		self.ada, self.home = self.case("Ada", HOME, case_manager=self.manager)
		self.bea, self.next = self.case("Bea", NEXT)

	def case(self, name, municipality, state="Assessed", **values):
		person = self.make.person(first_name=name, residence_municipality=municipality)
		household = self.make.household(person, residence_municipality=municipality)
		referral = self.make.referral(state, household=household.name, municipality=municipality, **values)
		return person, referral

	def worker(self, municipality=HOME):
		return self.make.user(
			f"prova.as.{frappe.scrub(municipality)}@example.com", SOCIAL_WORKER, municipality=municipality
		)

	def coordinator(self):
		return self.make.user("prova.coordinatore@example.com", COORDINATOR, agreement=AGREEMENT)

	def seen(self, user, doctype="Referral"):
		with self.as_user(user):
			listed = set(frappe.get_list(doctype, pluck="name", limit_page_length=0))
			for name in frappe.get_all(doctype, pluck="name"):
				granted = frappe.has_permission(doctype, "read", doc=frappe.get_doc(doctype, name), user=user)
				self.assertEqual(
					bool(granted), name in listed, f"{user} {doctype} {name}: list and document disagree"
				)
		return listed

	def ours(self, user):
		"""Which of the two cases the user sees, the same for referral, household and person."""
		known = {self.home.name: "home", self.next.name: "next"}
		cases = {known[name] for name in self.seen(user) if name in known}
		for doctype, names in (
			("Household", {self.home.household: "home", self.next.household: "next"}),
			("Person", {self.ada.name: "home", self.bea.name: "next"}),
		):
			self.assertEqual(
				{names[name] for name in self.seen(user, doctype) if name in names}, cases, doctype
			)
		return cases


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


class TestAgenda(AccessTestCase):
	"""A social worker of HOME sits in a Commission that decides on the case of the municipality next door."""

	def setUp(self):
		super().setUp()
		self.member = self.make.user(
			"prova.commissaria@example.com", SOCIAL_WORKER, COMMISSION_MEMBER, municipality=HOME
		)
		self.next = self.make.bring_on(self.next)
		attendees = self.make.attendees(NEXT)
		attendees[0]["user"] = self.member
		decision = {"kind": "Placement", "referral": self.next.name, "outcome": "Accepted"}
		self.sitting = self.make.session(decision, attendees=attendees)

	def test_member_sees_what_is_on_the_agenda(self):
		self.assertEqual(self.ours(self.member), {"home", "next"})
		self.assertIn(self.sitting.name, self.seen(self.member, "Commission Session"))

	def test_and_nothing_of_other_sessions(self):
		other = self.make.user("prova.altra.commissione@example.com", COMMISSION_MEMBER)
		self.assertEqual(self.ours(other), set())
		self.assertNotIn(self.sitting.name, self.seen(other, "Commission Session"))

	def test_an_agenda_lets_read_not_write(self):
		with self.as_user(self.member):
			doc = frappe.get_doc("Referral", self.next.name)
			doc.needs = "Cambiato"
			self.assertRaises(frappe.PermissionError, doc.save)
			own = frappe.get_doc("Referral", self.home.name)
			own.needs = "Cambiato"
			own.save()

	def test_member_who_sat_submits_without_any_right_on_the_case(self):
		with self.as_user(self.member):
			frappe.get_doc("Commission Session", self.sitting.name).submit()
		self.assertEqual(frappe.db.get_value("Referral", self.next.name, "workflow_state"), "Accepted")

	def test_member_who_was_absent_does_not(self):
		self.sitting.attendees[0].present = 0
		self.sitting.append(
			"attendees", {"full_name": "Supplente", "commission_role": "Area Plan Office", "present": 1}
		)
		self.sitting.save()
		with self.as_user(self.member):
			self.assertRefused(
				NotAtTheSessionError, frappe.get_doc("Commission Session", self.sitting.name).submit
			)

	def test_coordinator_prepares_and_does_not_decide(self):
		with self.as_user(self.coordinator()):
			doc = frappe.get_doc("Commission Session", self.sitting.name)
			doc.place = "Sala Giunta"
			doc.save()
			self.assertRaises(frappe.PermissionError, doc.submit)

	def test_coordinator_of_another_agreement_prepares_nothing_here(self):
		self.make.agreement("PROVA2")
		other = self.make.user("prova.altro@example.com", COORDINATOR, agreement="PROVA2")
		with self.as_user(other):
			self.assertRaises(frappe.PermissionError, self.insert_session)

	def insert_session(self):
		frappe.get_doc(
			{"doctype": "Commission Session", "agreement": AGREEMENT, "session_date": "2024-01-01"}
		).insert()


class TestWriting(AccessTestCase):
	def insert(self, **values):
		return frappe.get_doc(
			{"doctype": "Referral", **self.make.referral_values(household=self.home.household, **values)}
		).insert()

	def test_social_worker_refers_for_the_own_municipality_only(self):
		with self.as_user(self.worker(HOME)):
			self.assertEqual(self.insert().municipality, HOME)
			self.assertRaises(frappe.PermissionError, self.insert, municipality=NEXT)

	def test_social_worker_who_registers_is_the_referring_worker(self):
		worker = self.worker(HOME)
		with self.as_user(worker):
			self.assertEqual(own_municipality(), HOME)
			self.assertEqual(for_referral(), {"municipality": HOME, "agreement": AGREEMENT})
			self.assertEqual(self.insert().referring_worker, worker)
			self.assertFalse(self.insert(referring_worker_name="Una collega").referring_worker)
			self.assertFalse(self.insert(origin="Spontaneous Request").referring_worker)
		with self.as_user(self.coordinator()):
			self.assertIsNone(own_municipality())
			self.assertEqual(for_referral(), {"municipality": None, "agreement": AGREEMENT})
			self.assertFalse(self.insert().referring_worker)

	def test_an_agreement_is_proposed_only_where_there_is_one(self):
		self.make.agreement("PROVA2")
		with self.as_user(self.worker(HOME)):
			self.assertIsNone(for_referral()["agreement"])
			self.assertIsNone(for_referral(FAR)["agreement"])

	def test_a_foreign_household_cannot_be_referred(self):
		with self.as_user(self.worker(NEXT)):
			self.assertRefused(HouseholdOutOfSightError, self.insert, municipality=NEXT)

	def test_a_foreign_person_cannot_be_made_a_member(self):
		with self.as_user(self.worker(NEXT)):
			household = frappe.get_doc("Household", self.next.household)
			household.append("members", {"person": self.ada.name})
			self.assertRefused(MemberOutOfSightError, household.save)

	def test_a_foreign_case_cannot_be_pulled_over(self):
		"""The stored municipality counts, not the one that the request names."""
		with self.as_user(self.worker(HOME)):
			doc = frappe.get_doc("Referral", self.next.name)
			doc.municipality = HOME
			self.assertRaises(frappe.PermissionError, doc.save)
			person = frappe.get_doc("Person", self.bea.name)
			person.residence_municipality = HOME
			self.assertRaises(frappe.PermissionError, person.save)

	def test_a_case_manager_does_not_take_or_give_cases(self):
		with self.as_user(self.manager):
			doc = frappe.get_doc("Referral", self.next.name)
			doc.case_manager = self.manager
			self.assertRaises(frappe.PermissionError, doc.save)
			own = frappe.get_doc("Referral", self.home.name)
			own.case_manager = None
			self.assertRaises(frappe.PermissionError, own.save)

	def test_case_manager_writes_the_pei_of_the_own_case_only(self):
		with self.as_user(self.manager):
			frappe.get_doc({"doctype": "PEI", **self.make.pei_values(self.home)}).insert()
			self.assertRaises(
				frappe.PermissionError,
				frappe.get_doc({"doctype": "PEI", **self.make.pei_values(self.next)}).insert,
			)

	def test_persons_are_registered_in_the_own_territory_or_outside_all(self):
		self.make.municipality(FAR)
		values = {"doctype": "Person", "last_name": "Prova", "first_name": "Dora"}
		with self.as_user(self.worker(HOME)):
			for place in (HOME, FAR):
				person = frappe.get_doc({**values, "residence_municipality": place}).insert()
				self.assertTrue(may_see("Person", person.name))
			self.assertRaises(
				frappe.PermissionError, frappe.get_doc({**values, "residence_municipality": NEXT}).insert
			)
		self.assertFalse(may_see("Person", person.name, self.worker(NEXT)))

	def test_form_choices_of_an_agreement(self):
		self.make.agreement("PROVA2")
		with self.as_user(self.worker(HOME)):
			offered = choices(AGREEMENT)
			self.assertEqual(set(offered["municipalities"]), {HOME, NEXT})
			self.assertIn(self.manager, offered["case_managers"])
		with self.as_user(self.make.user("prova.coordinatore2@example.com", COORDINATOR, agreement="PROVA2")):
			self.assertRaises(frappe.PermissionError, choices, AGREEMENT)


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
		)
		for doctype, form in asked:
			with self.subTest(**form):
				self.assertRefused(ReservedFieldError, self.listed, admin, doctype, form)
				self.assertTrue(self.listed(self.coordinator(), doctype, form))
		self.assertTrue(self.listed(admin, "Person", {"filters": '[["full_name", "like", "%Prova%"]]'}))

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
