"""Custom fields and property setters, as an app's set-up code makes them; running it again changes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from banco.context import current

Fields = Mapping[Any, Any]


def create_custom_fields(custom_fields: Fields, ignore_validate: bool = False, update: bool = True) -> None:
	"""Make custom fields: `{doctype (or several): field or list of fields}`, each field a dict.

	A field that exists is brought in line when `update`. Raises ValidationError for a field that cannot be.
	"""
	for doctypes, fields in custom_fields.items():
		for doctype in (doctypes,) if isinstance(doctypes, str) else doctypes:
			for field in [fields] if isinstance(fields, Mapping) else fields:
				_create_or_update(doctype, dict(field), ignore_validate, update)


def create_custom_field(
	doctype: str, df: Mapping[str, Any], ignore_validate: bool = False, is_system_generated: bool = True
) -> Any:
	"""Make a custom field unless the doctype has one of that name; the new document, or None."""
	values = {**df, "is_system_generated": int(is_system_generated)}
	return _create_or_update(doctype, values, ignore_validate, update=False)


def make_property_setter(
	doctype: str,
	fieldname: str | None,
	property: str,
	value: Any,
	property_type: str,
	for_doctype: bool = False,
	validate_fields_for_doctype: bool = True,
	is_system_generated: bool = True,
) -> Any:
	"""Change a property of a field, or of the doctype itself with `for_doctype`; returns the document."""
	from banco.document import get_doc

	delete_property_setter(doctype, property, fieldname)
	setter = get_doc(
		{
			"doctype": "Property Setter",
			"doctype_or_field": "DocType" if for_doctype else "DocField",
			"doc_type": doctype,
			"field_name": fieldname,
			"property": property,
			"value": value,
			"property_type": property_type,
			"is_system_generated": int(is_system_generated),
		}
	)
	setter.flags.ignore_permissions = True
	setter.flags.validate_fields_for_doctype = validate_fields_for_doctype
	return setter.insert()


def delete_property_setter(
	doc_type: str, property: str | None = None, field_name: str | None = None, row_name: str | None = None
) -> None:
	"""Remove the setters of a doctype that match what is given."""
	from banco.document import delete_doc
	from banco.query import get_all

	given = {"property": property, "field_name": field_name, "row_name": row_name}
	filters = {"doc_type": doc_type, **{key: value for key, value in given.items() if value}}
	for name in get_all("Property Setter", filters=filters, pluck="name"):
		delete_doc("Property Setter", name, ignore_permissions=True, force=True)


def _create_or_update(doctype: str, values: dict[str, Any], ignore_validate: bool, update: bool) -> Any:
	from banco.document import get_doc
	from banco.modules import scrub

	fieldname = values.get("fieldname") or scrub(str(values.get("label") or ""))
	present = current().db.get_value("Custom Field", {"dt": doctype, "fieldname": fieldname})
	if present and not update:
		return None
	if not present:
		field = get_doc({"doctype": "Custom Field", "dt": doctype, **values, "fieldname": fieldname})
		field.flags.ignore_validate = ignore_validate
		return field.insert(ignore_permissions=True)
	field = get_doc("Custom Field", present)
	if any(field.get(key) != value for key, value in values.items()):
		field.update(values)
		field.flags.ignore_validate = ignore_validate
		field.save(ignore_permissions=True)
	return field
