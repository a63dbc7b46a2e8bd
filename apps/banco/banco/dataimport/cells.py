"""A cell's content as the value of its field: what people write in spreadsheets, in Italy and elsewhere.

What is not understood stays as it is written: the document's own checks refuse it and say why.
"""

from __future__ import annotations

import datetime
import re
from typing import Any

from banco.context import current
from banco.document.problems import shown
from banco.errors import LinkValidationError, PermissionError
from banco.messages import throw
from banco.meta import get_meta
from banco.meta.fieldtypes import NUMBERS
from banco.query.listing import get_all, get_list
from banco.settings import system_setting
from banco.storage.columns import text as text_of
from banco.translate import _

from .columns import Target

_YES_NO = {
	word: yes
	for yes, words in enumerate(("0 no false falso", "1 x yes true si sì vero"))
	for word in words.split()
}
_DAY_FIRST = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})(?=$|[ T]\d)", re.ASCII)
# 1.234 and 1.234.567,89: either mark between thousands, the other one before decimals.
_GROUPED = re.compile(r"([-+]?\d{1,3}([.,])\d{3}(?:\2\d{3})*)(?:(?!\2)[.,](\d+))?", re.ASCII)

_EXAMPLES = {
	"Date": "31/01/2026",
	"Datetime": "31/01/2026 15:30",
	"Int": "12",
	"Currency": "1.234,56",
	"Float": "1,5",
}
_FEW = 30  # documents of a set-up that a template lists


def value_of(cell: Any, target: Target) -> Any:
	"""The value. Raises ValidationError for no date, what is neither yes nor no, a link to no single
	document."""
	kind = target.field.fieldtype
	if isinstance(cell, datetime.datetime) and kind == "Date":
		return cell.date()
	text = str(int(cell) if isinstance(cell, float) and cell.is_integer() else text_of(cell)).strip()
	if kind == "Check" and text.casefold() not in _YES_NO:
		throw(_("{0} is neither yes nor no").format(shown(text)))
	if kind == "Check":
		return _YES_NO[text.casefold()]
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
		meta = get_meta(options[0])
		few = (
			get_all(meta.name, pluck=meta.get_title_field(), limit=_FEW)
			if meta.document_type == "Setup"
			else ()
		)
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
