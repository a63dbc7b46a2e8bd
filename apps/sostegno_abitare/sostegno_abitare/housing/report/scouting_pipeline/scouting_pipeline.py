"""The homes being looked for, stage by stage, against what each action has to find (EM-08, EM-11, R38)."""

from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.utils import getdate
from sostegno_abitare import reporting
from sostegno_abitare.housing import targets
from sostegno_abitare.housing.doctype.unit_scouting.states import AGREED, DROPPED, PIPELINE

FIELDS = [
	"name", "municipality", "action", "location_area", "typology", "workflow_state", "opened_on", "agreed_on",
	"dropped_on", "asked_rent", "agreed_rent", "market_rent", "next_step", "next_step_on", "drop_reason", "assigned_to",
	"agreement",
]  # fmt: skip
STAGES = (*PIPELINE, AGREED, DROPPED)


def execute(filters: dict[str, Any] | None = None) -> tuple[Any, ...]:
	"""Columns, rows by stage, the targets as a note, chart and summary."""
	filters = frappe._dict(filters or {})
	asked = reporting.chosen(filters, "agreement", "action", "municipality", "typology")
	if not filters.get("with_closed"):
		asked["workflow_state"] = ["in", PIPELINE]
	found = reporting.every("Unit Scouting", FIELDS, asked, order_by="opened_on asc, name asc")
	contacts = reporting.rows_of("Scouting Contact", [row.name for row in found], ["contact_date"])
	rows = pipeline(found, contacts, getdate())
	people = reporting.called(row["assigned_to"] for row in rows)
	for row in rows:
		row["assigned_to"] = people[row["assigned_to"]]
		for field in ("state", "typology", "location_area", "drop_reason"):
			row[field] = _(row[field])
	goals = _targets(filters)
	return columns(), rows, note(goals), chart(goals), summary(rows, goals, getdate())


def columns() -> list[dict[str, Any]]:
	"""The columns, in the reader's language."""
	return [
		reporting.column("state", _("State"), width=120),
		reporting.link("scouting", _("Home"), "Unit Scouting", 260),
		reporting.column("typology", _("Unit Type"), width=130),
		reporting.column("location_area", _("Area"), width=200),
		reporting.link("action", _("Action"), "Agreement Action", 130),
		reporting.column("asked_rent", _("Rent Asked"), "Currency", 110),
		reporting.column("market_rent", _("Rent on the Market"), "Currency", 110),
		reporting.column("agreed_rent", _("Rent Agreed"), "Currency", 110),
		reporting.column("days", _("Days in Pipeline"), "Int", 100),
		reporting.column("last_contact", _("Last Contact"), "Date", 110),
		reporting.column("next_step", _("Next Step"), width=200),
		reporting.column("next_step_on", _("Next Step On"), "Date", 110),
		reporting.column("assigned_to", _("Followed By"), width=150),
		reporting.column("drop_reason", _("Why It Was Dropped"), width=160),
	]


def pipeline(found: reporting.Rows, contacts: reporting.Rows, today: date) -> reporting.Rows:
	"""A row for each scouting, the furthest stage first; `days` from its opening to its end, or to today."""
	last: dict[str, Any] = {}
	for contact in contacts:
		day = reporting.day_of(contact["contact_date"])
		last[contact["parent"]] = max(filter(None, (last.get(contact["parent"]), day)), default=None)
	rows = []
	for row in found:
		opened = reporting.day_of(row["opened_on"])
		ended = reporting.day_of(row["agreed_on"]) or reporting.day_of(row["dropped_on"]) or today
		rows.append(
			{
				"scouting": row["name"],
				"state": row["workflow_state"],
				"days": (ended - opened).days if opened else 0,
				"last_contact": last.get(row["name"]),
				**{field: row[field] or "" for field in ("typology", "location_area", "drop_reason")},
				**{field: row[field] for field in ("action", "asked_rent", "market_rent", "agreed_rent")},
				**{field: row[field] for field in ("next_step", "next_step_on", "assigned_to")},
			}
		)
	order = {state: place for place, state in enumerate((AGREED, *reversed(PIPELINE), DROPPED))}
	return sorted(rows, key=lambda row: (order.get(row["state"], len(order)), -row["days"]))


def note(goals: list[dict[str, Any]]) -> str | None:
	"""What is still to be found, in words."""
	if not goals:
		return None
	parts = [
		_("{0}: {1} of {2} found, {3} in bordering municipalities, {4} being scouted").format(
			_(goal["unit_type"]),
			goal["found"] + goal["bordering"],
			goal["required"],
			goal["bordering"],
			goal["pipeline"],
		)
		for goal in goals
	]
	return _("Homes to find: {0}. Homes in bordering municipalities count in second order.").format(
		"; ".join(parts)
	)


def chart(goals: list[dict[str, Any]]) -> dict[str, Any] | None:
	"""What is found, being scouted and asked for, by type of home."""
	return reporting.bars(
		[f"{_(goal['unit_type'])} ({goal['action']})" for goal in goals],
		(_("Target"), [goal["required"] for goal in goals]),
		(_("Found"), [goal["found"] + goal["bordering"] for goal in goals]),
		(_("Being Scouted"), [goal["pipeline"] for goal in goals]),
	)


def summary(rows: reporting.Rows, goals: list[dict[str, Any]], today: date) -> list[dict[str, Any]]:
	"""The figures above the rows."""
	missing = sum(goal["missing"] for goal in goals)
	late = sum(
		bool(row["next_step_on"]) and reporting.day_of(row["next_step_on"]) < today  # type: ignore[operator]
		for row in rows
	)
	return [
		reporting.figure(_("Still to Find"), missing, "Orange" if missing else "Green"),
		reporting.figure(_("Being Scouted"), sum(goal["pipeline"] for goal in goals) if goals else len(rows)),
		reporting.figure(_("Overdue Steps"), late, "Red" if late else "Green"),
	]


def _targets(filters: Any) -> list[dict[str, Any]]:
	"""The targets of the agreements that the reader sees, of those asked for."""
	named = reporting.plain(filters, "agreement")
	agreements = reporting.every("Service Agreement", ["name"], {"name": named} if named else {})
	action = reporting.plain(filters, "action")
	return [row for agreement in agreements for row in targets.progress(agreement.name, action)]
