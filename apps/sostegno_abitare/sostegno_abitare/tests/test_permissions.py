"""What each role may do, derived from the schema: a new doctype without a line here fails by itself."""

import frappe
from sostegno_abitare.access import CASE_DOCTYPES, CASE_TABLES
from sostegno_abitare.access import roles as r

from .base import AppTestCase

MODULES = ("Programme", "Intake", "Social Support", "Housing")
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
READERS = dict.fromkeys(
	(
		r.SOCIAL_WORKER,
		r.CASE_MANAGER,
		r.COMMISSION_MEMBER,
		r.HOUSING_MANAGER,
		r.FINANCE_OFFICER,
		r.PUBLIC_CONTROLLER,
	),
	"r",
)
SETTINGS = {**READERS, r.PROGRAMME_ADMINISTRATOR: "rwcdSE", r.COORDINATOR: "r"}
WITH_VOLUNTEERS = {**SETTINGS, r.VOLUNTEER_COORDINATOR: "r"}
# Who answers for money takes what a report on money says along (BO-03).
EXPORTED = {r.FINANCE_OFFICER: "rE", r.PUBLIC_CONTROLLER: "rE"}
# The rights of level 1 are written behind the role's name.
RESERVED = {f"{role} 1": "rw" for role in (r.SOCIAL_WORKER, r.CASE_MANAGER, r.COORDINATOR)}

DECLARED: dict[str, dict[str, str]] = {
	"Municipality": {**WITH_VOLUNTEERS, r.COORDINATOR: "rwc"},
	"Network Organisation": {**WITH_VOLUNTEERS, r.COORDINATOR: "rwc"},
	"Service Agreement": {**WITH_VOLUNTEERS, **EXPORTED},
	"Agreement Action": {**WITH_VOLUNTEERS, **EXPORTED},
	"Threshold": {**SETTINGS, **EXPORTED},
	"Eligibility Rule": {
		r.PROGRAMME_ADMINISTRATOR: "rwcdSE",
		**dict.fromkeys((r.COORDINATOR, r.SOCIAL_WORKER, r.CASE_MANAGER, r.PUBLIC_CONTROLLER), "r"),
	},
	"Capacity Scheme": {role: rights for role, rights in SETTINGS.items() if role != r.FINANCE_OFFICER},
	"Person": {
		r.PROGRAMME_ADMINISTRATOR: "rwcdEI",
		r.COORDINATOR: "rwcEI",
		r.SOCIAL_WORKER: "rwcI",
		r.CASE_MANAGER: "rw",
		r.COMMISSION_MEMBER: "r",
		**RESERVED,
	},
	"Household": {
		r.PROGRAMME_ADMINISTRATOR: "rwcdEI",
		r.COORDINATOR: "rwcEI",
		r.SOCIAL_WORKER: "rwcI",
		r.CASE_MANAGER: "rw",
		r.COMMISSION_MEMBER: "r",
	},
	"Referral": {
		r.PROGRAMME_ADMINISTRATOR: "rwcdEI",
		r.COORDINATOR: "rwcEI",
		r.SOCIAL_WORKER: "rwcI",
		r.CASE_MANAGER: "rw",
		r.COMMISSION_MEMBER: "r",
		**RESERVED,
	},
	"Assessment": {
		r.PROGRAMME_ADMINISTRATOR: "rwcdE",
		r.COORDINATOR: "rwcE",
		r.CASE_MANAGER: "rwc",
		r.SOCIAL_WORKER: "r",
		r.COMMISSION_MEMBER: "r",
	},
	"Commission Session": {
		r.PROGRAMME_ADMINISTRATOR: "rwcdsxaE",
		r.COORDINATOR: "rwcaE",
		r.COMMISSION_MEMBER: "rwsx",
	},
	"Referral State Change": {
		r.PROGRAMME_ADMINISTRATOR: "rE",
		r.COORDINATOR: "rE",
		r.SOCIAL_WORKER: "r",
		r.CASE_MANAGER: "r",
	},
	"Waiting List Entry": {
		r.PROGRAMME_ADMINISTRATOR: "rwdE",
		r.COORDINATOR: "rwE",
		r.SOCIAL_WORKER: "r",
		r.CASE_MANAGER: "r",
		r.COMMISSION_MEMBER: "r",
	},
	"PEI": {
		r.PROGRAMME_ADMINISTRATOR: "rwcdE",
		r.COORDINATOR: "rwcE",
		r.CASE_MANAGER: "rwc",
		r.SOCIAL_WORKER: "r",
		r.COMMISSION_MEMBER: "r",
	},
	"Property Owner": {
		r.PROGRAMME_ADMINISTRATOR: "rwcdE",
		**dict.fromkeys((r.HOUSING_MANAGER, r.COORDINATOR), "rwcE"),
		**EXPORTED,
		**{f"{role} 2": "rw" for role in (r.HOUSING_MANAGER, r.COORDINATOR, r.FINANCE_OFFICER)},
	},
	"Housing Unit": {
		r.PROGRAMME_ADMINISTRATOR: "rwcdE",
		**dict.fromkeys((r.HOUSING_MANAGER, r.COORDINATOR), "rwcE"),
		**dict.fromkeys((r.SOCIAL_WORKER, r.CASE_MANAGER, r.COMMISSION_MEMBER), "r"),
		**EXPORTED,
	},
	"Case Read Log": {r.PROGRAMME_ADMINISTRATOR: "rE"},
	# Their own alone (if_owner).
	"Calendar Feed": {
		r.PROGRAMME_ADMINISTRATOR: "rd",
		**dict.fromkeys((r.COORDINATOR, r.SOCIAL_WORKER, r.CASE_MANAGER, r.COMMISSION_MEMBER), "rwcd"),
	},
}
SPECIAL_CATEGORY = {
	"Person": {
		"asylum_applicant",
		"residence_permit",
		"residence_permit_expiry",
		"disability",
		"pregnancy",
		"health_notes",
	},
	"Referral": {"asylum_applicant_in_household"},
	"Eligibility Check": {"reserved_message", "rule"},
}
CASE_LINKS = ("Person", "Household", "Referral", "PEI")


def app_doctypes(**filters):
	return frappe.get_all(
		"DocType", filters={"module": ["in", MODULES], **filters}, pluck="name", order_by="name asc"
	)


def declared_rights(meta):
	rights: dict[str, str] = {}
	for row in meta.permissions:
		key = f"{row.role} {row.permlevel}" if row.permlevel else row.role
		rights[key] = "".join(letter for right, letter in RIGHTS.items() if row.get(right))
	return rights


def sorted_letters(rights):
	return {role: "".join(sorted(letters)) for role, letters in rights.items()}


class TestDeclaredPermissions(AppTestCase):
	maxDiff = None

	def test_every_doctype_is_declared(self):
		self.assertEqual(set(app_doctypes(istable=0)), set(DECLARED))

	def test_roles_have_the_declared_rights(self):
		for doctype in app_doctypes(istable=0):
			with self.subTest(doctype=doctype):
				actual = sorted_letters(declared_rights(frappe.get_meta(doctype)))
				self.assertEqual(actual, sorted_letters(DECLARED[doctype]))

	def test_only_roles_of_the_service_are_named(self):
		for doctype in app_doctypes(istable=0):
			self.assertLessEqual(
				{row.role for row in frappe.get_meta(doctype).permissions}, set(r.ALL_ROLES), doctype
			)

	def test_finance_controllers_and_volunteers_have_no_case(self):
		for role in (
			r.FINANCE_OFFICER,
			r.PUBLIC_CONTROLLER,
			r.HOUSING_MANAGER,
			r.VOLUNTEER_COORDINATOR,
			r.VOLUNTEER,
		):
			for doctype in (*CASE_DOCTYPES, "Case Read Log"):
				self.assertNotIn(role, DECLARED[doctype], doctype)

	def test_special_category_fields_are_at_level_one(self):
		reserved = {}
		for doctype in app_doctypes():
			fields = {field.fieldname for field in frappe.get_meta(doctype).fields if field.permlevel == 1}
			if fields:
				reserved[doctype] = fields
		self.assertEqual(reserved, SPECIAL_CATEGORY)


class TestDeclaredRows(AppTestCase):
	"""Row access comes from hooks; the schema says which doctypes need them."""

	def test_whatever_names_a_case_has_row_conditions(self):
		for doctype in app_doctypes(istable=0):
			meta = frappe.get_meta(doctype)
			named = {field.options for field in meta.get_link_fields()}
			for table in meta.get_table_fields():
				named |= {field.options for field in frappe.get_meta(table.options).get_link_fields()}
			if named & set(CASE_LINKS) or doctype in CASE_LINKS:
				self.assertIn(doctype, CASE_DOCTYPES)

	def test_both_hooks_are_there_for_every_case_doctype(self):
		for hook in ("permission_query_conditions", "has_permission"):
			for doctype in CASE_DOCTYPES:
				paths = frappe.get_hooks(hook).get(doctype) or []
				self.assertTrue(
					any(path.startswith("sostegno_abitare.") for path in paths), f"{hook} {doctype}"
				)
				for path in paths:
					self.assertTrue(callable(frappe.get_attr(path)))

	def test_child_tables_of_cases_follow_their_parents(self):
		for doctype in CASE_DOCTYPES:
			for table in frappe.get_meta(doctype).get_table_fields():
				self.assertEqual(CASE_TABLES.get(table.options), doctype)
				self.assertTrue(
					frappe.get_hooks("permission_query_conditions").get(table.options), table.options
				)

	def test_territory_of_a_case_is_left_to_the_hooks(self):
		"""A Commission decides on cases of several municipalities, which plain user permissions would hide."""
		for doctype in CASE_DOCTYPES:
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
