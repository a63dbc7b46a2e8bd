"""`frappe.model.rename_doc`."""

from banco.document import rename_doc

__all__ = ["rename_doc"]
