"""Events and trainings, for whom they were and who came (VA-07)."""

from collections import defaultdict
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, flt
from sostegno_abitare import reporting

FIELDS = [
	"name", "title", "kind", "agreement", "action", "municipality", "status", "event_date", "duration_minutes",
	"expected_attendance", "attendance", "person_hours",
]  # fmt: skip


def execute(filters: dict[str, Any] | None = None) -> tuple[Any, ...]:
	"""Columns, rows by day, chart and summary."""
	filters = frappe._dict(filters or {})
	asked = reporting.chosen(filters, "agreement", "action", "municipality", "kind", "status")
	period = reporting.between(filters)
	if period:
		asked["event_date"] = period
	events = reporting.every("Public Event", FIELDS, asked, order_by="event_date desc, name desc")
	names = [row.name for row in events]
	audiences = reporting.rows_of("Event Audience", names, ["audience", "expected", "attended"])
	attendees = reporting.rows_of("Event Attendee", names, ["audience", "present"])
	materials = reporting.rows_of("Event Material", names, ["title"])
	came = by_audience(events, audiences, attendees)
	wanted = reporting.plain(filters, "audience")
	rows = lines(events, came, materials, wanted)
	picture, figures = chart(rows, came), summary(rows)
	for row in rows:
		row["kind"], row["status"] = _(row["kind"] or ""), _(row["status"] or "")
		row["audiences"] = ", ".join(f"{_(name)} {count}" for name, count in came[row["event"]].items())
	return columns(), rows, None, picture, figures


def columns() -> list[dict[str, Any]]:
	"""The columns, in the reader's language."""
	return [
		reporting.column("event_date", _("Event Date"), "Date", 110),
		reporting.column("title", _("Title"), width=300),
		reporting.column("kind", _("Kind"), width=180),
		reporting.column("status", _("Status"), width=100),
		reporting.link("municipality", _("Municipality"), "Municipality", 140),
		reporting.column("expected", _("Expected"), "Int", 100),
		reporting.column("attendance", _("Attended"), "Int", 100),
		reporting.column("person_hours", _("Person Hours"), "Float", 110, precision=1),
		reporting.column("audiences", _("Audiences"), width=260),
		reporting.link("action", _("Action"), "Agreement Action", 130),
		reporting.column("materials", _("Materials"), "Int", 100),
		reporting.link("event", _("Event"), "Public Event", 200),
	]


def by_audience(
	events: reporting.Rows, audiences: reporting.Rows, attendees: reporting.Rows
) -> dict[str, dict[str, int]]:
	"""Event -> audience -> how many came (to one that was held) or are expected (of one that is planned)."""
	named: dict[tuple[str, str], int] = defaultdict(int)
	for row in attendees:
		named[(row["parent"], row["audience"])] += cint(row["present"])
	held = {row["name"]: row["status"] == "Took Place" for row in events}
	found: dict[str, dict[str, int]] = {row["name"]: {} for row in events}
	for row in audiences:
		key = (row["parent"], row["audience"])
		count = (cint(row["attended"]) or named.get(key, 0)) if held[row["parent"]] else cint(row["expected"])
		found[row["parent"]][row["audience"]] = count
	for (event, audience), count in named.items():
		if held[event] and count:
			found[event].setdefault(audience, count)
	return found


def lines(
	events: reporting.Rows,
	came: dict[str, dict[str, int]],
	materials: reporting.Rows,
	wanted: str | None = None,
) -> reporting.Rows:
	"""A row for each event; with an audience `wanted`, the events for it, counting it alone."""
	handed = [row["parent"] for row in materials]
	rows = []
	for event in events:
		counts = came[event["name"]]
		if wanted and wanted not in counts:
			continue
		row = {
			"event": event["name"],
			"expected": cint(event["expected_attendance"]),
			"attendance": cint(event["attendance"]),
			"person_hours": flt(event["person_hours"]),
			"materials": handed.count(event["name"]),
			"event_date": reporting.day_of(event["event_date"]),
			**{key: event[key] for key in ("title", "kind", "status", "municipality", "action")},
		}
		if wanted:
			row["attendance"] = counts[wanted] if event["status"] == "Took Place" else 0
			row["expected"] = 0 if event["status"] == "Took Place" else counts[wanted]
			row["person_hours"] = round(row["attendance"] * cint(event["duration_minutes"]) / 60, 1)
		rows.append(row)
	return rows


def chart(rows: reporting.Rows, came: dict[str, dict[str, int]]) -> dict[str, Any] | None:
	"""Who came, by audience."""
	counts: dict[str, int] = defaultdict(int)
	for row in rows:
		if row["status"] == "Took Place":
			for audience, count in came[row["event"]].items():
				counts[audience] += count
	names = sorted(counts, key=lambda name: (-counts[name], name))
	return reporting.bars([_(name) for name in names], (_("Attended"), [counts[name] for name in names]))


def summary(rows: reporting.Rows) -> list[dict[str, Any]]:
	"""The figures above the rows."""
	held = [row for row in rows if row["status"] == "Took Place"]
	return [
		reporting.figure(_("Events Held"), len(held), "Green"),
		reporting.figure(_("Planned Events"), sum(row["status"] == "Planned" for row in rows)),
		reporting.figure(_("Attended"), sum(row["attendance"] for row in held)),
		reporting.figure(_("Person Hours"), sum(row["person_hours"] for row in held), datatype="Float"),
	]
