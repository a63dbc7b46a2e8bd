"""What the sheets hold, as who prints may read it. How they look is for the tests that print them."""

import json
import re
from pathlib import Path
from unittest import TestCase

import frappe
import sostegno_abitare
from sostegno_abitare import printing
from sostegno_abitare.access.roles import COMMISSION_MEMBER, FINANCE_OFFICER, PROGRAMME_ADMINISTRATOR

from .access import AccessTestCase
from .factories import AGREEMENT, NEXT

APP = Path(sostegno_abitare.__file__).parent
SHEETS = sorted(APP.glob("*/print_format/*/*.html"))


class TestSheets(AccessTestCase):
	"""requirement: BO-01, BO-05"""

	def sheet(self, user, household):
		with self.as_user(user):
			return printing.sa_household(household)

	def test_reserved_data_are_for_who_may_read_them(self):
		person = self.make.person("Bianchi", health_notes="Canarino", disability=1)
		home = self.make.household(person)
		self.make.referral("Assessed", household=home.name, case_manager=self.manager)
		administrator = self.make.user("prova.amministra@example.com", PROGRAMME_ADMINISTRATOR)
		for user, told in ((self.manager, True), (self.worker(), True), (administrator, False)):
			member = self.sheet(user, home.name)["members"][0]
			self.assertEqual((member["full_name"], "Canarino" in member["details"]), ("Bianchi Ada", told))
			with self.as_user(user):
				self.assertEqual(printing.sa_reserved("Person"), told)

	def test_a_household_out_of_sight_is_empty(self):
		finance = self.make.user("prova.finanza@example.com", FINANCE_OFFICER, agreement=AGREEMENT)
		member = self.make.user("prova.membro@example.com", COMMISSION_MEMBER)
		for user in (self.worker(NEXT), finance, member):
			self.assertEqual(self.sheet(user, self.home.household), {})
		self.assertEqual(self.sheet(self.worker(), None), {})

	def test_a_restricted_person_stands_by_code(self):
		person = self.make.person("Bianchi", restricted_person=1, fiscal_code=None)
		home = self.make.household(person)
		self.make.referral("Assessed", household=home.name)
		other = self.make.user("prova.as2@example.com", "Social Worker", municipality=self.home.municipality)
		row = self.sheet(other, home.name)["members"][0]
		self.assertEqual((row["full_name"], row["fiscal_code"], row["details"]), (person.name, "", ""))

	def test_a_member_who_left_is_not_on_the_sheet(self):
		first, second = self.make.person("Bianchi"), self.make.person("Rossi")
		home = self.make.household(first, second)
		home.members[1].update({"from_date": "2020-01-01", "to_date": "2021-01-01"})
		home.save()
		members = printing.sa_household(home.name)["members"]
		self.assertEqual([row["full_name"] for row in members], ["Bianchi Ada"])

	def test_an_agreement_heads_the_sheet(self):
		head = printing.sa_agreement(AGREEMENT)
		self.assertEqual(head["title"], frappe.db.get_value("Service Agreement", AGREEMENT, "title"))
		self.assertEqual((printing.sa_agreement(None), printing.sa_letter_head(None)), ({}, ""))


class TestTemplates(TestCase):
	def test_every_value_is_escaped_or_formatted(self):
		"""One host escapes by itself, the other does not: what is written by hand is escaped in the template."""
		plain = re.compile(r"\{\{-?\s*\(?\s*(?:doc|row|household)\.(?!get_formatted)[^}]*\}\}")
		for path in SHEETS:
			for found in plain.findall(path.read_text(encoding="utf-8")):
				safe = "| e" in found or ".idx" in found or ".priority" in found
				self.assertTrue(safe, f"{path.name}: {found}")

	def test_pages_are_laid_out_in_tables(self):
		for path in (*SHEETS, APP / "templates" / "print" / "sostegno_macros.html"):
			self.assertFalse(
				re.search(r"display:\s*(flex|grid)|<script", path.read_text(encoding="utf-8")), path
			)

	def test_a_document_is_printed_by_its_sheet(self):
		for path in SHEETS:
			form = frappe.get_doc("Print Format", json.loads(path.with_suffix(".json").read_text())["name"])
			self.assertEqual(frappe.get_meta(form.doc_type).default_print_format, form.name)

	def test_the_sheets_of_a_case(self):
		found = {path.stem for path in SHEETS}
		self.assertLessEqual(
			{
				"assessment_sheet",
				"commission_minutes",
				"hospitality_agreement",
				"pei_project",
				"referral_sheet",
			},
			found,
		)
