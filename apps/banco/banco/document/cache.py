"""Documents kept for the length of a context, so that asking for one again costs nothing.

They are not kept longer: another process may write, and a document read anew is never stale.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from banco.context import current
from banco.document import store

if TYPE_CHECKING:
	from banco.document.document import Document

_KIND = "documents"


def get_cached_doc(doctype: str, name: Any = None) -> Document:
	"""A stored document, read once per context. Raises DoesNotExistError."""
	memo = current().memo
	documents = memo.get(_KIND)
	if documents is None:
		documents = memo[_KIND] = {}
	key = (doctype, name if name is not None else doctype)
	found: Document | None = documents.get(key)
	if found is None:
		found = documents[key] = store.load(*key)
	return found


def forget(doctype: str, name: Any = None) -> None:
	"""A document was written (or any of the doctype): read it anew next time."""
	documents = current().memo.get(_KIND)
	if not documents:
		return
	if name is not None:
		documents.pop((doctype, name), None)
		return
	for key in [key for key in documents if key[0] == doctype]:
		del documents[key]
