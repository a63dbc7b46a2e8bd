"""A document's way into the database: the order of its checks and events at insert, save, submit and cancel.

Insert: permission, before_insert, name, links, before_validate, validate, before_save, checks, row, then
after_insert, on_update, on_change. Submitting runs before_submit and on_submit where saving runs before_save;
cancelling runs before_cancel and on_cancel only; a change after submission before_update_after_submit and
on_update_after_submit. What fails anywhere is undone with the transaction.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from banco.context import current
from banco.document import (
	children,
	defaults,
	events,
	frozen,
	levels,
	locking,
	mandatory,
	secrets,
	store,
	values,
)
from banco.document.links import Links
from banco.errors import DuplicateEntryError, UniqueValidationError
from banco.messages import throw
from banco.naming import name as naming
from banco.translate import _

if TYPE_CHECKING:
	from banco.document.document import Document

_BEFORE = {
	"save": ("before_validate", "validate", "before_save"),
	"submit": ("before_validate", "validate", "before_submit"),
	"cancel": ("before_cancel",),
	"update_after_submit": ("before_update_after_submit",),
}
_AFTER = {
	"save": ("on_update",),
	"submit": ("on_update", "on_submit"),
	"cancel": ("on_cancel",),
	"update_after_submit": ("on_update_after_submit",),
}
_PERMISSION = {"save": "write", "submit": "submit", "cancel": "cancel", "update_after_submit": "submit"}


def insert(
	doc: Document,
	ignore_if_duplicate: bool = False,
	set_name: str | None = None,
	set_child_names: bool = True,
) -> Document:
	"""Write a new document."""
	current().db.writing()  # what is checked from here on cannot change before it is written
	doc.__dict__["__islocal"] = 1
	doc._before = None
	action = locking.action_of(doc, None)
	_stamp_new(doc)
	doc.flags.in_insert = True
	if not set_child_names:
		doc.flags.keep_child_names = True
	defaults.fill(doc)
	_check_permission(doc, "create", action)
	doc.check_new_workflow_state()
	levels.keep_unwritable(doc)
	values.read(doc)
	events.run(doc, "before_insert")
	_name(doc, set_name)
	_prepare_and_check(doc, action)
	try:
		_write(doc, is_new=True)
	except (DuplicateEntryError, UniqueValidationError) as error:
		if ignore_if_duplicate and isinstance(error, DuplicateEntryError):
			current().message_log[-1:] = []
			return doc
		raise
	_clear_marks(doc)
	events.run(doc, "after_insert")
	_afterwards(doc, action)
	doc.flags.in_insert = False
	return doc


def save(doc: Document) -> Document:
	"""Write a stored document again, or a new one for the first time."""
	if doc.is_new() or not (doc.name or doc._meta.issingle):
		return insert(doc)
	current().db.writing()
	doc._before = store.load(doc.doctype, doc.name)
	doc.__dict__["name"] = doc._before.name
	action = locking.action_of(doc, int(doc._before.docstatus))
	_check_permission(doc, _PERMISSION[action], "save")
	locking.check_latest(doc)
	frozen.check_constants(doc)
	_stamp(doc)
	levels.keep_unwritable(doc)
	if doc._meta.plan.tables:
		_fill_new_rows(doc)
	_prepare_and_check(doc, action)
	_write(doc, is_new=False)
	_clear_marks(doc)
	_afterwards(doc, action)
	return doc


def _prepare_and_check(doc: Document, action: str) -> None:
	"""Everything between the permission and the row."""
	doc._action = action
	children.settle(doc)
	ignoring = doc.flags
	links = None if ignoring.ignore_links or action == "cancel" else Links(doc)
	values.read(doc)
	if links is not None:
		links.check()
	if not ignoring.ignore_validate:
		for event in _BEFORE[action]:
			events.run(doc, event)
	# Events may have added rows and changed values: they are looked at as they now are.
	children.settle(doc)
	if action == "cancel":
		from banco.document.references import refuse_if_linked

		refuse_if_linked(doc, "cancel")
		doc.check_workflow()
		return
	if not ignoring.ignore_mandatory:
		mandatory.check(doc)
	values.check(doc)
	if links is not None:
		links.check()
	if doc._before is not None:
		if action == "update_after_submit" and not ignoring.ignore_validate_update_after_submit:
			frozen.check_submitted(doc)
		doc.check_workflow()


def _write(doc: Document, is_new: bool) -> None:
	if doc._meta.issingle:
		secrets.put_away(doc)
		store.write_single(doc)
		store.write_children(doc)
		return
	for row in children.rows_of(doc):
		naming.name_row(row)
	secrets.put_away(doc)
	if doc._meta.is_virtual:
		doc.db_insert() if is_new else doc.db_update()
		return
	if is_new:
		store.insert(doc)
	else:
		store.update(doc)
	if doc._meta.plan.tables:
		store.write_children(doc)


def _afterwards(doc: Document, action: str) -> None:
	doc.clear_cache()
	for event in _AFTER[action]:
		events.run(doc, event)
	events.run(doc, "on_change")
	if doc._before is not None and doc._meta.track_changes and not doc.flags.ignore_version:
		from banco.versions import record

		record(doc)
	from banco.office.notify import after_change

	after_change(doc, action)


def _name(doc: Document, set_name: str | None) -> None:
	if set_name:
		doc.name = naming.validate_name(doc.doctype, set_name)
	else:
		naming.set_new_name(doc)


def _stamp_new(doc: Document) -> None:
	"""Who makes the document and when; never what a client says."""
	own = doc.__dict__
	_stamp(doc)
	own["creation"], own["owner"] = own["modified"], own["modified_by"]


def _stamp(doc: Document) -> None:
	from banco.dates import now

	doc.__dict__["modified"] = now()
	doc.__dict__["modified_by"] = current().user


def _fill_new_rows(doc: Document) -> None:
	known = {row.name for row in children.rows_of(doc._before)}
	for row in children.rows_of(doc):
		if row.__dict__.get("name") not in known and row._meta.plan.defaults:
			defaults.fill(row)


def _check_permission(doc: Document, kind: str, action: str) -> None:
	if doc.flags.ignore_permissions:
		return
	if doc._meta.istable:
		# By itself it would pass by the checks of its document, its history, and what logs its changes.
		throw(_("A row of {0} is saved with the document it belongs to.").format(_(doc.doctype)))
	if doc._before is not None:
		# Nobody makes a document theirs by writing into it what they may see.
		doc._before.check_permission(kind)
	doc.check_permission(kind)
	if action == "submit":
		doc.check_permission("submit")


def _clear_marks(doc: Document) -> None:
	for owner in (doc, *children.rows_of(doc)):
		owner.__dict__.pop("__islocal", None)
		owner.__dict__.pop("__unsaved", None)
