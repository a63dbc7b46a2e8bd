"""What the reports share: rows under the reader's permissions, columns, days.

A report is computed from `frappe.get_list`, so that rows, totals, chart and summary hold what its reader may see
(R50). What a report does with the rows is a pure function of them, in the report's own file.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.utils import add_days, cint, get_fullname, getdate

from .access import read_log

MOST_DAYS, LAST_DAY = 36_500, "9999-12-31"
Rows = list[Any]


class InvalidFilterError(frappe.ValidationError):
	"""A filter that holds a list, or anything but one value."""


def every(
	doctype: str, fields: list[str], filters: Any = None, order_by: str | None = None, limit: int = 0
) -> Rows:
	"""Every row of a doctype that the reader may see, or the first `limit`; empty where the reader may read
	none.
	"""
	if not frappe.has_permission(doctype, "read"):
		return []
	return frappe.get_list(
		doctype,
		fields=fields,
		filters=filters or {},
		order_by=order_by or "name asc",
		limit_page_length=limit,
	)


def grouped(
	doctype: str, by: list[str], filters: Any = None, count: str = "count", sums: Iterable[str] = ()
) -> Rows:
	"""The rows that the reader may see, counted (as `count`) and summed by the database for each group of equal
	values of the fields `by`; a sum has the name of its field.
	"""
	if not frappe.has_permission(doctype, "read"):
		return []
	figures = [("COUNT", "*", count), *(("SUM", field, field) for field in sums)]
	# Frappe v16 takes functions as dictionaries, v15 as text alone.
	as_text = int(frappe.__version__.split(".")[0]) < 16
	asked = [
		f"{function.lower()}({field}) as {name}" if as_text else {function: field, "as": name}
		for function, field, name in figures
	]
	return frappe.get_list(
		doctype,
		fields=[*by, *asked],
		filters=filters or {},
		group_by=", ".join(by),
		order_by=", ".join(by),
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
	return {**{field: plain(filters, field) for field in fields if filters.get(field)}, **conditions}


def plain(filters: Any, field: str) -> Any:
	"""The value of a filter. Raises InvalidFilterError for what is no single value."""
	value = filters.get(field)
	if not isinstance(value, str | int | float | date | None):
		frappe.throw(_("Filter {0}: one value is needed").format(field), InvalidFilterError)
	return value


def last_day(within_days: Any, today: date) -> str:
	"""The last day of so many from today on; 0, nothing or nonsense is however far."""
	days = cint(within_days)
	return str(add_days(today, days)) if 0 < days <= MOST_DAYS else LAST_DAY


def between(filters: Any) -> list[Any] | None:
	"""The condition on a date for the filters `from_date` and `to_date`; None when neither is filled."""
	first, last = plain(filters, "from_date"), plain(filters, "to_date")
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


def bars(
	labels: list[str], *series: tuple[str, list[Any]], fieldtype: str = "Int", stacked: bool = False
) -> dict[str, Any] | None:
	"""A chart with a bar for each label and series (its name, a value for each label); None without labels."""
	datasets = [{"name": name, "values": values} for name, values in series]
	drawn = {"data": {"labels": labels, "datasets": datasets}, "type": "bar", "fieldtype": fieldtype}
	if stacked:
		drawn["barOptions"] = {"stacked": 1}
	return drawn if labels else None


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
