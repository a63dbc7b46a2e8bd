"""Public names of Frappe's `frappe.permissions`."""

from banco.permissions import (
	clear_user_cache,
	get_doc_permissions,
	get_role_permissions,
	get_roles,
	get_user_permissions,
	has_permission,
)
from banco.permissions.rules import RIGHTS as rights

__all__ = [
	"clear_user_cache",
	"get_doc_permissions",
	"get_role_permissions",
	"get_roles",
	"get_user_permissions",
	"has_permission",
	"rights",
]
