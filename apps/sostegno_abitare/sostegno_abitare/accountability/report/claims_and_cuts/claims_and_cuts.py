"""Claims with what was admitted, cut and paid of each; or the cuts by their reason. The difference between what was
claimed and what was admitted stays to be seen (R23).
"""

from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, date_diff
from sostegno_abitare import reporting
from sostegno_abitare.rules.money import cents

CLAIM = "Reimbursement Claim"
FIELDS = [
	"name",
	"agreement",
	"action",
	"period_from",
	"period_to",
	"workflow_state",
	"submitted_on",
	"concluded_on",
	"line_count",
	"open_count",
	"claimed",
	"admitted",
	"cut",
	"advance_recovered",
	"paid",
	"to_pay",
]
AMOUNTS = ("claimed", "admitted", "cut", "advance_recovered", "paid", "to_pay")


def execute(filters: dict[str, Any] | None = None) -> tuple[Any, ...]:
	"""Columns, rows, chart and summary."""
	filters = frappe._dict(filters or {})
	asked = reporting.chosen(filters, "agreement", docstatus=1)
	period = reporting.between(filters)
	if period:
		asked["period_to"] = period
	claims = reporting.every(CLAIM, FIELDS, asked, order_by="agreement asc, name asc")
	if cint(filters.get("by_reason")):
		rows = by_reason([row.name for row in claims])
		return reason_columns(), rows, None, reason_chart(rows), summary(claims)
	return columns(), lines(claims), None, chart(claims), summary(claims)


def lines(claims: reporting.Rows) -> list[dict[str, Any]]:
	"""A row for each claim, with the share admitted and the days the control took."""
	return [
		{
			**row,
			"workflow_state": _(row["workflow_state"] or ""),
			"share": round(100 * cents(row["admitted"]) / cents(row["claimed"]), 2)
			if cents(row["claimed"])
			else 0,
			"days": date_diff(row["concluded_on"], row["submitted_on"]) if row["concluded_on"] else None,
		}
		for row in claims
	]


def by_reason(claims: list[str]) -> list[dict[str, Any]]:
	"""The cuts of these claims by their reason, the dearest first."""
	rows = reporting.grouped(
		"Claim Line",
		["cut_reason"],
		{"claim": ["in", claims or [""]], "decision": ["in", ["Cut", "Rejected"]]},
		count="vouchers",
		sums=("claimed", "cut"),
	)
	found = [
		{
			"reason": row["cut_reason"] or "",
			"vouchers": row["vouchers"],
			"claimed": row["claimed"],
			"cut": row["cut"],
		}
		for row in rows
	]
	return sorted(found, key=lambda row: (-cents(row["cut"]), row["reason"]))


def columns() -> list[dict[str, Any]]:
	"""The columns, in the reader's language."""
	return [
		reporting.link("name", _("Claim"), CLAIM, 130),
		reporting.column("period_from", _("Period From"), "Date", 110),
		reporting.column("period_to", _("Period To"), "Date", 110),
		reporting.link("action", _("Action"), "Agreement Action", 110),
		reporting.column("workflow_state", _("State"), width=150),
		reporting.column("line_count", _("Vouchers"), "Int", 100),
		reporting.column("open_count", _("Still to Decide"), "Int", 120),
		reporting.column("claimed", _("Claimed"), "Currency", 120),
		reporting.column("admitted", _("Admitted"), "Currency", 120),
		reporting.column("cut", _("Cut"), "Currency", 110),
		reporting.column("share", _("Admitted, %"), "Percent", 110),
		reporting.column("advance_recovered", _("Advance Recovered"), "Currency", 120),
		reporting.column("paid", _("Paid"), "Currency", 120),
		reporting.column("to_pay", _("To Pay"), "Currency", 120),
		reporting.column("days", _("Days of Control"), "Int", 120),
	]


def reason_columns() -> list[dict[str, Any]]:
	"""The columns of the cuts."""
	return [
		reporting.column("reason", _("Reason"), width=420),
		reporting.column("vouchers", _("Vouchers"), "Int", 110),
		reporting.column("claimed", _("Claimed"), "Currency", 130),
		reporting.column("cut", _("Cut"), "Currency", 130),
	]


def chart(claims: reporting.Rows) -> dict[str, Any] | None:
	"""Admitted and cut of each claim."""
	return reporting.bars(
		[row["name"] for row in claims],
		(_("Admitted"), [row["admitted"] for row in claims]),
		(_("Cut"), [row["cut"] for row in claims]),
		fieldtype="Currency",
		stacked=True,
	)


def reason_chart(rows: list[dict[str, Any]]) -> dict[str, Any] | None:
	"""The cuts by reason."""
	labels = [row["reason"][:40] for row in rows]
	return reporting.bars(labels, (_("Cut"), [row["cut"] for row in rows]), fieldtype="Currency")


def summary(claims: reporting.Rows) -> list[dict[str, Any]]:
	"""The figures above the rows."""
	total = {field: sum(cents(row[field]) for row in claims) / 100 for field in AMOUNTS}
	return [
		reporting.figure(_("Claims"), len(claims)),
		reporting.figure(_("Claimed"), total["claimed"], datatype="Currency"),
		reporting.figure(_("Admitted"), total["admitted"], "Green", "Currency"),
		reporting.figure(_("Cut"), total["cut"], "Red" if total["cut"] else "Gray", "Currency"),
		reporting.figure(_("To Pay"), total["to_pay"], "Orange" if total["to_pay"] else "Green", "Currency"),
	]
