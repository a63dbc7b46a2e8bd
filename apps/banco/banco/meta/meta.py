"""What a doctype is: its settings, fields and permissions, customisations included. Read only."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from banco.meta import fieldtypes
from banco.meta.field import Field, matches
from banco.types import _dict

if TYPE_CHECKING:
	from banco.meta.plan import Plan


class Meta:
	"""A doctype. Its settings read as attributes; one that is not set reads as None.

	Made once from a definition (the doctype's JSON with customisations applied) and shared by all contexts:
	nobody changes it.
	"""

	fields: list[Field]
	permissions: list[_dict]
	name: str

	def __init__(self, definition: Mapping[str, Any]) -> None:
		self.__dict__.update(definition)
		self.doctype = "DocType"
		self.fields = [Field(row) for row in definition.get("fields") or ()]
		for table in ("permissions", "links", "actions", "states"):
			self.__dict__[table] = [_dict(row) for row in definition.get(table) or ()]
		self._fields = {field.fieldname: field for field in self.fields}

	def __getattr__(self, key: str) -> Any:
		if key.startswith("_"):
			raise AttributeError(key)
		return None

	def __repr__(self) -> str:
		return f"<Meta: {self.name}>"

	def __reduce__(self) -> Any:
		from banco.meta.load import get_meta

		return get_meta, (self.name,)

	def __deepcopy__(self, memo: Any) -> Meta:
		return self

	@cached_property
	def plan(self) -> Plan:
		"""The prepared lists by which documents of this doctype are read, checked and written."""
		from banco.meta.plan import Plan

		return Plan(self)

	# -- fields

	def get(self, key: str, filters: dict[str, Any] | None = None, default: Any = None) -> Any:
		"""A setting, or a table ("fields", "permissions") narrowed by filters."""
		value = self.__dict__.get(key, default)
		if filters and isinstance(value, list):
			return [row for row in value if matches(row, filters)]
		return value

	def get_field(self, fieldname: str) -> Field | None:
		"""The field of that name, or None; standard fields (owner ...) are not among them."""
		return self._fields.get(fieldname)

	def has_field(self, fieldname: str) -> bool:
		return fieldname in self._fields

	def get_fields(self, *types: str) -> list[Field]:
		"""The fields of the given types, in form order."""
		return [field for field in self.fields if field.fieldtype in types]

	def get_link_fields(self) -> list[Field]:
		return [field for field in self.get_fields("Link") if field.options != "[Select]"]

	def get_table_fields(self) -> list[Field]:
		return self.get_fields(*fieldtypes.TABLES)

	def get_high_permlevel_fields(self) -> list[Field]:
		"""Fields of a permission level above 0."""
		return [field for field in self.fields if (field.permlevel or 0) > 0]

	def get_label(self, fieldname: str) -> str:
		"""The label of a field, standard ones included, in the source language."""
		field = self._fields.get(fieldname)
		if field is not None:
			return field.text_label
		return fieldtypes.STANDARD_LABELS.get(fieldname, "No Label")

	def get_valid_columns(self) -> list[str]:
		"""The columns of the doctype's table that a document writes."""
		return list(self.plan.columns)

	def get_title_field(self) -> str:
		"""The field that titles a document; `name` when none is set."""
		return str(self.title_field or ("title" if self.has_field("title") else "name"))

	def get_search_fields(self) -> list[str]:
		"""The fields that a search looks into: those listed in the doctype, `name` and the title field."""
		listed = [part.strip() for part in str(self.search_fields or "").split(",") if part.strip()]
		return list(dict.fromkeys([*listed, "name", self.get_title_field()]))

	# -- the rest

	def get_workflow(self) -> str | None:
		"""The name of the active workflow, or None."""
		from banco.workflow.load import workflow_of

		found = workflow_of(self.name)
		return found.name if found else None

	def as_dict(self, no_nulls: bool = False) -> _dict:
		"""The whole definition as plain data, as a client reads it."""
		data = _dict(
			(key, value)
			for key, value in self.__dict__.items()
			if not key.startswith("_") and key != "plan" and not (no_nulls and value is None)
		)
		for table in ("fields", "permissions", "links", "actions", "states"):
			data[table] = [_dict(row) for row in data.get(table) or ()]
		return data
