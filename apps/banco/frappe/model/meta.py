"""`frappe.model.meta`."""

from banco.meta import Meta, get_meta

__all__ = ["Meta", "get_meta"]
