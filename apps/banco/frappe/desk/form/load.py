"""Opening a form."""

from banco.desk.form_load import get_docinfo, getdoc, getdoctype

__all__ = ["get_docinfo", "getdoc", "getdoctype"]
