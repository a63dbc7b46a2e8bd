"""Who administers: the service's own administrators, and those of the host."""

import frappe
from frappe import _
from sostegno_abitare.access.roles import PROGRAMME_ADMINISTRATOR

SYSTEM_MANAGER = "System Manager"


def is_administrator(user: str | None = None) -> bool:
	"""Whether the user has one of the two roles."""
	user = user or frappe.session.user
	return user == "Administrator" or bool(
		{PROGRAMME_ADMINISTRATOR, SYSTEM_MANAGER} & set(frappe.get_roles(user))
	)


def require_administrator() -> None:
	"""Raises PermissionError for anybody else. Not `frappe.only_for`, which asks nothing while tests run."""
	if not is_administrator():
		frappe.throw(_("Only administrators may do this"), frappe.PermissionError)
