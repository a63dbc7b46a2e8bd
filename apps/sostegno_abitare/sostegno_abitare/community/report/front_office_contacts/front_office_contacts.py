"""Who turned to the front office, how, for what, and what came of it (VA-02, VA-04)."""

from collections import Counter
from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, get_datetime, getdate
from sostegno_abitare import reporting

FIELDS = [
	"name", "contact_on", "contact_point", "municipality", "channel", "full_name", "phone", "topic", "outcome", "operator",
	"minutes", "call_back_on", "called_back_on",
]  # fmt: skip
CALL_BACK = "To Be Called Back"


def execute(filters: dict[str, Any] | None = None) -> tuple[Any, ...]:
	"""Columns, rows (the latest first), chart and summary."""
	reporting.seen("Front Office Contacts")
	filters = frappe._dict(filters or {})
	asked = reporting.chosen(
		filters, "contact_point", "municipality", "channel", "topic", "outcome", "operator"
	)
	if days := whole_days(filters):
		asked["contact_on"] = days
	found = reporting.every("Front Office Contact", FIELDS, asked, order_by="contact_on desc, name desc")
	rows = [line(row, getdate()) for row in found]
	people = reporting.called(row["operator"] for row in rows)
	made = chart(rows), summary(rows)
	for row in rows:
		for field in ("channel", "topic", "outcome"):
			row[field] = _(row[field])
		row["operator"] = people[row["operator"]]
	return columns(), rows, None, *made


def whole_days(filters: Any) -> list[Any] | None:
	"""The condition on a moment for the filters `from_date` and `to_date`, the last day included."""
	days = reporting.between(filters)
	if not days:
		return None
	if days[0] == "between":
		first, last = days[1]
		return ["between", [f"{getdate(first)} 00:00:00", f"{getdate(last)} 23:59:59"]]
	return [days[0], f"{getdate(days[1])} {'00:00:00' if days[0] == '>=' else '23:59:59'}"]


def columns() -> list[dict[str, Any]]:
	"""The columns, in the reader's language."""
	return [
		reporting.link("contact", _("Desk Contact"), "Front Office Contact", 150),
		reporting.column("contact_on", _("When"), "Datetime", 150),
		reporting.link("contact_point", _("Contact Point"), "Contact Point", 200),
		reporting.link("municipality", _("Municipality"), "Municipality", 140),
		reporting.column("channel", _("Channel"), width=150),
		reporting.column("full_name", _("Name and Surname"), width=180),
		reporting.column("phone", _("Phone"), width=120),
		reporting.column("topic", _("Topic"), width=180),
		reporting.column("outcome", _("Outcome"), width=180),
		reporting.column("minutes", _("Minutes"), "Int", 90),
		reporting.column("operator", _("Operator"), width=160),
		reporting.column("call_back_on", _("Call Back On"), "Date", 120),
	]


def line(row: Any, today: date) -> dict[str, Any]:
	"""A row of the report; `late` where somebody waits to be called back since before today, and
	`call_back_on` only as long as nobody has called.
	"""
	waiting = row["outcome"] == CALL_BACK and not row["called_back_on"]
	day = reporting.day_of(row["call_back_on"]) if waiting else None
	kept = {field: row[field] for field in FIELDS if field not in ("name", "called_back_on")}
	return {
		**kept,
		"contact": row["name"],
		"contact_on": get_datetime(row["contact_on"]),
		"minutes": cint(row["minutes"]),
		"call_back_on": day,
		"late": bool(day and day < today),
	}


def chart(rows: reporting.Rows) -> dict[str, Any] | None:
	"""Contacts by topic, the most frequent first."""
	counted = sorted(Counter(row["topic"] for row in rows).items(), key=lambda pair: (-pair[1], pair[0]))
	labels = [_(topic) for topic, _number in counted]
	return reporting.bars(labels, (_("Contacts"), [number for _topic, number in counted]))


def summary(rows: reporting.Rows) -> list[dict[str, Any]]:
	"""The figures above the rows."""
	late = sum(row["late"] for row in rows)
	return [
		reporting.figure(_("Contacts"), len(rows)),
		reporting.figure(_("Municipalities"), len({row["municipality"] for row in rows})),
		reporting.figure(_("Hours"), round(sum(row["minutes"] for row in rows) / 60, 1), datatype="Float"),
		reporting.figure(_("To Be Called Back"), sum(bool(row["call_back_on"]) for row in rows)),
		reporting.figure(_("Calls Overdue"), late, "Red" if late else "Green"),
	]
