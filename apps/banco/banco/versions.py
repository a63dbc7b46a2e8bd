"""What changed in a document, when and by whom: Version documents in the shape that Frappe gives them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson

from banco.document.controllers import make
from banco.document.export import text_of
from banco.document.values import same
from banco.naming.series import row_name

if TYPE_CHECKING:
	from banco.document.base import BaseDocument
	from banco.document.document import Document

Changes = dict[str, Any]


def record(doc: Document) -> None:
	"""Keep what the save that just happened changed, if anything."""
	changes = get_diff(doc._before, doc)
	if changes is None:
		return
	version = make(
		"Version",
		{
			"ref_doctype": doc.doctype,
			"docname": str(doc.name),
			"data": orjson.dumps(changes, default=str).decode(),
		},
	)
	version.flags.ignore_links = True  # the document is at hand
	version.insert(ignore_permissions=True, set_name=row_name())


def get_diff(old: BaseDocument | None, new: BaseDocument, for_child: bool = False) -> Changes | None:
	"""The differences of two states of a document, None when there are none.

	`changed` holds [field, old, new]; `added` and `removed` [table, row]; `row_changed` [table, place, row's
	name, its changed fields]. Passwords are left out.
	"""
	if old is None:
		return None
	out: Changes = {"changed": _changed(old, new), "added": [], "removed": [], "row_changed": []}
	for fieldname in () if for_child else new._meta.plan.tables:
		former = {row.name: row for row in old.get(fieldname)}
		for place, row in enumerate(new.get(fieldname)):
			before = former.pop(row.name, None)
			if before is None:
				out["added"].append([fieldname, row.as_dict(convert_dates_to_str=True)])
			elif changes := _changed(before, row):
				out["row_changed"].append([fieldname, place, row.name, changes])
		out["removed"].extend([fieldname, row.as_dict(convert_dates_to_str=True)] for row in former.values())
	if old.docstatus != new.docstatus:
		out["changed"].append(["docstatus", int(old.docstatus), int(new.docstatus)])
	if not any(out.values()):
		return None
	return {**out, "data_import": None, "updater_reference": None}


def _changed(old: BaseDocument, new: BaseDocument) -> list[list[Any]]:
	found = []
	before, after = old.__dict__, new.__dict__
	for field in new._meta.plan.fields:
		name = field.fieldname
		one, other = before.get(name), after.get(name)
		if one is other or field.fieldtype == "Password" or same(field, one, other):
			continue
		found.append([name, text_of(one), text_of(other)])
	return found
