"""What each role may do, derived from the schema: a new doctype without a line here fails by itself."""

import csv
from pathlib import Path

import frappe
from sostegno_abitare.access import CASE, CASE_DOCTYPES, MINE, OPEN, OWN_RULE, ROWS, TABLES
from sostegno_abitare.access import roles as r

from .base import AppTestCase

RIGHTS = {
	"read": "r",
	"write": "w",
	"create": "c",
	"delete": "d",
	"submit": "s",
	"cancel": "x",
	"amend": "a",
	"share": "S",
	"export": "E",
	"import": "I",
}
CASE_LINKS = ("Person", "Household", "Referral", "PEI")


# Who works on cases without seeing any: on rows that the table opens to the role by name, and on the territory's.
BESIDE_CASES = (
	r.FINANCE_OFFICER,
	r.PUBLIC_CONTROLLER,
	r.HOUSING_MANAGER,
	r.FRONT_OFFICE_OPERATOR,
	r.VOLUNTEER_COORDINATOR,
	r.VOLUNTEER,
)


def table(name):
	"""A table beside this file, which the tests over HTTP read too."""
	with Path(__file__).with_name(name).open(encoding="utf-8", newline="") as file:
		return list(csv.DictReader(file))


# Doctype, or `<doctype> level 1` -> role -> letters of RIGHTS.
DECLARED = {row.pop("doctype"): row for row in table("rights.csv")}


def app_doctypes(**filters):
	modules = frappe.get_all("Module Def", filters={"app_name": "sostegno_abitare"}, pluck="name")
	return frappe.get_all(
		"DocType", filters={"module": ["in", modules], **filters}, pluck="name", order_by="name asc"
	)


def rights_in_the_schema(doctype):
	"""Doctype, or `<doctype> level 1` -> role -> letters; the host's own administrators apart."""
	rights: dict[str, dict[str, str]] = {}
	for row in frappe.get_meta(doctype).permissions:
		if row.role != "System Manager":
			key = f"{doctype} level {row.permlevel}" if row.permlevel else doctype
			rights.setdefault(key, dict.fromkeys(r.ALL_ROLES, ""))[row.role] = "".join(
				letter for right, letter in RIGHTS.items() if row.get(right)
			)
	return rights


class TestDeclaredPermissions(AppTestCase):
	maxDiff = None

	def test_roles_have_the_declared_rights(self):
		found = {}
		for doctype in app_doctypes(istable=0):
			found.update(rights_in_the_schema(doctype))
		self.assertEqual(found, DECLARED)

	def test_who_works_beside_cases_has_none(self):
		for doctype in (
			*(name for name, rows in ROWS.items() if rows.by in (OWN_RULE, CASE)),
			"Case Read Log",
		):
			named = ROWS[doctype].also if doctype in ROWS else ()
			for role in BESIDE_CASES:
				if role not in named:
					self.assertFalse(DECLARED[doctype][role], f"{doctype} {role}")

	def test_fields_above_the_common_level_are_declared(self):
		found = {
			(doctype, field.fieldname, str(field.permlevel))
			for doctype in app_doctypes()
			for field in frappe.get_meta(doctype).fields
			if field.permlevel
		}
		self.assertEqual(found, {tuple(row.values()) for row in table("reserved.csv")})


class TestDeclaredRows(AppTestCase):
	"""Row access comes from hooks; the schema says which doctypes need them."""

	def test_every_doctype_stands_in_the_table_of_rows_or_is_open(self):
		self.assertEqual(set(ROWS) & set(OPEN), set())
		self.assertEqual(set(app_doctypes(istable=0)), {*ROWS, *OPEN})

	def test_the_table_says_what_the_schema_holds(self):
		for doctype, rows in ROWS.items():
			meta = frappe.get_meta(doctype)
			if rows.by == CASE:
				self.assertEqual(meta.get_field("referral").options, "Referral", doctype)
			if rows.by not in (OWN_RULE, MINE) and (rows.by != CASE or rows.also):
				self.assertTrue(meta.has_field("agreement") or meta.has_field("municipality"), doctype)
			self.assertLessEqual(set(rows.also), set(r.ALL_ROLES), doctype)

	def test_whatever_names_a_case_has_row_conditions(self):
		for doctype in app_doctypes(istable=0):
			meta = frappe.get_meta(doctype)
			named = {field.options for field in meta.get_link_fields()}
			for table in meta.get_table_fields():
				named |= {field.options for field in frappe.get_meta(table.options).get_link_fields()}
			if named & set(CASE_LINKS) or doctype in CASE_LINKS:
				self.assertIn(doctype, ROWS)

	def test_both_hooks_are_there_for_every_case_doctype(self):
		for hook in ("permission_query_conditions", "has_permission"):
			for doctype in ROWS:
				paths = frappe.get_hooks(hook).get(doctype) or []
				self.assertTrue(
					any(path.startswith("sostegno_abitare.") for path in paths), f"{hook} {doctype}"
				)
				for path in paths:
					self.assertTrue(callable(frappe.get_attr(path)))

	def test_child_tables_of_cases_follow_their_parents(self):
		for doctype in ROWS:
			for table in frappe.get_meta(doctype).get_table_fields():
				self.assertEqual(TABLES.get(table.options), doctype)
				self.assertTrue(
					frappe.get_hooks("permission_query_conditions").get(table.options), table.options
				)

	def test_territory_of_a_case_is_left_to_the_hooks(self):
		"""A Commission decides on cases of several municipalities, which plain user permissions would hide."""
		for doctype in ROWS:
			meta = frappe.get_meta(doctype)
			metas = [meta, *(frappe.get_meta(table.options) for table in meta.get_table_fields())]
			for field in (field for each in metas for field in each.get_link_fields()):
				if field.options in ("Municipality", "Service Agreement"):
					self.assertTrue(field.ignore_user_permissions, f"{doctype} {field.fieldname}")

	def test_titles_handed_out_with_links_are_the_masked_ones(self):
		"""A form carries the titles of what it links to, also of a person whom the reader may not open (R52)."""
		for doctype in CASE_DOCTYPES:
			meta = frappe.get_meta(doctype)
			if meta.show_title_field_in_link:
				self.assertIn(meta.title_field, ("title", "case_title"), doctype)
				self.assertTrue(meta.get_field(meta.title_field).read_only, doctype)
