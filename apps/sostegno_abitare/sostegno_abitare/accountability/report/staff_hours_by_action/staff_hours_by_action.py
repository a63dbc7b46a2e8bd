"""The hours that staff were paid for, by action and row of the budget, with what they cost (R21, VA-11)."""

from collections import defaultdict
from typing import Any

import frappe
from frappe import _
from frappe.utils import getdate
from sostegno_abitare import reporting
from sostegno_abitare.access.reserved import reads_level
from sostegno_abitare.rules.money import cents

SHEET = ["name", "staff_member", "month", "docstatus"]


def execute(filters: dict[str, Any] | None = None) -> tuple[Any, ...]:
	"""Columns, a row for each person, row of the budget and month (or without month), chart and summary."""
	given: Any = frappe._dict(filters or {})
	asked = reporting.chosen(given, "agreement", "staff_member", docstatus=["<", 2])
	days = reporting.between(given)
	if days:
		asked["month"] = days
	sheets = {row.name: row for row in reporting.every("Staff Hours", SHEET, asked, "month asc, name asc")}
	worked = reporting.rows_of("Staff Hours Day", sheets, ["budget_row", "action", "minutes"])
	costs = reporting.rows_of("Staff Hours Cost", sheets, ["budget_row", "cost"]) if may_read_costs() else []
	action = reporting.plain(given, "action")
	rows = [
		row
		for row in gathered(sheets, worked, costs, bool(given.get("by_month")))
		if not action or row["action"] == action
	]
	return columns(bool(given.get("by_month"))), rows, None, chart(rows), summary(rows)


def may_read_costs() -> bool:
	"""Whether the reader may know what the hours of each person cost."""
	return reads_level("Staff Hours", frappe.session.user, 2)


def gathered(
	sheets: dict[str, Any], worked: reporting.Rows, costs: reporting.Rows, by_month: bool
) -> list[dict[str, Any]]:
	"""A row for each person and row of the budget: hours, those of checked sheets, and their cost."""
	found: dict[tuple[str, ...], dict[str, int]] = defaultdict(
		lambda: dict.fromkeys(("all", "checked", "cost"), 0)
	)
	actions: dict[str, str] = {}

	def key(sheet: Any, row: Any) -> tuple[str, ...]:
		month = f"{getdate(sheet.month):%Y-%m}" if by_month else ""
		return sheet.staff_member, row["budget_row"] or "", month

	for row in worked:
		sheet = sheets[row["parent"]]
		figures = found[key(sheet, row)]
		figures["all"] += row["minutes"]
		figures["checked"] += row["minutes"] if sheet.docstatus == 1 else 0
		actions[row["budget_row"] or ""] = row["action"] if row["budget_row"] else ""
	for row in costs:
		found[key(sheets[row["parent"]], row)]["cost"] += cents(row["cost"])
	return [
		{
			"staff_member": person,
			"action": actions.get(budget_row) or None,
			"budget_row": budget_row or None,
			"month": month,
			"hours": round(figures["all"] / 60, 2),
			"checked": round(figures["checked"] / 60, 2),
			"cost": figures["cost"] / 100,
		}
		for (person, budget_row, month), figures in sorted(found.items())
	]


def columns(by_month: bool) -> list[dict[str, Any]]:
	"""The columns, in the reader's language."""
	month = [reporting.column("month", _("Month"), width=90)] if by_month else []
	return [
		reporting.link("staff_member", _("Staff Member"), "Staff Member", 150)
		if frappe.has_permission("Staff Member", "read")
		else reporting.column("staff_member", _("Staff Member"), width=150),
		*month,
		reporting.link("action", _("Action"), "Agreement Action", 150),
		reporting.link("budget_row", _("Budget Row"), "Budget Row", 200),
		reporting.column("hours", _("Hours"), "Float", 90, precision=2),
		reporting.column("checked", _("Hours Checked"), "Float", 130, precision=2),
		reporting.column("cost", _("Cost"), "Currency", 120, precision=2),
	]


def chart(rows: list[dict[str, Any]]) -> dict[str, Any] | None:
	"""Hours of each action."""
	hours: dict[str, float] = defaultdict(float)
	for row in rows:
		hours[row["action"] or _("No row pays for them")] += row["hours"]
	if not hours:
		return None
	labels = sorted(hours)
	values = [round(hours[label], 2) for label in labels]
	return {"data": {"labels": labels, "datasets": [{"name": _("Hours"), "values": values}]}, "type": "bar"}


def summary(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
	"""The figures above the rows."""
	return [
		reporting.figure(_("Hours"), round(sum(row["hours"] for row in rows), 2), datatype="Float"),
		reporting.figure(_("Hours Checked"), round(sum(row["checked"] for row in rows), 2), datatype="Float"),
		reporting.figure(_("Cost"), sum(cents(row["cost"]) for row in rows) / 100, datatype="Currency"),
	]
