"""What may not change any more: constants, and the fields of a submitted document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from banco.document.locking import same_moment
from banco.document.problems import refuse, shown
from banco.document.values import canonical, same
from banco.errors import CannotChangeConstantError, UpdateAfterSubmitError
from banco.translate import _

if TYPE_CHECKING:
	from banco.document.base import BaseDocument
	from banco.document.document import Document
	from banco.meta.field import Field


def check_constants(doc: Document) -> None:
	"""Raises CannotChangeConstantError when owner, creation or a `set_only_once` field changed."""
	before = doc._before
	for name in ("owner", "creation"):
		given, stored = doc.__dict__.get(name), before.__dict__.get(name)
		if given in (None, ""):
			doc.__dict__[name] = stored
		elif given != stored and not (name == "creation" and same_moment(given, stored)):
			refuse(doc, name, _("cannot be changed"), CannotChangeConstantError)
	for field in doc._meta.plan.once:
		if not _is_empty(before, field) and _differs(doc, before, field):
			refuse(doc, field, _("cannot be changed once it is set"), CannotChangeConstantError)


def check_submitted(doc: Document) -> None:
	"""Raises UpdateAfterSubmitError when a field that is not `allow_on_submit` changed after submission."""
	before = doc._before
	_check_submitted(doc, before)
	for fieldname in doc._meta.plan.tables:
		stored = {row.name: row for row in before.get(fieldname)}
		for row in doc.get(fieldname):
			former = stored.get(row.name)
			if former is not None:
				_check_submitted(row, former)


def table_rows_differ(one: list[Any], other: list[Any]) -> bool:
	"""Whether two tables hold different values, whatever the names and stamps of their rows."""
	if len(one) != len(other):
		return True
	return any(
		not same(field, left.__dict__.get(field.fieldname), right.__dict__.get(field.fieldname))
		for left, right in zip(one, other, strict=True)
		for field in left._meta.plan.fields
	)


def _check_submitted(doc: BaseDocument, before: BaseDocument) -> None:
	for field in doc._meta.plan.frozen_once_submitted:
		name = field.fieldname
		if field.is_table:
			# Rows may change where their own fields allow it; the table as such keeps its rows.
			kept = [row.name for row in before.get(name)] == [row.name for row in doc.get(name)]
			if not kept:
				refuse(doc, field, _("rows cannot change after submission"), UpdateAfterSubmitError, _title())
		elif not same(field, doc.__dict__.get(name), before.__dict__.get(name)):
			refuse(
				doc,
				field,
				_("cannot change after submission from {0} to {1}: cancel and amend the document").format(
					shown(before.__dict__.get(name)), shown(doc.__dict__.get(name))
				),
				UpdateAfterSubmitError,
				_title(),
			)


def _title() -> str:
	return _("Cannot Update After Submit")


def _is_empty(doc: BaseDocument, field: Field) -> bool:
	value = doc.__dict__.get(field.fieldname)
	return not value if field.is_table else canonical(field, value) is None


def _differs(doc: BaseDocument, before: BaseDocument, field: Field) -> bool:
	name = field.fieldname
	if field.is_table:
		return table_rows_differ(doc.get(name), before.get(name))
	return not same(field, doc.__dict__.get(name), before.__dict__.get(name))
