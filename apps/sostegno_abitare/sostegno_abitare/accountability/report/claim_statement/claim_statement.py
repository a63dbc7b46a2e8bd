"""What submitted claims asked for, and what was admitted of it: by action, category, row, municipality, month or claim
(BO-03). The sums are those of the lines, which are those of the budget ledger.
"""

from typing import Any

import frappe
from frappe import _
from frappe.utils import flt
from sostegno_abitare import reporting
from sostegno_abitare.rules.money import cents

CLAIM = "Reimbursement Claim"
MONTH = "Month of Payment"
# What is grouped by -> the field of the line, the doctype it names and that doctype's title.
BY = {
	"Action": ("action", "Agreement Action", "title"),
	"Cost Category": ("cost_category", "Cost Category", "title"),
	"Budget Row": ("budget_row", "Budget Row", "description"),
	"Municipality": ("municipality", "Municipality", None),
	MONTH: ("paid_on", None, None),
	"Claim": ("claim", CLAIM, "title"),
}
SUMS = ("claimed", "admitted", "cut")


def execute(filters: dict[str, Any] | None = None) -> tuple[Any, ...]:
	"""Columns, a row for each group, chart and summary."""
	filters = frappe._dict(filters or {})
	by = reporting.plain(filters, "by") or "Action"
	by = by if by in BY else "Action"
	rows = groups(by, found(filters, BY[by][0]))
	return columns(by), rows, None, chart(rows), summary(rows)


def found(filters: Any, field: str) -> reporting.Rows:
	"""The lines of submitted claims that the reader may see, summed by a field."""
	own = reporting.chosen(filters, "agreement")
	if filters.get("claim"):
		own["name"] = reporting.plain(filters, "claim")
	claims = [row.name for row in reporting.every(CLAIM, ["name"], {**own, "docstatus": 1})]
	asked = reporting.chosen(filters, "action", "cost_category", "municipality", claim=["in", claims or [""]])
	period = reporting.between(filters)
	if period:
		asked["paid_on"] = period
	return reporting.grouped("Claim Line", [field], asked, count="vouchers", sums=SUMS)


def groups(by: str, rows: reporting.Rows) -> list[dict[str, Any]]:
	"""A row for each group, in the order of its name; sums in whole cents before they are euros."""
	field, doctype, titled = BY[by]
	sums: dict[str, dict[str, int]] = {}
	for row in rows:
		key = str(row[field] or "")[:7] if by == MONTH else row[field] or ""
		one = sums.setdefault(key, dict.fromkeys(("vouchers", *SUMS), 0))
		one["vouchers"] += row["vouchers"]
		for each in SUMS:
			one[each] += cents(row[each])
	titles = _titles(doctype, titled, sums) if doctype and titled else {}
	return [
		{
			"group": key,
			"title": titles.get(key, ""),
			"vouchers": one["vouchers"],
			**{each: one[each] / 100 for each in SUMS},
			"open": (one["claimed"] - one["admitted"] - one["cut"]) / 100,
		}
		for key, one in sorted(sums.items())
	]


def columns(by: str) -> list[dict[str, Any]]:
	"""The columns, in the reader's language."""
	_field, doctype, titled = BY[by]
	first = (
		reporting.link("group", _(by), doctype, 150)
		if doctype
		else reporting.column("group", _(by), width=150)
	)
	return [
		first,
		*([reporting.column("title", _("Description"), width=280)] if titled else []),
		reporting.column("vouchers", _("Vouchers"), "Int", 110),
		reporting.column("claimed", _("Claimed"), "Currency", 130),
		reporting.column("admitted", _("Admitted"), "Currency", 130),
		reporting.column("cut", _("Cut"), "Currency", 130),
		reporting.column("open", _("To Be Decided"), "Currency", 130),
	]


def chart(rows: list[dict[str, Any]]) -> dict[str, Any] | None:
	"""Claimed and admitted, side by side."""
	return reporting.bars(
		[row["group"] or "–" for row in rows],
		(_("Claimed"), [row["claimed"] for row in rows]),
		(_("Admitted"), [row["admitted"] for row in rows]),
		fieldtype="Currency",
	)


def summary(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
	"""The figures above the rows."""
	total = {field: sum(cents(row[field]) for row in rows) / 100 for field in (*SUMS, "open")}
	return [
		reporting.figure(_("Claimed"), total["claimed"], datatype="Currency"),
		reporting.figure(_("Admitted"), total["admitted"], "Green", "Currency"),
		reporting.figure(_("Cut"), total["cut"], "Red" if flt(total["cut"]) else "Gray", "Currency"),
		reporting.figure(
			_("To Be Decided"), total["open"], "Orange" if flt(total["open"]) else "Gray", "Currency"
		),
	]


def _titles(doctype: str, field: str, names: Any) -> dict[str, str]:
	rows = reporting.every(doctype, ["name", field], {"name": ["in", list(names) or [""]]})
	return {row.name: row[field] for row in rows}
