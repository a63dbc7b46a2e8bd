"""The name of a new document, by the rule of its doctype."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from banco.context import current
from banco.document import events
from banco.document.problems import refuse
from banco.document.status import CANCELLED
from banco.errors import NameError, ValidationError
from banco.messages import throw
from banco.meta.plan import quoted
from banco.naming.series import (
	getseries,
	make_autoname,
	named_by_format,
	random_name,
	row_name,
	set_name_by_naming_series,
)
from banco.text import TURNS_DIRECTION
from banco.translate import _

if TYPE_CHECKING:
	from banco.document.base import BaseDocument

LONGEST_NAME = 140
_AUTOINCREMENT = "autoincrement"


def set_new_name(doc: BaseDocument) -> None:
	"""Name a new document: by its controller's `autoname`, else by the doctype's rule, else at random.

	A name that a client sends counts only where the rule is to ask for one (`prompt`). Raises NameError or
	ValidationError when there is no usable name.
	"""
	if doc.flags.name_set:
		return
	meta = doc._meta
	given = doc.__dict__.pop("__newname", None) or doc.__dict__.get("name")
	events.run(doc, "before_naming")
	rule = str(meta.autoname or "").strip()
	doc.__dict__["name"] = None
	if meta.issingle:
		doc.name = meta.name
	elif doc.__dict__.get("amended_from"):
		doc.name = _amended_name(doc)
	else:
		events.run(doc, "autoname")
		if doc.__dict__.get("name") in (None, ""):
			_name_by_rule(doc, rule, given)
	if rule.lower() == _AUTOINCREMENT:
		return
	doc.name = validate_name(doc.doctype, doc.name)


def name_row(row: BaseDocument) -> None:
	"""Name a new row of a table; almost always by a name that nobody reads."""
	if row.__dict__.get("name"):
		return
	rule = str(row._meta.autoname or "").strip()
	if rule.lower() in ("", "hash"):
		row.__dict__["name"] = row_name()
	else:
		_name_by_rule(row, rule, None)


def validate_name(doctype: str, name: Any) -> str:
	"""`name` without surrounding space. Raises NameError or ValidationError."""
	text = str(name or "").strip()
	if not text:
		_refuse(_("{0}: give the document a name").format(_(doctype)), ValidationError)
	if len(text) > LONGEST_NAME:
		_refuse(
			_("A name has at most {0} characters, this one {1}: shorten it").format(LONGEST_NAME, len(text)),
			ValidationError,
		)
	if any(sign in text for sign in "<>\0") or not _is_unicode(text):
		_refuse(_("A name cannot contain the characters {0}: remove them").format("&lt; &gt; NUL"), NameError)
	if TURNS_DIRECTION.search(text):
		_refuse(_("contains hidden characters that turn the direction of the text: retype it"), NameError)
	if text.startswith(f"New {doctype} ") or text.lower() == f"new {doctype}".lower():
		_refuse(
			_("{0} is kept for documents that are not saved yet: choose another name").format(text), NameError
		)
	return text


def _name_by_rule(doc: BaseDocument, rule: str, given: Any) -> None:
	kind, _colon, argument = rule.partition(":")
	kind = kind.lower()
	if kind == "prompt":
		doc.name = given
	elif kind == "field":
		doc.name = _field_value(doc, argument)
	elif kind == "naming_series":
		set_name_by_naming_series(doc)
	elif kind == "format":
		doc.name = named_by_format(argument, doc)
	elif kind == _AUTOINCREMENT:
		doc.name = _next_number(doc.doctype)
	elif kind in ("", "hash"):
		doc.name = random_name()
	else:
		doc.name = make_autoname(rule, doc.doctype, doc)


def _field_value(doc: BaseDocument, fieldname: str) -> str:
	value = str(doc.get(fieldname) or "").strip()
	if not value:
		field = doc._meta.get_field(fieldname)
		refuse(doc, field or fieldname, _("is needed to name the document: fill it in"))
	return value


def _next_number(doctype: str) -> int:
	return int(getseries(f"{_AUTOINCREMENT}:{doctype}", 1))


def _amended_name(doc: BaseDocument) -> str:
	"""The original's name with `-1`, `-2` ...; the number of an amendment of an amendment is raised."""
	original = str(doc.__dict__["amended_from"])
	rows = current().db.fetch(
		f"select docstatus, amended_from from {quoted(f'tab{doc.doctype}')} where name = ?", (original,)
	)
	if rows and rows[0][0] != CANCELLED:
		_refuse(_("{0} must be cancelled before it is amended").format(original), ValidationError)
	base, number = original, 0
	if rows and rows[0][1]:
		head, _dash, tail = original.rpartition("-")
		if head and tail.isdecimal():
			base, number = head, int(tail)
	return f"{base}-{number + 1}"


def _is_unicode(text: str) -> bool:
	try:
		text.encode()
	except UnicodeEncodeError:
		return False
	return True


def _refuse(message: str, exc: type[Exception]) -> None:
	throw(message, exc, fieldname="name")
