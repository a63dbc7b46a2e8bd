"""Comments and attachments from a form."""

from typing import Any

from banco.document import delete_doc, get_doc
from banco.messages import throw
from banco.translate import _
from banco.web import documents
from banco.whitelist import whitelist

LONGEST_COMMENT = 20_000  # characters


@whitelist(methods=["POST"])
def add_comment(
	reference_doctype: str,
	reference_name: str | int,
	content: str,
	comment_email: str | None = None,
	comment_by: str | None = None,
) -> dict[str, Any]:
	"""Comment on a document that the user may read; always in the user's own name."""
	doc = documents.readable(reference_doctype, reference_name)
	if not content.strip() or len(content) > LONGEST_COMMENT:
		throw(_("A comment has 1 to {0} characters.").format(LONGEST_COMMENT))
	return dict(doc.add_comment("Comment", content).as_dict(no_nulls=True))


@whitelist(methods=["POST", "DELETE"])
def remove_attach(fid: str | None = None, dt: str | None = None, dn: Any = None) -> None:
	"""Delete an attached file. Raises PermissionError unless the user may write its document."""
	if not fid:
		throw(_("Argument '{0}' is missing.").format("fid"))
	file = get_doc("File", fid)
	if dt and dn and (file.attached_to_doctype, str(file.attached_to_name)) != (dt, str(dn)):
		throw(_("This file is not attached to {0} {1}.").format(_(dt), dn))
	delete_doc("File", fid)
