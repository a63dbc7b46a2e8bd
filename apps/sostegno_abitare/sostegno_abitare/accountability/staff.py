"""What the hours of a sheet cost, by the cost of the year (R21): every cent of it on some row."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt, getdate
from sostegno_abitare.accountability.row_links import CASH_SHARES
from sostegno_abitare.rules import staffing
from sostegno_abitare.rules.money import cents
from sostegno_abitare.rules.schedule import month_end


class NoYearlyCostError(frappe.ValidationError):
	"""Hours of a year whose cost nobody wrote."""


@dataclass(frozen=True)
class Part:
	"""The hours of a sheet on a row of the budget (none: on no row), in minutes, and their cost in cents."""

	budget_row: str | None
	minutes: int
	cents: int


def parts(sheet: Document) -> list[Part]:
	"""The hours of a sheet by row of the budget, with their cost; the costs sum to that of all the hours. Raises
	NoYearlyCostError.
	"""
	year = getdate(sheet.month).year
	found = frappe.db.get_value(
		"Annual Cost",
		{"parent": sheet.staff_member, "parenttype": "Staff Member", "year": year},
		["gross_cost", "productive_hours"],
		as_dict=True,
	)
	if not found:
		frappe.throw(
			_("{0} has no cost for {1}: write the cost and the hours of the year in the register").format(
				frappe.bold(sheet.staff_member), year
			),
			NoYearlyCostError,
		)
	minutes: dict[str, int] = {}
	for row in sheet.days:
		key = row.budget_row or ""
		minutes[key] = minutes.get(key, 0) + row.minutes
	names = sorted(minutes)
	costs = staffing.cost([minutes[name] for name in names], cents(found.gross_cost), found.productive_hours)
	return [Part(name or None, minutes[name], cost) for name, cost in zip(names, costs, strict=True)]


def hourly(sheet: Document) -> int:
	"""Cents an hour in the year of the sheet; 0 where the year has no cost."""
	found = frappe.db.get_value(
		"Annual Cost",
		{"parent": sheet.staff_member, "parenttype": "Staff Member", "year": getdate(sheet.month).year},
		["gross_cost", "productive_hours"],
		as_dict=True,
	)
	return staffing.hourly(cents(found.gross_cost), found.productive_hours) if found else 0


def expense_values(sheet: Document) -> dict[str, Any]:
	"""A submitted sheet as a draft of Expense: the payslip of the month, borne by the rows that the hours are on. The
	person stands by the number in the register, not by name.
	"""
	person = frappe.db.get_value(
		"Staff Member",
		sheet.staff_member,
		["fiscal_code", "order_of_service"],
		as_dict=True,
	)
	rows = [
		{"budget_row": row.budget_row, "share": share_of(row.budget_row), "amount": row.cost}
		for row in sheet.costs
		if cents(row.cost)
	]
	month = getdate(sheet.month)
	return {
		"doctype": "Expense",
		"agreement": sheet.agreement,
		"municipality": sheet.municipality,
		"kind": "Staff",
		"voucher_kind": "Payslip",
		"supplier_name": sheet.staff_member,
		"supplier_tax_id": person.fiscal_code,
		"number": f"{month:%Y-%m}",
		"voucher_date": voucher_day(month),
		"net_amount": sum(cents(row["amount"]) for row in rows) / 100,
		"description": _("Hours of {0}, sheet {1}").format(f"{month:%m/%Y}", sheet.name),
		"voucher_file": sheet.payslip,
		"order_of_service": person.order_of_service,
		"staff_member": sheet.staff_member,
		"staff_hours": sheet.name,
		"allocations": rows,
	}


def voucher_day(month: date) -> date:
	"""The day of a payslip: the last one of its month, or today where that lies ahead."""
	return min(month_end(month), getdate())


def share_of(budget_row: str) -> str:
	"""Who pays what stands on a row: the public share where it has one, else the partner's own money."""
	found = frappe.db.get_value("Budget Row", budget_row, list(CASH_SHARES.values()), as_dict=True)
	return next((share for share, field in CASH_SHARES.items() if flt(found[field])), "Public")
