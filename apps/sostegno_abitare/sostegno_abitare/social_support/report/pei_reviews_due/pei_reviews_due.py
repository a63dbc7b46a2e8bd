"""Which projects are to be reviewed when, and the hours used of those that the Commission committed to them
(EM-05, R31, R32).
"""

from collections import defaultdict
from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.utils import add_days, cint, flt, getdate
from sostegno_abitare import reporting
from sostegno_abitare.social_support import hours

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
	if cint(filters.get("overdue")):
		last = str(add_days(getdate(), -1))
	asked["review_date"] = ["between", ["1900-01-01", last]]
	plans = reporting.every("PEI", FIELDS, asked, order_by="review_date asc, name asc")
	supports = reporting.rows_of("PEI Support", [row.name for row in plans], ["hours"])
	names = [plan.name for plan in plans]
	rows = reviews(plans, supports, getdate(), hours.used_by(names), _last_reviews(names))
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
		reporting.column("committed_hours", _("Committed Hours"), "Float", 130, precision=1),
		reporting.column("used_hours", _("Hours Used"), "Float", 110, precision=1),
		reporting.column("used_share", _("Used"), "Percent", 90, disable_total=1),
		reporting.column("last_review", _("Last Review"), "Date", 120),
		reporting.column("state", _("State"), width=130),
		reporting.column("case_manager", _("Case Manager"), width=180),
		reporting.column("start_date", _("Start Date"), "Date", 120),
		reporting.column("planned_hours", _("Hours of the Supports"), "Float", 150, precision=1),
	]


def reviews(
	plans: reporting.Rows,
	supports: reporting.Rows,
	today: date,
	used: dict[str, float],
	reviewed: dict[str, Any],
) -> reporting.Rows:
	"""A row for each project under way, with the hours that its supports add up to, those of the diary (`used`)
	and the day it was last reviewed.
	"""
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
				"used_hours": used.get(plan["name"], 0.0),
				"used_share": _share(used.get(plan["name"], 0.0), flt(plan["committed_hours"])),
				"planned_hours": planned[plan["name"]],
				"last_review": reviewed.get(plan["name"]),
			}
		)
	return rows


def _share(used: float, committed: float) -> float | None:
	return round(100 * used / committed, 1) if committed else None


def _last_reviews(peis: list[str]) -> dict[str, Any]:
	rows = reporting.every(
		"PEI Review", ["pei", "review_date"], {"pei": ["in", peis or [""]], "docstatus": 1}, "review_date asc"
	)
	return {row.pei: reporting.day_of(row.review_date) for row in rows}


def chart(rows: reporting.Rows) -> dict[str, Any] | None:
	"""Hours committed and used by case manager."""
	sums: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
	for row in rows:
		for part in ("committed_hours", "used_hours"):
			sums[row["case_manager"]][part] += row[part]
	names = sorted(sums)
	series = (
		(label, [round(sums[name][part], 2) for name in names])
		for part, label in (("committed_hours", _("Committed Hours")), ("used_hours", _("Hours Used")))
	)
	return reporting.bars(names, *series, fieldtype="Float")


def summary(rows: reporting.Rows) -> list[dict[str, Any]]:
	"""The figures above the rows."""
	late = sum(row["days_left"] < 0 for row in rows)
	return [
		reporting.figure(_("PEIs"), len(rows)),
		reporting.figure(_("Overdue"), late, "Red" if late else "Green"),
		reporting.figure(_("Within 30 days"), sum(0 <= row["days_left"] <= 30 for row in rows), "Orange"),
		reporting.figure(_("Committed Hours"), sum(row["committed_hours"] for row in rows), datatype="Float"),
		reporting.figure(_("Hours Used"), round(sum(row["used_hours"] for row in rows), 2), datatype="Float"),
		reporting.figure(
			_("Over the Committed Hours"),
			sum(row["used_hours"] > row["committed_hours"] for row in rows),
			"Orange",
		),
	]
