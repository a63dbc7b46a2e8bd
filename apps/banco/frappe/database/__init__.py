"""Public names of Frappe's `frappe.database`."""

from banco.storage.database import Database

__all__ = ["Database"]
