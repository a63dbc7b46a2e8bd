"""What the reports share: rows under the reader's permissions, columns, days.

A report is computed from `frappe.get_list`, so that rows, totals, chart and summary hold what its reader may see
(R50). What a report does with the rows is a pure function of them, in the report's own file.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.utils import get_fullname, getdate

from .access import read_log

Rows = list[Any]


def every(doctype: str, fields: list[str], filters: Any = None, order_by: str | None = None) -> Rows:
	"""Every row of a doctype that the reader may see; empty where the reader may read none."""
	if not frappe.has_permission(doctype, "read"):
		return []
	return frappe.get_list(
		doctype,
		fields=fields,
		filters=filters or {},
		order_by=order_by or "name asc",
		limit_page_length=0,
	)


def rows_of(table: str, parents: Iterable[str], fields: list[str]) -> Rows:
	"""The rows of a child table that belong to documents found by `every`, in their order."""
	parents = list(parents)
	if not parents:
		return []
	return frappe.get_all(
		table,
		filters={"parent": ["in", parents]},
		fields=["parent", *fields],
		order_by="parent asc, idx asc",
		limit_page_length=0,
	)


def chosen(filters: Any, *fields: str, **conditions: Any) -> dict[str, Any]:
	"""The report's filters named in `fields` that were filled, with further conditions, as those of a list."""
	return {**{field: filters[field] for field in fields if filters.get(field)}, **conditions}


def between(filters: Any) -> list[Any] | None:
	"""The condition on a date for the filters `from_date` and `to_date`; None when neither is filled."""
	first, last = filters.get("from_date"), filters.get("to_date")
	if first and last:
		return ["between", [first, last]]
	if first or last:
		return [">=", first] if first else ["<=", last]
	return None


def column(
	fieldname: str, label: str, fieldtype: str = "Data", width: int = 120, **more: Any
) -> dict[str, Any]:
	"""A column; `label` translated already. What hangs on the documents of others (users) is Data, not Link."""
	return {"fieldname": fieldname, "label": label, "fieldtype": fieldtype, "width": width, **more}


def link(fieldname: str, label: str, doctype: str, width: int = 140, **more: Any) -> dict[str, Any]:
	"""A column that leads to a document."""
	return column(fieldname, label, "Link", width, options=doctype, **more)


def figure(label: str, value: Any, indicator: str = "Blue", datatype: str = "Int") -> dict[str, Any]:
	"""A figure above the report."""
	return {"label": label, "value": value, "indicator": indicator, "datatype": datatype}


def called(users: Iterable[str | None]) -> dict[str | None, str]:
	"""User -> the name of that user, for a report to show; nobody is the empty text."""
	return {user: get_fullname(user) if user else "" for user in set(users)}


def day_of(value: Any) -> date | None:
	"""A date, whichever form the host gives it in."""
	return getdate(value) if value else None


def state_names(states: Iterable[str]) -> list[str]:
	"""States in the reader's language."""
	return [_(state) for state in states]


def seen(report: str) -> None:
	"""Notes in the log of reads that the report was read (R51); its rows are not noted one by one."""
	read_log.note("Report", report, "report", frappe.session.user)
