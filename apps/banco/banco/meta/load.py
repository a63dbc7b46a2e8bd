"""From rows to a doctype: its definition, custom fields, property setters and own permissions."""

from typing import Any

from banco.context import current
from banco.errors import DoesNotExistError
from banco.meta.definitions import recall
from banco.meta.meta import Meta
from banco.meta.plan import quoted
from banco.types import _dict

# The child tables of a DocType: table field, and the doctype of its rows.
TABLES = {
	"fields": "DocField",
	"permissions": "DocPerm",
	"links": "DocType Link",
	"actions": "DocType Action",
	"states": "DocType State",
}
# What a table's name can hold beside its "tab" on every host.
LONGEST_NAME = 61
_WHOLE_NUMBERS = ("Check", "Int")


def get_meta(doctype: Any, cached: bool = True) -> Meta:
	"""The doctype of that name (or of a document). Raises DoesNotExistError."""
	name = doctype if isinstance(doctype, str) else _described(doctype)
	return recall("metas", name, load_meta) if cached else load_meta(name)


def load_meta(doctype: str) -> Meta:
	"""Read a doctype anew. Raises DoesNotExistError."""
	definition = read_definition(doctype)
	if definition is None:
		from banco.translate import _

		raise DoesNotExistError(_("There is no document type {0}").format(str(doctype)[:140]))
	_insert_custom_fields(definition["fields"], _rows("Custom Field", "dt = ?", doctype))
	for row in _rows("Property Setter", "doc_type = ?", doctype):
		apply_property(definition, row)
	own_permissions = _rows("Custom DocPerm", "parent = ?", doctype)
	if own_permissions:
		definition["permissions"] = own_permissions
	return Meta(definition)


def read_definition(doctype: str) -> _dict | None:
	"""A doctype without customisations: from the database, or from the core's files before that is made."""
	rows = _rows("DocType", "name = ?", doctype)
	if not rows:
		return bootstrap_definition(doctype)
	definition = rows[0]
	for field, table in TABLES.items():
		definition[field] = _rows(table, "parent = ? and parenttype = 'DocType'", doctype)
	return definition


def bootstrap_definition(doctype: str) -> _dict | None:
	"""The core's own JSON of a doctype, for a site that is being made; None for any other doctype."""
	from banco.modules import CORE_APP, app_path, read_json, scrub

	name = scrub(doctype)
	if not name.isidentifier() or len(name) > LONGEST_NAME:
		return None
	file = app_path(CORE_APP, "core", "doctype", name, f"{name}.json")
	if not file.is_file():
		return None
	data = _dict(read_json(file))
	return data if data.name == doctype else None


def apply_property(definition: dict[str, Any], row: dict[str, Any]) -> None:
	"""Change a definition as a Property Setter row says: of the doctype itself or of one of its fields."""
	name = row["property"]
	if row.get("doctype_or_field") == "DocType":
		if name == "field_order":
			_reorder(definition, row.get("value"))
		else:
			definition[name] = _cast(row)
		return
	for field in definition["fields"]:
		if field.get("fieldname") == row.get("field_name"):
			field[name] = _cast(row)


def _cast(row: dict[str, Any]) -> Any:
	value = row.get("value")
	if row.get("property_type") in _WHOLE_NUMBERS or row["property"] in _NUMERIC_PROPERTIES:
		try:
			return int(float(value or 0))
		except ValueError:
			return 0
	return value


_NUMERIC_PROPERTIES = frozenset(
	(
		"reqd", "hidden", "read_only", "unique", "permlevel", "length", "in_list_view", "in_standard_filter",
		"allow_on_submit", "no_copy", "bold", "set_only_once", "non_negative", "ignore_user_permissions",
		"search_index", "fetch_if_empty", "print_hide", "report_hide", "in_global_search", "in_preview",
		"translatable", "collapsible", "columns",
	)
)  # fmt: skip


def _reorder(definition: dict[str, Any], value: Any) -> None:
	import json

	try:
		order = {name: place for place, name in enumerate(json.loads(value or "[]"))}
	except ValueError:
		return
	definition["fields"].sort(key=lambda field: order.get(field.get("fieldname"), len(order)))


def _insert_custom_fields(fields: list[Any], rows: list[_dict]) -> None:
	waiting = rows
	while waiting:
		names = {field.get("fieldname") for field in fields}
		ready = [row for row in waiting if row.insert_after in names]
		# What names no field to stand after goes to the end, and others may stand after it.
		for row in ready or waiting[:1]:
			_insert_custom_field(fields, row)
		waiting = [row for row in waiting if row not in (ready or waiting[:1])]


def _insert_custom_field(fields: list[Any], row: _dict) -> None:
	row.is_custom_field = 1
	names = [field.get("fieldname") for field in fields]
	if row.fieldname in names:
		return
	place = names.index(row.insert_after) + 1 if row.insert_after in names else len(fields)
	# Fields that stand after the same one keep the order in which they were made.
	while place < len(fields) and row.insert_after and fields[place].get("insert_after") == row.insert_after:
		place += 1
	fields.insert(place, row)


def _described(document: Any) -> str:
	return str(document.name if document.doctype == "DocType" else document.doctype)


def _rows(doctype: str, condition: str, value: str) -> list[_dict]:
	db = current().db
	if not db.table_exists(doctype):
		return []
	names, rows = db.fetch_described(
		f"select * from {quoted(f'tab{doctype}')} where {condition} order by idx, creation, name", (value,)
	)
	return [_dict(zip(names, row, strict=True)) for row in rows]
