"""Whether a doctype, or a field added to one, can be: asked before it is saved or taken from an app."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from banco.errors import InvalidNameError, ValidationError
from banco.messages import throw
from banco.meta import fieldtypes
from banco.meta.expression import ExpressionError, compile_condition
from banco.meta.load import LONGEST_NAME
from banco.translate import _

_NAME = re.compile(r"[^\W\d_][\w \-]*")
_FIELDNAME = re.compile(r"[a-z_][a-z0-9_]*", re.IGNORECASE)
_NEEDS_OPTIONS = fieldtypes.TABLES | fieldtypes.LINKS
_CORE = "Core"


def check_doctype(definition: Mapping[str, Any]) -> None:
	"""Raises InvalidNameError for a name that no table can have, ValidationError naming a wrong field."""
	name = str(definition.get("name") or "")
	if not _NAME.fullmatch(name) or len(name) > LONGEST_NAME:
		throw(
			_(
				"{0} cannot name a document type: begin with a letter; letters, digits, spaces, - and _ may follow"
			).format(repr(name[:LONGEST_NAME])),
			InvalidNameError,
		)
	fields = list(definition.get("fields") or ())
	names = Counter(field.get("fieldname") for field in fields if field.get("fieldname"))
	for fieldname, count in names.items():
		if count > 1:
			_refuse(name, fieldname, _("occurs {0} times: rename it").format(count))
	is_core = definition.get("module") == _CORE and not definition.get("custom")
	for field in fields:
		check_field(name, field, is_core=is_core)
	_check_naming(name, str(definition.get("autoname") or ""), names)


def check_field(doctype: str, field: Mapping[str, Any], is_core: bool = False) -> None:
	"""Raises ValidationError saying what is wrong with a field."""
	name, fieldtype = str(field.get("fieldname") or ""), str(field.get("fieldtype") or "")
	shown = name or str(field.get("label") or fieldtype)
	if fieldtype not in fieldtypes.ALL:
		_refuse(doctype, shown, _("has the unknown type {0}").format(fieldtype))
	if name or fieldtype not in fieldtypes.LAYOUT:
		_check_fieldname(doctype, name, shown, is_core)
	if fieldtype in _NEEDS_OPTIONS and not field.get("options"):
		_refuse(doctype, shown, _("needs in its options the document type (or field) it points to"))
	condition = field.get("mandatory_depends_on")
	if condition:
		try:
			compile_condition(condition)
		except ExpressionError as error:
			_refuse(
				doctype,
				shown,
				_("has a condition for being mandatory that cannot be checked: {0}").format(error),
			)


def _check_fieldname(doctype: str, name: str, shown: str, is_core: bool) -> None:
	from banco.document.document import Document

	if not _FIELDNAME.fullmatch(name):
		_refuse(doctype, shown, _("needs a field name of letters, digits and _"))
	standard = name in fieldtypes.STANDARD or name in fieldtypes.OF_CHILDREN or name == "doctype"
	if not is_core and (standard or callable(getattr(Document, name, None))):
		_refuse(doctype, shown, _("has a name that the system uses itself: rename it"))


def _check_naming(doctype: str, rule: str, names: Iterable[str]) -> None:
	kind, _colon, fieldname = rule.partition(":")
	if kind == "field" and fieldname not in names:
		_refuse(doctype, fieldname, _("names the documents, but there is no such field"))


def _refuse(doctype: str, field: str, reason: str) -> None:
	throw(f"{_(doctype)}, {field}: {reason}", ValidationError)
