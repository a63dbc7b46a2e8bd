"""The hours that volunteers gave, and what they are worth, as the reader may see them (VA-11, R10)."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import frappe
from frappe import _
from sostegno_abitare import reporting
from sostegno_abitare.rules.money import cents

FIELDS = [
	"volunteer",
	"volunteer_name",
	"action",
	"budget_row",
	"municipality",
	"date",
	"minutes",
	"value",
	"docstatus",
]
CHOSEN = ("agreement", "action", "municipality", "volunteer", "budget_row", "workflow_state")
# What the rows may be gathered by -> the value of an entry.
BY: dict[str, Callable[[Any], str]] = {
	"Volunteer": lambda row: row["volunteer"],
	"Action": lambda row: row["action"],
	"Budget Row": lambda row: row["budget_row"],
	"Municipality": lambda row: row["municipality"],
	"Month": lambda row: str(row["date"])[:7],
}


@dataclass
class Figures:
	"""Hours in minutes, and their value in cents."""

	entries: int = 0
	days: set[str] = field(default_factory=set)
	minutes: int = 0
	valued: int = 0
	value: int = 0


def execute(filters: dict[str, Any] | None = None) -> tuple[Any, ...]:
	"""Columns, a row for each volunteer (or what else they are gathered by), chart and summary."""
	given: Any = frappe._dict(filters or {})
	by = reporting.plain(given, "group_by") or "Volunteer"
	by = by if by in BY else "Volunteer"
	asked = reporting.chosen(given, *CHOSEN)
	days = reporting.between(given)
	if days:
		asked["date"] = days
	asked["docstatus"] = ["<", 2]
	named = [field for field in FIELDS if field != "volunteer_name" or by == "Volunteer"]
	entries = reporting.every("Volunteer Hours", named, asked, order_by="date asc, name asc")
	rows = gathered(entries, by)
	return columns(by), rows, None, chart(rows), summary(rows)


def gathered(entries: reporting.Rows, by: str) -> list[dict[str, Any]]:
	"""A row for each value of what the entries are gathered by; hours that nobody valued yet have no value."""
	found: dict[str, Figures] = defaultdict(Figures)
	names: dict[str, str] = {}
	for row in entries:
		key = BY[by](row) or ""
		figures = found[key]
		figures.entries += 1
		figures.days.add(f"{row['volunteer']} {row['date']}")
		figures.minutes += row["minutes"]
		if row["docstatus"] == 1:
			figures.valued += row["minutes"]
			figures.value += cents(row["value"])
		names[key] = row.get("volunteer_name") or ""
	return [
		{
			"key": key,
			"volunteer_name": names[key] if by == "Volunteer" else None,
			"entries": figures.entries,
			"days": len(figures.days),
			"hours": round(figures.minutes / 60, 2),
			"valued_hours": round(figures.valued / 60, 2),
			"value": figures.value / 100,
		}
		for key, figures in sorted(found.items())
	]


def columns(by: str) -> list[dict[str, Any]]:
	"""The columns, in the reader's language."""
	linked = {
		"Volunteer": "Registered Volunteer",
		"Action": "Agreement Action",
		"Budget Row": "Budget Row",
		"Municipality": "Municipality",
	}
	first = (
		reporting.link("key", _(by), linked[by], 170)
		if by in linked and frappe.has_permission(linked[by], "read")
		else reporting.column("key", _(by), width=130)
	)
	names = [reporting.column("volunteer_name", _("Name"), width=180)] if by == "Volunteer" else []
	return [
		first,
		*names,
		reporting.column("entries", _("Entries"), "Int", 90),
		reporting.column("days", _("Days of Presence"), "Int", 120),
		reporting.column("hours", _("Hours"), "Float", 90, precision=2),
		reporting.column("valued_hours", _("Hours Valued"), "Float", 120, precision=2),
		reporting.column("value", _("Value"), "Currency", 120, precision=2),
	]


def chart(rows: list[dict[str, Any]]) -> dict[str, Any] | None:
	"""Hours of each row."""
	if not rows:
		return None
	return {
		"data": {
			"labels": [row["key"] or "–" for row in rows],
			"datasets": [{"name": _("Hours"), "values": [row["hours"] for row in rows]}],
		},
		"type": "bar",
	}


def summary(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
	"""The figures above the rows."""
	hours = round(sum(row["hours"] for row in rows), 2)
	waiting = round(hours - sum(row["valued_hours"] for row in rows), 2)
	value = sum(cents(row["value"]) for row in rows) / 100
	return [
		reporting.figure(_("Hours"), hours, datatype="Float"),
		reporting.figure(_("Not Valued Yet"), waiting, "Orange" if waiting else "Green", "Float"),
		reporting.figure(_("Value, Never Claimed"), value, datatype="Currency"),
	]
