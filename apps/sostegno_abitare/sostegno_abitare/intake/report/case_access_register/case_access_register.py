"""Who opened, printed or exported which case, for who answers for the data (R51, BO-06)."""

from collections import Counter
from typing import Any

import frappe
from frappe import _
from frappe.utils import add_days, get_datetime, getdate
from sostegno_abitare import reporting

FIELDS = ["name", "read_at", "user", "access_type", "case_doctype", "case_name", "route", "ip_address"]
PERIOD = 30
MOST_ROWS = 10_000


def execute(filters: dict[str, Any] | None = None) -> tuple[Any, ...]:
	"""Columns, rows from the latest on, chart and summary; the last thirty days unless asked otherwise."""
	reporting.seen("Case Access Register")
	filters = frappe._dict(filters or {})
	asked = reporting.chosen(filters, "user", "access_type", "case_doctype", "case_name")
	first = reporting.plain(filters, "from_date") or add_days(getdate(), -PERIOD)
	last = add_days(reporting.plain(filters, "to_date") or getdate(), 1)
	asked["read_at"] = ["between", [f"{first} 00:00:00", f"{last} 00:00:00"]]
	rows = reporting.every("Case Read Log", FIELDS, asked, order_by="read_at desc, name asc", limit=MOST_ROWS)
	note = _("Only the latest {0} are shown: choose a shorter period").format(MOST_ROWS)
	picture, figures = chart(rows), summary(rows)
	people = reporting.called(row.user for row in rows)
	for row in rows:
		row["full_name"] = people[row.user]
		row["access_type"], row["case_doctype"] = _(row.access_type or ""), _(row.case_doctype or "")
	return columns(), rows, note if len(rows) == MOST_ROWS else None, picture, figures


def columns() -> list[dict[str, Any]]:
	"""The columns, in the reader's language."""
	return [
		reporting.column("read_at", _("Read At"), "Datetime", 170),
		reporting.column("full_name", _("Name"), width=200),
		reporting.column("user", _("User"), width=220),
		reporting.column("access_type", _("Access"), width=110),
		reporting.column("case_doctype", _("Document Type"), width=170),
		reporting.column("case_name", _("Document"), width=170),
		reporting.column("route", _("Route"), width=280),
		reporting.column("ip_address", _("IP Address"), width=130),
	]


def chart(rows: reporting.Rows) -> dict[str, Any] | None:
	"""Accesses by day."""
	days = Counter(str(getdate(get_datetime(row["read_at"]))) for row in rows)
	labels = sorted(days)
	data = {"labels": labels, "datasets": [{"name": _("Accesses"), "values": [days[day] for day in labels]}]}
	return {"data": data, "type": "line", "fieldtype": "Int"} if rows else None


def summary(rows: reporting.Rows) -> list[dict[str, Any]]:
	"""The figures above the rows."""
	return [
		reporting.figure(_("Accesses"), len(rows)),
		reporting.figure(_("Users"), len({row["user"] for row in rows})),
		reporting.figure(_("Documents"), len({(row["case_doctype"], row["case_name"]) for row in rows})),
	]
