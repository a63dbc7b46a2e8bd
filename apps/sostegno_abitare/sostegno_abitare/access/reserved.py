"""Fields above the common level in what a list is asked for: special categories (R52), names, payee data (R50).

Frappe v15 leaves a field of a higher level out of the rows of a list, but filters, sorts and groups by it for
anybody; counting the rows then tells what the field says. A request that names such a field is refused to
those who may not read its level.
"""

import re
from typing import Any

import frappe
from frappe import _

from . import ROWS, TABLES

ASKING = ("filters", "or_filters", "order_by", "group_by", "fields")


class ReservedFieldError(frappe.PermissionError):
	"""A list asked to filter, sort, group or compute by a field that the user may not read."""


def fields_of(doctype: str) -> set[str]:
	"""The fields of a doctype above the common level."""
	return {field.fieldname for field in frappe.get_meta(doctype).fields if field.permlevel}


def check_request(doctype: str, user: str) -> None:
	"""Raises ReservedFieldError when the running request, which lists a doctype, names a field of it, or of what it
	can be joined with, at a level that the user may not read.
	"""
	if getattr(frappe.local, "request", None) is None or user == "Administrator":
		return
	asked = " ".join(str(frappe.form_dict.get(key) or "") for key in ASKING)
	words = set(re.findall(r"\w+", asked))
	for other in _joined(doctype, asked) if words else ():
		for field in _named(doctype, other, asked, words):
			if not reads_level(TABLES.get(other, other), user, field.permlevel):
				frappe.throw(
					_("You may not use the field {0} here").format(field.fieldname), ReservedFieldError
				)


def reads_level(doctype: str, user: str, level: int = 1) -> bool:
	"""Whether a role of the user may read the fields of a doctype at a level."""
	if user == "Administrator":
		return True
	roles = set(frappe.get_roles(user))
	return any(
		row.permlevel == level and row.read and row.role in roles
		for row in frappe.get_meta(doctype).permissions
	)


def _joined(doctype: str, asked: str) -> set[str]:
	"""The doctype, its tables, its document if it is a table itself, what it links to, and whatever is named."""
	fields = frappe.get_meta(doctype).fields
	near = {doctype, TABLES.get(doctype), *(field.options for field in fields)}
	return {other for other in (*ROWS, *TABLES) if other in near or other in asked}


def _named(doctype: str, other: str, asked: str, words: set[str]) -> list[Any]:
	"""The reserved fields of a doctype that are asked for; a word that is also a common field of the doctype that
	is listed means that one, unless the other doctype is named with it.
	"""
	reserved = [f for f in frappe.get_meta(other).fields if f.permlevel and f.fieldname in words]
	if not reserved or other == doctype:
		return reserved
	fields = frappe.get_meta(doctype).fields
	if other in asked or any(f.options == other and f"{f.fieldname}." in asked for f in fields):
		return reserved
	common = {f.fieldname for f in fields if not f.permlevel}
	return [field for field in reserved if field.fieldname not in common]
