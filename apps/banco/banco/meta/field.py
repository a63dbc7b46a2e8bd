"""One field of a doctype."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from banco.meta.fieldtypes import NUMBERS, TABLES
from banco.types import _dict


class Field(_dict):
	"""The attributes of a field as its DocField or Custom Field row says them; a missing one reads as None."""

	# Kept beside the dict too: every save reads them, and a slot is read faster than a key.
	__slots__ = ("fieldname", "fieldtype", "options")

	def __init__(self, row: Mapping[str, Any]) -> None:
		super().__init__(row)
		for name in Field.__slots__:
			object.__setattr__(self, name, row.get(name))

	@property
	def text_label(self) -> str:
		"""The label in the source language; the fieldname where the field has none."""
		return str(self.get("label") or self.get("fieldname") or "")

	@property
	def option_list(self) -> list[str]:
		"""The lines of `options`, blank ones included, as a Select offers them."""
		return [line.strip() for line in str(self.get("options") or "").split("\n")]

	@property
	def is_table(self) -> bool:
		return self.get("fieldtype") in TABLES

	@property
	def is_number(self) -> bool:
		return self.get("fieldtype") in NUMBERS

	def as_dict(self, no_nulls: bool = False) -> _dict:
		"""The attributes as a plain dict, without the empty ones when `no_nulls`."""
		return _dict((key, value) for key, value in self.items() if not no_nulls or value is not None)


def matches(row: dict[str, Any], filters: dict[str, Any]) -> bool:
	"""Whether a field or permission row has these values; a list as ["in", [...]] compares as filters do."""
	from banco.values import compare

	for key, wanted in filters.items():
		value = row.get(key)
		if isinstance(wanted, list | tuple) and len(wanted) == 2:
			if not compare(value, wanted[0], wanted[1]):
				return False
		elif value != wanted:
			return False
	return True
