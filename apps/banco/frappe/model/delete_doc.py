"""`frappe.model.delete_doc`."""

from banco.document import delete_doc

__all__ = ["delete_doc"]
