"""What is bound and not used yet: orders, contracts and decisions, with what expenses took of them (R22)."""

from typing import Any

import frappe
from frappe import _
from frappe.utils import date_diff, getdate
from sostegno_abitare import reporting
from sostegno_abitare.rules.ledgers import COMMITTED
from sostegno_abitare.rules.money import cents

FIELDS = [
	"name",
	"committed_on",
	"until",
	"supplier",
	"reference",
	"reason",
	"budget_row",
	"share",
	"amount",
	"released_amount",
	"agreement",
	"action",
	"municipality",
]


def execute(filters: dict[str, Any] | None = None) -> tuple[Any, ...]:
	"""Columns, rows, no message, no chart, summary."""
	filters = frappe._dict(filters or {})
	asked = reporting.chosen(
		filters, "agreement", "action", "budget_row", "municipality", "share", docstatus=1
	)
	found = reporting.every("Budget Commitment", FIELDS, asked, order_by="committed_on asc, name asc")
	names = [row.name for row in found]
	used = {
		entry.source_row: -cents(entry.amount)
		for entry in reporting.grouped(
			"Budget Ledger Entry",
			["source_row"],
			{"kind": COMMITTED, "source_row": ["in", names or [""]]},
			sums=("amount",),
		)
	}
	rows = [line(row, used.get(row.name, 0)) for row in found]
	if not filters.get("with_closed"):
		rows = [row for row in rows if row["left"]]
	return columns(), rows, None, None, summary(rows)


def line(row: Any, used: int) -> dict[str, Any]:
	"""A commitment, with what was used of it (cents) and what is left."""
	left = cents(row.amount) - used - cents(row.released_amount)
	late = date_diff(getdate(), row.until) if row.until and left else 0
	return {
		**row,
		"commitment": row.name,
		"share": _(row.share),
		"used": used / 100,
		"left": left / 100,
		"days_late": max(late, 0),
	}


def columns() -> list[dict[str, Any]]:
	"""The columns, in the reader's language."""
	return [
		reporting.link("commitment", _("Budget Commitment"), "Budget Commitment", 150),
		reporting.column("amount", _("Amount"), "Currency", 120, options="EUR"),
		reporting.column("used", _("Used by Expenses"), "Currency", 120, options="EUR"),
		reporting.column("released_amount", _("Freed"), "Currency", 120, options="EUR"),
		reporting.column("left", _("Left"), "Currency", 120, options="EUR"),
		reporting.column("until", _("Until"), "Date", 110),
		reporting.column("days_late", _("Days Past"), "Int", 100, disable_total=1),
		reporting.column("committed_on", _("Committed On"), "Date", 110),
		reporting.column("supplier", _("Supplier"), width=200),
		reporting.column("reference", _("Order or Contract"), width=150),
		reporting.link("budget_row", _("Budget Row"), "Budget Row", 170),
		reporting.column("share", _("Paid By"), width=120),
		reporting.column("reason", _("Reason"), width=260),
		reporting.link("action", _("Action"), "Agreement Action", 120),
		reporting.link("municipality", _("Municipality"), "Municipality", 130),
	]


def summary(rows: reporting.Rows) -> list[dict[str, Any]]:
	"""The figures above the rows."""
	late = [row for row in rows if row["days_late"]]
	return [
		reporting.figure(_("Commitments"), len(rows)),
		reporting.figure(_("Left"), sum(cents(row["left"]) for row in rows) / 100, "Blue", "Currency"),
		reporting.figure(
			_("Past Their Day"), sum(cents(row["left"]) for row in late) / 100, "Orange", "Currency"
		),
	]
