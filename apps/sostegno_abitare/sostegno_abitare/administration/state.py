"""What a document says, in plain values that compare the same whether they come from a form or a database."""

import json
import re
from collections.abc import Callable
from typing import Any

import frappe
from frappe.utils import cint, cstr, flt

from .tracked import TRACKED, UNTRACKED_FIELDS

SECRET = re.compile(r"password|secret|token|api_key|private_key|credential")
MASK = "•••"
_NUMBERS: dict[str, Callable[..., Any]] = {
	"Check": cint,
	"Int": cint,
	"Float": flt,
	"Currency": flt,
	"Percent": flt,
}
_TABLES = ("Table", "Table MultiSelect")
_LAYOUT = frozenset(
	("Section Break", "Column Break", "Tab Break", "HTML", "Button", "Image", "Fold", "Heading")
)


def state_of(doc: Any) -> dict[str, Any]:
	"""The values of a document by field, without secrets, and the rows of its tables."""
	kept = TRACKED.get(doc.doctype)
	return {
		field.fieldname: _rows(doc, field) if field.fieldtype in _TABLES else _value(doc, field)
		for field in fields_of(doc.doctype)
		if not kept or field.fieldname in kept
	}


def fields_of(doctype: str) -> list[Any]:
	"""The fields of a doctype that hold something."""
	return [
		field
		for field in frappe.get_meta(doctype).fields
		if field.fieldtype not in _LAYOUT and field.fieldname not in UNTRACKED_FIELDS
	]


def is_secret(field: Any) -> bool:
	"""Whether the value of a field may be kept nowhere else."""
	return field.fieldtype == "Password" or (
		field.fieldtype in ("Data", "Small Text", "Text", "Code") and bool(SECRET.search(field.fieldname))
	)


def _rows(doc: Any, table: Any) -> list[dict[str, Any]]:
	fields = fields_of(table.options)
	return [
		{field.fieldname: _value(row, field) for field in fields} for row in doc.get(table.fieldname) or []
	]


def _value(doc: Any, field: Any) -> Any:
	value = doc.get(field.fieldname)
	if is_secret(field):
		return MASK if value else ""
	if field.fieldtype in _NUMBERS:
		return _NUMBERS[field.fieldtype](value)
	if isinstance(value, list | dict):
		return json.dumps(value, ensure_ascii=False, sort_keys=True)
	return cstr(value).replace("\r\n", "\n")
