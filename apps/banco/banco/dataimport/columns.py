"""Which fields the columns of a file may fill, which column fills which, and which rows make a document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from banco.meta import Field, get_meta
from banco.meta.fieldtypes import DATES, NUMBERS, TEXT
from banco.permissions import permitted_levels
from banco.translate import _

_TYPED = (NUMBERS | DATES | TEXT) - {"Password", "Attach", "Attach Image", "Read Only", "Signature"}
_ID = Field({"fieldname": "name", "fieldtype": "Data", "label": "ID", "reqd": 1})

# The rows of one document: row number -> key of the field -> cell.
Entry = dict[int, dict[str, Any]]


class Target(NamedTuple):
	"""A field that a column may fill: of the document, or of the rows of one of its tables."""

	field: Field
	doctype: str
	label: str
	table: str | None = None

	@property
	def heading(self) -> str:
		return f"{self.label} *" if self.field.reqd else self.label


def targets_of(
	doctype: str, is_update: bool, table: Target | None = None, levels: frozenset[int] | None = None
) -> dict[str, Target]:
	"""The fields that the user may fill, by "fieldname" or "table.fieldname".

	An update finds its document by the column `name`, and leaves tables alone.
	"""
	meta, found = get_meta(doctype), {}
	levels = levels or permitted_levels(meta, "write")
	if not table and (is_update or str(meta.autoname).lower() == "prompt"):
		found["name"] = Target(_ID, doctype, _("ID"))
	for field in meta.fields:
		if field.read_only or field.hidden or field.is_virtual or int(field.permlevel or 0) not in levels:
			continue
		target = Target(field, doctype, _(field.text_label, context=doctype))
		if field.fieldtype in _TYPED and table:
			key, label = f"{table.field.fieldname}.{field.fieldname}", f"{target.label} ({table.label})"
			found[key] = target._replace(label=label, table=table.field.fieldname)
		elif field.fieldtype in _TYPED:
			found[field.fieldname] = target
		elif field.is_table and not is_update and not table:
			found |= targets_of(str(field.options), False, target, levels)
	return found


def matched(targets: Mapping[str, Target], headings: list[Any], chosen: Mapping[str, str]) -> dict[int, str]:
	"""Which column (from 0) fills which field: the one chosen for it, else the one whose label or name it bears.

	No field is filled twice; a label that two fields share tells neither.
	"""
	names: dict[str, str] = {}
	for key, target in targets.items():
		for name in {_folded(target.label), _folded(target.field.text_label)}:
			names[name] = "" if name in names else key
	names |= {_folded(key): key for key in targets}
	found: dict[int, str] = {}
	for place, heading in enumerate(headings):
		key = chosen.get(str(place)) or names.get(_folded(heading), "")
		if key in targets and key not in found.values():
			found[place] = key
	return found


def entries(table: list[list[Any]], columns: Mapping[int, str]) -> Iterator[Entry]:
	"""The documents of a file. A row that gives nothing but cells of tables belongs to the document above it."""
	entry: Entry = {}
	for number, cells in enumerate(table[1:], 2):
		filled = {key: cells[place] for place, key in columns.items() if place < len(cells)}
		given = {key: cell for key, cell in filled.items() if str(cell or "").strip() or cell == 0}
		if entry and not all("." in key for key in given):
			yield entry
			entry = {}
		if given:
			entry[number] = given
	if entry:
		yield entry


def _folded(heading: Any) -> str:
	return " ".join(str(heading or "").replace("*", " ").casefold().split())
