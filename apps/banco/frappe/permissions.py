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
from banco.permissions.user_permissions import (
	add_user_permission,
	clear_user_permissions_for_doctype,
	remove_user_permission,
)

__all__ = [
	"add_user_permission",
	"clear_user_cache",
	"clear_user_permissions_for_doctype",
	"get_doc_permissions",
	"get_role_permissions",
	"get_roles",
	"get_user_permissions",
	"has_permission",
	"remove_user_permission",
	"rights",
]
