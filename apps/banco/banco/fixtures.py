"""Fixtures: documents that an app brings along as JSON, and writing them out of a site.

All files in an app's `fixtures` folder are read at install and migrate. The hook `fixtures` says what
`export-fixtures` writes: names of doctypes, or `{"dt": ..., "filters": ..., "prefix": ...}`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from banco.context import current
from banco.hooks import thaw
from banco.modules import app_path, read_json, scrub

_LEFT_OUT = frozenset(
	("creation", "owner", "modified_by", "idx", "_user_tags", "_comments", "_assign", "_liked_by")
)
_LEFT_OUT_OF_ROWS = _LEFT_OUT | {"name", "modified", "parent", "parenttype", "doctype", "docstatus"}


def sync_fixtures(app: str) -> int:
	"""Make or update the documents of an app's fixtures; how many were made or changed."""
	folder = app_path(app, "fixtures")
	count = 0
	for file in sorted(folder.glob("*.json")) if folder.is_dir() else ():
		records = read_json(file)
		for record in records if isinstance(records, list) else [records]:
			count += import_fixture(record)
	return count


def import_fixture(record: dict[str, Any]) -> bool:
	"""Make a document, or bring the present one in line with the record; whether anything changed."""
	from banco.document import get_doc

	doctype, name = record["doctype"], record.get("name")
	values = {key: value for key, value in record.items() if key not in ("modified", "docstatus")}
	flags = current().flags
	flags.in_fixtures = True
	try:
		if name and current().db.exists(doctype, name):
			doc = get_doc(doctype, name)
			if not _differs(doc, values):
				return False
			doc.update(values)
			doc.flags.ignore_links = True
			doc.save(ignore_permissions=True)
		else:
			doc = get_doc(values)
			doc.flags.ignore_links = True
			doc.insert(ignore_permissions=True, set_name=name)
	finally:
		flags.in_fixtures = False
	return True


def export_fixtures(app: str) -> list[Path]:
	"""Write what the app's hook `fixtures` asks for into its folder; returns the files."""
	written = []
	for entry in thaw(current().site.hooks.get("fixtures", app)):
		wanted = {"dt": entry} if isinstance(entry, str) else dict(entry)
		doctype = wanted.get("dt") or wanted["doctype"]
		folder = app_path(app, "fixtures")
		folder.mkdir(exist_ok=True)
		file = folder / f"{wanted.get('prefix', '')}{scrub(doctype)}.json"
		records = _records(doctype, wanted.get("filters"), wanted.get("or_filters"))
		file.write_text(json.dumps(records, indent=1, sort_keys=True, default=str) + "\n", encoding="utf-8")
		written.append(file)
	return written


def _records(doctype: str, filters: Any, or_filters: Any) -> list[dict[str, Any]]:
	from banco.document import get_doc
	from banco.query import get_all

	names = get_all(doctype, filters=filters, or_filters=or_filters, pluck="name", order_by="name asc")
	return [_plain(get_doc(doctype, name).as_dict(no_nulls=True)) for name in names]


def _plain(record: dict[str, Any]) -> dict[str, Any]:
	kept = {key: value for key, value in record.items() if key not in _LEFT_OUT and key[:2] != "__"}
	for key, value in kept.items():
		if isinstance(value, list):
			kept[key] = [{k: v for k, v in row.items() if k not in _LEFT_OUT_OF_ROWS} for row in value]
	return kept


def _differs(doc: Any, values: dict[str, Any]) -> bool:
	"""Whether the record would change the document: equal ones are not saved, so that nothing is logged."""
	present = json.loads(json.dumps(_plain(doc.as_dict()), default=str))
	for key, value in values.items():
		have = present.get(key)
		if isinstance(value, list):
			rows = [{k: v for k, v in row.items() if k not in _LEFT_OUT_OF_ROWS} for row in value]
			if len(rows) != len(have or ()):
				return True
			pairs = zip(rows, have or (), strict=True)
			if any(_unlike(v, other.get(k)) for row, other in pairs for k, v in row.items()):
				return True
		elif key in present and _unlike(value, have):
			return True
	return False


def _unlike(one: Any, other: Any) -> bool:
	return (one or None) != (other or None) and str(one) != str(other)
