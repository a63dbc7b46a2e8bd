"""Permissions: who may do what with which document, and which fields of it they see."""

# ruff: noqa: F401
from banco.permissions.check import (
	get_doc_permissions,
	get_role_permissions,
	has_permission,
	only_for,
	permitted_levels,
)  # fmt: skip
from banco.permissions.load import clear_user_cache, get_roles, get_user_permissions
from banco.permissions.rules import RIGHTS
