"""What has to be filled in is: always (`reqd`), or when a condition holds (`mandatory_depends_on`).

Conditions are asked on the server too: a rule that only the form knows is none.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from banco.document.children import rows_of
from banco.document.problems import MOST_TOLD, label, place, where
from banco.errors import MandatoryError
from banco.messages import tell_error
from banco.meta.fieldtypes import MARKUP
from banco.text import strip_html
from banco.translate import _

if TYPE_CHECKING:
	from banco.document.base import BaseDocument
	from banco.meta.field import Field


def check(doc: BaseDocument) -> None:
	"""Raises MandatoryError naming every field of the document and its rows that lacks a value."""
	missing = [(doc, field) for field in _missing(doc, {})]
	for row in rows_of(doc):
		missing.extend((row, field) for field in _missing(row, doc.__dict__))
	if missing:
		_refuse(doc, missing)


def is_empty(field: Field, value: Any) -> bool:
	"""Whether a field counts as not filled in; 0 is a value."""
	if value is None or value == "" or value == []:
		return True
	if not isinstance(value, str):
		return False
	if field.fieldtype in MARKUP and "<" in value and "<img" not in value:
		value = strip_html(value)
	return not value.strip()


def _missing(doc: BaseDocument, parent: dict[str, Any]) -> Iterator[Field]:
	values = doc.__dict__
	plan = doc._meta.plan
	for field in plan.required:
		if is_empty(field, values.get(field.fieldname)):
			yield field
	for field, condition in plan.required_when:
		if not field.reqd and is_empty(field, values.get(field.fieldname)) and condition(values, parent):
			yield field


def _refuse(doc: BaseDocument, missing: list[tuple[Any, Field]]) -> None:
	fieldnames = list(dict.fromkeys(field.fieldname for _owner, field in missing))
	for owner, field in missing[:MOST_TOLD]:
		extra = {**place(owner, field), "fieldnames": fieldnames}
		tell_error(_("{0}: fill in this field").format(where(owner, field)), _("Missing Values"), **extra)
	labels = ", ".join(dict.fromkeys(label(owner, field) for owner, field in missing))
	error = MandatoryError(f"[{_(doc.doctype)}, {doc.name}]: {labels}")
	error.__dict__.update(place(*missing[0]), fieldnames=fieldnames)
	raise error
