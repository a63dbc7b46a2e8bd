"""Deleting a document, with everything that is only about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from banco.context import current
from banco.document import events, store
from banco.document.problems import shown
from banco.document.references import refuse_if_linked
from banco.errors import ValidationError
from banco.messages import throw
from banco.meta.load import get_meta
from banco.meta.plan import quoted
from banco.translate import _

if TYPE_CHECKING:
	from banco.document.document import Document

# Where documents about a document keep its doctype and its name.
_GO_WITH_IT = (
	("Version", "ref_doctype", "docname"),
	("Comment", "reference_doctype", "reference_name"),
	("ToDo", "reference_type", "reference_name"),
	("DocShare", "share_doctype", "share_name"),
	("Notification Log", "document_type", "document_name"),
)


def delete_doc(
	doctype: str | None = None,
	name: Any = None,
	force: bool | int = 0,
	ignore_permissions: bool = False,
	flags: Mapping[str, Any] | None = None,
	ignore_missing: bool = True,
	delete_permanently: bool = False,
) -> bool | None:
	"""Delete a document (or a list of names); False when it does not exist.

	`force` passes over links from other documents, `delete_permanently` leaves no trace of it. Raises
	PermissionError, LinkExistsError, ValidationError for a submitted document, DoesNotExistError unless
	`ignore_missing`.
	"""
	if not doctype:
		raise ValidationError("delete_doc needs a doctype and a name")
	current().db.writing()
	for one in name if isinstance(name, list | tuple) else [doctype if name is None else name]:
		if ignore_missing and not get_meta(doctype).issingle and not store.exists(doctype, one):
			return False
		doc = store.load(doctype, one)
		doc.flags.update(flags or {})
		if ignore_permissions:
			doc.flags.ignore_permissions = True
		_delete(doc, bool(force), delete_permanently)
	return None


def _delete(doc: Document, force: bool, permanently: bool) -> None:
	if not doc.flags.ignore_permissions:
		if doc._meta.istable:
			throw(_("A row of {0} is deleted by saving its parent without it.").format(_(doc.doctype)))
		doc.check_permission("delete")
	if doc.docstatus == 1:
		throw(
			_("{0} {1} is submitted: cancel it before you delete it").format(_(doc.doctype), shown(doc.name)),
			ValidationError,
		)
	events.run(doc, "on_trash")
	events.run(doc, "on_change")
	if not force and not doc._meta.istable:
		refuse_if_linked(doc, "delete")
	_erase(doc)
	_revert_series(doc)
	doc.clear_cache()
	events.run(doc, "after_delete")
	if not permanently and not doc._meta.istable:
		_note(doc)


def _erase(doc: Document) -> None:
	from banco.files import delete_attachments
	from banco.passwords import delete_all_passwords_for
	from banco.storage import singles

	db = current().db
	for child in doc._meta.plan.tables.values():
		db.write(get_meta(child).plan.sql.delete_children, (doc.name, doc.doctype))
	if doc._meta.issingle:
		singles.clear(db, doc.doctype)
	else:
		db.write(doc._meta.plan.sql.delete, (doc.name,))
	if doc._meta.plan.passwords:
		delete_all_passwords_for(doc.doctype, doc.name)
	if doc._meta.istable:
		return
	for table, kind, name in _GO_WITH_IT:
		db.write(
			f"delete from {quoted(f'tab{table}')} where {kind} = ? and {name} = ?", (doc.doctype, doc.name)
		)
	if doc.doctype != "File":
		delete_attachments(doc.doctype, doc.name)


def _revert_series(doc: Document) -> None:
	from banco.naming.series import revert_series_if_last

	rule = str(doc._meta.autoname or "")
	if rule.lower().startswith("naming_series:"):
		rule = str(doc.get("naming_series") or "")
	elif ":" in rule or "#" not in rule:
		return
	if rule and doc.name:
		revert_series_if_last(rule, str(doc.name), doc)


def _note(doc: Document) -> None:
	"""Leave behind that it was, and who deleted it: none of its content, which a person may have to be
	able to have erased."""
	from banco.document.load import get_doc

	if doc.doctype in _TRACELESS or not current().db.table_exists("Deleted Document"):
		return
	get_doc(
		{"doctype": "Deleted Document", "deleted_doctype": doc.doctype, "deleted_name": str(doc.name)}
	).insert(ignore_permissions=True)


_TRACELESS = frozenset(("Deleted Document", "Version", "Comment", "Error Log", "Activity Log", "Access Log"))
