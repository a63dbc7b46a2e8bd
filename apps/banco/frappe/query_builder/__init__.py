"""Public names of Frappe's `frappe.query_builder`; PyPika's own where it has them."""

# ruff: noqa: F401
from pypika import Case, Criterion, CustomFunction, Field, JoinType, Order, Table

from banco.query.builder import DocType
