"""The rows of a document's tables: taken in, numbered, named, and told apart from those already stored."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from banco.document.base import BaseDocument

if TYPE_CHECKING:
	from banco.document.document import Document


def adopt(parent: BaseDocument, fieldname: str, value: Any) -> BaseDocument:
	"""A child document of `parent` made from a dict, or from a document, that belongs to a table."""
	from banco.document.controllers import make
	from banco.document.problems import refuse
	from banco.translate import _

	doctype = parent._meta.plan.all_tables[fieldname]
	if isinstance(value, BaseDocument) and value.doctype == doctype:
		row = value
	elif value is None or isinstance(value, dict | BaseDocument):
		values = value.as_dict() if isinstance(value, BaseDocument) else value or {}
		row = make(doctype, values)
		if not row.__dict__.get("name"):
			row.__dict__["__islocal"] = 1
	else:
		field = parent._meta.get_field(fieldname)
		refuse(parent, field, _("takes rows with field names and values, not {0}").format(repr(value)[:40]))
	own = row.__dict__
	own["parent"], own["parenttype"], own["parentfield"] = parent.name, parent.doctype, fieldname
	row.parent_doc = parent
	return row


def rows_of(doc: BaseDocument) -> Iterator[Any]:
	"""All rows of all tables that are stored."""
	values = doc.__dict__
	for fieldname in doc._meta.plan.tables:
		yield from values.get(fieldname) or ()


def settle(doc: Document) -> None:
	"""Tie every row to its document: place, parent, standing, stamps; rows of other documents become new.

	A client may send any row name: one that the stored document does not have makes a new row, never an
	update of a row that belongs elsewhere.
	"""
	values = doc.__dict__
	before = doc._before
	for fieldname in doc._meta.plan.tables:
		rows = values.get(fieldname)
		if not rows:
			continue
		stored = {row.name: row.__dict__ for row in before.get(fieldname)} if before is not None else {}
		for place, row in enumerate(rows, 1):
			# A second row of the same name is no update either.
			_settle_row(doc, fieldname, row, place, stored.pop(row.__dict__.get("name"), None))


def _settle_row(
	doc: Document, fieldname: str, row: BaseDocument, place: int, former: dict[str, Any] | None
) -> None:
	own, values = row.__dict__, doc.__dict__
	own["idx"] = place
	own["parent"], own["parenttype"], own["parentfield"] = values["name"], values["doctype"], fieldname
	own["docstatus"] = values.get("docstatus") or 0
	own["modified"], own["modified_by"] = values["modified"], values["modified_by"]
	row.parent_doc = doc
	if former is not None:
		own.pop("__islocal", None)
		own["owner"], own["creation"] = former["owner"], former["creation"]
		return
	if not doc.flags.keep_child_names:
		own["name"] = None
	own["__islocal"] = 1
	own["owner"], own["creation"] = values["modified_by"], values["modified"]
