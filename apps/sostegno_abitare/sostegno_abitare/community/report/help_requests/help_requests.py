"""Requests that the front office follows, the most urgent first: evictions, late answers, next steps (VA-03, VA-04)."""

from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, flt, getdate
from sostegno_abitare import reporting
from sostegno_abitare.community.doctype.help_request.states import (
	CLOSED,
	OF_MONEY,
	PAPERS,
	RUNNING,
	SENT,
	SOLVED,
)

FIELDS = [
	"name", "kind", "workflow_state", "full_name", "municipality", "operator", "opened_on", "closed_on", "execution_date",
	"next_step_on", "next_step", "answer_due_on", "requested_amount", "granted_amount", "outcome",
]  # fmt: skip
FAR = date.max


def execute(filters: dict[str, Any] | None = None) -> tuple[Any, ...]:
	"""Columns, rows, chart and summary."""
	reporting.seen("Help Requests")
	filters = frappe._dict(filters or {})
	asked = reporting.chosen(filters, "kind", "municipality", "contact_point", "operator", "regional_notice")
	if not cint(filters.get("include_closed")):
		asked["workflow_state"] = ["in", RUNNING]
	if days := reporting.between(filters):
		asked["opened_on"] = days
	found = reporting.every("Help Request", FIELDS, asked)
	months = reporting.rows_of("Notice Month", [row["name"] for row in found], ["amount", "paid_on"])
	rows = by_urgency(found, months, getdate())
	made = chart(rows), summary(rows)
	people = reporting.called(row["operator"] for row in rows)
	for row in rows:
		for field in ("kind", "state", "outcome"):
			row[field] = _(row[field]) if row[field] else None
		row["operator"] = people[row["operator"]]
	return columns(), rows, None, *made


def columns() -> list[dict[str, Any]]:
	"""The columns, in the reader's language."""
	return [
		reporting.link("request", _("Request"), "Help Request", 150),
		reporting.column("kind", _("Kind"), width=180),
		reporting.column("state", _("State"), width=130),
		reporting.column("full_name", _("Name and Surname"), width=170),
		reporting.link("municipality", _("Municipality"), "Municipality", 140),
		reporting.column("execution_date", _("Execution Date"), "Date", 120),
		reporting.column("days_left", _("Days Left"), "Int", 90, disable_total=1),
		reporting.column("next_step_on", _("Next Step On"), "Date", 120),
		reporting.column("next_step", _("Next Step"), width=180),
		reporting.column("answer_due_on", _("Answer Expected By"), "Date", 130),
		reporting.column("days_open", _("Days Open"), "Int", 90, disable_total=1),
		reporting.column("requested_amount", _("Amount Asked"), "Currency", 120, precision=2),
		reporting.column("granted_amount", _("Amount Granted"), "Currency", 120, precision=2),
		reporting.column("months_paid", _("Months Paid"), "Int", 100),
		reporting.column("paid_amount", _("Amount Paid"), "Currency", 120, precision=2),
		reporting.column("outcome", _("Outcome"), width=180),
		reporting.column("operator", _("Followed By"), width=160),
	]


def by_urgency(found: reporting.Rows, months: reporting.Rows, today: date) -> list[dict[str, Any]]:
	"""A row for each request: those with the nearest execution first, then by next step, then by age; `late` names
	what is overdue, and the closed ones stand last.
	"""
	paid: dict[str, list[float]] = {}
	for month in months:
		if month["paid_on"]:
			paid.setdefault(month["parent"], []).append(flt(month["amount"]))
	rows = [_line(row, paid.get(row["name"], []), today) for row in found]
	return sorted(
		rows,
		key=lambda row: (
			row["state"] in CLOSED,
			row["execution_date"] or FAR,
			row["next_step_on"] or FAR,
			row["opened_on"],
			row["request"],
		),
	)


def _line(row: Any, paid: list[float], today: date) -> dict[str, Any]:
	closed = row["workflow_state"] in CLOSED
	execution, step = reporting.day_of(row["execution_date"]), reporting.day_of(row["next_step_on"])
	answer = reporting.day_of(row["answer_due_on"]) if row["workflow_state"] in (SENT, PAPERS) else None
	opened, until = getdate(row["opened_on"]), reporting.day_of(row["closed_on"]) or today
	late = {"next_step_on": step, "answer_due_on": answer}
	return {
		"request": row["name"],
		"kind": row["kind"],
		"state": row["workflow_state"],
		"full_name": row["full_name"],
		"municipality": row["municipality"],
		"operator": row["operator"],
		"opened_on": opened,
		"execution_date": execution,
		"days_left": (execution - today).days if execution and not closed else None,
		"next_step_on": step,
		"next_step": row["next_step"],
		"answer_due_on": answer,
		"late": [field for field, day in late.items() if day and day < today and not closed],
		"days_open": (until - opened).days,
		"requested_amount": flt(row["requested_amount"]) if row["kind"] in OF_MONEY else None,
		"granted_amount": flt(row["granted_amount"]) if row["kind"] in OF_MONEY else None,
		"months_paid": len(paid),
		"paid_amount": round(sum(paid), 2),
		"outcome": row["outcome"],
	}


def chart(rows: reporting.Rows) -> dict[str, Any] | None:
	"""Requests by state."""
	states = [state for state in (*RUNNING, *CLOSED) if any(row["state"] == state for row in rows)]
	values = [sum(row["state"] == state for row in rows) for state in states]
	return reporting.bars(reporting.state_names(states), (_("Requests"), values))


def summary(rows: reporting.Rows) -> list[dict[str, Any]]:
	"""The figures above the rows."""
	running = [row for row in rows if row["state"] in RUNNING]
	soon = sum(row["days_left"] is not None and 0 <= row["days_left"] <= 30 for row in running)
	late = sum(bool(row["late"]) for row in running)
	return [
		reporting.figure(_("Requests"), len(rows)),
		reporting.figure(_("Running"), len(running)),
		reporting.figure(_("Evictions within 30 Days"), soon, "Red" if soon else "Green"),
		reporting.figure(_("Overdue"), late, "Orange" if late else "Green"),
		reporting.figure(_("Solved"), sum(row["state"] == SOLVED for row in rows), "Green"),
		reporting.figure(
			_("Amount Paid"), round(sum(row["paid_amount"] for row in rows), 2), datatype="Currency"
		),
	]
