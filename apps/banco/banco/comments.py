"""Comments: what people write on a document, and what the host notes on its timeline."""

from typing import Any

import orjson

from banco.context import current
from banco.meta.plan import quoted

_KEPT_ON_DOCUMENT = 100


def add_comment(
	doctype: str,
	name: Any,
	comment_type: str = "Comment",
	text: str | None = None,
	comment_email: str | None = None,
	comment_by: str | None = None,
) -> Any:
	"""Add a comment to a document and return it. Its HTML is sanitised."""
	from banco.document.load import get_doc
	from banco.values import get_fullname

	email = comment_email or current().user
	comment = get_doc(
		{
			"doctype": "Comment",
			"comment_type": comment_type,
			"comment_email": email,
			"comment_by": comment_by or get_fullname(email),
			"reference_doctype": doctype,
			"reference_name": str(name),
			"content": text or comment_type,
		}
	)
	return comment.insert(ignore_permissions=True)


def note_on_document(comment: Any) -> None:
	"""Keep the latest comments beside the document they are about, where lists show their number."""
	db = current().db
	doctype, name = comment.reference_doctype, comment.reference_name
	if comment.comment_type != "Comment" or not (doctype and name and db.has_column(doctype, "_comments")):
		return
	rows = db.fetch(
		"select name, content, comment_email from `tabComment` where reference_doctype = ? and"
		" reference_name = ? and comment_type = 'Comment' order by creation desc limit ?",
		(doctype, name, _KEPT_ON_DOCUMENT),
	)
	latest = [{"comment": text, "by": by, "name": key} for key, text, by in reversed(rows)]
	db.write(
		f"update {quoted(f'tab{doctype}')} set _comments = ? where name = ?",
		(orjson.dumps(latest).decode(), name),
	)
