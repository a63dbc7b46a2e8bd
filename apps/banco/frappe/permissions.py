"""Public names of Frappe's `frappe.permissions`."""

# ruff: noqa: F401
from banco.permissions import (
	clear_user_cache,
	get_doc_permissions,
	get_role_permissions,
	get_roles,
	get_user_permissions,
	has_permission,
)  # fmt: skip
from banco.permissions.rules import RIGHTS as rights
