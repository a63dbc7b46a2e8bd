"""Who links to a document: asked before it is deleted or cancelled, and followed when it is renamed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from banco.context import current
from banco.document.problems import shown
from banco.errors import DoesNotExistError, LinkExistsError
from banco.messages import throw
from banco.meta.definitions import recall
from banco.meta.load import get_meta
from banco.meta.plan import quoted
from banco.translate import _

if TYPE_CHECKING:
	from banco.document.document import Document

# Records about a document that go with it, or stand without it: none of them holds it back.
ABOUT_DOCUMENTS = frozenset(
	(
		"Access Log", "Activity Log", "Comment", "Deleted Document", "DocShare", "Error Log", "File", "ToDo",
		"User Permission", "Version",
	)
)  # fmt: skip


class LinkField(NamedTuple):
	"""A field by which documents point to others; `type_field` names the doctype for a Dynamic Link."""

	doctype: str
	fieldname: str
	type_field: str | None
	is_child: bool
	is_single: bool


class Reference(NamedTuple):
	"""A document that points to another; of a row, its document."""

	doctype: str
	name: Any
	docstatus: int


def link_fields(doctype: str) -> tuple[LinkField, ...]:
	"""The Link fields that point to a doctype, and every Dynamic Link."""
	return recall("link_fields", doctype, _find_link_fields)


def refuse_if_linked(doc: Document, verb: str) -> None:
	"""Raises LinkExistsError naming a document that points to `doc` and holds it back.

	`verb` is "delete" (held back by all but cancelled ones) or "cancel" (held back by submitted ones).
	"""
	if doc.flags.ignore_links:
		return
	passed_over = set(doc.__dict__.get("ignore_linked_doctypes") or ()) | set(
		getattr(type(doc), "ignore_linked_doctypes", None) or ()
	)
	passed_over |= ABOUT_DOCUMENTS | set(current().site.hooks.get("ignore_links_on_delete") or ())
	for field in link_fields(doc.doctype):
		if field.doctype in passed_over:
			continue
		if verb == "cancel" and not (field.is_child or get_meta(field.doctype).is_submittable):
			continue
		for reference in references(field, doc.doctype, doc.name):
			if reference.doctype not in passed_over and _holds_back(reference, doc, verb):
				_refuse(doc, reference, verb)


def references(field: LinkField, doctype: str, name: Any) -> Iterator[Reference]:
	"""The documents that point to `doctype` `name` by one field."""
	if field.is_single:
		yield from _from_single(field, doctype, name)
		return
	columns = "parenttype, parent" if field.is_child else f"'{field.doctype.replace(chr(39), '')}', name"
	condition, params = _condition(field, doctype, name)
	rows = current().db.fetch(
		f"select distinct {columns}, docstatus from {quoted(f'tab{field.doctype}')} where {condition}", params
	)
	for kind, owner, docstatus in rows:
		if kind:
			yield Reference(kind, owner, docstatus or 0)


def _condition(field: LinkField, doctype: str, name: Any) -> tuple[str, tuple[Any, ...]]:
	own = f"{quoted(field.fieldname)} = ?"
	if field.type_field is None:
		return own, (str(name),)
	return f"{own} and {quoted(field.type_field)} = ?", (str(name), doctype)


def _from_single(field: LinkField, doctype: str, name: Any) -> Iterator[Reference]:
	db = current().db
	if db.get_single_value(field.doctype, field.fieldname) != name:
		return
	if field.type_field is None or db.get_single_value(field.doctype, field.type_field) == doctype:
		yield Reference(field.doctype, field.doctype, 0)


def _holds_back(reference: Reference, doc: Document, verb: str) -> bool:
	if (reference.doctype, reference.name) == (doc.doctype, doc.name):
		return False
	return reference.docstatus == 1 if verb == "cancel" else reference.docstatus != 2


def _refuse(doc: Document, reference: Reference, verb: str) -> None:
	message = (
		_("{0} {1} cannot be deleted: {2} {3} points to it. Remove that link first")
		if verb == "delete"
		else _("{0} {1} cannot be cancelled: {2} {3} points to it. Cancel that first")
	)
	throw(
		message.format(_(doc.doctype), shown(doc.name), _(reference.doctype), shown(reference.name)),
		LinkExistsError,
		_("Link Exists"),
	)


def _find_link_fields(doctype: str) -> tuple[LinkField, ...]:
	db = current().db
	found: dict[tuple[str, str], str | None] = {}
	for table, owner in (("DocField", "parent"), ("Custom Field", "dt")):
		if not db.table_exists(table):
			continue
		for parent, fieldname, fieldtype, options in db.fetch(
			f"select {owner}, fieldname, fieldtype, options from {quoted(f'tab{table}')}"
			" where (fieldtype = 'Link' and options = ?) or fieldtype = 'Dynamic Link'",
			(doctype,),
		):
			found[(parent, fieldname)] = options if fieldtype == "Dynamic Link" else None
	return tuple(_usable(found))


def _usable(found: dict[tuple[str, str], str | None]) -> Iterator[LinkField]:
	for (doctype, fieldname), type_field in sorted(found.items(), key=lambda item: item[0]):
		try:
			meta = get_meta(doctype)
		except DoesNotExistError:
			continue
		field = meta.get_field(fieldname)
		if field is None or meta.is_virtual or field.is_virtual:
			continue
		yield LinkField(doctype, fieldname, type_field, bool(meta.istable), bool(meta.issingle))
