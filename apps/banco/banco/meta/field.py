"""One field of a doctype."""

import operator
from collections.abc import Callable, Mapping
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


def matches(row: Any, filters: Mapping[str, Any]) -> bool:
	"""Whether a row has these values; `["in", [...]]` and its kin compare as filters do."""
	try:
		return all(
			_OPERATORS[wanted[0]](row.get(key), wanted[1])
			if isinstance(wanted, list | tuple)
			else row.get(key) == wanted
			for key, wanted in filters.items()
		)
	except TypeError:
		return False  # nothing is neither more nor less than anything


_OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
	"=": operator.eq,
	"!=": operator.ne,
	">": operator.gt,
	"<": operator.lt,
	">=": operator.ge,
	"<=": operator.le,
	"in": lambda value, wanted: value in wanted,
	"not in": lambda value, wanted: value not in wanted,
}
