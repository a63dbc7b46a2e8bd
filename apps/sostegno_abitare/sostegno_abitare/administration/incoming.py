"""A configuration file from elsewhere, read as hostile: only known types, only fields they have, nothing that
says whose a document is or that it is decided, and scripts only where they were allowed.
"""

import json
import re
from typing import Any

import frappe
from frappe import _

from .export import is_here
from .state import fields_of, is_secret
from .transferable import KINDS

LARGEST, MOST_DOCUMENTS = 5_000_000, 5000
_REFUSED = ("owner", "creation", "modified_by")
_PASSED_OVER = ("doctype", "name", "modified", "idx", "docstatus", "parent", "parentfield", "parenttype")
_SCRIPTS = {
	"Client Script": ("script",),
	"Server Script": ("script",),
	"Report": ("query", "report_script", "javascript"),
}
_RUNS_IN_A_BROWSER = re.compile(
	r"^\s*eval:|<\s*(script|iframe|object|embed)\b|\bon[a-z]+\s*=|javascript:", re.I
)


class ConfigurationFileError(frappe.ValidationError):
	"""A file that is no configuration."""


class RefusedRecordError(frappe.ValidationError):
	"""A record of the file that this site does not take."""


def read(content: str | bytes) -> list[Any]:
	"""The records of a file. Raises ConfigurationFileError for anything but a list of documents."""
	if len(content) > LARGEST:
		frappe.throw(_("The file is larger than 5 MB"), ConfigurationFileError)
	try:
		records = json.loads(content, parse_constant=_no_number)
	except (ValueError, RecursionError):
		frappe.throw(_("The file is not valid JSON"), ConfigurationFileError)
	records = [records] if isinstance(records, dict) else records
	if not isinstance(records, list) or not records:
		frappe.throw(_("The file holds no documents"), ConfigurationFileError)
	if len(records) > MOST_DOCUMENTS:
		frappe.throw(
			_("The file holds more than {0} documents").format(MOST_DOCUMENTS), ConfigurationFileError
		)
	return records


def checked(record: Any, allow_scripts: bool) -> tuple[str, str, dict[str, Any]]:
	"""Doctype, name and values of a record. Raises RefusedRecordError saying what is wrong with it."""
	if not isinstance(record, dict):
		_refuse(_("This is no document"))
	doctype, name = record.get("doctype"), record.get("name")
	if not isinstance(doctype, str) or doctype not in KINDS:
		_refuse(_("Documents of this type are not part of a configuration"))
	if not is_here(doctype):
		_refuse(_("This site has no such document type"))
	if not isinstance(name, str) or not name.strip() or len(name) > 140:
		_refuse(_("The document has no name"))
	values = _values(doctype, record)
	_check_own(doctype, values)
	found = script_in(doctype, values)
	if found and not allow_scripts:
		_refuse(_("{0} holds a script: scripts were not allowed").format(found))
	return doctype, name, values


def script_in(doctype: str, values: dict[str, Any]) -> str:
	"""The first field that holds what would run as a program, or nothing."""
	for field in _SCRIPTS.get(doctype, ()):
		if str(values.get(field) or "").strip():
			return field
	for field, value in values.items():
		if isinstance(value, list):
			for row in value:
				found = script_in("", row)
				if found:
					return f"{field}.{found}"
		elif isinstance(value, str) and _RUNS_IN_A_BROWSER.search(value):
			return field
	return ""


def _values(doctype: str, record: dict[str, Any]) -> dict[str, Any]:
	"""What of a record the site has fields for; what it has none for goes, as long as it says nothing."""
	fields = {field.fieldname: field for field in fields_of(doctype)}
	values: dict[str, Any] = {}
	for key, value in record.items():
		if key in fields:
			if is_secret(fields[key]):
				_refuse(_("{0} is a secret, and no part of a configuration").format(key))
			values[key] = _value(fields[key], value)
		elif key in _REFUSED or key.startswith("_") or (key in ("docstatus", "flags") and value):
			_refuse(_("{0} may not be in the file").format(key))
		elif key not in _PASSED_OVER and not isinstance(value, str | int | float | list | None):
			_refuse(_("{0} is no field of {1}").format(key, _(doctype)))
	return values


def _value(field: Any, value: Any) -> Any:
	if field.fieldtype in ("Table", "Table MultiSelect"):
		if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
			_refuse(_("{0} must be a list of rows").format(field.fieldname))
		return [{**_defaults(field.options), **_values(field.options, row)} for row in value]
	if isinstance(value, dict | list):
		_refuse(_("{0} must be a single value").format(field.fieldname))
	return None if value == "" else value


def _defaults(table: str) -> dict[str, Any]:
	"""What a row says where its record says nothing."""
	return {field.fieldname: field.default for field in fields_of(table) if field.default}


def _check_own(doctype: str, values: dict[str, Any]) -> None:
	"""A record that calls itself standard would take the place of an app's own."""
	standard = {"standard": "Yes", "is_standard": ("Yes", 1, "1", True)}
	for field, refused in standard.items():
		if values.get(field) and values[field] in refused:
			_refuse(_("A standard document comes with its app, not with a file"))
	if doctype == "DocType" and not values.get("custom"):
		_refuse(_("A standard document comes with its app, not with a file"))
	if doctype == "Workspace" and values.get("for_user"):
		_refuse(_("This workspace belongs to one user"))


def _no_number(text: str) -> None:
	raise ValueError(text)


def _refuse(reason: str) -> None:
	raise RefusedRecordError(reason)
