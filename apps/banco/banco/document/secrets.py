"""Password fields: what a person types goes to the encrypted store, the document keeps asterisks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from banco.document.children import rows_of

if TYPE_CHECKING:
	from banco.document.base import BaseDocument


def put_away(doc: BaseDocument) -> None:
	"""Move the passwords of a document and its rows to the store; asterisks mean "as before"."""
	for owner in (doc, *rows_of(doc)):
		for field in owner._meta.plan.passwords:
			_put_away(owner, field.fieldname)


def _put_away(doc: BaseDocument, fieldname: str) -> None:
	from banco.passwords import remove_encrypted_password, set_encrypted_password

	value = doc.__dict__.get(fieldname)
	if not value:
		if not doc.is_new():
			remove_encrypted_password(doc.doctype, doc.name, fieldname)
	elif set(str(value)) != {"*"}:
		set_encrypted_password(doc.doctype, doc.name, str(value), fieldname)
		doc.__dict__[fieldname] = "*" * min(len(str(value)), 100)
