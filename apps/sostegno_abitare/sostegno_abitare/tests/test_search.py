"""Search over all documents finds a case for those who see it."""

from unittest.mock import patch

import frappe
from sostegno_abitare.access import search
from sostegno_abitare.access.roles import FINANCE_OFFICER

from .access import AccessTestCase
from .factories import HOME


class TestSearch(AccessTestCase):
	def found(self, user, *documents):
		"""What is left of hits that the host gives without asking for the rows' permissions."""
		hits = [{"doctype": doc.doctype, "name": doc.name, "content": ""} for doc in documents]
		with self.as_user(user), patch.object(search, "search_of_the_host", return_value=hits):
			return [hit["name"] for hit in search.search("prova")]

	def test_cases_of_others_are_left_out(self):
		documents = (self.ada, self.bea, self.home, self.next)
		self.assertEqual(self.found(self.worker(HOME), *documents), [self.ada.name, self.home.name])
		self.assertEqual(len(self.found(self.coordinator(), *documents)), 4)

	def test_a_restricted_person_is_found_by_who_may_see_it(self):
		self.ada.restricted_person = 1
		self.ada.save()
		self.assertEqual(self.found(self.worker(HOME), self.ada), [])
		self.assertEqual(self.found(self.manager, self.ada), [self.ada.name])

	def test_finance_finds_no_person(self):
		officer = self.make.user("prova.ragioneria@example.com", FINANCE_OFFICER)
		self.assertEqual(self.found(officer, self.ada, self.home), [])

	def test_what_is_no_case_stays(self):
		self.assertEqual(self.found(self.worker(HOME), frappe.get_doc("Municipality", HOME)), [HOME])
