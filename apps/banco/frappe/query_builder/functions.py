"""Public names of Frappe's `frappe.query_builder.functions`: PyPika's own."""

# ruff: noqa: F401
from pypika.functions import (
	Abs,
	Avg,
	Cast,
	Coalesce,
	Concat,
	Count,
	CurDate,
	Date,
	IfNull,
	Length,
	Lower,
	Max,
	Min,
	Now,
	NullIf,
	Substring,
	Sum,
	Upper,
)  # fmt: skip
