"""Special-category fields in what a list is asked for (R52).

Frappe v15 leaves a field of a higher level out of the rows of a list, but filters, sorts and groups by it for
anybody; counting the rows then tells what the field says. A request that names such a field is refused to
those who may not read it.
"""

import re

import frappe
from frappe import _

from . import CASE_DOCTYPES, CASE_TABLES

ASKING = ("filters", "or_filters", "order_by", "group_by", "fields")


class ReservedFieldError(frappe.PermissionError):
	"""A list asked to filter, sort, group or compute by a field that the user may not read."""


def fields_of(doctype: str) -> set[str]:
	"""The fields of a doctype above the common level."""
	return {field.fieldname for field in frappe.get_meta(doctype).fields if field.permlevel}


def check_request(user: str) -> None:
	"""Raises ReservedFieldError when the running request names a reserved field the user has no right to."""
	if getattr(frappe.local, "request", None) is None or user == "Administrator":
		return
	asked = " ".join(str(frappe.form_dict.get(key) or "") for key in ASKING)
	words = set(re.findall(r"\w+", asked))
	for doctype in (*CASE_DOCTYPES, *CASE_TABLES) if words else ():
		named = words & fields_of(doctype)
		if named and not reads_level(CASE_TABLES.get(doctype, doctype), user):
			frappe.throw(_("You may not use the field {0} here").format(sorted(named)[0]), ReservedFieldError)


def reads_level(doctype: str, user: str) -> bool:
	"""Whether the user may read the fields of a doctype above the common level."""
	if user == "Administrator":
		return True
	"""Whether a role of the user may read what stands above the common level."""
	roles = set(frappe.get_roles(user))
	return any(
		row.permlevel and row.read and row.role in roles for row in frappe.get_meta(doctype).permissions
	)
