"""`frappe.get_doc` and its kin: from a name, filters or values to a document."""

from collections.abc import Mapping
from typing import Any

from banco.context import current
from banco.document import defaults, store
from banco.document.base import BaseDocument
from banco.document.children import adopt
from banco.document.controllers import get_controller, make
from banco.document.document import Document
from banco.errors import ValidationError
from banco.meta.load import get_meta


def get_doc(*args: Any, **kwargs: Any) -> Any:
	"""A document.

	`get_doc("ToDo", "name")` reads one, `get_doc("ToDo", {"status": "Open"})` the first that fits,
	`get_doc("System Settings")` a Single; `get_doc({"doctype": "ToDo", ...})` and
	`get_doc(doctype="ToDo", ...)` make a new one. Raises DoesNotExistError.
	"""
	if kwargs.pop("for_update", None):
		current().db.writing()
	first = args[0] if args else None
	if isinstance(first, BaseDocument):
		return first
	if isinstance(first, Mapping):
		return _from_values(first)
	if not isinstance(first, str):
		return _from_values(kwargs)
	if len(args) == 1 and not kwargs:
		return _read(first, first)
	if len(args) == 1:
		return _from_values({"doctype": first, **kwargs})
	return _read(first, args[1])


def new_doc(
	doctype: str, parent_doc: Any = None, parentfield: str | None = None, as_dict: bool = False, **values: Any
) -> Any:
	"""A new document with its defaults; a row of `parent_doc`'s table when that is given."""
	doc = make(doctype, {})
	doc.__dict__["__islocal"] = 1
	doc.__dict__["__unsaved"] = 1
	doc.__dict__["owner"] = current().user
	doc.docstatus = 0
	defaults.fill(doc)
	doc.update(values)
	if parent_doc is not None and parentfield:
		adopt(parent_doc, parentfield, doc)
	return doc.as_dict() if as_dict else doc


def _read(doctype: str, name: Any) -> Any:
	if isinstance(name, Mapping):
		name = _name_by_filters(doctype, name)
	meta = get_meta(doctype)
	if meta.is_virtual:
		return get_controller(doctype)(doctype, name)
	return store.load(doctype, name)


def _name_by_filters(doctype: str, filters: Mapping[str, Any]) -> Any:
	name = current().db.get_value(doctype, dict(filters), "name")
	if name is None:
		shown = ", ".join(f"{key} {value}" for key, value in filters.items())
		store.missing(doctype, shown)
	return name


def _from_values(values: Mapping[str, Any]) -> Document:
	doctype = values.get("doctype")
	if not isinstance(doctype, str) or not doctype:
		raise ValidationError("A document needs a doctype and a name, or values with a doctype")
	return make(doctype, values)
