"""`frappe.model.document`."""

from banco.document import Document, get_doc
from banco.document.base import BaseDocument

__all__ = ["BaseDocument", "Document", "get_doc"]
