"""What hangs on a case or a home stays closed: an address that opens without logging in is no place for a report
(R50, R52).
"""

from typing import Any

import frappe
from frappe import _

from . import ROWS


class PublicAttachmentError(frappe.ValidationError):
	"""A file that anybody could read, attached to what few may see."""


class ForeignFileError(frappe.PermissionError):
	"""A file that its user may not open, named in a field of a document that others open, or that papers are made of."""


def keep_private(doc: Any, method: str | None = None) -> None:
	"""Document event `validate` of File. Raises PublicAttachmentError; links to other sites hold no file."""
	is_link = str(doc.file_url or "").startswith(("http://", "https://"))
	if doc.attached_to_doctype in ROWS and not frappe.utils.cint(doc.is_private) and not is_link:
		frappe.throw(
			_("A file attached here cannot be public: attach it as a private file"),
			PublicAttachmentError,
		)


def attach(doc: Any, method: str | None = None) -> None:
	"""Document event `on_update`: a private file that its user put into a field before the document was first saved
	hangs on the document from then on, so that it opens to whoever the document opens to.
	"""
	if doc.doctype not in ROWS:
		return
	check_own(doc)
	for row in (doc, *doc.get_all_children()):
		for field in row.meta.fields:
			url = row.get(field.fieldname) if field.fieldtype in ("Attach", "Attach Image") else None
			if not str(url or "").startswith("/private/files/"):
				continue
			loose = {
				"file_url": url,
				"owner": frappe.session.user,
				"attached_to_name": ["is", "not set"],
			}
			for name in frappe.get_all("File", filters=loose, pluck="name"):
				frappe.db.set_value(
					"File",
					name,
					{
						"attached_to_doctype": doc.doctype,
						"attached_to_name": doc.name,
						"attached_to_field": field.fieldname if row is doc else None,
					},
				)


def check_own(doc: Any) -> None:
	"""Who names a private file in a field may open it: knowing its address is not enough. Raises ForeignFileError."""
	if doc.flags.ignore_permissions or frappe.session.user == "Administrator":
		return
	before = doc.get_doc_before_save()
	for url in sorted(_addresses(doc) - (_addresses(before) if before else set())):
		names = frappe.get_all("File", filters={"file_url": url}, pluck="name")
		files = (frappe.get_doc("File", name) for name in names)
		if names and not any(frappe.has_permission("File", "read", doc=file) for file in files):
			frappe.throw(
				_("{0}: the file is not in your sight; attach it yourself").format(url), ForeignFileError
			)


def _addresses(doc: Any) -> set[str]:
	return {
		str(row.get(field.fieldname))
		for row in (doc, *doc.get_all_children())
		for field in row.meta.fields
		if field.fieldtype in ("Attach", "Attach Image")
		and str(row.get(field.fieldname) or "").startswith("/private/files/")
	}
