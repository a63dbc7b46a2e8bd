"""What several tests make."""

from __future__ import annotations

from typing import Any

import frappe


def user(email: str, roles: list[str] | None = None, **values: Any) -> Any:
	"""A new user."""
	rows = [{"role": role} for role in roles or ()]
	return frappe.get_doc(
		{"doctype": "User", "email": email, "first_name": "Test", "roles": rows, **values}
	).insert()
