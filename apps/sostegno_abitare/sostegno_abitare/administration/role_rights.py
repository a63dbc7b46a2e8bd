"""The page of role permissions. A bench changes and deletes the rights there without the events of documents,
so that the log would not hear of it.
"""

from collections.abc import Callable
from typing import Any

import frappe
from frappe.core.page.permission_manager import permission_manager as page_of_the_host
from frappe.utils import cint

from .log import note_silent

RIGHT = "Custom DocPerm"


@frappe.whitelist(methods=["POST"])
def update(
	doctype: str,
	role: str,
	permlevel: int | str,
	ptype: str,
	value: Any = None,
	if_owner: int | str = 0,
) -> Any:
	"""In place of `…permission_manager.update`."""
	level, own, given = cint(permlevel), cint(if_owner), cint(value)
	return _noted(
		doctype, lambda: page_of_the_host.update(doctype, role, level, ptype, value=given, if_owner=own)
	)


@frappe.whitelist(methods=["POST"])
def remove(doctype: str, role: str, permlevel: int | str, if_owner: int | str = 0) -> Any:
	"""In place of `…permission_manager.remove`."""
	level, own = cint(permlevel), cint(if_owner)
	return _noted(doctype, lambda: page_of_the_host.remove(doctype, role, level, if_owner=own))


@frappe.whitelist(methods=["POST"])
def reset(doctype: str) -> Any:
	"""In place of `…permission_manager.reset`."""
	return _noted(doctype, lambda: page_of_the_host.reset(doctype))


def _noted(doctype: str, action: Callable[[], Any]) -> Any:
	before = _rights(doctype)
	result = action()
	note_silent(before, _rights(doctype))
	return result


def _rights(doctype: str) -> dict[str, Any]:
	names = frappe.get_all(RIGHT, filters={"parent": doctype}, pluck="name")
	return {name: frappe.get_doc(RIGHT, name) for name in names}
