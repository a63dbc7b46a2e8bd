"""What a file says: which fields its columns fill, which rows make a document, what a cell means.

Cells are read as people write them, in Italy and elsewhere. What is not understood stays as it is written:
the document's own checks refuse it and say why.
"""

import datetime
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from banco.context import current
from banco.document.problems import shown
from banco.errors import LinkValidationError, PermissionError
from banco.messages import throw
from banco.meta import Field, get_meta
from banco.meta.fieldtypes import DATES, NUMBERS, TEXT
from banco.permissions import permitted_levels
from banco.query.listing import get_all, get_list
from banco.settings import system_setting
from banco.storage.columns import text as text_of
from banco.translate import _

_TYPED = (NUMBERS | DATES | TEXT) - {"Password", "Attach", "Attach Image", "Read Only", "Signature"}
_ID = Field({"fieldname": "name", "fieldtype": "Data", "label": "ID", "reqd": 1})
_YES_NO = {
	"x": 1, "1": 1, "yes": 1, "true": 1, "si": 1, "sì": 1, "vero": 1,
	"0": 0, "no": 0, "false": 0, "falso": 0,
}  # fmt: skip
_DAY_FIRST = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})(?=$|[ T]\d)", re.ASCII)
# 1.234 and 1.234.567,89: either mark between thousands, the other one before decimals.
_GROUPED = re.compile(r"([-+]?\d{1,3}([.,])\d{3}(?:\2\d{3})*)(?:(?!\2)[.,](\d+))?", re.ASCII)
_EXAMPLES = {"Date": "31/01/2026", "Datetime": "31/01/2026 15:30", "Int": "12", "Currency": "1.234,56"}
_FEW = 30  # documents of a set-up that a template lists

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


def matched(targets: Mapping[str, Target], headings: list[Any], chosen: Mapping[str, Any]) -> dict[int, str]:
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
		key = str(chosen.get(str(place)) or names.get(_folded(heading), ""))
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


def value_of(cell: Any, target: Target) -> Any:
	"""The value. Raises ValidationError for no date, what is neither yes nor no, a link to no single
	document."""
	kind = target.field.fieldtype
	if isinstance(cell, datetime.datetime) and kind == "Date":
		return cell.date()
	text = str(int(cell) if isinstance(cell, float) and cell.is_integer() else text_of(cell)).strip()
	if kind == "Check":
		if text.casefold() in _YES_NO:
			return _YES_NO[text.casefold()]
		throw(_("{0} is neither yes nor no").format(shown(text)))
	if kind in NUMBERS:
		return _number(text) if isinstance(cell, str) else cell
	if kind in ("Date", "Datetime"):
		iso = _DAY_FIRST.sub(lambda found: f"{found[4]}-{found[3]:0>2}-{found[1]:0>2}", text)
		try:
			datetime.datetime.fromisoformat(iso)
		except ValueError:
			throw(_("{0} is not a date: write it as {1}").format(shown(text), _EXAMPLES[kind]))
		return iso
	if kind == "Select":
		labels = {_(option, context=target.doctype).casefold(): option for option in target.field.option_list}
		return labels.get(text.casefold(), text)
	return _linked(str(target.field.options), text) if kind == "Link" else text


def allowed(target: Target) -> str:
	"""What a cell for that field may hold, for people to read."""
	kind, options = target.field.fieldtype, target.field.option_list
	if kind == "Select":
		return ", ".join(_(option, context=target.doctype) for option in options if option)
	if kind == "Link":
		meta, few = get_meta(options[0]), []
		if meta.document_type == "Setup":
			few = get_all(meta.name, pluck=meta.get_title_field(), limit=_FEW)
		return ", ".join(map(str, few)) if 0 < len(few) < _FEW else _("ID or name: {0}").format(_(meta.name))
	return _("yes, no") if kind == "Check" else _EXAMPLES.get(kind, "")


def _number(text: str) -> str:
	"""Digits with a point, to be read without loss. What "1.234" means, the site's format says."""
	plain = re.sub(r"[\s€]", "", text)
	mark = str(system_setting("number_format"))[-3:-2]
	groups = _GROUPED.fullmatch(plain)
	if groups and (groups[3] or groups[2] != mark or plain.count(mark) > 1):
		return re.sub("[.,]", "", groups[1]) + (f".{groups[3]}" if groups[3] else "")
	return plain.replace(",", ".") if plain.count(",") == 1 else plain


def _linked(doctype: str, text: str) -> Any:
	"""The document of that name, or the only one of that title that the user may see."""
	title = get_meta(doctype).get_title_field()
	if current().db.exists(doctype, text):
		return text
	try:
		found = get_list(doctype, filters={title: text}, pluck="name", limit=2)
	except PermissionError:
		found = []
	if len(found) == 1:
		return found[0]
	many = _("{1} {0} was found more than once: write its ID instead")
	none = _("{1} {0} was not found: write its ID, or its name as it stands there")
	throw((many if found else none).format(shown(text), _(doctype)), LinkValidationError)


def _folded(heading: Any) -> str:
	return " ".join(str(heading or "").replace("*", " ").casefold().split())
