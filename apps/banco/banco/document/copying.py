"""A new document with the values of another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from banco.document.controllers import make
from banco.meta import fieldtypes

if TYPE_CHECKING:
	from banco.document.base import BaseDocument

# What belongs to the original alone.
_OWN = frozenset((*fieldtypes.STANDARD, *fieldtypes.OF_CHILDREN, *fieldtypes.ASIDE, "amended_from"))


def copy_doc(doc: BaseDocument, ignore_no_copy: bool = True) -> Any:
	"""A copy that is not saved yet, rows included.

	`ignore_no_copy=False` leaves out the fields marked "no copy", as a form's Duplicate does.
	"""
	from banco.document.load import get_doc

	original = get_doc(doc) if not isinstance(doc, dict) else get_doc(dict(doc))
	copy = make(original.doctype, _values(original, ignore_no_copy))
	copy.__dict__["__islocal"] = 1
	copy.docstatus = 0
	return copy


def _values(doc: BaseDocument, with_no_copy: bool) -> dict[str, Any]:
	values: dict[str, Any] = {}
	for field in doc._meta.fields:
		name = field.fieldname
		if name in _OWN or (field.no_copy and not with_no_copy) or field.is_virtual:
			continue
		if field.is_table:
			values[name] = [_values(row, with_no_copy) for row in doc.get(name)]
		elif name in doc.__dict__ and field.fieldtype != "Password":
			values[name] = doc.__dict__[name]
	return values
