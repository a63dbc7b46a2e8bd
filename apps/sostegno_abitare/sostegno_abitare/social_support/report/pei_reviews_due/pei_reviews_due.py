"""Which projects are to be reviewed when, and the hours that the Commission committed to them (EM-05, R31, R32)."""

from collections import defaultdict
from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.utils import flt, getdate
from sostegno_abitare import reporting

FIELDS = [
	"name", "referral", "case_title", "municipality", "action", "case_manager", "workflow_state", "start_date", "review_date",
	"committed_hours",
]  # fmt: skip
RUNNING = ("Validated", "Active", "Under Review")


def execute(filters: dict[str, Any] | None = None) -> tuple[Any, ...]:
	"""Columns, rows by review date, chart and summary."""
	reporting.seen("PEI Reviews Due")
	filters = frappe._dict(filters or {})
	asked = reporting.chosen(filters, "agreement", "municipality", "case_manager")
	asked["workflow_state"] = ["in", RUNNING]
	last = reporting.last_day(filters.get("within_days"), getdate())
	asked["review_date"] = ["between", ["1900-01-01", last]]
	plans = reporting.every("PEI", FIELDS, asked, order_by="review_date asc, name asc")
	supports = reporting.rows_of("PEI Support", [row.name for row in plans], ["hours"])
	rows = reviews(plans, supports, getdate())
	people = reporting.called(row["case_manager"] for row in rows)
	for row in rows:
		row["case_manager"] = people[row["case_manager"]] or _("Nobody")
		row["state"] = _(row["state"])
	return columns(), rows, None, chart(rows), summary(rows)


def columns() -> list[dict[str, Any]]:
	"""The columns, in the reader's language."""
	return [
		reporting.column("review_date", _("Review Date"), "Date", 120),
		reporting.column("days_left", _("Days Left"), "Int", 110, disable_total=1),
		reporting.link("pei", _("PEI"), "PEI", 150),
		reporting.column("case_title", _("Case"), width=180),
		reporting.link("municipality", _("Municipality"), "Municipality", 140),
		reporting.column("state", _("State"), width=130),
		reporting.column("case_manager", _("Case Manager"), width=180),
		reporting.column("start_date", _("Start Date"), "Date", 120),
		reporting.column("committed_hours", _("Committed Hours"), "Float", 130, precision=1),
		reporting.column("planned_hours", _("Hours of the Supports"), "Float", 150, precision=1),
	]


def reviews(plans: reporting.Rows, supports: reporting.Rows, today: date) -> reporting.Rows:
	"""A row for each project under way, with the hours that its supports add up to."""
	planned: dict[str, float] = defaultdict(float)
	for row in supports:
		planned[row["parent"]] += flt(row["hours"])
	rows = []
	for plan in plans:
		review = reporting.day_of(plan["review_date"])
		assert review
		rows.append(
			{
				"pei": plan["name"],
				"case_title": plan["case_title"],
				"municipality": plan["municipality"],
				"state": plan["workflow_state"],
				"case_manager": plan["case_manager"],
				"start_date": reporting.day_of(plan["start_date"]),
				"review_date": review,
				"days_left": (review - today).days,
				"committed_hours": flt(plan["committed_hours"]),
				"planned_hours": planned[plan["name"]],
			}
		)
	return rows


def chart(rows: reporting.Rows) -> dict[str, Any] | None:
	"""Committed hours by case manager."""
	hours: dict[str, float] = defaultdict(float)
	for row in rows:
		hours[row["case_manager"]] += row["committed_hours"]
	names = sorted(hours)
	data = {
		"labels": names,
		"datasets": [{"name": _("Committed Hours"), "values": [hours[name] for name in names]}],
	}
	return {"data": data, "type": "bar", "fieldtype": "Float"} if rows else None


def summary(rows: reporting.Rows) -> list[dict[str, Any]]:
	"""The figures above the rows."""
	late = sum(row["days_left"] < 0 for row in rows)
	return [
		reporting.figure(_("PEIs"), len(rows)),
		reporting.figure(_("Overdue"), late, "Red" if late else "Green"),
		reporting.figure(_("Within 30 days"), sum(0 <= row["days_left"] <= 30 for row in rows), "Orange"),
		reporting.figure(_("Committed Hours"), sum(row["committed_hours"] for row in rows), datatype="Float"),
	]
