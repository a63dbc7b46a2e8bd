"""Which organisations were called in, for which households, and what came of it (EM-14)."""

from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.utils import getdate
from sostegno_abitare import reporting

FIELDS = ["name", "organisation", "referral", "case_title", "municipality", "purpose", "asked_on", "asked_by", "result", "result_on"]  # fmt: skip
RESULTS = ("Given", "Partly Given", "Refused", "Pending")
LATE_AFTER = 15


def execute(filters: dict[str, Any] | None = None) -> tuple[Any, ...]:
	"""Columns, rows (an organisation, below it what it was asked), chart and summary."""
	reporting.seen("Network Activations")
	filters = frappe._dict(filters or {})
	asked = reporting.chosen(filters, "organisation", "result", "agreement", "municipality")
	if days := reporting.between(filters):
		asked["asked_on"] = days
	found = reporting.every("Network Activation", FIELDS, asked, order_by="asked_on desc, name desc")
	rows = by_organisation(found, getdate())
	people = reporting.called(row.get("asked_by") for row in rows)
	for row in rows:
		row["result"] = _(row["result"]) if row.get("result") else None
		row["asked_by"] = people[row.get("asked_by")]
	return columns(), rows, None, chart(found), summary(rows)


def columns() -> list[dict[str, Any]]:
	"""The columns, in the reader's language."""
	return [
		reporting.link("organisation", _("Organisation"), "Network Organisation", 220),
		reporting.column("times", _("Activations"), "Int", 100),
		reporting.link("referral", _("Referral"), "Referral", 150),
		reporting.column("case_title", _("Case"), width=160),
		reporting.link("municipality", _("Municipality"), "Municipality", 130),
		reporting.column("purpose", _("Purpose"), width=220),
		reporting.column("asked_on", _("Asked On"), "Date", 110),
		reporting.column("asked_by", _("Asked By"), width=160),
		reporting.column("result", _("Result"), width=120),
		reporting.column("days", _("Days to the Answer"), "Int", 110),
	]


def by_organisation(found: reporting.Rows, today: date) -> reporting.Rows:
	"""A row for each organisation, most asked first, and below it one for each activation; `days` run on until
	the answer, `late` where it is awaited for longer than fifteen days.
	"""
	groups: dict[str, list[Any]] = {}
	for row in found:
		groups.setdefault(row["organisation"], []).append(row)
	rows: list[dict[str, Any]] = []
	for organisation, asked in sorted(groups.items(), key=lambda item: (-len(item[1]), item[0])):
		rows.append({"organisation": organisation, "times": len(asked), "indent": 0})
		rows += [_line(row, today) for row in asked]
	return rows


def _line(row: Any, today: date) -> dict[str, Any]:
	pending = row["result"] == "Pending"
	asked, answered = reporting.day_of(row["asked_on"]), reporting.day_of(row["result_on"])
	assert asked
	days = ((today if pending else answered or asked) - asked).days
	kept = {field: row[field] for field in FIELDS if field not in ("name", "organisation", "result_on")}
	return {**kept, "asked_on": asked, "days": days, "late": pending and days > LATE_AFTER, "indent": 1}


def chart(found: reporting.Rows) -> dict[str, Any] | None:
	"""Activations by result."""
	values = [sum(row["result"] == result for row in found) for result in RESULTS]
	return reporting.bars([_(result) for result in RESULTS], (_("Activations"), values)) if found else None


def summary(rows: reporting.Rows) -> list[dict[str, Any]]:
	"""The figures above the rows."""
	lines = [row for row in rows if row["indent"]]
	late = sum(row["late"] for row in lines)
	return [
		reporting.figure(_("Activations"), len(lines)),
		reporting.figure(_("Organisations"), len(rows) - len(lines)),
		reporting.figure(_("Households"), len({row["referral"] for row in lines})),
		reporting.figure(_("Answers Overdue"), late, "Orange" if late else "Green"),
	]
