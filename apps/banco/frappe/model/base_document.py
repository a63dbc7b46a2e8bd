"""`frappe.model.base_document`."""

from banco.document.base import BaseDocument
from banco.document.controllers import get_controller

__all__ = ["BaseDocument", "get_controller"]
