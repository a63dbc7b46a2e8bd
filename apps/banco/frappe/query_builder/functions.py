"""Public names of Frappe's `frappe.query_builder.functions`: PyPika's functions and MariaDB's beside them."""

from typing import Any

from pypika import CustomFunction
from pypika.functions import (  # noqa: F401
	Abs,
	Avg,
	Cast,
	Coalesce,
	Concat,
	Count,
	CurDate,
	Date,
	Floor,
	IfNull,
	Length,
	Lower,
	Max,
	Min,
	Now,
	NullIf,
	Substring,
	Sum,
	Trim,
	Upper,
)
from pypika.terms import Function

DateDiff = CustomFunction("DATEDIFF", ["later", "earlier"])
Month = CustomFunction("MONTH", ["date"])
Quarter = CustomFunction("QUARTER", ["date"])
Year = CustomFunction("YEAR", ["date"])


class GroupConcat(Function):
	"""GROUP_CONCAT(term), values joined by commas."""

	def __init__(self, term: Any, alias: str | None = None) -> None:
		super().__init__("GROUP_CONCAT", term, alias=alias)


class Round(Function):
	"""ROUND(term, decimals)."""

	def __init__(self, term: Any, decimal: int = 0, **kwargs: Any) -> None:
		super().__init__("ROUND", term, decimal, **kwargs)
