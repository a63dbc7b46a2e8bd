"""The tables of doctypes, made and changed by comparison with what the doctype's fields ask for.

Columns are added and widened, indexes added and removed; no column and no row is ever dropped. Every change
is part of the transaction it is made in, so that a migration that stops half-way leaves nothing behind.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from banco.errors import DataError, UniqueValidationError
from banco.storage import columns
from banco.storage.columns import FLOAT, INT, TEXT
from banco.storage.database import table
from banco.translate import _

if TYPE_CHECKING:
	from banco.storage.database import Database

_NAME = "varchar(140) collate nocase not null primary key"
_AUTO_NAME = "integer primary key"
_SHORT = "varchar(140) collate nocase"
_STANDARD = {
	"creation": "datetime(6)",
	"modified": "datetime(6)",
	"modified_by": _SHORT,
	"owner": _SHORT,
	"docstatus": "int(1) not null default 0",
	"idx": "int(8) not null default 0",
}
_OF_CHILDREN = dict.fromkeys(("parent", "parentfield", "parenttype"), _SHORT)
_OF_OTHERS = dict.fromkeys(("_user_tags", "_comments", "_assign", "_liked_by"), "text collate nocase")
# Lists are sorted and narrowed by deadlines and amounts, whichever of them they show.
_SORTED_BY = ("Date", "Currency")

_SYSTEM_TABLES = Path(__file__).with_name("system_tables.sql")


def create_system_tables(db: Database) -> None:
	"""Make the tables that belong to no doctype; those that exist stay as they are."""
	from banco.office import search

	db.writing().execute(_SYSTEM_TABLES.read_text(encoding="utf-8"))
	search.create(db)
	db.bump_generation()


def sync(db: Database, meta: Any) -> bool:
	"""Bring the table of a doctype in line with its meta; whether anything had to change.

	Raises DataError when stored values do not fit a field's new type, UniqueValidationError when a field
	made unique has equal values.
	"""
	from banco.office import search

	if meta.issingle or meta.is_virtual:
		return False
	wanted = wanted_columns(meta)
	changed = False
	if not db.table_exists(meta.name):
		_create(db, meta.name, wanted)
		changed = True
	else:
		changed = _add_and_widen(db, meta.name, wanted)
	changed = _sync_indexes(db, meta) or changed
	if not meta.istable:
		search.sync(db, meta)
	return changed


def wanted_columns(meta: Any) -> dict[str, str]:
	"""The columns, with their definitions, that a doctype's table has."""
	is_auto = str(meta.autoname or "").lower() == "autoincrement"
	wanted = {"name": _AUTO_NAME if is_auto else _NAME, **_STANDARD}
	wanted.update(_OF_CHILDREN if meta.istable else _OF_OTHERS)
	for field in meta.fields:
		if columns.is_stored(field.fieldtype) and not field.is_virtual and field.fieldname not in wanted:
			wanted[field.fieldname] = columns.column_definition(field.fieldtype, int(field.length or 0))
	return wanted


def wanted_indexes(meta: Any) -> dict[tuple[str, ...], bool]:
	"""The indexes of a doctype's table: columns -> unique. The name ends an index that serves ordering.

	Link fields are indexed with `modified`, since user permissions filter by them and lists order by it; what
	a list shows, dates and amounts are indexed to be sorted by.
	"""
	order = "creation" if str(meta.sort_field or "").partition(" ")[0] == "creation" else "modified"
	found: dict[tuple[str, ...], bool] = {}
	if meta.istable:
		found[("parent", "parenttype", "parentfield", "idx")] = False
	else:
		found[("modified", "name")] = False
		found[("creation", "name")] = False
		found[("owner", order, "name")] = False
	for field in meta.fields:
		if not columns.is_stored(field.fieldtype) or field.is_virtual:
			continue
		if field.unique:
			found[(field.fieldname,)] = True
		elif field.fieldtype == "Link" and not meta.istable:
			found[(field.fieldname, order, "name")] = False
		elif not meta.istable and (field.in_list_view or field.fieldtype in _SORTED_BY):
			found[(field.fieldname, "name")] = False
		elif field.search_index or field.fieldtype == "Link":
			found[(field.fieldname,)] = False
	return found


def add_index(
	db: Database, doctype: str, fields: Sequence[str], name: str | None = None, unique: bool = False
) -> bool:
	"""Make sure of an index; whether it had to be made. Raises UniqueValidationError on equal values."""
	known = db.columns(doctype)
	if missing := [field for field in fields if field not in known]:
		raise DataError(f"{doctype} has no field {', '.join(missing)}")
	if (tuple(fields), unique) in {(cols, is_unique) for _, cols, is_unique in _indexes(db, doctype)}:
		return False
	if unique:
		_refuse_equal_values(db, doctype, fields)
	listed = ", ".join(f"`{field}`" for field in fields)
	title = name or index_name(doctype, fields, unique)
	kind = "unique index" if unique else "index"
	db.write(f"create {kind} if not exists `{title}` on {table(doctype)} ({listed})")
	db.bump_generation()
	return True


def index_name(doctype: str, fields: Sequence[str], unique: bool = False) -> str:
	"""The name of the index on those columns."""
	return f"tab{doctype}:{':'.join(fields)}{':unique' if unique else ''}"


def _create(db: Database, doctype: str, wanted: dict[str, str], title: str | None = None) -> None:
	definitions = ", ".join(f"`{name}` {definition}" for name, definition in wanted.items())
	db.write(f"create table {table(title or doctype)} ({definitions})")
	db.bump_generation()


def _add_and_widen(db: Database, doctype: str, wanted: dict[str, str]) -> bool:
	present = {name: str(declared) for name, declared, *_ in _described(db, doctype)}
	known = {name.lower() for name in present}
	added = [name for name in wanted if name.lower() not in known]
	for name in added:
		db.write(f"alter table {table(doctype)} add column `{name}` {wanted[name]}")
	changed = {
		name: columns.kind_of(definition)
		for name, definition in wanted.items()
		if name in present and columns.kind_of(present[name]) != columns.kind_of(definition)
	}
	if added:
		db.bump_generation()
	if changed:
		_rebuild(db, doctype, wanted, changed)
	return bool(added or changed)


def _rebuild(db: Database, doctype: str, wanted: dict[str, str], changed: dict[str, str]) -> None:
	"""Copy the table into one whose changed columns have their new types; other columns are kept."""
	present = {name: _definition(row) for name, *row in _described(db, doctype)}
	definitions = {**present, **{name: wanted[name] for name in present if name in wanted}}
	for name, kind in changed.items():
		_convert_values(db, doctype, name, kind)
	temporary = f"{doctype}:rebuilt"
	indexes = [row[0] for row in db.fetch(
		"select sql from sqlite_schema where type = 'index' and tbl_name = ? and sql is not null", (f"tab{doctype}",)
	)]  # fmt: skip
	_create(db, doctype, definitions, temporary)
	listed = ", ".join(f"`{name}`" for name in definitions)
	db.write(f"insert into {table(temporary)} ({listed}) select {listed} from {table(doctype)}")
	db.write(f"drop table {table(doctype)}")
	db.write(f"alter table {table(temporary)} rename to {table(doctype)}")
	for statement in indexes:
		db.write(statement)
	db.bump_generation()


def _described(db: Database, doctype: str) -> list[tuple[Any, ...]]:
	"""Name, declared type, not-null flag and default of each column."""
	return db.fetch("select name, type, `notnull`, dflt_value from pragma_table_info(?)", (f"tab{doctype}",))


def _definition(row: Sequence[Any]) -> str:
	declared, not_null, default = row
	text = " collate nocase" if columns.kind_of(declared) == TEXT else ""
	return f"{declared}{text}{' not null' if not_null else ''}{f' default {default}' if default else ''}"


def _convert_values(db: Database, doctype: str, name: str, kind: str) -> None:
	"""Rewrite a column's values for its new kind. Raises DataError when one does not fit."""
	convert = columns.to_db_by_kind(kind)
	if kind in (INT, FLOAT):
		db.write(f"update {table(doctype)} set `{name}` = 0 where `{name}` is null")
	rows = db.fetch(f"select distinct `{name}` from {table(doctype)} where `{name}` is not null")
	for (value,) in rows:
		try:
			converted = convert(value)
		except DataError as error:
			raise _unfit(doctype, name, error) from None
		if kind == INT and converted != columns.number(value):
			raise _unfit(doctype, name, _("{0} is not a whole number").format(value))
		if converted != value:
			db.write(
				f"update {table(doctype)} set `{name}` = ? where `{name}` = ?",
				(converted, columns.bind(value)),
			)


def _unfit(doctype: str, name: str, reason: object) -> DataError:
	text = _("The field {0} of {1} cannot take the new type: {2}. Correct the values first")
	return DataError(text.format(name, _(doctype), reason))


def _sync_indexes(db: Database, meta: Any) -> bool:
	changed = False
	wanted = wanted_indexes(meta)
	fields = {field.fieldname for field in meta.fields}
	for title, cols, unique in _indexes(db, meta.name):
		if unique and len(cols) == 1 and cols[0] in fields and not wanted.get(cols):
			db.write(f"drop index `{title}`")
			db.bump_generation()
			changed = True
	for cols, unique in wanted.items():
		changed = add_index(db, meta.name, cols, unique=unique) or changed
	return changed


def _indexes(db: Database, doctype: str) -> Iterable[tuple[str, tuple[str, ...], bool]]:
	"""Name, columns and uniqueness of the indexes made here (not those behind primary keys)."""
	rows = db.fetch(
		"select l.name, l.`unique`, i.name from pragma_index_list(?) l, pragma_index_info(l.name) i "
		"where l.origin = 'c' order by l.name, i.seqno",
		(f"tab{doctype}",),
	)
	found: dict[str, tuple[tuple[str, ...], bool]] = {}
	for title, unique, column in rows:
		before = found.get(title, ((), False))[0]
		found[title] = ((*before, column), bool(unique))
	return [(title, cols, unique) for title, (cols, unique) in found.items()]


def _refuse_equal_values(db: Database, doctype: str, fields: Sequence[str]) -> None:
	listed = ", ".join(f"`{field}`" for field in fields)
	filled = " and ".join(f"`{field}` is not null" for field in fields)
	rows = db.fetch(
		f"select {listed}, count(*) from {table(doctype)} where {filled} group by {listed} having count(*) > 1 limit 1"
	)
	if rows:
		shown = ", ".join(str(value) for value in rows[0][:-1])
		text = _("The field {0} of {1} cannot be made unique: {2} documents have '{3}'. Change them first")
		raise UniqueValidationError(text.format(", ".join(fields), _(doctype), rows[0][-1], shown))
