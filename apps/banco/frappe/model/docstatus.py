"""`frappe.model.docstatus`."""

from banco.document.status import DocStatus

__all__ = ["DocStatus"]
