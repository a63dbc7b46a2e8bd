"""`frappe.model.create_new`."""

from banco.document.load import new_doc as get_new_doc

__all__ = ["get_new_doc"]
