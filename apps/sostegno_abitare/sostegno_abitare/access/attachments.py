"""What hangs on a case or a home stays closed: an address that opens without logging in is no place for a report
(R50, R52).
"""

from typing import Any

import frappe
from frappe import _

from . import ROWS


class PublicAttachmentError(frappe.ValidationError):
	"""A file that anybody could read, attached to what few may see."""


def keep_private(doc: Any, method: str | None = None) -> None:
	"""Document event `validate` of File. Raises PublicAttachmentError; links to other sites hold no file."""
	is_link = str(doc.file_url or "").startswith(("http://", "https://"))
	if doc.attached_to_doctype in ROWS and not frappe.utils.cint(doc.is_private) and not is_link:
		frappe.throw(
			_("A file attached here cannot be public: attach it as a private file"),
			PublicAttachmentError,
		)
