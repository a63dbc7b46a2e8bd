"""Two people, one document: a save of what somebody else has changed meanwhile is refused.

Writers wait for each other, so what is read here cannot change before this save is written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from banco.document.status import NAMES
from banco.errors import DataError, DocstatusTransitionError, TimestampMismatchError, ValidationError
from banco.messages import throw
from banco.storage.columns import datetime_text
from banco.translate import _

if TYPE_CHECKING:
	from banco.document.document import Document

# (former status, new status): what a save of such a document is.
_ACTIONS = {(0, 0): "save", (0, 1): "submit", (1, 1): "update_after_submit", (1, 2): "cancel"}


def check_latest(doc: Document) -> None:
	"""Raises TimestampMismatchError unless the document carries the `modified` that is stored."""
	stored = doc._before.__dict__.get("modified")
	if same_moment(stored, doc.__dict__.get("modified")) or (doc._meta.issingle and not stored):
		return
	throw(
		_("{0} {1} has been changed by {2} after you opened it: reload it and make your change again").format(
			_(doc.doctype), doc.name, doc._before.__dict__.get("modified_by") or ""
		),
		TimestampMismatchError,
		_("Document Changed"),
	)


def action_of(doc: Document, former: int | None) -> str:
	"""What saving the document is: "save", "submit", "update_after_submit" or "cancel".

	`former` is its stored status, None for a new one. Raises DocstatusTransitionError for a change of
	status that does not exist, ValidationError for a cancelled document.
	"""
	status = int(doc.docstatus)
	if status and not doc._meta.is_submittable and not doc._meta.istable:
		throw(_("{0} cannot be submitted").format(_(doc.doctype)), DocstatusTransitionError)
	action = _ACTIONS.get((former or 0, status))
	if action and not (former is None and action == "update_after_submit"):
		return action
	if former == status == 2:
		throw(_("A cancelled document cannot be changed: amend it"), ValidationError)
	throw(
		_("A document cannot go from {0} to {1}").format(_(NAMES[former or 0]), _(NAMES[status])),
		DocstatusTransitionError,
		fieldname="docstatus",
	)


def same_moment(one: Any, other: Any) -> bool:
	"""Whether two stamps, as a row or a client writes them, are of the same moment."""
	try:
		return bool(one == other) or datetime_text(one) == datetime_text(other)
	except DataError:
		return False
