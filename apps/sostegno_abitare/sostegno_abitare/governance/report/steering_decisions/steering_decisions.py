"""What the steering meetings decided, who sees to it, and what is overdue (VA-16)."""

from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, flt, getdate
from sostegno_abitare import reporting

DECISION = [
	"decision", "kind", "responsible", "due_date", "done_on", "outcome", "from_action", "to_action", "amount",
]  # fmt: skip
OPEN, LATE, DONE = "Open", "Late", "Done"
STATES = (OPEN, LATE, DONE)


def execute(filters: dict[str, Any] | None = None) -> tuple[Any, ...]:
	"""Columns, rows by meeting, chart and summary."""
	filters = frappe._dict(filters or {})
	asked = reporting.chosen(filters, "agreement", docstatus=1)
	period = reporting.between(filters)
	if period:
		asked["meeting_date"] = period
	rows = found(asked, getdate())
	kind = reporting.plain(filters, "kind")
	rows = [
		row
		for row in rows
		if (not kind or row["kind"] == kind) and (row["state"] != DONE or not cint(filters.get("only_open")))
	]
	picture, figures = chart(rows), summary(rows)
	for row in rows:
		row["kind"], row["state"] = _(row["kind"] or ""), _(row["state"])
	return columns(), rows, None, picture, figures


def columns() -> list[dict[str, Any]]:
	"""The columns, in the reader's language."""
	return [
		reporting.column("meeting_date", _("Meeting Date"), "Date", 110),
		reporting.link("meeting", _("Session"), "Steering Meeting", 140),
		reporting.column("decision", _("Decision"), width=340),
		reporting.column("kind", _("Kind"), width=180),
		reporting.column("responsible", _("Responsible"), width=170),
		reporting.column("due_date", _("By"), "Date", 110),
		reporting.column("state", _("State"), width=100),
		reporting.column("days_late", _("Days Late"), "Int", 100),
		reporting.column("done_on", _("Done On"), "Date", 110),
		reporting.column("outcome", _("Outcome"), width=240),
		reporting.link("from_action", _("From the Action"), "Agreement Action", 130),
		reporting.link("to_action", _("To the Action"), "Agreement Action", 130),
		reporting.column("amount", _("Amount"), "Currency", 120),
	]


def found(filters: dict[str, Any], today: date) -> reporting.Rows:
	"""The decisions of the meetings that the filters name, latest meeting first."""
	meetings = reporting.every(
		"Steering Meeting",
		["name", "meeting_date", "agreement"],
		filters,
		order_by="meeting_date desc, name desc",
	)
	return lines(
		meetings, reporting.rows_of("Steering Decision", [row.name for row in meetings], DECISION), today
	)


def lines(meetings: reporting.Rows, decisions: reporting.Rows, today: date) -> reporting.Rows:
	"""A row for each decision, meetings in the order given."""
	rows = []
	for meeting in meetings:
		for row in decisions:
			if row["parent"] != meeting["name"]:
				continue
			due, done = reporting.day_of(row["due_date"]), reporting.day_of(row["done_on"])
			late = max(0, ((done or today) - due).days) if due else 0
			rows.append(
				{
					**{key: row[key] for key in DECISION},
					"meeting": meeting["name"],
					"meeting_date": reporting.day_of(meeting["meeting_date"]),
					"due_date": due,
					"done_on": done,
					"days_late": late,
					"amount": flt(row["amount"]),
					"state": DONE if done else LATE if late else OPEN,
				}
			)
	return rows


def chart(rows: reporting.Rows) -> dict[str, Any] | None:
	"""Decisions by state."""
	states = [row["state"] for row in rows]
	counted = [states.count(state) for state in STATES]
	return reporting.bars(reporting.state_names(STATES), (_("Decisions"), counted)) if rows else None


def summary(rows: reporting.Rows) -> list[dict[str, Any]]:
	"""The figures above the rows."""
	states = [row["state"] for row in rows]
	late = states.count(LATE)
	return [
		reporting.figure(_("Decisions"), len(rows)),
		reporting.figure(_("Open"), states.count(OPEN), "Orange"),
		reporting.figure(_("Late"), late, "Red" if late else "Green"),
		reporting.figure(_("Done"), states.count(DONE), "Green"),
	]
