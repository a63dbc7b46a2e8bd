"""Finding documents by any word of theirs: SQLite's full-text index, kept by triggers of the doctypes' tables.

Indexed are doctypes with a field `in_global_search`: those fields, title and search fields, and the name, as
far as somebody typed them and everybody who sees the document sees them (level 0). What is found passes the
permissions of lists.
"""

import re
import zlib
from operator import itemgetter
from typing import Any

from banco.context import current
from banco.meta.fieldtypes import LINKS, MARKUP, TEXT
from banco.meta.load import get_meta
from banco.permissions import has_permission
from banco.query.access import criterion
from banco.storage.database import Database, table
from banco.whitelist import whitelist

MOST, LONGEST_TEXT, MOST_WORDS = 100, 140, 10
_INDEX = """create virtual table if not exists `__search_index` using fts5
	(name unindexed, content, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3')"""
_HELD = "select distinct rowid >> 31 from `__search_index` where content match ?"
_TYPED = TEXT - MARKUP - LINKS - {"Password", "Select"}
_TRIGGERS = "select tbl_name, name, sql from sqlite_schema where type = 'trigger' and name like 'search %'"


@whitelist(reads=True)
def search(text: str, start: int = 0, limit: int = 20, doctype: str = "") -> list[dict[str, Any]]:
	"""Documents that the user may read and that hold every word of `text`, or words that begin so.

	Each as doctype, name, title and content (what stands around the words); the doctypes take turns, the
	newest of each first.
	"""
	words = (re.findall(r"\w+", chunk) for chunk in text[:LONGEST_TEXT].split()[:MOST_WORDS])
	# Quoted, words are nothing but words; those that a dash joins stand side by side.
	query = " ".join(f'"{" ".join(chunk)}"*' for chunk in words if chunk)
	start, limit = max(start, 0), max(1, min(limit, MOST))
	indexed = {row[0].removeprefix("tab") for row in current().db.fetch(_TRIGGERS)} if query else ()
	# Every look into the index reads all that stands under its words: only where there is something to find.
	held = {row[0] for row in current().db.fetch(_HELD, (query,))} if query else ()
	asked = [
		name
		for name in sorted(indexed)
		if doctype in ("", name) and _first_id(name) >> 31 in held and has_permission(name, "read")
	]
	found = [
		(place, name, hit) for name in asked for place, hit in enumerate(_hits(name, query, start + limit))
	]
	found.sort(key=itemgetter(0))
	return [{"doctype": name, **hit} for _place, name, hit in found[start : start + limit]]


def _hits(doctype: str, query: str, limit: int) -> Any:
	meta, own, first = get_meta(doctype), table(doctype), _first_id(doctype)
	allowed = criterion(meta)
	sql = (
		f"select {own}.name, {own}.`{meta.get_title_field()}` as title, snippet(`__search_index`, 1, '', '', '…', 16) as content"
		f" from `__search_index` g join {own} on {own}.rowid = g.rowid - ? and {own}.name = g.name"
		f" where g.content match ? and g.rowid between ? and ?{allowed.sql and f' and {allowed.sql}'}"
		" order by g.rowid desc limit ?"
	)
	params = [first, query, first, first + (1 << 31), *allowed.params, limit]
	return current().db.shaped(sql, params, as_dict=True)


def create(db: Database) -> None:
	"""Make the index, empty, where there is none."""
	db.writing().execute(_INDEX)


def sync(db: Database, meta: Any) -> None:
	"""Bring a doctype's triggers in line with its fields; where they changed, index its documents anew."""
	asked = {*meta.get_search_fields(), *(field.fieldname for field in meta.fields if field.in_global_search)}
	chosen = [field for field in meta.fields if field.fieldname in asked and _is_open(field)]
	fields = ["name", *(field.fieldname for field in chosen)]
	own, first = table(meta.name), _first_id(meta.name)
	wanted = _triggers(meta.name, fields) if any(field.in_global_search for field in chosen) else {}
	present = {name: sql for owner, name, sql in db.fetch(_TRIGGERS) if owner == f"tab{meta.name}"}
	if present == wanted:
		return
	for statement in (*(f"drop trigger `{name}`" for name in present), *wanted.values()):
		db.write(statement)
	db.write("delete from `__search_index` where rowid between ? and ?", (first, first + (1 << 31)))
	if wanted:
		db.write(
			f"insert into `__search_index` (rowid, name, content) select {_row(own, fields, first)} from {own}"
		)


def _triggers(doctype: str, fields: list[str]) -> dict[str, str]:
	first, found = _first_id(doctype), {}
	leave = f"delete from `__search_index` where rowid = {first} + old.rowid; "
	enter = f"insert into `__search_index` (rowid, name, content) values ({_row('new', fields, first)}); "
	changed = " or ".join(f"new.`{field}` is not old.`{field}`" for field in fields)
	for verb, body in (("insert", enter), ("delete", leave), ("update", leave + enter)):
		when, name = f" when {changed}" if verb == "update" else "", f"search {verb} {doctype}"
		found[name] = f"create trigger `{name}` after {verb} on {table(doctype)}{when} begin {body}end"
	return found


def _row(row: str, fields: list[str], first: int) -> str:
	content = " || char(10) || ".join(f"ifnull({row}.`{field}`, '')" for field in fields)
	return f"{first} + {row}.rowid, {row}.name, {content}"


def _is_open(field: Any) -> bool:
	return field.fieldtype in _TYPED and not field.permlevel and not field.is_virtual


def _first_id(doctype: str) -> int:
	"""Rows of a doctype lie together in the index, so that looking among them passes the others by."""
	return zlib.crc32(doctype.casefold().encode()) << 31
