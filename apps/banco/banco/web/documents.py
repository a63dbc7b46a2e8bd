"""Documents and lists as every version of the API reads and changes them, permissions checked."""

from collections.abc import Mapping
from typing import Any

from banco.calling import call_for_client
from banco.context import current
from banco.document import delete_doc, get_doc
from banco.document.document import Document
from banco.errors import DoesNotExistError, ValidationError
from banco.meta import get_meta
from banco.permissions import has_permission
from banco.query.listing import get_count, get_list
from banco.translate import _
from banco.web.incoming import document_data, name_of
from banco.web.registry import check_call
from banco.web.request import as_json

DEFAULT_ROWS = 20
MOST_ROWS = 10_000  # rows in one reply, also when a client asks for all of them


def readable(doctype: str, name: str | int, ptype: str = "read") -> Document:
	"""The document, when the user holds the permission `ptype` on it.

	Raises DoesNotExistError or PermissionError; who may not read the doctype at all learns no name.
	"""
	has_permission(doctype, ptype, throw=True)
	doc = get_doc(doctype, name_of({"name": name}))
	doc.check_permission(ptype)
	return doc


def shown(doc: Document, nulls: bool = True) -> dict[str, Any]:
	"""A document as its reader may see it: fields of permission levels the user lacks are left out."""
	doc.apply_fieldlevel_read_permissions()
	return doc.as_dict(no_nulls=not nulls)


def create(doctype: str, data: Mapping[str, Any]) -> Document:
	"""Insert a document of `doctype` with a client's data."""
	has_permission(doctype, "create", throw=True)
	doc = get_doc(document_data(doctype, data))
	return doc.insert()


def update(doctype: str, name: str | int, data: Mapping[str, Any]) -> Document:
	"""Save a client's changes to a document; with a stale `modified` among them, TimestampMismatchError.

	For a row of a child table its document is saved, with all of that document's checks.
	"""
	doc, name = None, name_of({"name": name})
	if get_meta(doctype).istable:
		place = current().db.get_value(doctype, name, ["parenttype", "parent"])
		if not place or not all(place):
			raise DoesNotExistError(_("{0} {1} not found").format(_(doctype), name))
		owner = get_doc(*place, for_update=True)
		doc = next((row for row in owner.get_all_children(doctype) if row.name == name), None)
	else:
		owner = get_doc(doctype, name, for_update=True)
	owner.check_permission("write")
	changes = document_data(doctype, data)
	for key in ("name", "doctype"):
		changes.pop(key, None)
	doc = doc or owner
	doc.update(changes)
	owner.save()
	return doc


def delete(doctype: str, name: str | int) -> str:
	"""Delete a document. Raises DoesNotExistError, PermissionError or LinkExistsError."""
	delete_doc(doctype, name, ignore_missing=False)
	return "ok"


def call_method(doc: Document, method: str, arguments: Mapping[str, Any], verb: str) -> Any:
	"""Call a whitelisted method of the document with a client's arguments."""
	function = getattr(doc, method, None) if not method.startswith("_") else None
	if function is None or not callable(function):
		raise DoesNotExistError(_("{0} has no method {1}.").format(_(doc.doctype), method))
	check_call(function, verb, f"{doc.doctype}.{method}")
	return call_for_client(function, arguments)


def rows(doctype: str, options: Mapping[str, Any], tells_next: bool = False) -> list[Any]:
	"""A page of the list of `doctype`, 20 rows unless another limit is given (0: all, up to MOST_ROWS).

	Options as clients send them: fields, filters, or_filters, order_by, group_by, parent, as_dict, and
	limit_start or start, limit_page_length or page_length or limit. `has_next_page` is set in the reply when
	`tells_next`, or when more rows follow than a reply may hold.
	"""
	limit = asked_limit(_first(options, "limit_page_length", "page_length", "limit"))
	found = get_list(
		doctype,
		fields=list_of_names(options.get("fields")),
		filters=filters_of(options.get("filters")),
		or_filters=filters_of(options.get("or_filters")),
		order_by=_text(options, "order_by"),
		group_by=_text(options, "group_by"),
		limit_start=whole(_first(options, "limit_start", "start"), "limit_start"),
		limit_page_length=limit + 1,
		parent_doctype=_text(options, "parent"),
		as_list=options.get("as_dict") is not None and not truthy(options["as_dict"]),
	)
	if tells_next or (limit == MOST_ROWS and len(found) > limit):
		current().response["has_next_page"] = len(found) > limit
	return list(found[:limit])


def count(doctype: str, options: Mapping[str, Any]) -> int:
	"""How many documents of `doctype` the user may read: filters, or_filters; counting stops at `limit`."""
	filters, or_filters = filters_of(options.get("filters")), filters_of(options.get("or_filters"))
	limit = whole(options.get("limit"), "limit") or None
	return get_count(doctype, filters=filters, or_filters=or_filters, limit=limit)


def filters_of(value: Any) -> Any:
	"""The filters of a list, sent as JSON text or parsed already. Raises ValidationError for any other text."""
	parsed = as_json(value) or None
	if isinstance(parsed, str):
		raise ValidationError(_("Filters must be a JSON object or list."))
	return parsed


def asked_limit(value: Any) -> int:
	"""The number of rows asked for, at most MOST_ROWS; 0 asks for all."""
	limit = DEFAULT_ROWS if value in (None, "") else whole(value, "limit_page_length")
	return limit if 0 < limit <= MOST_ROWS else MOST_ROWS


def whole(value: Any, name: str) -> int:
	"""A whole number of 0 or more from an argument. Raises ValidationError naming the argument otherwise."""
	if value in (None, ""):
		return 0
	try:
		number = int(value)
	except (TypeError, ValueError, OverflowError):
		number = -1
	if number < 0:
		raise ValidationError(_("{0} must be a whole number, 0 or more.").format(name))
	return min(number, 2**53)


def list_of_names(value: Any) -> Any:
	"""Fields as a list: sent as JSON, as one name, or as several with commas; None when none are named."""
	parsed = as_json(value) or None
	if isinstance(parsed, str):
		parsed = [part.strip() for part in parsed.split(",")] if "(" not in parsed else [parsed]
	if parsed is not None and not isinstance(parsed, list):
		raise ValidationError(_("Fields must be a list of names."))
	return parsed


def plain_names(value: Any) -> list[str]:
	"""The same, where nothing but names of fields is meant."""
	names = list_of_names(value) or []
	if not all(isinstance(name, str) for name in names):
		raise ValidationError(_("Fields must be a list of names."))
	return list(names)


def truthy(value: Any) -> bool:
	"""A flag as clients send it: true, 1, "1", "true" ... against false, 0, "0", "false", "", null."""
	return str(value).strip().lower() not in ("", "0", "false", "none", "null", "no")


def _first(options: Mapping[str, Any], *names: str) -> Any:
	return next((options[name] for name in names if options.get(name) not in (None, "")), None)


def _text(options: Mapping[str, Any], name: str) -> str | None:
	value = options.get(name) or None
	if value is not None and not isinstance(value, str):
		raise ValidationError(_("{0} must be text.").format(name))
	return value
