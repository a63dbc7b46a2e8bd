"""Row conditions for lists, reports and counts: a function for each doctype of the table and each of its child
tables, since older hosts do not pass the doctype along.
"""

from collections.abc import Callable

import frappe

from . import ROWS, TABLES, query_function
from .conditions import condition_of, row_condition
from .reserved import check_request
from .scope import scope_of


def _of_document(doctype: str) -> Callable[..., str]:
	def condition(user: str | None = None) -> str:
		"""Condition on the rows of a doctype; empty for those who see every row."""
		user = user or frappe.session.user
		check_request(doctype, user)
		return condition_of(doctype, scope_of(user, doctype)) or ""

	return condition


def _of_table(table: str, parent: str) -> Callable[..., str]:
	def condition(user: str | None = None) -> str:
		"""Condition on a child table: the rows of the documents the user sees."""
		user = user or frappe.session.user
		check_request(table, user)
		rows = row_condition(parent, user, writing=False)
		if rows is None:
			return ""
		return f"`tab{table}`.`parent` in (select `tab{parent}`.`name` from `tab{parent}` where {rows})"

	return condition


globals().update({query_function(doctype): _of_document(doctype) for doctype in ROWS})
globals().update({query_function(table): _of_table(table, parent) for table, parent in TABLES.items()})
