"""What expenses lack before they may be claimed, one row for each paper, the oldest voucher first (R17-R21)."""

from collections import Counter
from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.utils import getdate
from sostegno_abitare import reporting
from sostegno_abitare.accountability import papers
from sostegno_abitare.accountability.expense_states import ALLOCATED, DRAFT
from sostegno_abitare.rules.money import cents

FIELDS = (
	"name",
	"supplier_name",
	"number",
	"voucher_date",
	"total",
	"workflow_state",
	"missing",
	"municipality",
)


def execute(filters: dict[str, Any] | None = None) -> tuple[Any, ...]:
	"""Columns, rows, chart and summary."""
	filters = frappe._dict(filters or {})
	conditions = reporting.chosen(
		filters,
		"agreement",
		"municipality",
		workflow_state=["in", (DRAFT, ALLOCATED)],
		missing_count=[">", 0],
	)
	period = reporting.between(filters)
	if period:
		conditions["voucher_date"] = period
	expenses = reporting.every("Expense", list(FIELDS), conditions, "voucher_date asc, name asc")
	rows = lines(expenses, getdate())
	return columns(), rows, None, chart(rows), summary(rows)


def lines(expenses: list[Any], today: date) -> reporting.Rows:
	"""A row for each thing that is missing."""
	return [
		{
			"expense": expense.name,
			"missing": papers.name_of(code),
			"days": (today - getdate(expense.voucher_date)).days,
			"supplier": expense.supplier_name,
			"number": expense.number,
			"voucher_date": expense.voucher_date,
			"total": expense.total,
			"state": _(expense.workflow_state),
		}
		for expense in expenses
		for code in expense.missing.split(",")
	]


def columns() -> list[dict[str, Any]]:
	"""The columns, in the reader's language."""
	return [
		reporting.link("expense", _("Expense"), "Expense", 220),
		reporting.column("missing", _("Missing"), width=220),
		reporting.column("days", _("Days since the Voucher"), "Int", 110),
		reporting.column("voucher_date", _("Voucher Date"), "Date", 110),
		reporting.column("number", _("Number"), width=120),
		reporting.column("total", _("Total"), "Currency", 110),
		reporting.column("supplier", _("Supplier"), width=200),
		reporting.column("state", _("State"), width=110),
	]


def chart(rows: reporting.Rows) -> dict[str, Any] | None:
	"""How often each paper is missing, the most often first."""
	counts = Counter(row["missing"] for row in rows).most_common()
	if not rows:
		return None
	names, values = [name for name, _count in counts], [count for _name, count in counts]
	return reporting.bars(names, (_("Expenses"), values))


def summary(rows: reporting.Rows) -> list[dict[str, Any]]:
	"""The figures above the rows."""
	held = {row["expense"]: cents(row["total"]) for row in rows}
	return [
		reporting.figure(_("Expenses"), len(held), "Orange" if held else "Green"),
		reporting.figure(_("Papers Missing"), len(rows), "Orange" if rows else "Green"),
		reporting.figure(_("Held Back by It"), sum(held.values()) / 100, datatype="Currency"),
	]
