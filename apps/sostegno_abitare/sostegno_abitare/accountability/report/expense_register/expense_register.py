"""Every expense with its voucher, who bears it, how it was paid and what it still lacks (VA-14, R17-R20)."""

from collections import Counter
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint
from sostegno_abitare import reporting
from sostegno_abitare.accountability import papers
from sostegno_abitare.accountability.expense_states import ALLOCATED, CLAIMED, COMPLETE, DRAFT, SETTLED
from sostegno_abitare.rules.money import cents
from sostegno_abitare.rules.vouchers import CREDIT_NOTE, OTHER_FUNDER, PUBLIC

STATES = (DRAFT, ALLOCATED, COMPLETE, CLAIMED, SETTLED)
FIELDS = (
	"name",
	"title",
	"supplier_name",
	"voucher_kind",
	"number",
	"voucher_date",
	"kind",
	"municipality",
	"total",
	"claimable_base",
	"paid",
	"paid_on",
	"workflow_state",
	"next_step",
	"missing",
	"missing_count",
	"claim",
	"case_code",
)
PARTS = ("action", "cost_category", "municipality")


def execute(filters: dict[str, Any] | None = None) -> tuple[Any, ...]:
	"""Columns, rows by the day of the voucher, chart and summary."""
	filters = frappe._dict(filters or {})
	conditions = reporting.chosen(filters, "agreement", "workflow_state", docstatus=["<", 2])
	period = reporting.between(filters)
	if period:
		conditions["voucher_date"] = period
	if cint(filters.get("only_incomplete")):
		conditions["missing_count"] = [">", 0]
	expenses = reporting.every("Expense", list(FIELDS), conditions, "voucher_date asc, name asc")
	wanted = reporting.chosen(filters, *PARTS)
	rows = lines(expenses, parts_of([row.name for row in expenses]), wanted)
	return columns(), rows, None, chart(rows), summary(rows)


def parts_of(names: list[str]) -> dict[str, list[Any]]:
	"""Expense -> its parts."""
	found: dict[str, list[Any]] = {}
	fields = ["share", "amount", *PARTS]
	for row in reporting.rows_of("Expense Allocation", names, fields):
		found.setdefault(row.parent, []).append(row)
	return found


def lines(expenses: list[Any], parts: dict[str, list[Any]], wanted: dict[str, Any]) -> reporting.Rows:
	"""A row for each expense that has a part as wanted, with the sums of these parts; below nothing for a credit
	note.
	"""
	rows = []
	for expense in expenses:
		own = [part for part in parts.get(expense.name, []) if _is_wanted(part, expense, wanted)]
		if wanted and not own:
			continue
		sign = -1 if expense.voucher_kind == CREDIT_NOTE else 1
		sums: Counter[str] = Counter()
		for part in own:
			sums[part.share] += sign * cents(part.amount)
		public, others = sums[PUBLIC], sums[OTHER_FUNDER]
		lacking = (expense.missing or "").split(",") if expense.missing else []
		rows.append(
			{
				"expense": expense.name,
				"supplier": expense.supplier_name,
				"number": expense.number,
				"voucher_date": expense.voucher_date,
				"voucher_kind": _(expense.voucher_kind),
				"kind": _(expense.kind),
				"total": sign * cents(expense.total) / 100,
				"base": sign * cents(expense.claimable_base) / 100,
				"public": public / 100,
				"own": (sum(sums.values()) - public - others) / 100,
				"others": others / 100,
				"paid": sign * cents(expense.paid) / 100,
				"paid_on": expense.paid_on,
				"state": expense.workflow_state,
				"state_name": _(expense.workflow_state),
				"completeness": ", ".join(papers.name_of(code) for code in lacking) or _("Nothing Missing"),
				"missing_count": len(lacking),
				"next_step": _(expense.next_step or ""),
				"claim": expense.claim,
				"case_code": expense.case_code,
			}
		)
	return rows


def _is_wanted(part: Any, expense: Any, wanted: dict[str, Any]) -> bool:
	return all(
		(part.get(field) or (expense.municipality if field == "municipality" else None)) == value
		for field, value in wanted.items()
	)


def columns() -> list[dict[str, Any]]:
	"""The columns, in the reader's language."""
	return [
		reporting.link("expense", _("Expense"), "Expense", 190),
		reporting.column("completeness", _("Completeness"), width=200),
		reporting.column("next_step", _("Next Step"), width=150),
		reporting.column("voucher_date", _("Voucher Date"), "Date", 110),
		reporting.column("number", _("Number"), width=110),
		reporting.column("total", _("Total"), "Currency", 110),
		reporting.column("base", _("Claimable Base"), "Currency", 110),
		reporting.column("public", _("Public Share"), "Currency", 110),
		reporting.column("own", _("Partner and Third Parties"), "Currency", 110),
		reporting.column("others", _("Other Funders"), "Currency", 110),
		reporting.column("paid", _("Paid"), "Currency", 110),
		reporting.column("paid_on", _("Paid On"), "Date", 110),
		reporting.column("state_name", _("State"), width=110),
		reporting.column("supplier", _("Supplier"), width=180),
		reporting.column("voucher_kind", _("Voucher Kind"), width=120),
		reporting.column("kind", _("Kind"), width=110),
		reporting.link("claim", _("Claim"), "Reimbursement Claim", 140),
		reporting.column("case_code", _("Case Code"), width=110),
	]


def chart(rows: reporting.Rows) -> dict[str, Any] | None:
	"""Public share by state."""
	sums: Counter[str] = Counter()
	for row in rows:
		sums[row["state"]] += cents(row["public"])
	if not rows:
		return None
	return reporting.bars(
		reporting.state_names(STATES),
		(_("Public Share"), [sums[state] / 100 for state in STATES]),
		fieldtype="Currency",
	)


def summary(rows: reporting.Rows) -> list[dict[str, Any]]:
	"""The figures above the rows."""
	lacking = sum(bool(row["missing_count"]) for row in rows)
	ready = sum(cents(row["public"]) for row in rows if row["state"] == COMPLETE)
	return [
		reporting.figure(_("Expenses"), len(rows)),
		reporting.figure(_("Total"), sum(cents(row["total"]) for row in rows) / 100, datatype="Currency"),
		reporting.figure(_("With Something Missing"), lacking, "Orange" if lacking else "Green"),
		reporting.figure(_("Ready for a Claim"), ready / 100, "Green", "Currency"),
	]
