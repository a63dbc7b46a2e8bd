"""By when each agreement has to hold its next steering meeting, and which one is late (VA-16, R7)."""

from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.utils import getdate
from sostegno_abitare import reporting
from sostegno_abitare.governance import steering
from sostegno_abitare.rules import steering as rules


def execute(filters: dict[str, Any] | None = None) -> tuple[Any, ...]:
	"""Columns, rows by urgency, no chart, summary."""
	filters = frappe._dict(filters or {})
	asked = {"status": "Active"}
	if filters.get("agreement"):
		asked["name"] = reporting.plain(filters, "agreement")
	fields = ["name", "title", "start_date", "end_date"]
	agreements = reporting.every("Service Agreement", fields, asked)
	planned = reporting.every(
		"Steering Meeting",
		["name", "agreement", "meeting_date"],
		{"docstatus": 0, "meeting_date": [">=", getdate()]},
		order_by="meeting_date asc",
	)
	rows = []
	for agreement in agreements:
		last = steering.last_held(agreement.name)
		due = steering.due_after(agreement.name, last)
		if due:
			rows.append(line(agreement, last, due, planned, getdate()))
	rows.sort(key=lambda row: (row["due_on"], row["agreement"]))
	return columns(), rows, None, None, summary(rows)


def columns() -> list[dict[str, Any]]:
	"""The columns, in the reader's language."""
	return [
		reporting.link("agreement", _("Agreement"), "Service Agreement", 130),
		reporting.column("title", _("Title"), width=320),
		reporting.column("last_held", _("Last Meeting"), "Date", 130),
		reporting.column("due_on", _("To Be Held By"), "Date", 130),
		reporting.column("days_left", _("Days Left"), "Int", 110),
		reporting.column("state", _("State"), width=120),
		reporting.link("planned", _("Planned Meeting"), "Steering Meeting", 160),
		reporting.column("planned_on", _("Planned On"), "Date", 120),
	]


def line(
	agreement: Any, last: date | None, due: date, planned: reporting.Rows, today: date
) -> dict[str, Any]:
	"""Where an agreement stands: the meeting due, and the next one planned."""
	ahead = next((row for row in planned if row["agreement"] == agreement["name"]), None)
	late = rules.is_overdue(due, today, reporting.day_of(agreement["end_date"]))
	return {
		"agreement": agreement["name"],
		"title": agreement["title"],
		"last_held": last,
		"due_on": due,
		"days_left": (due - today).days,
		"late": late,
		"state": _("Late") if late else _("On Time"),
		"planned": ahead["name"] if ahead else None,
		"planned_on": reporting.day_of(ahead["meeting_date"]) if ahead else None,
	}


def summary(rows: reporting.Rows) -> list[dict[str, Any]]:
	"""The figures above the rows."""
	late = sum(row["late"] for row in rows)
	return [
		reporting.figure(_("Agreements"), len(rows)),
		reporting.figure(_("Overdue"), late, "Red" if late else "Green"),
		reporting.figure(_("Within 30 days"), sum(0 <= row["days_left"] <= 30 for row in rows), "Orange"),
	]
