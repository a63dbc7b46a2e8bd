"""How much each room is used, and what it costs the partner in the period: its own share, never claimed (VA-10, R5)."""

from collections import Counter
from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.utils import get_datetime, getdate
from sostegno_abitare import reporting
from sostegno_abitare.community.doctype.room_booking.room_booking import CONFIRMED, REQUESTED
from sostegno_abitare.community.report.front_office_contacts.front_office_contacts import whole_days
from sostegno_abitare.rules.money import cents
from sostegno_abitare.rules.rooms import Cost, share_of

FIELDS = [
	"name",
	"use",
	"organisation",
	"municipality",
	"yearly_cost",
	"coparticipation",
	"cost_from",
	"cost_to",
]


def execute(filters: dict[str, Any] | None = None) -> tuple[Any, ...]:
	"""Columns, a row for each room, and summary; without days, the year that runs."""
	given: Any = frappe._dict(filters or {})
	today = getdate()
	given.from_date = given.from_date or str(date(today.year, 1, 1))
	given.to_date = given.to_date or str(date(today.year, 12, 31))
	asked = reporting.chosen(given, "agreement", "use")
	rooms = reporting.every("Service Room", FIELDS, asked)
	bookings = reporting.every(
		"Room Booking",
		["room", "starts_on", "ends_on", "workflow_state"],
		{"room": ["in", [room["name"] for room in rooms] or [""]], "starts_on": whole_days(given)},
	)
	rows = by_room(rooms, bookings, getdate(given.from_date), getdate(given.to_date))
	for row in rows:
		row["use"] = _(row["use"])
	return columns(), rows, None, None, summary(rows)


def columns() -> list[dict[str, Any]]:
	"""The columns, in the reader's language."""
	return [
		reporting.link("room", _("Room"), "Service Room", 240),
		reporting.column("use", _("Use"), width=180),
		reporting.link("organisation", _("Lent By"), "Network Organisation", 180),
		reporting.column("bookings", _("Bookings"), "Int", 100),
		reporting.column("hours", _("Hours"), "Float", 90, precision=1),
		reporting.column("waiting", _("Requests Waiting"), "Int", 110),
		reporting.column("yearly_cost", _("Yearly Cost"), "Currency", 120, precision=2),
		reporting.column(
			"coparticipation", _("Co-participation in the Period"), "Currency", 170, precision=2
		),
		reporting.column("other_cost", _("Other Cost in the Period"), "Currency", 150, precision=2),
	]


def by_room(rooms: reporting.Rows, bookings: reporting.Rows, first: date, last: date) -> list[dict[str, Any]]:
	"""A row for each room: confirmed bookings with their hours, requests that wait, and the cost by days."""
	number: Counter[str] = Counter()
	waiting: Counter[str] = Counter()
	seconds: Counter[str] = Counter()
	for row in bookings:
		if row["workflow_state"] == CONFIRMED:
			number[row["room"]] += 1
			length = get_datetime(row["ends_on"]) - get_datetime(row["starts_on"])
			seconds[row["room"]] += int(length.total_seconds())
		waiting[row["room"]] += row["workflow_state"] == REQUESTED
	rows = []
	for room in rooms:
		cost = Cost(
			cents(room["yearly_cost"]), reporting.day_of(room["cost_from"]), reporting.day_of(room["cost_to"])
		)
		share = share_of(cost, first, last) / 100
		own = bool(room["coparticipation"])
		rows.append(
			{
				"room": room["name"],
				"use": room["use"],
				"organisation": room["organisation"],
				"bookings": number[room["name"]],
				"hours": round(seconds[room["name"]] / 3600, 1),
				"waiting": waiting[room["name"]],
				"yearly_cost": cost.yearly / 100,
				"coparticipation": share if own else 0.0,
				"other_cost": 0.0 if own else share,
			}
		)
	return rows


def summary(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
	"""The figures above the rows."""
	share = round(sum(row["coparticipation"] for row in rows), 2)
	return [
		reporting.figure(_("Bookings"), sum(row["bookings"] for row in rows)),
		reporting.figure(_("Hours"), round(sum(row["hours"] for row in rows), 1), datatype="Float"),
		reporting.figure(_("Co-participation, Never Claimed"), share, datatype="Currency"),
	]
