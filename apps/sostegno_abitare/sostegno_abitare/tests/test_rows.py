"""The table of rows: documents of the territory, roles beside a case, households of a home (R50, BO-05).

The ways are tried on doctypes that are there, by putting another line for them in the table.
"""

from contextlib import ExitStack, contextmanager
from itertools import product
from unittest.mock import patch

import frappe
from sostegno_abitare.access import CASE, ROWS, TERRITORY, Rows, files
from sostegno_abitare.access.documents import allowed, may_see
from sostegno_abitare.access.explain import explain
from sostegno_abitare.access.places import lies_in, rows_in
from sostegno_abitare.access.roles import FINANCE_OFFICER, HOUSING_MANAGER, PROGRAMME_ADMINISTRATOR, VOLUNTEER
from sostegno_abitare.access.scope import Territory
from sostegno_abitare.access.search import search

from .access import AccessTestCase
from .factories import AGREEMENT, FAR, HOME, NEXT

OTHER = "PROVA2"


def line(doctype, rows):
	return patch.dict(ROWS, {doctype: rows})


@contextmanager
def optional(doctype, *fields):
	"""The fields as if they could be left empty."""
	with ExitStack() as stack:
		for field in fields:
			stack.enter_context(patch.object(frappe.get_meta(doctype).get_field(field), "reqd", 0))
		yield


class TestTerritory(AccessTestCase):
	def finance(self, name="conti", **bonds):
		return self.make.user(f"righe.{name}@example.com", FINANCE_OFFICER, **bonds)

	def ours_of(self, user):
		return {
			name
			for name, doc in (("home", self.home), ("next", self.next))
			if may_see("Referral", doc.name, user)
		}

	def test_the_bonds_open_rows_to_any_role(self):
		with line("Referral", Rows(TERRITORY)):
			for user, expected in (
				(self.finance("accordo", agreement=AGREEMENT), {"home", "next"}),
				(self.finance("comune", municipality=HOME), {"home"}),
				(self.finance("ambedue", municipality=NEXT, agreement=AGREEMENT), {"next"}),
				(self.finance("nulla"), set()),
				(self.make.user("righe.vol@example.com", VOLUNTEER, municipality=HOME), {"home"}),
				(self.make.user("righe.capo@example.com", PROGRAMME_ADMINISTRATOR), {"home", "next"}),
			):
				self.assertEqual(self.ours_of(user), expected, user)

	def test_a_case_is_no_way_in(self):
		with line("Referral", Rows(TERRITORY)):
			self.assertEqual(self.ours_of(self.manager), set())

	def test_what_names_no_municipality_is_of_the_whole_agreement(self):
		frappe.db.set_value("Referral", self.next.name, "municipality", None)
		# Made before, since a new bond makes a host read the fields anew.
		self.make.municipality(FAR)
		near, far = self.finance("comune", municipality=HOME), self.finance("lontano", municipality=FAR)
		with line("Referral", Rows(TERRITORY)), optional("Referral", "agreement", "municipality"):
			self.assertEqual(self.ours_of(near), {"home", "next"})
			self.assertEqual(self.ours_of(far), set())
			frappe.db.set_value("Referral", self.next.name, "agreement", "")
			self.assertEqual(self.ours_of(near), {"home"})

	def test_rows_and_documents_are_judged_alike(self):
		self.make.agreement(OTHER, municipalities=[{"municipality": self.make.municipality(FAR)}])
		bonds = [None, (AGREEMENT,), (OTHER,), (AGREEMENT, OTHER)]
		places = [None, (HOME,), (FAR,), (NEXT, FAR)]
		compared = []
		for agreement, municipality in product(("", AGREEMENT, OTHER), ("", HOME, FAR)):
			frappe.db.set_value(
				"Referral", self.home.name, {"agreement": agreement, "municipality": municipality}
			)
			for names, wheres in product(bonds, places):
				territory = Territory(wheres, names)
				with optional("Referral", "agreement", "municipality"):
					condition = rows_in("Referral", territory)
				found = frappe.db.sql(
					f"select 1 from `tabReferral` where name = %s and {condition}", (self.home.name,)
				)
				said = lies_in(territory, agreement or None, municipality or None)
				self.assertEqual(bool(found), said, (agreement, municipality, territory))
				compared.append(said)
		self.assertEqual(len(compared), 144)
		self.assertIn(True, compared)

	def test_it_is_written_where_the_bonds_reach(self):
		user = self.finance("scrive", agreement=AGREEMENT)
		doc = frappe.get_doc("Referral", self.home.name)
		with line("Referral", Rows(TERRITORY)), line("Household", Rows(TERRITORY)):
			self.assertTrue(allowed(doc, "write", user))
			doc.agreement = self.make.agreement(OTHER)
			self.assertFalse(allowed(doc, "write", user))

	def test_what_is_linked_anew_must_be_in_sight(self):
		doc = frappe.get_doc("Referral", self.home.name)
		worker, finance = self.worker(HOME), self.finance("comune", municipality=HOME)
		with line("Referral", Rows(TERRITORY)):
			self.assertTrue(allowed(doc, "write", worker))
			doc.household = self.next.household
			self.assertFalse(allowed(doc, "write", worker))
			# Who has no right on households is told nothing by a link to one.
			self.assertTrue(allowed(doc, "write", finance))

	def test_the_reasons_name_the_bonds(self):
		right = self.make.document("Custom DocPerm", parent="Referral", role=FINANCE_OFFICER, read=1)
		frappe.clear_cache(doctype="Referral")
		with line("Referral", Rows(TERRITORY)):
			yes = explain(self.finance("accordo", agreement=AGREEMENT), "Referral", "read", self.home)
			no = explain(self.finance("nulla"), "Referral", "read", self.home)
			away = explain(self.finance("comune", municipality=NEXT), "Referral", "read", self.home)
		frappe.delete_doc("Custom DocPerm", right.name)
		frappe.clear_cache(doctype="Referral")
		self.assertTrue(yes.allowed and AGREEMENT in yes.reason, yes.reason)
		self.assertFalse(no.allowed)
		self.assertIn("no municipality or agreement", no.reason)
		self.assertFalse(away.allowed)
		self.assertIn(NEXT, away.steps[-1].text)


class TestFiles(AccessTestCase):
	def test_what_hangs_on_a_document_is_listed_with_it(self):
		event = self.make.document(
			"Public Event",
			title="Evento",
			agreement=AGREEMENT,
			event_date="2024-01-01",
			topics="x",
			audiences=[{"audience": "Citizens"}],
		)
		file = self.make.document(
			"File",
			file_name="righe.txt",
			content="x",
			attached_to_doctype="Public Event",
			attached_to_name=event.name,
			is_private=1,
		)
		for role, bond, listed in (
			(FINANCE_OFFICER, AGREEMENT, True),
			(FINANCE_OFFICER, None, False),
			(VOLUNTEER, AGREEMENT, False),  # who may not read events sees no file of one
		):
			name = f"righe.file.{frappe.scrub(role)}.{bond}@example.com".lower()
			condition = files.condition(self.make.user(name, role, agreement=bond))
			found = frappe.db.sql(f"select 1 from `tabFile` where name = %s and {condition}", (file.name,))
			self.assertEqual(bool(found), listed, (role, bond))

	def test_a_line_whose_doctype_is_not_there_yet_stops_nothing(self):
		with line("Not There Yet", Rows(TERRITORY)), self.as_user(self.worker(HOME)):
			frappe.get_list("File", pluck="name")
			search("Prova")


class TestBesideTheCase(AccessTestCase):
	def test_named_roles_see_by_territory_and_others_by_the_case(self):
		names = {
			doc.name: frappe.db.get_value("Assessment", {"referral": doc.name})
			for doc in (self.home, self.next)
		}
		home, next_ = names[self.home.name], names[self.next.name]
		housing = self.make.user("righe.casa@example.com", HOUSING_MANAGER, municipality=NEXT)
		finance = self.make.user("righe.conti@example.com", FINANCE_OFFICER, municipality=NEXT)
		with line("Assessment", Rows(CASE, also=(HOUSING_MANAGER,))):
			seen = {
				user: {name for name in (home, next_) if may_see("Assessment", name, user)}
				for user in (housing, finance, self.manager, self.worker(HOME))
			}
		self.assertEqual(
			seen, {housing: {next_}, finance: set(), self.manager: {home}, self.worker(HOME): {home}}
		)

	def test_a_case_outside_the_territory_is_not_named(self):
		housing = self.make.user("righe.casa@example.com", HOUSING_MANAGER, municipality=NEXT)
		fields = [frappe.get_meta("Assessment").get_field(name) for name in ("agreement", "municipality")]
		with ExitStack() as stack:
			stack.enter_context(line("Assessment", Rows(CASE, also=(HOUSING_MANAGER,))))
			for field in fields:  # also where the copies are written by the document itself
				stack.enter_context(patch.object(field, "fetch_from", None))
			for referral, expected in ((self.home, False), (self.next, True)):
				# The copies say what would open it: the case itself decides.
				doc = frappe.get_doc(
					{
						"doctype": "Assessment",
						"referral": referral.name,
						"municipality": NEXT,
						"agreement": AGREEMENT,
					}
				)
				self.assertEqual(allowed(doc, "create", housing), expected)


class TestHouseholdsOfAHome(AccessTestCase):
	def test_the_housing_manager_reads_households_once_accepted(self):
		housing = self.make.user("righe.casa@example.com", HOUSING_MANAGER, agreement=AGREEMENT)
		self.assertEqual(self.seen(housing, "Household") & {self.home.household, self.next.household}, set())
		for state in ("Accepted", "Waiting", "Taken in Charge"):
			frappe.db.set_value("Referral", self.home.name, "workflow_state", state)
			self.assertIn(self.home.household, self.seen(housing, "Household"), state)
		self.assertNotIn(self.next.household, self.seen(housing, "Household"))
		self.make.agreement(OTHER)
		other = self.make.user("righe.altra@example.com", HOUSING_MANAGER, agreement=OTHER)
		self.assertNotIn(self.home.household, self.seen(other, "Household"))

	def test_reads_but_neither_writes_nor_sees_the_notes(self):
		frappe.db.set_value("Referral", self.home.name, "workflow_state", "Accepted")
		frappe.db.set_value("Household", self.home.household, "notes", "CANARINO")
		housing = self.make.user("righe.casa@example.com", HOUSING_MANAGER, agreement=AGREEMENT)
		with self.as_user(housing):
			doc = frappe.get_doc("Household", self.home.household)
			doc.check_permission("read")
			doc.apply_fieldlevel_read_permissions()
			self.assertNotIn("CANARINO", str(doc.as_dict()))
			self.assertRaises(frappe.PermissionError, doc.save)
			self.assertFalse(frappe.has_permission("Person", "read"))
		said = explain(housing, "Household", "read", frappe.get_doc("Household", self.home.household))
		self.assertTrue(said.allowed)
		self.assertIn(AGREEMENT, said.reason)
