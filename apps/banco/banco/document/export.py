"""A document as plain data: a dict with its rows, or JSON text."""

from __future__ import annotations

import datetime
import json
from typing import TYPE_CHECKING, Any

from banco.meta import fieldtypes
from banco.types import _dict

if TYPE_CHECKING:
	from banco.document.base import BaseDocument

_DEFAULT_FIELDS = frozenset(("doctype", *fieldtypes.STANDARD))


def as_dict(
	doc: BaseDocument,
	no_nulls: bool = False,
	no_default_fields: bool = False,
	dates_as_text: bool = False,
	no_child_table_fields: bool = False,
	no_private_properties: bool = False,
) -> _dict:
	"""See BaseDocument.as_dict."""
	values = doc.__dict__
	meta = doc._meta
	out = _dict()
	for column in meta.plan.columns_of_document:
		value = values.get(column.name)
		# A number that is not set yet reads as 0, as it will once it is stored.
		out[column.name] = column.if_missing if value is None else value
	out["name"] = values.get("name")
	for field in meta.plan.virtual:
		out[field.fieldname] = _virtual(doc, field.fieldname)
	out["doctype"] = values["doctype"]
	for fieldname in meta.plan.all_tables:
		rows = values.get(fieldname)
		if rows is None:
			rows = _virtual(doc, fieldname) or ()
		out[fieldname] = [
			_row(
				row, no_nulls, no_default_fields, dates_as_text, no_child_table_fields, no_private_properties
			)
			for row in rows
		]
	if not no_private_properties:
		for mark in ("__islocal", "__onload", "__unsaved", "__run_link_triggers"):
			if values.get(mark):
				out[mark] = values[mark]
	for fieldname in doc._hidden or ():
		out.pop(fieldname, None)
	return _trimmed(out, meta.istable, no_nulls, no_default_fields, dates_as_text, no_child_table_fields)


def as_json(doc: BaseDocument) -> str:
	"""See BaseDocument.as_json."""
	return json.dumps(
		as_dict(doc, dates_as_text=True), indent=1, sort_keys=True, default=str, ensure_ascii=False
	)


def text_of(value: Any) -> Any:
	"""Dates and times as the text that clients read; any other value as it is."""
	if isinstance(value, datetime.datetime):
		return value.isoformat(" ", "microseconds")
	if isinstance(value, datetime.date):
		return value.isoformat()
	if isinstance(value, datetime.timedelta):
		return str(value)
	return value


def _row(row: Any, *options: bool) -> Any:
	return as_dict(row, *options) if hasattr(row, "_meta") else row


def _virtual(doc: BaseDocument, fieldname: str) -> Any:
	if isinstance(getattr(type(doc), fieldname, None), property):
		return getattr(doc, fieldname)
	return doc.__dict__.get(fieldname)


def _trimmed(
	out: _dict, is_child: Any, no_nulls: bool, no_defaults: bool, dates_as_text: bool, no_child_fields: bool
) -> _dict:
	if dates_as_text:
		for key, value in out.items():
			out[key] = text_of(value)
	unwanted: set[str] = set()
	if no_defaults:
		unwanted |= _DEFAULT_FIELDS
	if is_child and (no_defaults or no_child_fields):
		unwanted |= set(fieldtypes.OF_CHILDREN)
	if unwanted or no_nulls:
		for key in [key for key, value in out.items() if key in unwanted or (no_nulls and value is None)]:
			del out[key]
	return out
