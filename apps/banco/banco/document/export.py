"""A document as plain data: a dict with its rows, or JSON text."""

from __future__ import annotations

import datetime
import json
from typing import TYPE_CHECKING, Any

from banco.types import _dict

if TYPE_CHECKING:
	from banco.document.base import BaseDocument

# Marks that travel between a client and the host beside the fields.
_MARKS = ("__islocal", "__onload", "__unsaved", "__run_link_triggers")


def as_dict(doc: BaseDocument, no_nulls: bool = False, dates_as_text: bool = False) -> _dict:
	"""See BaseDocument.as_dict."""
	values = doc.__dict__
	plan = doc._meta.plan
	out = _dict()
	for column in plan.columns_of_document:
		value = values.get(column.name)
		# A number that is not set yet reads as 0, as it will once it is stored.
		out[column.name] = column.if_missing if value is None else value
	for field in plan.virtual:
		out[field.fieldname] = _virtual(doc, field.fieldname)
	out["doctype"] = values["doctype"]
	for fieldname in plan.all_tables:
		rows = values.get(fieldname)
		if rows is None:
			rows = _virtual(doc, fieldname) or ()
		out[fieldname] = [as_dict(row, no_nulls, dates_as_text) for row in rows]
	for mark in _MARKS:
		if values.get(mark):
			out[mark] = values[mark]
	if dates_as_text:
		for key, value in out.items():
			out[key] = text_of(value)
	hidden = doc._hidden or ()
	if hidden or no_nulls:
		for key in [key for key, value in out.items() if key in hidden or (no_nulls and value is None)]:
			del out[key]
	return out


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


def _virtual(doc: BaseDocument, fieldname: str) -> Any:
	if isinstance(getattr(type(doc), fieldname, None), property):
		return getattr(doc, fieldname)
	return doc.__dict__.get(fieldname)
