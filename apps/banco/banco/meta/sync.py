"""Doctypes from an app's JSON files into the database, and the tables that belong to them."""

import hashlib
import json
from typing import Any

from banco.context import ADMINISTRATOR, current
from banco.meta import definitions
from banco.meta.load import TABLES, get_meta
from banco.meta.meta import Meta
from banco.meta.plan import quoted
from banco.meta.validate import check_doctype
from banco.storage import schema


def sync_doctypes(app: str) -> list[str]:
	"""Bring the site's doctypes in line with an app's files; returns the names of those that changed.

	On an empty database the core's tables are made first. Raises ValidationError for a file that describes
	no valid doctype.
	"""
	from banco.modules import documents_of

	records = [record for _module, record, _file in documents_of(app, "doctype")]
	db = current().db
	if not db.table_exists("DocType"):
		for record in records:
			schema.sync(db, Meta(record))
	known: dict[str, str] = dict(db.fetch("select name, migration_hash from `tabDocType`"))
	changed = [record for record in records if known.get(record["name"]) != digest(record)]
	for record in changed:
		_write(record)
	if changed:
		definitions.changed()
	# All of them, not only the changed ones: what a table needs may change with the host, too.
	for record in records:
		schema.sync(db, get_meta(record["name"]))
	return [record["name"] for record in changed]


def doctypes_updated(app: str) -> None:
	"""What the modules of an installed app's doctypes ask of their tables beyond the fields, such as an index over
	several: their functions `on_doctype_update`.
	"""
	from banco.modules import documents_of, load_doctype_module

	for module, record, _file in documents_of(app, "doctype"):
		getattr(load_doctype_module(record["name"], module), "on_doctype_update", lambda: None)()


def doctype_changed(doctype: str) -> None:
	"""A doctype, or a customisation of it, was written: forget the former, and alter its table."""
	definitions.changed()
	if current().db.table_exists("DocType"):
		schema.sync(current().db, get_meta(doctype))


def digest(record: dict[str, Any]) -> str:
	"""What a doctype's JSON is recognised by, to leave alone what did not change."""
	return hashlib.sha256(json.dumps(record, sort_keys=True).encode()).hexdigest()[:40]


def _write(record: dict[str, Any]) -> None:
	from banco.document import children, store
	from banco.document.controllers import make
	from banco.naming.series import row_name

	check_doctype(record)
	db = current().db
	doc = make("DocType", {**record, "migration_hash": digest(record), "fields": _ordered(record)})
	stamps = {"owner": ADMINISTRATOR, "modified_by": ADMINISTRATOR}
	stamps["modified"] = stamps["creation"] = record.get("modified") or record.get("creation") or "2000-01-01"
	doc.__dict__.update(stamps, name=record["name"], docstatus=0)
	children.settle(doc)
	for row in children.rows_of(doc):
		row.__dict__["name"] = row_name()
	db.write("delete from `tabDocType` where name = ?", (doc.name,))
	for child in TABLES.values():
		db.write(
			f"delete from {quoted(f'tab{child}')} where parent = ? and parenttype = 'DocType'", (doc.name,)
		)
	store.insert(doc)
	store.write_children(doc)


def _ordered(record: dict[str, Any]) -> list[dict[str, Any]]:
	order = {name: place for place, name in enumerate(record.get("field_order") or ())}
	fields = list(record.get("fields") or ())
	return (
		sorted(fields, key=lambda field: order.get(field.get("fieldname"), len(order))) if order else fields
	)
