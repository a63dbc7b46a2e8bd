"""Who waits, for what need, since when (VA-09): the matching of needs and homes begins here."""

from collections import defaultdict
from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.utils import getdate
from sostegno_abitare import reporting

FIELDS = ["name", "referral", "municipality", "action", "priority", "listed_on"]
NOT_ASSESSED = "Not Assessed"
SEVERITIES = ("Low", "Medium", "High")


def execute(filters: dict[str, Any] | None = None) -> tuple[Any, ...]:
	"""Columns, rows (a need, below it the cases that have it), a note, chart and summary."""
	reporting.seen("Waiting List by Need")
	filters = frappe._dict(filters or {})
	asked = reporting.chosen(filters, "agreement", "action", "municipality", status="Waiting")
	entries = reporting.every("Waiting List Entry", FIELDS, asked, order_by="position_key asc, name asc")
	referrals = [row.referral for row in entries] or [""]
	cases = {
		row.name: row
		for row in reporting.every(
			"Referral", ["name", "title", "household_size"], {"name": ["in", referrals]}
		)
	}
	rows = by_need(entries, cases, _needs(referrals), getdate(), filters.get("area"), filters.get("severity"))
	for row in rows:
		row["need"], row["severity"] = _(row["need"]), _(row.get("severity") or "")
	note = _("A case with several needs stands under each; the figures count it once.")
	return columns(), rows, note, chart(rows), summary(rows)


def columns() -> list[dict[str, Any]]:
	"""The columns, in the reader's language."""
	return [
		reporting.column("need", _("Need"), width=200),
		reporting.column("cases", _("Cases"), "Int", 80),
		reporting.column("severity", _("Severity"), width=100),
		reporting.link("referral", _("Referral"), "Referral", 150),
		reporting.column("case_title", _("Case"), width=180),
		reporting.link("municipality", _("Municipality"), "Municipality", 140),
		reporting.link("action", _("Action"), "Agreement Action", 130),
		reporting.column("household_size", _("Persons"), "Int", 90),
		reporting.column("priority", _("Priority"), "Int", 90),
		reporting.column("listed_on", _("Listed On"), "Date", 110),
		reporting.column("days_waiting", _("Days Waiting"), "Int", 120),
	]


def by_need(
	entries: reporting.Rows,
	cases: dict[str, Any],
	needs: dict[str, dict[str, str]],
	today: date,
	area: str | None = None,
	severity: str | None = None,
) -> reporting.Rows:
	"""A row for each area of need and, below it, one for each case on the list that has it.

	`needs`: referral -> area -> severity. `area` keeps that area alone, `severity` that one and graver ones.
	"""
	of_area: dict[str, list[dict[str, Any]]] = defaultdict(list)
	for entry in entries:
		case = cases.get(entry["referral"])
		for need, grade in (needs.get(entry["referral"]) or {NOT_ASSESSED: ""}).items():
			if case and area in (None, "", need) and _grave(grade) >= _grave(severity):
				of_area[need].append(_row(entry, case, need, grade, today))
	rows: reporting.Rows = []
	for need in sorted(of_area, key=lambda name: (name == NOT_ASSESSED, -len(of_area[name]), name)):
		rows.append({"row": need, "parent_row": None, "indent": 0, "need": need, "cases": len(of_area[need])})
		rows += of_area[need]
	return rows


def chart(rows: reporting.Rows) -> dict[str, Any] | None:
	"""Cases by need."""
	areas = [row for row in rows if not row["indent"]]
	return reporting.bars([row["need"] for row in areas], (_("Cases"), [row["cases"] for row in areas]))


def summary(rows: reporting.Rows) -> list[dict[str, Any]]:
	"""The figures above the rows: every case once."""
	cases = {row["referral"]: row for row in rows if row["indent"]}.values()
	return [
		reporting.figure(_("Cases Waiting"), len(cases), "Orange"),
		reporting.figure(_("Persons"), sum(row["household_size"] or 0 for row in cases)),
		reporting.figure(_("Longest, in Days"), max((row["days_waiting"] for row in cases), default=0)),
	]


def _row(entry: Any, case: Any, need: str, severity: str, today: date) -> dict[str, Any]:
	listed = reporting.day_of(entry["listed_on"])
	return {
		"row": f"{need} {entry['name']}",
		"parent_row": need,
		"indent": 1,
		"need": need,
		"severity": severity,
		"referral": entry["referral"],
		"case_title": case["title"],
		"municipality": entry["municipality"],
		"action": entry["action"],
		"household_size": case["household_size"],
		"priority": entry["priority"],
		"listed_on": listed,
		"days_waiting": (today - listed).days if listed else 0,
	}


def _grave(severity: str | None) -> int:
	return SEVERITIES.index(severity) if severity in SEVERITIES else 0


def _needs(referrals: list[str]) -> dict[str, dict[str, str]]:
	"""Referral -> area -> the gravest severity, from the latest assessment that the reader may see."""
	fields = ["name", "referral"]
	found = reporting.every(
		"Assessment", fields, {"referral": ["in", referrals]}, order_by="assessment_date asc, creation asc"
	)
	latest = {row.referral: row.name for row in found}
	case_of = {assessment: case for case, assessment in latest.items()}
	needs: dict[str, dict[str, str]] = defaultdict(dict)
	for row in reporting.rows_of("Assessed Need", case_of, ["area", "severity"]):
		of_case = needs[case_of[row.parent]]
		of_case[row.area] = max(of_case.get(row.area, ""), row.severity or "", key=_grave)
	return needs
