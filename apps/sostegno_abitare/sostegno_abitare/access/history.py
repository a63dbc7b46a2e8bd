"""The history of changes without the values that only some may read (R52).

Whoever opens a form sees its versions; a version row keeps old and new values of every field, also of those
at a permission level the reader has not. The values are masked before they are stored: who changed which
field, and when, stays.
"""

import json
from typing import Any

import frappe

from . import ROWS
from .reserved import fields_of

MASK = "•••"


def mask_reserved_values(doc: Any, method: str | None = None) -> None:
	"""Event `before_insert` of Version."""
	if doc.ref_doctype not in ROWS:
		return
	data = json.loads(doc.data or "{}")
	if isinstance(data, dict):
		doc.data = json.dumps(_masked(data, doc.ref_doctype), ensure_ascii=False)


def _masked(data: dict[str, Any], doctype: str) -> dict[str, Any]:
	reserved = fields_of(doctype)
	data["changed"] = _masked_changes(data.get("changed") or [], reserved)
	for key in ("added", "removed"):
		data[key] = [
			[table, _masked_row(row, _reserved_of_table(doctype, table))]
			for table, row in data.get(key) or []
		]
	data["row_changed"] = [
		[table, index, name, _masked_changes(changes, _reserved_of_table(doctype, table))]
		for table, index, name, changes in data.get("row_changed") or []
	]
	return data


def _masked_changes(changes: list[Any], reserved: set[str]) -> list[Any]:
	return [[field, MASK, MASK] if field in reserved else [field, *values] for field, *values in changes]


def _masked_row(row: dict[str, Any], reserved: set[str]) -> dict[str, Any]:
	return {field: MASK if field in reserved and value else value for field, value in row.items()}


def _reserved_of_table(doctype: str, table: str) -> set[str]:
	field = frappe.get_meta(doctype).get_field(table)
	return fields_of(field.options) if field else set()
