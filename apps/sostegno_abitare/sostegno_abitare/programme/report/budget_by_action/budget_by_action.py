"""The money of each agreement, action by action, to the cent (EM-13, VA-13, R2)."""

from collections import defaultdict
from typing import Any

import frappe
from frappe import _
from sostegno_abitare import reporting
from sostegno_abitare.rules.money import cents

AGREEMENT = ["name", "title", "status", "start_date", "end_date", "total_amount", "vat_regime"]
ACTION = ["name", "agreement", "code", "title", "budget", "start_date", "end_date", "accepts_referrals"]


def execute(filters: dict[str, Any] | None = None) -> tuple[Any, ...]:
	"""Columns, rows (an agreement, below it its actions), chart and summary."""
	filters = frappe._dict(filters or {})
	asked = reporting.chosen(filters, "status", "vat_regime")
	if filters.get("agreement"):
		asked["name"] = reporting.plain(filters, "agreement")
	agreements = reporting.every("Service Agreement", AGREEMENT, asked)
	names = [row.name for row in agreements] or [""]
	actions = reporting.every(
		"Agreement Action", ACTION, {"agreement": ["in", names]}, order_by="agreement asc, code asc"
	)
	rows = by_agreement(agreements, actions)
	picture, figures = chart(rows), summary(rows)
	for row in rows:
		row["vat_regime"], row["status"] = _(row.get("vat_regime") or ""), _(row.get("status") or "")
	return columns(), rows, None, picture, figures


def columns() -> list[dict[str, Any]]:
	"""The columns, in the reader's language."""
	return [
		reporting.column("code", _("Agreement and Action"), width=220),
		reporting.column("title", _("Title"), width=360),
		reporting.column("budget", _("Budget"), "Currency", 150),
		reporting.column("share", _("Share of the Agreement"), "Percent", 160, disable_total=1),
		reporting.column("difference", _("Not Assigned to Actions"), "Currency", 170),
		reporting.column("start_date", _("Start Date"), "Date", 120),
		reporting.column("end_date", _("End Date"), "Date", 120),
		reporting.column("vat_regime", _("VAT Regime"), width=230),
		reporting.column("status", _("Status"), width=100),
		reporting.link("agreement", _("Agreement"), "Service Agreement", 110, hidden=1),
	]


def by_agreement(agreements: reporting.Rows, actions: reporting.Rows) -> reporting.Rows:
	"""A row for each agreement and, below it, one for each of its actions. Sums are made in whole cents."""
	of_agreement: dict[str, list[Any]] = defaultdict(list)
	for row in actions:
		of_agreement[row["agreement"]].append(row)
	rows: reporting.Rows = []
	for agreement in agreements:
		own, total = of_agreement[agreement["name"]], cents(agreement["total_amount"])
		rows.append(
			{
				**_row(agreement, agreement["name"], None, agreement["name"], total, total),
				"indent": 0,
				"difference": (total - sum(cents(row["budget"]) for row in own)) / 100,
				"vat_regime": agreement["vat_regime"],
				"status": agreement["status"],
			}
		)
		for action in own:
			parent = agreement["name"]
			line = _row(action, action["code"], parent, parent, cents(action["budget"]), total)
			line["start_date"] = line["start_date"] or reporting.day_of(agreement["start_date"])
			line["end_date"] = line["end_date"] or reporting.day_of(agreement["end_date"])
			rows.append({**line, "indent": 1})
	return rows


def chart(rows: reporting.Rows) -> dict[str, Any] | None:
	"""The budget of every action."""
	lines = [row for row in rows if row["indent"]]
	budgets = [row["budget"] for row in lines]
	return reporting.bars([row["row"] for row in lines], (_("Budget"), budgets), fieldtype="Currency")


def summary(rows: reporting.Rows) -> list[dict[str, Any]]:
	"""The figures above the rows."""
	tops = [row for row in rows if not row["indent"]]
	total = sum(cents(row["budget"]) for row in tops) / 100
	figures = [reporting.figure(row["code"], row["budget"], datatype="Currency") for row in tops]
	return [*figures, reporting.figure(_("Total"), total, "Green", "Currency")]


def _row(
	record: Any, code: str, parent: str | None, agreement: str, amount: int, total: int
) -> dict[str, Any]:
	return {
		"row": record["name"],
		"parent_row": parent,
		"code": code,
		"agreement": agreement,
		"title": record["title"],
		"budget": amount / 100,
		"share": 100 * amount / total if total else 0,
		"start_date": reporting.day_of(record["start_date"]),
		"end_date": reporting.day_of(record["end_date"]),
	}
