"""How a document's errors are told: which field, in which row, why, and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

from banco.errors import ValidationError
from banco.messages import bold, throw
from banco.text import escape_html
from banco.translate import _

if TYPE_CHECKING:
	from banco.document.base import BaseDocument
	from banco.meta.field import Field

LONGEST_SHOWN = 60
MOST_TOLD = 20  # faults of one document: its thousandth row is not read


def refuse(
	doc: BaseDocument,
	field: Field | str | None,
	reason: str,
	exc: type[Exception] = ValidationError,
	title: str | None = None,
) -> NoReturn:
	"""Raise `exc` saying that `field` of `doc` (a name for standard fields) `reason`.

	The message begins with the field's label and its row; the reply carries `fieldname` and, for a row,
	`parentfield` and `idx`, so that a form can show it beside the field.
	"""
	throw(f"{where(doc, field)}: {reason}", exc, title, **place(doc, field))


def where(doc: BaseDocument, field: Field | str | None) -> str:
	"""The label of a field in bold, preceded by its table and row when the document is one."""
	shown = bold(escape_html(label(doc, field)))
	if not doc._meta.istable or not doc.parentfield:
		return shown
	return _("{0}, row {1}, {2}").format(bold(escape_html(_table_label(doc))), doc.idx, shown)


def label(doc: BaseDocument, field: Field | str | None) -> str:
	"""The translated label of a field."""
	if field is None:
		return _(doc.doctype)
	if isinstance(field, str):
		return _(doc._meta.get_label(field), context=doc.doctype)
	return _(field.text_label, context=doc.doctype)


def place(doc: BaseDocument, field: Field | str | None) -> dict[str, Any]:
	"""The keys by which a form finds the field."""
	found: dict[str, Any] = {}
	if field is not None:
		found["fieldname"] = field if isinstance(field, str) else field.fieldname
	if doc._meta.istable and doc.parentfield:
		found.update(parentfield=doc.parentfield, idx=doc.idx)
	return found


def shown(value: Any) -> str:
	"""A value for use in a message: short, and harmless in HTML."""
	text = str(value).encode("utf-8", "backslashreplace").decode().replace("\0", "\\0")
	return escape_html(text if len(text) <= LONGEST_SHOWN else text[:LONGEST_SHOWN] + "…")


def _table_label(doc: BaseDocument) -> str:
	parent = doc.parent_doc
	if parent is not None:
		return _(parent._meta.get_label(doc.parentfield), context=parent.doctype)
	return _(doc.doctype)
