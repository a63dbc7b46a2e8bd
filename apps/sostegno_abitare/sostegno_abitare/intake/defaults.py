"""What a new document of the intake starts with."""

import frappe
from frappe.permissions import get_user_permissions


@frappe.whitelist()
def own_municipality() -> str | None:
	"""The municipality the user works for, where there is exactly one."""
	names = [row["doc"] for row in get_user_permissions(frappe.session.user).get("Municipality", [])]
	return names[0] if len(names) == 1 else None
