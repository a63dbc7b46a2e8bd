"""Whom the bailiff visits when, whether the case was referred in time, and who follows it (EM-03, R27)."""

from collections.abc import Callable
from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, getdate
from sostegno_abitare import reporting
from sostegno_abitare.intake.eligibility import months_before_execution
from sostegno_abitare.rules.periods import months_before

FIELDS = [
	"name", "title", "municipality", "agreement", "action", "procedure_type", "referral_date", "execution_date",
	"urgency", "workflow_state", "case_manager", "referring_worker",
]  # fmt: skip
ENDED = ("Closed", "Refused")
# Days ahead: the last day of each band of the chart.
BANDS = ((-1, "Past"), (15, "Within 15 days"), (30, "Within 30 days"), (90, "Within 90 days"))
LATER = "Later"


def execute(filters: dict[str, Any] | None = None) -> tuple[Any, ...]:
	"""Columns, rows by date, chart and summary."""
	reporting.seen("Eviction Deadlines")
	filters = frappe._dict(filters or {})
	today = getdate()
	asked = reporting.chosen(filters, "agreement", "action", "municipality", "case_manager")
	asked["workflow_state"] = ["not in", ENDED]
	asked["execution_date"] = _dates(filters, today)
	cases = reporting.every("Referral", FIELDS, asked, order_by="execution_date asc, name asc")
	people = reporting.called(row[field] for row in cases for field in ("case_manager", "referring_worker"))
	rows = deadlines(cases, today, months_before_execution())
	for row in rows:
		row["followed_by"] = people[row.pop("case_manager")] or people[row["referring_worker"]]
		row["state"], row["procedure"], row["urgency"] = (
			_(row["state"]),
			_(row["procedure"]),
			_(row["urgency"]),
		)
		row["in_time"] = {True: _("Yes"), False: _("No"), None: ""}[row["in_time"]]
	return columns(), rows, None, chart(rows), summary(rows)


def columns() -> list[dict[str, Any]]:
	"""The columns, in the reader's language."""
	return [
		reporting.column("execution_date", _("Execution Date"), "Date", 120),
		reporting.column("days_left", _("Days Left"), "Int", 110),
		reporting.link("referral", _("Referral"), "Referral", 150),
		reporting.column("case_title", _("Case"), width=180),
		reporting.link("municipality", _("Municipality"), "Municipality", 140),
		reporting.column("procedure", _("Procedure"), width=180),
		reporting.column("urgency", _("Urgency"), width=100),
		reporting.column("state", _("State"), width=140),
		reporting.column("followed_by", _("Followed By"), width=180),
		reporting.column("refer_by", _("To Be Referred By"), "Date", 140),
		reporting.column("in_time", _("Referred in Time"), width=150),
	]


def deadlines(cases: reporting.Rows, today: date, months: Callable[[Any], int | None]) -> reporting.Rows:
	"""A row for each case. `months(case)` are the calendar months by which its action wants the referral before
	the execution, None where it wants none (R27).
	"""
	rows = []
	for case in cases:
		execution, term = reporting.day_of(case["execution_date"]), months(case)
		referred = reporting.day_of(case["referral_date"])
		assert execution and referred
		refer_by = months_before(execution, term) if term is not None else None
		rows.append(
			{
				"referral": case["name"],
				"case_title": case["title"],
				"municipality": case["municipality"],
				"procedure": case["procedure_type"] or "",
				"urgency": case["urgency"] or "",
				"state": case["workflow_state"],
				"case_manager": case["case_manager"],
				"referring_worker": case["referring_worker"],
				"execution_date": execution,
				"days_left": (execution - today).days,
				"refer_by": refer_by,
				"in_time": referred <= refer_by if refer_by else None,
			}
		)
	return rows


def band(days_left: int) -> str:
	"""The band of the chart that the days fall in."""
	return next((name for last, name in BANDS if days_left <= last), LATER)


def chart(rows: reporting.Rows) -> dict[str, Any] | None:
	"""Cases by the time that is left."""
	names = [*(name for _last, name in BANDS), LATER]
	found = [band(row["days_left"]) for row in rows]
	counted = [found.count(name) for name in names]
	return reporting.bars([_(name) for name in names], (_("Cases"), counted)) if rows else None


def summary(rows: reporting.Rows) -> list[dict[str, Any]]:
	"""The figures above the rows."""
	soon = sum(0 <= row["days_left"] <= 30 for row in rows)
	past = sum(row["days_left"] < 0 for row in rows)
	return [
		reporting.figure(_("Cases"), len(rows)),
		reporting.figure(_("Within 30 days"), soon, "Red" if soon else "Green"),
		reporting.figure(_("Past"), past, "Orange" if past else "Green"),
	]


def _dates(filters: Any, today: date) -> list[Any]:
	"""Until `within_days` from today (0 or empty: however far), from today or from ever."""
	first = "1900-01-01" if cint(filters.get("include_past")) else str(today)
	return ["between", [first, reporting.last_day(filters.get("within_days"), today)]]
