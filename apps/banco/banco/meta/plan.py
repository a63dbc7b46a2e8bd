"""Prepared once per doctype: which fields each step of a document's life has to look at, and its SQL.

A save walks these short lists instead of asking every field of the doctype what it is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from banco.meta import fieldtypes
from banco.meta.expression import Condition, parse
from banco.meta.field import Field
from banco.storage.columns import INT, TEXT, datetime_text, is_stored, kind_of_fieldtype, to_db

if TYPE_CHECKING:
	from banco.meta.meta import Meta

Encoder = Callable[[Any], Any]


# What the options of a Data field may ask its text to be.
_ADDRESSES = ("Email", "Phone", "URL")


class Column(NamedTuple):
	"""A column as documents write it; `field` is None for standard ones."""

	name: str
	plain: type | None  # values of exactly this type are stored as they are
	encode: Encoder
	if_missing: int | None
	field: Field | None


class Number(NamedTuple):
	"""A number field; `decimals` is None when it sets no precision."""

	name: str
	field: Field
	is_whole: bool
	decimals: int | None


class Text(NamedTuple):
	"""A text field; `longest` is 0 when nothing limits it."""

	name: str
	field: Field
	longest: int
	is_structured: bool


class Fetch(NamedTuple):
	"""A field filled from the document that a link points to."""

	source: str
	field: Field


class Plan:
	"""The lists of one doctype; see the attribute comments."""

	def __init__(self, meta: Meta) -> None:
		standard = {**fieldtypes.STANDARD, **(fieldtypes.OF_CHILDREN if meta.istable else {})}
		own = [field for field in meta.fields if field.fieldname not in standard]
		stored = [field for field in own if is_stored(field.fieldtype) and not field.is_virtual]
		tables = [field for field in own if field.is_table and field.options]

		self.doctype = meta.name
		self.standard = tuple(standard)
		# Names that read as None (False) or as an empty table (True) until set.
		self.declared: dict[str, bool] = {
			**dict.fromkeys((*standard, *(field.fieldname for field in stored)), False),
			**{field.fieldname: True for field in tables},
		}
		self.columns_of_document = [*_standard_columns(standard), *map(_column, stored)]
		self.columns = tuple(column.name for column in self.columns_of_document)
		self.fields = tuple(stored)
		self.tables = {field.fieldname: str(field.options) for field in tables if not field.is_virtual}
		self.all_tables = {field.fieldname: str(field.options) for field in tables}
		self.virtual = tuple(field for field in own if field.is_virtual and _holds_data(field))
		self.numbers = tuple(map(_number, (field for field in stored if field.is_number)))
		self.texts = tuple(map(_text, (field for field in stored if field.fieldtype in fieldtypes.TEXT)))
		self.dates = tuple(field for field in stored if field.fieldtype in fieldtypes.DATES)
		self.markup = tuple(
			field for field in stored if field.fieldtype in fieldtypes.MARKUP and not field.ignore_xss_filter
		)
		self.passwords = tuple(field for field in stored if field.fieldtype == "Password")
		self.required = tuple(field for field in (*stored, *tables) if field.reqd and not field.is_virtual)
		self.required_when = tuple(_conditions(stored, tables))
		self.links = tuple(field for field in stored if field.fieldtype == "Link" and field.options)
		self.dynamic_links = tuple(
			field for field in stored if field.fieldtype == "Dynamic Link" and field.options
		)
		self.fetches = _fetches(stored)
		self.selects = {
			field.fieldname: (field, frozenset(field.option_list))
			for field in stored
			if field.fieldtype == "Select" and field.options and field.fieldname != "naming_series"
		}
		self.unique_texts = tuple(
			field for field in stored if field.unique and field.fieldtype in fieldtypes.TEXT
		)
		self.addresses = tuple(
			field
			for field in stored
			if field.fieldtype == "Phone" or (field.fieldtype == "Data" and field.options in _ADDRESSES)
		)
		self.not_negative = tuple(field for field in stored if field.non_negative and field.is_number)
		self.once = tuple(field for field in (*stored, *tables) if field.set_only_once)
		self.by_level = tuple(field for field in (*stored, *tables) if (field.permlevel or 0) > 0)
		self.frozen_once_submitted = tuple(
			field for field in (*stored, *tables) if not field.allow_on_submit and not field.is_virtual
		)
		self.defaults = tuple(field for field in stored if _has_default(field))
		self.sql = Statements(meta.name, self.columns, bool(meta.istable))


class Statements:
	"""The SQL by which documents of one doctype are read and written, for SQLite's `?` parameters."""

	def __init__(self, doctype: str, columns: tuple[str, ...], is_child: bool) -> None:
		table = quoted(f"tab{doctype}")
		read = columns if is_child else (*columns, *fieldtypes.ASIDE)
		names = ", ".join(map(quoted, columns))
		self.read_columns = read
		self.insert = f"insert into {table} ({names}) values ({', '.join('?' * len(columns))})"
		changing = [column for column in columns if column != "name"]
		self.update = (
			f"update {table} set {', '.join(f'{quoted(name)} = ?' for name in changing)} where name = ?"
		)
		selected = f"select {', '.join(map(quoted, read))} from {table}"
		self.select = f"{selected} where name = ?"
		self.select_children = (
			f"{selected} where parent = ? and parenttype = ? and parentfield = ? order by idx, name"
		)
		self.delete = f"delete from {table} where name = ?"
		self.delete_children = f"delete from {table} where parent = ? and parenttype = ?"
		self.exists = f"select name from {table} where name = ?"


def quoted(name: str) -> str:
	"""A table's or column's name as SQL takes it."""
	return '"' + name.replace('"', '""') + '"'


def _standard_columns(standard: dict[str, str]) -> Iterator[Column]:
	for name, fieldtype in standard.items():
		encode = _stamp if fieldtype == "Datetime" else to_db(fieldtype)
		if_missing = 0 if fieldtype == "Int" else None
		yield Column(name, _PLAIN.get(kind_of_fieldtype(fieldtype)), encode, if_missing, None)


def _stamp(value: Any) -> Any:
	# The host's own stamps come in the form that is stored.
	return value if type(value) is str and len(value) == _STAMP_LENGTH else datetime_text(value)


_STAMP_LENGTH = len("2026-01-31 10:20:30.123456")


def _column(field: Field) -> Column:
	kind = kind_of_fieldtype(field.fieldtype)
	return Column(
		field.fieldname, _PLAIN.get(kind), to_db(field.fieldtype), 0 if field.is_number else None, field
	)


_PLAIN: dict[str, type] = {TEXT: str, INT: int}


def _number(field: Field) -> Number:
	decimals = None if field.precision in (None, "") else int(field.precision)
	return Number(field.fieldname, field, field.fieldtype in fieldtypes.INTEGERS, decimals)


def _text(field: Field) -> Text:
	return Text(field.fieldname, field, _longest(field), field.fieldtype in ("JSON", "Geolocation"))


def _holds_data(field: Field) -> bool:
	return field.fieldtype not in fieldtypes.LAYOUT


def _conditions(stored: list[Field], tables: list[Field]) -> Iterator[tuple[Field, Condition]]:
	for field in (*stored, *tables):
		if field.mandatory_depends_on and not field.is_virtual:
			expression = parse(field.mandatory_depends_on)
			if expression is not None:
				yield field, expression


def _fetches(stored: list[Field]) -> dict[str, tuple[Fetch, ...]]:
	found: dict[str, list[Fetch]] = defaultdict(list)
	for field in stored:
		link, _, source = str(field.fetch_from or "").partition(".")
		if source:
			found[link.strip()].append(Fetch(source.strip(), field))
	return {link: tuple(fetches) for link, fetches in found.items()}


def _longest(field: Field) -> int:
	if field.fieldtype in fieldtypes.SHORT_TEXT and field.fieldtype != "Password":
		return int(field.length or fieldtypes.SHORT_LENGTH)
	return int(field.length or 0) if field.fieldtype in fieldtypes.TEXT else 0


def _has_default(field: Field) -> bool:
	return field.default not in (None, "") or (field.fieldtype == "Select" and bool(field.options))
