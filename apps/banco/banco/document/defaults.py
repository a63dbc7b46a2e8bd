"""The values that a new document's fields have when nobody gives them any."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from banco.context import current
from banco.meta.fieldtypes import NUMBERS

if TYPE_CHECKING:
	from banco.document.base import BaseDocument
	from banco.meta.field import Field


def fill(doc: BaseDocument) -> None:
	"""Give the fields of `doc` that are not set their default, and those of its new rows."""
	values = doc.__dict__
	for field in doc._meta.plan.defaults:
		if values.get(field.fieldname) is None:
			values[field.fieldname] = default_of(field)
	for fieldname in doc._meta.plan.tables:
		for row in values.get(fieldname) or ():
			if row._meta.plan.defaults and not row.__dict__.get("name"):
				fill(row)


def default_of(field: Field) -> Any:
	"""The default of a field in the present context; the first option for a Select without any."""
	default = field.default
	if default in (None, ""):
		return _first_option(field)
	word = str(default).lower()
	if word == "__user" or (word == "user" and field.options == "User"):
		return current().user
	if word in ("today", "now"):
		return _present(field.fieldtype, word)
	if field.fieldtype in NUMBERS:
		from banco.storage.columns import to_db

		return to_db(field.fieldtype)(default)
	if word.startswith(":") and field.fieldtype == "Link":
		return None  # the user's default for that doctype: desk settings that the host does not keep
	return default


def _first_option(field: Field) -> Any:
	if field.fieldtype != "Select" or not field.options or field.options.startswith("[Select]"):
		return None
	return field.option_list[0]


def _present(fieldtype: str, word: str) -> Any:
	from banco import dates

	if fieldtype == "Date":
		return dates.nowdate()
	if fieldtype == "Datetime":
		return dates.now_datetime()
	if fieldtype == "Time":
		return dates.nowtime()
	return word.capitalize()
