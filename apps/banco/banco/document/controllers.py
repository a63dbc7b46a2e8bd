"""Which class a document of a doctype has, and documents made of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from banco.context import current
from banco.meta.definitions import recall
from banco.meta.load import get_meta

if TYPE_CHECKING:
	from banco.document.document import Document
	from banco.meta.meta import Meta


def get_controller(doctype: str) -> type[Document]:
	"""The class of a doctype's documents: an app's override, the doctype's own, or plain Document.

	Raises ImportError when the doctype's module lacks the class or cannot be imported.
	"""
	return recall("controllers", doctype, _find)


def make(doctype: str, values: Mapping[str, Any]) -> Document:
	"""A document of values that are not in the database (yet)."""
	return get_controller(doctype)({**values, "doctype": doctype})


def from_row(controller: type[Document], meta: Meta, values: dict[str, Any]) -> Document:
	"""A document of values as they stand in the database; `values` becomes its own."""
	from banco.document.document import Document

	if controller.__init__ is not Document.__init__:
		# The controller wants to see its documents being made.
		document = controller(values)
		document.__dict__.update(values)
		return document
	document = controller.__new__(controller)
	object.__setattr__(document, "_meta", meta)
	document.__dict__.update(values)
	return document


def _find(doctype: str) -> type[Document]:
	from banco.document.document import Document
	from banco.modules import get_attr, load_doctype_module

	override = current().site.hooks.get("override_doctype_class").get(doctype)
	if override:
		return get_attr(override[-1])
	meta = get_meta(doctype)
	module = None if meta.custom or not meta.module else load_doctype_module(doctype, meta.module)
	if module is None:
		return Document
	name = doctype.replace(" ", "").replace("-", "")
	found = getattr(module, name, None)
	if found is None:
		raise ImportError(f"{module.__name__} has no class {name} for the documents of {doctype}")
	return found
