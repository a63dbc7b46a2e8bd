"""The rules of doctypes, read and changed by administrators."""

from banco.permissions.manager import add, get_permissions, remove, reset, update

__all__ = ["add", "get_permissions", "remove", "reset", "update"]
