"""Phases and times of the innovative housing projects (VA-08): where each stands today."""

from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, getdate
from sostegno_abitare import reporting
from sostegno_abitare.rules import phases

PROJECT = ["name", "title", "kind", "category_of_need", "municipality", "status", "uncovered"]
PHASE = ["title", "responsible", "planned_start", "planned_end", "actual_start", "actual_end"]
STATES = (phases.NOT_STARTED, phases.UNDER_WAY, phases.LATE, phases.DONE)


def execute(filters: dict[str, Any] | None = None) -> tuple[Any, ...]:
	"""Columns, rows by project, chart and summary."""
	filters = frappe._dict(filters or {})
	asked = reporting.chosen(filters, "agreement", "municipality", "kind", "status")
	if filters.get("project"):
		asked["name"] = reporting.plain(filters, "project")
	projects = reporting.every("Innovative Housing Project", PROJECT, asked, order_by="title asc, name asc")
	found = reporting.rows_of("Project Phase", [row.name for row in projects], PHASE)
	rows = lines(projects, found, getdate())
	if cint(filters.get("only_late")):
		rows = [row for row in rows if row["state"] == phases.LATE]
	picture, figures = chart(rows), summary(rows, projects)
	for row in rows:
		for field in ("kind", "category_of_need", "status", "state"):
			row[field] = _(row[field] or "")
	return columns(), rows, None, picture, figures


def columns() -> list[dict[str, Any]]:
	"""The columns, in the reader's language."""
	return [
		reporting.column("project_title", _("Title"), width=220),
		reporting.column("kind", _("Kind"), width=150),
		reporting.column("category_of_need", _("Category of Need"), width=170),
		reporting.link("municipality", _("Municipality"), "Municipality", 130),
		reporting.column("status", _("Status"), width=110),
		reporting.column("phase", _("Phase"), width=220),
		reporting.column("responsible", _("Responsible"), width=160),
		reporting.column("planned_start", _("Planned Start"), "Date", 120),
		reporting.column("planned_end", _("Planned End"), "Date", 120),
		reporting.column("actual_start", _("Started On"), "Date", 120),
		reporting.column("actual_end", _("Ended On"), "Date", 120),
		reporting.column("state", _("State"), width=110),
		reporting.column("days_late", _("Days Late"), "Int", 100),
		reporting.link("project", _("Project"), "Innovative Housing Project", 200),
	]


def lines(projects: reporting.Rows, found: reporting.Rows, today: date) -> reporting.Rows:
	"""A row for each phase, projects in the order given; nothing is late of a project abandoned."""
	rows = []
	for project in projects:
		for row in found:
			if row["parent"] != project["name"]:
				continue
			days = {field: reporting.day_of(row[field]) for field in PHASE[2:]}
			start, end = days["planned_start"], days["planned_end"]
			assert start and end
			phase = phases.Phase(start, end, days["actual_start"], days["actual_end"])
			given_up = project["status"] == "Abandoned" and not phase.actual_end
			rows.append(
				{
					"project": project["name"],
					"project_title": project["title"],
					**{key: project[key] for key in ("kind", "category_of_need", "municipality", "status")},
					"phase": row["title"],
					"responsible": row["responsible"],
					**days,
					"state": "" if given_up else phases.state(phase, today),
					"days_late": 0 if given_up else phases.days_late(phase, today),
				}
			)
	return rows


def chart(rows: reporting.Rows) -> dict[str, Any] | None:
	"""Phases by state."""
	states = [row["state"] for row in rows]
	counted = [states.count(state) for state in STATES]
	return reporting.bars(reporting.state_names(STATES), (_("Phases"), counted)) if rows else None


def summary(rows: reporting.Rows, projects: reporting.Rows) -> list[dict[str, Any]]:
	"""The figures above the rows."""
	states = [row["state"] for row in rows]
	late = states.count(phases.LATE)
	return [
		reporting.figure(_("Projects"), len(projects)),
		reporting.figure(_("Phases"), len(rows)),
		reporting.figure(_("Done"), states.count(phases.DONE), "Green"),
		reporting.figure(_("Late"), late, "Red" if late else "Green"),
	]
