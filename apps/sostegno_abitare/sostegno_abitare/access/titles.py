"""Titles of linked cases. A title names the person, so it is given to those who see the document."""

from typing import Any

import frappe
from frappe.desk.search import get_link_title as title_of_the_host

from . import ROWS


@frappe.whitelist()
def get_link_title(doctype: str, docname: str) -> Any:
	"""In place of `frappe.desk.search.get_link_title`, which asks for no permission: the bare name where the
	document is out of sight.
	"""
	if doctype in ROWS and not _visible(doctype, docname):
		return docname
	return title_of_the_host(doctype, docname)


def _visible(doctype: str, docname: str) -> bool:
	return frappe.has_permission(doctype, "read") and bool(
		frappe.get_list(doctype, filters={"name": docname}, pluck="name")
	)
