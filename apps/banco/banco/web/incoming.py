"""What clients may send as a document: fields of its doctype, nothing that steers the engine."""

from collections.abc import Mapping
from typing import Any

from banco.errors import ValidationError
from banco.messages import throw
from banco.meta import get_meta
from banco.meta.fieldtypes import STANDARD_LABELS
from banco.meta.meta import Meta
from banco.translate import _
from banco.types import _dict
from banco.web.request import as_json

STANDARD = frozenset((*STANDARD_LABELS, "doctype", "amended_from"))
MOST_ROWS = 5_000  # of one table: every row becomes a document in memory
# Sent along by Frappe's own clients and meaningless to the server.
IGNORED = frozenset({"flags", "localname", "cmd", "csrf_token", "run_method", "ignore_permissions"})


def as_mapping(value: Any) -> dict[str, Any]:
	"""A document that a client sent as an object or as JSON text. Raises ValidationError when it is neither."""
	parsed = as_json(value)
	if not isinstance(parsed, dict):
		throw(_("A document must be sent as a JSON object."))
	return parsed


def document_data(doctype: str, data: Mapping[str, Any]) -> _dict:
	"""The part of `data` that is a document of `doctype`, child rows included.

	Keys that begin with "_" and those of IGNORED are left out, and the provisional name of what a form calls
	new. Raises ValidationError for an unknown field: storing less than was sent, without a word, loses what
	somebody typed.
	"""
	meta = get_meta(doctype)
	clean = _dict()
	for key, value in data.items():
		if key in STANDARD:
			clean[key] = value
		elif key.startswith("_") or key in IGNORED:
			continue
		else:
			clean[key] = _field_value(meta, key, value)
	clean["doctype"] = doctype
	if data.get("__islocal"):
		clean.pop("name", None)
	return clean


def doctype_of(data: Mapping[str, Any]) -> str:
	"""The doctype that a document names. Raises ValidationError when it names none."""
	doctype = data.get("doctype")
	if not isinstance(doctype, str) or not doctype:
		throw(_("The document must name its doctype."))
	return doctype


def name_of(data: Mapping[str, Any]) -> str | int:
	"""The name that a document carries. Raises ValidationError when it carries none.

	Filters in its place would find a document, or not, by values that the client may not read.
	"""
	name = data.get("name")
	if not isinstance(name, str | int) or name == "":
		throw(_("The document must carry its name."))
	return name


def _field_value(meta: Meta, key: str, value: Any) -> Any:
	field = meta.get_field(key)
	if field is None:
		message = _("{0} has no field {1}: check the name.").format(_(meta.name), key[:140])
		throw(message, ValidationError, fieldname=key[:140])
	if not field.is_table:
		return value
	rows = value or []
	if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
		throw(_("{0} must be a list of rows.").format(_(field.text_label)), fieldname=key)
	if len(rows) > MOST_ROWS:
		message = _("{0}: at most {1} rows may be sent at once.").format(_(field.text_label), MOST_ROWS)
		throw(message, fieldname=key)
	return [document_data(str(field.options), row) for row in rows]
