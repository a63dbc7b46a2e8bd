"""`frappe.client`: documents and values for scripts, by method call."""

from typing import Any

from banco.context import current
from banco.desk.search import require_selectable
from banco.document import delete_doc, get_doc, rename_doc
from banco.errors import DoesNotExistError, PermissionError, ValidationError
from banco.messages import throw
from banco.meta import get_meta
from banco.meta.fieldtypes import STANDARD_LABELS
from banco.permissions import has_permission as is_permitted
from banco.query.listing import get_list as query
from banco.translate import _
from banco.web import documents
from banco.web.incoming import as_mapping, doctype_of, document_data, name_of
from banco.web.request import as_json
from banco.whitelist import whitelist

MOST_INSERTED = 200


@whitelist(reads=True)
def get_list(doctype: str, **options: Any) -> list[Any]:
	"""A page of a doctype's list; options as `banco.web.documents.rows` takes them."""
	return documents.rows(doctype, options)


@whitelist(reads=True)
def get_count(doctype: str, **options: Any) -> int:
	"""How many documents of a doctype the user may read: filters, or_filters."""
	return documents.count(doctype, options)


@whitelist(reads=True)
def get(
	doctype: str, name: str | int | None = None, filters: Any = None, parent: str | None = None
) -> dict[str, Any]:
	"""A document by name, or the first one that the filters find; the document of a single doctype."""
	if name in (None, "") and filters:
		wanted = as_json(filters)
		found = query(doctype, filters=wanted, pluck="name", limit_page_length=1)
		if not found:
			raise DoesNotExistError(_("{0} {1} not found").format(_(doctype), wanted))
		name = found[0]
	if name in (None, "") and get_meta(doctype).issingle:
		name = doctype
	if name in (None, ""):
		throw(_("Give the name of the document, or filters that find it."))
	return documents.shown(documents.readable(doctype, name))


@whitelist(reads=True)
def get_value(
	doctype: str,
	fieldname: Any,
	filters: Any = None,
	as_dict: Any = True,
	debug: Any = False,
	parent: str | None = None,
) -> Any:
	"""Fields of the first document that the filters find (or of the named one), as a dict.

	An empty dict when the user may read none. With `as_dict` 0, the single value or a list of values.
	"""
	fields = documents.plain_names(fieldname) or ["name"]
	wanted = as_json(filters)
	if get_meta(doctype).issingle:
		doc = documents.shown(documents.readable(doctype, doctype))
		found = [{field: doc.get(field) for field in fields}]
	else:
		if isinstance(wanted, str | int):
			wanted = {"name": wanted}
		found = query(doctype, fields=fields, filters=wanted, limit_page_length=1, parent_doctype=parent)
	row = dict(found[0]) if found else {}
	if documents.truthy(as_dict):
		return row
	values = list(row.values())
	return values[0] if len(fields) == 1 and values else (values or None)


@whitelist(reads=True)
def get_single_value(doctype: str, field: str) -> Any:
	"""One field of a single doctype. Raises PermissionError when the user may not read it."""
	meta_field = get_meta(doctype).get_field(field)
	if meta_field is None and field not in STANDARD_LABELS:
		throw(_("{0} has no field {1}: check the name.").format(_(doctype), field[:140]))
	return documents.shown(documents.readable(doctype, doctype)).get(field)


@whitelist(methods=["POST", "PUT"])
def set_value(doctype: str, name: str | int, fieldname: Any, value: Any = None) -> dict[str, Any]:
	"""Set one field, or several given as a dict, and save the document as its form would.

	For a row of a child table, its parent is saved. Raises ValidationError for a standard field.
	"""
	given = as_json(fieldname)
	values = dict(given) if isinstance(given, dict) else {str(fieldname): value}
	standard = [key for key in values if key in STANDARD_LABELS and key != "modified"]
	if standard:
		throw(_("Cannot edit standard fields"))
	doc = documents.update(doctype, name, values)
	return documents.shown(getattr(doc, "parent_doc", None) or doc)


@whitelist(methods=["POST", "PUT"])
def insert(doc: Any = None) -> dict[str, Any]:
	"""Insert a document; a row of a child table is appended to its parent."""
	return documents.shown(_insert(as_mapping(doc)))


@whitelist(methods=["POST", "PUT"])
def insert_many(docs: Any = None) -> list[Any]:
	"""Insert up to 200 documents, all or none; gives their names."""
	given = as_json(docs)
	if not isinstance(given, list) or len(given) > MOST_INSERTED:
		throw(_("Only {0} inserts allowed in one request").format(MOST_INSERTED))
	return [_insert(as_mapping(doc)).name for doc in given]


@whitelist(methods=["POST", "PUT"])
def save(doc: Any) -> dict[str, Any]:
	"""Save a whole document as the client has it; `modified` must be that of the stored one."""
	data = as_mapping(doc)
	document = get_doc(document_data(doctype_of(data), data))
	return documents.shown(document.save())


@whitelist(methods=["POST", "PUT"])
def submit(doc: Any) -> dict[str, Any]:
	"""Submit a document as the client has it."""
	data = as_mapping(doc)
	document = get_doc(document_data(doctype_of(data), data))
	document.submit()
	return documents.shown(document)


@whitelist(methods=["POST", "PUT"])
def cancel(doctype: str, name: str | int) -> dict[str, Any]:
	"""Cancel a submitted document."""
	document = get_doc(doctype, name, for_update=True)
	document.cancel()
	return documents.shown(document)


@whitelist(methods=["DELETE", "POST"])
def delete(doctype: str, name: str | int) -> None:
	"""Delete a document; a row of a child table goes by saving its parent without it."""
	delete_doc(doctype, name, ignore_missing=False)


@whitelist(methods=["POST", "PUT"])
def rename_document(doctype: str, old_name: str, new_name: str, merge: Any = False) -> str:
	"""Rename a document and every link to it; gives the new name."""
	return str(rename_doc(doctype, old_name, new_name, merge=documents.truthy(merge)))


@whitelist(methods=["POST", "PUT"])
def bulk_update(docs: Any) -> dict[str, Any]:
	"""Update several documents (`doctype`, `docname`, fields); those that fail are told, the others saved."""
	given, failed = as_json(docs), []
	if not isinstance(given, list):
		throw(_("Send a list of documents."))
	db = current().db
	for doc in given:
		data = as_mapping(doc)
		db.savepoint("bulk_update")
		try:
			doctype, name = doctype_of(data), data.get("docname")
			documents.update(
				doctype, name_of({"name": name}), {k: v for k, v in data.items() if k != "docname"}
			)
			db.release_savepoint("bulk_update")
		except (ValidationError, PermissionError) as error:
			db.rollback(save_point="bulk_update")
			failed.append({"doc": doc, "exc": f"{type(error).__name__}: {error}"})
	return {"failed_docs": failed}


@whitelist(reads=True)
def has_permission(doctype: str, docname: str | int, perm_type: str = "read") -> dict[str, bool]:
	"""Whether the user holds a permission on a document."""
	return {"has_permission": bool(is_permitted(doctype, perm_type.lower(), docname))}


@whitelist(reads=True)
def validate_link(doctype: str, docname: str | int, fields: Any = None) -> dict[str, Any]:
	"""The name of a linkable document and the fields to fetch from it; name None when there is none."""
	require_selectable(doctype)
	names = ["name", *documents.plain_names(fields)]
	if get_meta(doctype).issingle:
		return {"name": doctype if docname == doctype else None}
	found = query(doctype, fields=list(dict.fromkeys(names)), filters={"name": docname}, limit_page_length=1)
	return dict(found[0]) if found else {"name": None}


def _insert(data: dict[str, Any]) -> Any:
	doctype = doctype_of(data)
	if not (get_meta(doctype).istable and data.get("parenttype")):
		return documents.create(doctype, data)
	parent = get_doc(data["parenttype"], name_of({"name": data.get("parent")}), for_update=True)
	table = str(data.get("parentfield"))
	if table not in parent.meta.plan.tables:
		throw(_("{0} has no field {1}: check the name.").format(_(parent.doctype), table[:140]))
	parent.append(table, document_data(doctype, data))
	parent.save()
	return parent
