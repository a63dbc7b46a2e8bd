"""Job resources that nobody has checked for too long, or that are past their last day (VA-05)."""

from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, getdate
from sostegno_abitare import reporting
from sostegno_abitare.programme.dated import value_on
from sostegno_abitare.rules.jobs import is_stale

FIELDS = [
	"name", "title", "kind", "organisation", "agreement", "municipality", "status", "valid_to", "last_checked_on", "checked_by",
	"contact_name", "phone",
]  # fmt: skip
KEY = "job_resource_check_days"


def execute(filters: dict[str, Any] | None = None) -> tuple[Any, ...]:
	"""Columns, rows (the longest unchecked first) and summary."""
	filters = frappe._dict(filters or {})
	asked = reporting.chosen(filters, "agreement", "municipality", "kind", "organisation")
	asked["status"] = ["!=", "Closed"]
	found = reporting.every("Job Resource", FIELDS, asked, order_by="last_checked_on asc, name asc")
	limits = {agreement: check_days(agreement) for agreement in {row["agreement"] for row in found}}
	rows = to_check(found, limits, getdate())
	figures = summary(rows, len(found))
	people = reporting.called(row["checked_by"] for row in rows)
	for row in rows:
		row.update(kind=_(row["kind"]), status=_(row["status"]), checked_by=people[row["checked_by"]])
		row["reason"] = _("Past its last day") if row["expired"] else _("Not checked for too long")
	return columns(), rows, None, None, figures


def check_days(agreement: str | None) -> int:
	"""After how many days a resource is to be checked again; 0 where no threshold says so."""
	return cint(value_on(KEY, getdate(), agreement))


def columns() -> list[dict[str, Any]]:
	"""The columns, in the reader's language."""
	return [
		reporting.link("resource", _("Resource"), "Job Resource", 130),
		reporting.column("title", _("Title"), width=240),
		reporting.column("kind", _("Kind"), width=130),
		reporting.link("organisation", _("Organisation"), "Network Organisation", 200),
		reporting.link("municipality", _("Municipality"), "Municipality", 130),
		reporting.column("reason", _("Why"), width=170),
		reporting.column("last_checked_on", _("Last Checked On"), "Date", 120),
		reporting.column("days", _("Days since the Check"), "Int", 110),
		reporting.column("valid_to", _("Valid Until"), "Date", 110),
		reporting.column("status", _("Status"), width=110),
		reporting.column("checked_by", _("Checked By"), width=150),
		reporting.column("contact_name", _("Contact Person"), width=160),
		reporting.column("phone", _("Phone"), width=120),
	]


def to_check(found: reporting.Rows, limits: dict[str, int], today: date) -> list[dict[str, Any]]:
	"""The rows to check: unchecked for longer than the agreement's limit in days, or past their last day and still
	not closed.
	"""
	rows = []
	for row in found:
		checked, last = reporting.day_of(row["last_checked_on"]), reporting.day_of(row["valid_to"])
		expired = bool(last and last < today)
		if not expired and not is_stale(checked, today, limits[row["agreement"]]):
			continue
		kept = {field: row[field] for field in FIELDS if field not in ("name", "agreement")}
		rows.append(
			{
				**kept,
				"resource": row["name"],
				"last_checked_on": checked,
				"valid_to": last,
				"days": (today - checked).days if checked else None,
				"expired": expired,
			}
		)
	return rows


def summary(rows: list[dict[str, Any]], total: int) -> list[dict[str, Any]]:
	"""The figures above the rows."""
	return [
		reporting.figure(_("Resources Not Closed"), total),
		reporting.figure(_("To Check"), len(rows), "Orange" if rows else "Green"),
		reporting.figure(_("Past Their Last Day"), sum(row["expired"] for row in rows), "Red"),
	]
