"""A document's values: what an app reads, sets and appends before anything is written.

The instance's `__dict__` holds field values and what an app hangs on the document; the host's own state
lives in slots beside it, so that no client's key can reach it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from banco.document.status import status
from banco.errors import ValidationError
from banco.meta.field import matches
from banco.meta.load import get_meta
from banco.types import _dict

if TYPE_CHECKING:
	from banco.meta.meta import Meta


class BaseDocument:
	"""Values with the attribute semantics that apps expect.

	A declared field that has not been set reads as None, a table as an empty list; any other missing name
	raises AttributeError. Setting a table to dicts makes child documents of them.
	"""

	__slots__ = ("__dict__", "__weakref__", "_before", "_hidden", "_meta", "flags", "parent_doc")

	if TYPE_CHECKING:
		doctype: str
		name: Any
		owner: str
		creation: Any
		modified: Any
		modified_by: str
		idx: int
		parent: str
		parentfield: str
		parenttype: str
		flags: _dict
		parent_doc: BaseDocument | None
		_before: Any
		_hidden: frozenset[str] | None
		_meta: Meta

	def __init__(self, values: Mapping[str, Any]) -> None:
		doctype = values.get("doctype")
		if not isinstance(doctype, str) or not doctype:
			raise ValidationError("A document needs a doctype")
		self.__dict__["doctype"] = doctype
		self._meta = get_meta(doctype)
		self.update(values)

	# -- attributes

	@property
	def meta(self) -> Meta:
		return self._meta

	@property
	def docstatus(self) -> int:
		return status(self.__dict__.get("docstatus"))

	@docstatus.setter
	def docstatus(self, value: Any) -> None:
		self.__dict__["docstatus"] = status(value)

	def __getattr__(self, key: str) -> Any:
		# Reached only for what is neither set nor on the class.
		if key == "flags":
			self.flags = flags = _dict()
			return flags
		if key in _EMPTY_SLOTS:
			return None
		if key[:1] != "_" or key in _STANDING_ASIDE:
			is_table = self._meta.plan.declared.get(key)
			if is_table:
				rows: list[Any] = []
				self.__dict__[key] = rows
				return rows
			if is_table is not None or key in _STANDING_ASIDE:
				return None
		raise AttributeError(f"{type(self).__name__!r} object has no attribute {key!r}")

	def __setattr__(self, key: str, value: Any) -> None:
		if type(value) is list and self._meta.plan.declared.get(key):
			self.set(key, value)
		else:
			object.__setattr__(self, key, value)

	def __getstate__(self) -> dict[str, Any]:
		return {"values": dict(self.__dict__), "flags": self.flags}

	def __setstate__(self, state: dict[str, Any]) -> None:
		self.__dict__.update(state["values"])
		self._meta = get_meta(self.__dict__["doctype"])
		self.flags = state["flags"]
		for fieldname in self._meta.plan.all_tables:
			for row in self.__dict__.get(fieldname) or ():
				row.parent_doc = self

	def __repr__(self) -> str:
		standing = f" docstatus={self.docstatus}" if self.docstatus else ""
		parent = f" parent={self.parent}" if self._meta.istable else ""
		return f"<{type(self).__name__}: {self.name or 'unsaved'}{standing}{parent}>"

	def __str__(self) -> str:
		return f"{self.doctype}({self.name or 'unsaved'})"

	# -- reading

	def get(self, key: str, filters: Any = None, default: Any = None) -> Any:
		"""A value, or `default`; with a dict of filters the matching rows of a table.

		As in Frappe, a second argument that is no dict is the default.
		"""
		value = self.__dict__.get(key)
		if value is None and key not in self.__dict__:
			value = self._unset(
				key, default if default is not None or isinstance(filters, Mapping) else filters
			)
		if isinstance(value, list) and isinstance(filters, Mapping):
			return [row for row in value if matches(row, filters)]
		return value

	def _unset(self, key: str, default: Any) -> Any:
		if self._meta.plan.declared.get(key):
			return getattr(self, key)
		if key in self._meta._fields and isinstance(getattr(type(self), key, None), property):
			return getattr(self, key)
		return default

	def get_all_children(self, parenttype: str | None = None) -> list[Any]:
		"""The rows of all tables, or of those whose rows are of one doctype."""
		children: list[Any] = []
		for fieldname, doctype in self._meta.plan.tables.items():
			if parenttype in (None, doctype):
				children.extend(self.__dict__.get(fieldname) or ())
		return children

	def get_formatted(self, fieldname: str, doc: Any = None, currency: str | None = None, **more: Any) -> str:
		"""A value as people read it: in the site's formats, with the title of a linked document."""
		from banco.formatting import format_value

		return format_value(
			self.get(fieldname), self._meta.get_field(fieldname), doc or self, currency, **more
		)

	# -- writing

	def set(self, key: str, value: Any, as_value: bool = False) -> None:
		"""Set a value; a table takes a list of dicts or documents (unless `as_value`)."""
		is_table = self._meta.plan.declared.get(key)
		if is_table and not as_value:
			self._set_table(key, value)
		elif key == "docstatus":
			self.docstatus = value
		elif is_table is not None:
			self.__dict__[key] = value
		elif hasattr(type(self), key):
			self._set_on_class(key, value)
		else:
			self.__dict__[key] = value

	def _set_on_class(self, key: str, value: Any) -> None:
		# What a client sends must never take the place of a method or of the host's own state.
		if getattr(getattr(type(self), key), "fset", None) is not None and key in self._meta._fields:
			object.__setattr__(self, key, value)

	def _set_table(self, key: str, value: Any) -> None:
		if value is not None and not isinstance(value, list | tuple):
			from banco.document.problems import refuse
			from banco.translate import _

			refuse(
				self, self._meta.get_field(key), _("takes a list of rows, not {0}").format(repr(value)[:40])
			)
		rows = list(value or ())
		self.__dict__[key] = []
		self.extend(key, rows)

	def update(self, d: Mapping[str, Any]) -> BaseDocument:
		"""Set several values; the doctype stays what it is."""
		for key, value in d.items():
			if key != "doctype":
				self.set(key, value)
		return self

	def append(self, key: str, value: Any = None) -> Any:
		"""Add a row to a table (a dict or a document) and return it as a child document."""
		from banco.document.children import adopt

		if not self._meta.plan.declared.get(key):
			raise ValidationError(f"{str(key)[:140]} is not a table of {self.doctype}")
		rows = getattr(self, key)
		row = adopt(self, key, value)
		rows.append(row)
		row.__dict__["idx"] = len(rows)
		return row

	def extend(self, key: str, value: Iterable[Any]) -> None:
		"""Add several rows to a table."""
		for row in value:
			self.append(key, row)

	def remove(self, doc: BaseDocument) -> None:
		"""Take a row out of its table."""
		rows = getattr(self, doc.parentfield)
		rows.remove(doc)
		for place, row in enumerate(rows, 1):
			row.__dict__["idx"] = place

	def is_new(self) -> bool:
		"""Whether the document is not in the database yet."""
		return bool(self.__dict__.get("__islocal"))

	# -- as data

	def as_dict(self, no_nulls: bool = False, convert_dates_to_str: bool = False) -> _dict:
		"""The values as a dict, tables as lists of dicts, with the `doctype`; dates as text when asked."""
		from banco.document.export import as_dict

		return as_dict(self, no_nulls, convert_dates_to_str)

	def as_json(self) -> str:
		"""The document as JSON text with sorted keys, dates as text."""
		from banco.document.export import as_json

		return as_json(self)


_EMPTY_SLOTS = frozenset(("_before", "_hidden", "parent_doc"))
_STANDING_ASIDE = frozenset(("_user_tags", "_comments", "_assign", "_liked_by"))
