"""Finding documents by any word of theirs: SQLite's full-text index, kept by triggers of the doctypes' tables.

Indexed are doctypes with a field `in_global_search`: those fields, title and search fields, and the name, as
far as everybody who sees the document sees them (level 0). What is found passes the permissions of lists.
"""

from __future__ import annotations

import re
import zlib
from typing import Any

from banco.context import current
from banco.meta.fieldtypes import MARKUP, TEXT
from banco.meta.load import get_meta
from banco.permissions import has_permission
from banco.query.access import criterion
from banco.storage.database import Database, table
from banco.web.registry import reads
from banco.whitelist import whitelist

MOST, LONGEST_TEXT, MOST_WORDS = 100, 140, 10
_TRIGGERS = "select tbl_name, name, sql from sqlite_schema where type = 'trigger' and name like 'search %'"
# The rows of a doctype have neighbouring ids, so that looking among them passes the others by.
_ROWS = """
create table if not exists `__Search` (
	id integer primary key, doctype varchar(140) collate nocase, name varchar(140) collate nocase, content text,
	unique (doctype, name)
);
create virtual table if not exists `__global_search` using fts5 (
	content, content = '__Search', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
);
create trigger if not exists `__Search insert` after insert on `__Search` begin
	insert into `__global_search` (rowid, content) values (new.id, new.content);
end;
create trigger if not exists `__Search delete` after delete on `__Search` begin
	insert into `__global_search` (`__global_search`, rowid, content) values ('delete', old.id, old.content);
end;
create trigger if not exists `__Search update` after update on `__Search` begin
	insert into `__global_search` (`__global_search`, rowid, content) values ('delete', old.id, old.content);
	insert into `__global_search` (rowid, content) values (new.id, new.content);
end;
"""


@reads
@whitelist()
def search(text: str, start: int = 0, limit: int = 20, doctype: str = "") -> list[dict[str, Any]]:
	"""Documents that the user may read and that hold every word of `text`, or words that begin so.

	Each as doctype, name, title and content (what stands around the words); the newest of each doctype first.
	"""
	words = (re.findall(r"\w+", chunk) for chunk in text[:LONGEST_TEXT].split()[:MOST_WORDS])
	# Quoted, words are nothing but words; those that a dash joins stand side by side.
	query = " ".join(f'"{" ".join(chunk)}"*' for chunk in words if chunk)
	if not query:
		return []
	indexed = sorted({row[0].removeprefix("tab") for row in current().db.fetch(_TRIGGERS)})
	start, limit = max(start, 0), max(1, min(limit, MOST))
	found = [
		{"doctype": name, **hit}
		for name in indexed
		if doctype in ("", name) and has_permission(name, "read")
		for hit in _hits(name, query, start + limit)
	]
	return found[start : start + limit]


def _hits(doctype: str, query: str, limit: int) -> Any:
	meta = get_meta(doctype)
	first, allowed = _first_id(doctype), criterion(meta)
	own, title = table(doctype), meta.get_title_field()
	return current().db.shaped(
		f"select {own}.name, {own}.`{title}` as title, snippet(`__global_search`, 0, '', '', '…', 16) as content"
		" from `__global_search` g join `__Search` s on s.id = g.rowid"
		f" join {own} on {own}.name = s.name"
		" where g.content match ? and g.rowid between ? and ?"
		f"{allowed.sql and f' and {allowed.sql}'} order by g.rowid desc limit ?",
		[query, first, first + (1 << 31), *allowed.params, limit],
		as_dict=True,
	)


def create(db: Database) -> None:
	"""Make the index, empty, where there is none."""
	db.writing().execute(_ROWS)


def sync(db: Database, meta: Any) -> None:
	"""Bring a doctype's triggers in line with its fields; where they changed, index its documents anew."""
	asked = {*meta.get_search_fields(), *(field.fieldname for field in meta.fields if field.in_global_search)}
	chosen = [field for field in meta.fields if field.fieldname in asked and _is_open(field)]
	wanted = (
		_triggers(meta.name, [field.fieldname for field in chosen])
		if any(f.in_global_search for f in chosen)
		else {}
	)
	present = {name: sql for owner, name, sql in db.fetch(_TRIGGERS) if owner == f"tab{meta.name}"}
	if present == wanted:
		return
	for name in present:
		db.write(f"drop trigger `{name}`")
	db.write("delete from `__Search` where doctype = ?", (meta.name,))
	for statement in wanted.values():
		db.write(statement)
	if wanted:
		own, content = table(meta.name), _content(table(meta.name), [field.fieldname for field in chosen])
		number = f"{_first_id(meta.name)} + row_number() over (order by creation)"
		db.write(f"insert into `__Search` select {number}, ?, name, {content} from {own}", (meta.name,))


def _triggers(doctype: str, fields: list[str]) -> dict[str, str]:
	own, quoted, first = table(doctype), Database.escape(doctype, percent=False), _first_id(doctype)
	newest = f"(select ifnull(max(id), {first}) + 1 from `__Search` where id between {first} and {first + (1 << 31)})"
	changed = " or ".join(f"new.`{field}` is not old.`{field}`" for field in ("name", *fields))
	bodies = {
		"insert": f"begin insert into `__Search` values ({newest}, {quoted}, new.name, {_content('new', fields)}); end",
		"delete": f"begin delete from `__Search` where doctype = {quoted} and name = old.name; end",
		"update": f"when {changed} begin update `__Search` set name = new.name, content = {_content('new', fields)}"
		f" where doctype = {quoted} and name = old.name; end",
	}
	names = {verb: f"search {verb} {doctype}" for verb in bodies}
	return {
		names[verb]: f"create trigger `{names[verb]}` after {verb} on {own} {body}"
		for verb, body in bodies.items()
	}


def _content(row: str, fields: list[str]) -> str:
	return " || char(10) || ".join([f"{row}.name", *(f"ifnull({row}.`{field}`, '')" for field in fields)])


def _is_open(field: Any) -> bool:
	return not field.permlevel and not field.is_virtual and field.fieldtype in TEXT - MARKUP - {"Password"}


def _first_id(doctype: str) -> int:
	return zlib.crc32(doctype.casefold().encode()) << 31
