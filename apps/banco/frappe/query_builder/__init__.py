"""Public names of Frappe's `frappe.query_builder`; PyPika's own where it has them."""

from pypika import Case, Column, Criterion, CustomFunction, Field, JoinType, Not, Order, Table, Tuple

from banco.query.builder import DocType

__all__ = [
	"Case",
	"Column",
	"Criterion",
	"CustomFunction",
	"DocType",
	"Field",
	"JoinType",
	"Not",
	"Order",
	"Table",
	"Tuple",
]
