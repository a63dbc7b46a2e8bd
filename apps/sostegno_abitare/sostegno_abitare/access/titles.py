"""Titles of linked documents. A title may name a person, so it is given to those who see the document alone.

A host may hand titles out with a form or a print without asking; both are gone over here.
"""

import json
from typing import Any

import frappe
from frappe.desk.search import get_link_title as title_of_the_host

from . import ROWS

# Where the titles that come with a form stand in the reply, and those of a print on the document.
OF_A_FORM, OF_A_PRINT = "_link_titles", "__link_titles"


@frappe.whitelist()
def get_link_title(doctype: str, docname: str) -> Any:
	"""In place of `frappe.desk.search.get_link_title`, which asks for no permission: the bare name where the
	document is out of sight.
	"""
	if doctype in ROWS and docname not in _seen(doctype, {docname}):
		return docname
	return title_of_the_host(doctype, docname)


def hide_on_form(request: Any = None, response: Any = None) -> None:
	"""Hook `after_request`: takes from the reply the titles of documents out of the reader's sight."""
	hidden = unseen(list((frappe.response or {}).get(OF_A_FORM) or ()))
	if response is None or not hidden:
		return
	body = json.loads(response.get_data())
	body[OF_A_FORM] = {key: title for key, title in body[OF_A_FORM].items() if key not in hidden}
	response.set_data(json.dumps(body))


def hide_on_print(doc: Any, method: str | None = None, settings: Any = None) -> None:
	"""Document event `before_print`: a linked document out of the reader's sight is printed by its name."""
	titles = doc.get(OF_A_PRINT) or {}
	for key in unseen(list(titles)):
		del titles[key]


def unseen(keys: list[str]) -> set[str]:
	"""Those of `DocType::name` that the user of the session may not see."""
	wanted: dict[str, set[str]] = {}
	for key in keys:
		doctype, _colons, name = key.partition("::")
		if doctype in ROWS:
			wanted.setdefault(doctype, set()).add(name)
	return {
		f"{doctype}::{name}" for doctype, names in wanted.items() for name in names - _seen(doctype, names)
	}


def _seen(doctype: str, names: set[str]) -> set[str]:
	if not frappe.has_permission(doctype, "read"):
		return set()
	filters = {"name": ["in", sorted(names)]}
	return set(frappe.get_list(doctype, filters=filters, pluck="name", limit_page_length=0))
