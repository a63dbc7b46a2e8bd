"""A change as a sentence, in the language of the site: the log is read by everybody in the same words."""

from html import unescape
from typing import Any

import frappe
from frappe import _
from sostegno_abitare.intake.eligibility import site_language

from .changes import Differences
from .tracked import NAMED_BY

MOST_PARTS, LONGEST_VALUE, MOST_VALUES_OF_A_ROW = 6, 60, 3
SENTENCES = {
	"Insert": "{0} made {1} {2}",
	"Change": "{0} changed {1} {2}",
	"Delete": "{0} deleted {1} {2}",
	"Rename": "{0} renamed {1} {2}",
}


def sentence(user: str, kind: str, doctype: str, document: str, found: Differences) -> str:
	"""Who did what to which document, and the first of the differences."""
	lang = site_language()
	text = _(SENTENCES[kind], lang=lang).format(
		full_name(user), _(doctype, lang=lang), f"«{shown(document)}»"
	)
	parts = list_of(doctype, found, lang) if kind in ("Change", "Rename") else []
	if len(parts) > MOST_PARTS:
		more = _("{0} more changes", lang=lang).format(len(parts) - MOST_PARTS)
		parts = [*parts[:MOST_PARTS], more]
	return f"{text}: {'; '.join(parts)}" if parts else text


def name_in_words(doctype: str, document: str, state: dict[str, Any]) -> str:
	"""What a document is called in a sentence."""
	lang = site_language()
	said = [_(str(state[field]), lang=lang) for field in NAMED_BY.get(doctype, ()) if state.get(field)]
	return ", ".join(said) or document


def list_of(doctype: str, found: Differences, lang: str | None = None) -> list[str]:
	"""Every difference in words."""
	meta = frappe.get_meta(doctype)
	parts = [_change(meta, entry, lang) for entry in found.get("changed", ())]
	for table, row in found.get("added", ()):
		parts.append(
			_("{0}: added {1}", lang=lang).format(_label(meta, table, lang), _row(meta, table, row, lang))
		)
	for table, row in found.get("removed", ()):
		parts.append(
			_("{0}: removed {1}", lang=lang).format(_label(meta, table, lang), _row(meta, table, row, lang))
		)
	for table, _index, row, changes in found.get("row_changed", ()):
		rows = _meta_of(meta, table)
		for entry in changes:
			place = f"{_label(meta, table, lang)} {_row(meta, table, row, lang)}"
			parts.append(f"{place}, {_change(rows, entry, lang)}")
	return parts


def full_name(user: str) -> str:
	"""The name a person goes by, without signs that a page could take for markup."""
	return shown(frappe.db.get_value("User", user, "full_name") or user)


def shown(value: Any) -> str:
	"""A value on one line, cut where it is long."""
	text = " ".join(unescape(str("" if value is None else value)).split())
	text = text.replace("<", "‹").replace(">", "›")
	return text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]}…"


def _change(meta: Any, entry: list[Any], lang: str | None) -> str:
	fieldname, old, new = entry
	field = meta.get_field(fieldname) if meta else None
	return _("{0} from {1} to {2}", lang=lang).format(
		_label(meta, fieldname, lang), _in_words(field, old, lang), _in_words(field, new, lang)
	)


def _label(meta: Any, fieldname: str, lang: str | None) -> str:
	field = meta.get_field(fieldname) if meta else None
	return shown(_(field.label, lang=lang)) if field and field.label else fieldname


def _in_words(field: Any, value: Any, lang: str | None) -> str:
	if field is not None and field.fieldtype == "Check":
		return _("Yes", lang=lang) if value else _("No", lang=lang)
	if value in (None, ""):
		return _("empty", lang=lang)
	if field is not None and field.fieldtype in ("Select", "Link"):
		value = _(str(value), lang=lang)
	return f"«{shown(value)}»"


def _row(meta: Any, table: str, row: dict[str, Any], lang: str | None) -> str:
	"""A row by the first things it says."""
	rows = _meta_of(meta, table)
	said = [
		_(str(value), lang=lang)
		if rows and rows.get_field(field).fieldtype in ("Select", "Link")
		else str(value)
		for field, value in row.items()
		if value and rows and rows.get_field(field) and rows.get_field(field).fieldtype != "Check"
	]
	return f"«{shown(', '.join(said[:MOST_VALUES_OF_A_ROW]))}»"


def _meta_of(meta: Any, table: str) -> Any:
	field = meta.get_field(table) if meta else None
	return frappe.get_meta(field.options) if field else None
