"""People of every role around two cases, for the tests of who sees and writes what."""

import frappe
from sostegno_abitare.access.roles import (
	CASE_MANAGER,
	COORDINATOR,
	SOCIAL_WORKER,
)

from .base import AppTestCase
from .factories import AGREEMENT, HOME, NEXT


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
