"""Single doctypes: one document each, its fields kept as rows of `tabSingles`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from banco.storage import columns

if TYPE_CHECKING:
	from banco.storage.database import Database

_STANDARD = {"creation": "Datetime", "modified": "Datetime", "idx": "Int", "docstatus": "Int"}


def is_single(db: Database, doctype: str) -> bool:
	"""Whether the doctype is a single one: it has no table of its own, but a meta that says so."""
	if db.table_exists(doctype):
		return False
	if db.fetch("select 1 from `tabSingles` where doctype = ? limit 1", (doctype,)):
		return True
	from banco.errors import DoesNotExistError
	from banco.meta import get_meta

	try:
		return bool(get_meta(doctype).issingle)
	except DoesNotExistError:
		return False


def values(db: Database, doctype: str, fieldname: str | Sequence[str]) -> dict[str, Any] | None:
	"""The fields asked for ("*": all that are stored), or None when the doctype is not single."""
	if not is_single(db, doctype):
		return None
	stored: dict[str, Any] = dict(
		db.fetch("select field, value from `tabSingles` where doctype = ?", (doctype,))
	)
	names = [fieldname] if isinstance(fieldname, str) else fieldname
	wanted = list(stored) if fieldname == "*" else names
	types = _fieldtypes(doctype)
	return {name: from_text(types.get(name, "Data"), stored.get(name)) for name in wanted}


def value(db: Database, doctype: str, fieldname: str) -> Any:
	"""One field in the type of the field; 0 for an unset number, None for any other unset field."""
	return (values(db, doctype, fieldname) or {}).get(fieldname)


def store(db: Database, doctype: str, given: Mapping[str, Any]) -> None:
	"""Replace the given fields. Raises DataError for a value its field cannot hold."""
	types = _fieldtypes(doctype)
	rows = [(doctype, key, to_text(types.get(key, "Data"), item)) for key, item in given.items()]
	db.write_many("delete from `tabSingles` where doctype = ? and field = ?", [row[:2] for row in rows])
	db.write_many("insert into `tabSingles` (doctype, field, value) values (?, ?, ?)", rows)


def clear(db: Database, doctype: str) -> None:
	"""Forget every field of a single doctype."""
	db.write("delete from `tabSingles` where doctype = ?", (doctype,))


def to_text(fieldtype: str, given: Any) -> str | None:
	"""A field's value as the text of `tabSingles`."""
	converted = columns.to_db(fieldtype)(given)
	return repr(converted) if isinstance(converted, float) else columns.text(converted)


def from_text(fieldtype: str, stored: Any) -> Any:
	"""The value that a text of `tabSingles` stands for."""
	kind = columns.kind_of_fieldtype(fieldtype)
	if kind in (columns.INT, columns.FLOAT):
		return columns.to_db(fieldtype)(stored)
	convert = columns.from_db(kind)
	return convert(stored) if convert and stored else stored


def _fieldtypes(doctype: str) -> dict[str, str]:
	from banco.meta import get_meta

	return _STANDARD | {field.fieldname: field.fieldtype for field in get_meta(doctype).fields}
