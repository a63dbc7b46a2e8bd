"""Fields of a permission level that the user lacks: kept as they are at a save, hidden when read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from banco.context import ADMINISTRATOR, current

if TYPE_CHECKING:
	from banco.document.base import BaseDocument
	from banco.document.document import Document
	from banco.meta.meta import Meta


def keep_unwritable(doc: Document) -> None:
	"""Set the fields that the user may not write back to what is stored, or to their default when new."""
	if doc.flags.ignore_permissions or current().user == ADMINISTRATOR:
		return
	if not _has_levels(doc._meta):
		return
	allowed = _allowed(doc, "write")
	_keep(doc, doc._before, allowed)
	for fieldname in doc._meta.plan.tables:
		stored = {row.name: row for row in doc._before.get(fieldname)} if doc._before is not None else {}
		for row in doc.get(fieldname):
			_keep(row, stored.get(row.name), allowed)


def hide_unreadable(doc: Document) -> None:
	"""Take the values of fields that the user may not read out of a document that is to be shown."""
	if current().user == ADMINISTRATOR or not _has_levels(doc._meta):
		return
	allowed = _allowed(doc, "read")
	for owner in (doc, *doc.get_all_children()):
		hidden = frozenset(
			field.fieldname for field in owner._meta.plan.by_level if int(field.permlevel) not in allowed
		)
		if hidden:
			owner._hidden = hidden
			for fieldname in hidden:
				owner.__dict__.pop(fieldname, None)


def _has_levels(meta: Meta) -> bool:
	from banco.meta.load import get_meta

	return bool(meta.plan.by_level) or any(
		get_meta(doctype).plan.by_level for doctype in meta.plan.tables.values()
	)


def _allowed(doc: Document, kind: str) -> Any:
	from banco.permissions import permitted_levels

	return permitted_levels(doc._meta, kind, current().user)


def _keep(doc: BaseDocument, before: BaseDocument | None, allowed: Any) -> None:
	from banco.document.defaults import default_of

	for field in doc._meta.plan.by_level:
		if int(field.permlevel) in allowed:
			continue
		name = field.fieldname
		if before is not None:
			doc.__dict__[name] = before.__dict__.get(name)
		else:
			doc.__dict__[name] = [] if field.is_table else default_of(field)
