"""What stands on the budget of each agreement, by action, cost category and row, to the cent (EM-13, VA-13, VA-15).

Every figure is a sum of the ledger, made by the database; the sums of rows are made in whole cents.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

import frappe
from frappe import _
from sostegno_abitare import reporting
from sostegno_abitare.accountability import plan
from sostegno_abitare.rules import ledgers
from sostegno_abitare.rules.money import cents

ROW = [
	"name",
	"code",
	"description",
	"activity",
	"brought_by",
	"nature",
	"agreement",
	"action",
	"cost_category",
]
KINDS = (
	ledgers.PLANNED,
	ledgers.REALLOCATED,
	ledgers.COMMITTED,
	ledgers.SPENT,
	ledgers.VALUED,
	ledgers.CLAIMED,
	ledgers.ADMITTED,
	ledgers.CUT,
	ledgers.REIMBURSED,
)
Sums = Mapping[str, int]
Key = tuple[str, ...]


def execute(filters: dict[str, Any] | None = None) -> tuple[Any, ...]:
	"""Columns, rows (agreement, action, cost category, row: each below the other), message, chart, summary."""
	filters = frappe._dict(filters or {})
	known = {row.name: row for row in reporting.every("Budget Row", ROW, of_rows(filters))}
	found = reporting.grouped(
		"Budget Ledger Entry", ["budget_row", "kind"], of_entries(filters, known), sums=("amount",)
	)
	by_row: dict[str, dict[str, int]] = defaultdict(dict)
	for entry in found:
		if entry.budget_row in known:
			by_row[entry.budget_row][entry.kind] = cents(entry.amount)
	rows = tree(known, by_row, titles())
	return columns(), rows, message(filters), chart(rows), summary(rows)


def of_rows(filters: Any) -> dict[str, Any]:
	"""The filters on rows."""
	return reporting.chosen(
		filters, "agreement", "action", "cost_category", "brought_by", "nature", docstatus=["!=", 0]
	)


def of_entries(filters: Any, rows: Collection[str]) -> dict[str, Any]:
	"""The filters on entries: of a year, between two days, of a municipality, of a payer, of some rows."""
	asked = reporting.chosen(filters, "agreement", "municipality", "share")
	if any(filters.get(field) for field in ("action", "cost_category", "brought_by", "nature")):
		asked["budget_row"] = ["in", sorted(rows) or [""]]
	year = reporting.plain(filters, "year")
	if year:
		asked["posting_date"] = ["between", [f"{int(year):04d}-01-01", f"{int(year):04d}-12-31"]]
	elif reporting.between(filters):
		asked["posting_date"] = reporting.between(filters)
	return asked


def titles() -> dict[str, str]:
	"""Name -> title of agreements, actions and cost categories."""
	return {
		row.name: row.title
		for doctype in ("Service Agreement", "Agreement Action", "Cost Category")
		for row in frappe.get_all(doctype, fields=["name", "title"], limit_page_length=0)
	}


def tree(known: Mapping[str, Any], by_row: Mapping[str, Sums], titles: Mapping[str, str]) -> reporting.Rows:
	"""A line for each agreement, action, category and row that has entries, the sums of all below it."""
	levels: dict[Key, dict[str, int]] = defaultdict(lambda: dict.fromkeys(KINDS, 0))
	for name, sums in by_row.items():
		row = known[name]
		path = (row.agreement, row.action, row.cost_category, name)
		for depth in range(1, 5):
			for kind, amount in sums.items():
				levels[path[:depth]][kind] += amount
	return [_line(key, levels[key], known, titles) for key in sorted(levels)]


def _line(key: Key, sums: Sums, known: Mapping[str, Any], titles: Mapping[str, str]) -> dict[str, Any]:
	depth = len(key)
	line: dict[str, Any] = {
		"node": "/".join(key),
		"parent_node": "/".join(key[:-1]) or None,
		"indent": depth - 1,
		"agreement": key[0],
		"action": key[1] if depth > 1 else None,
		"cost_category": key[2] if depth > 2 else None,
		"budget_row": key[3] if depth > 3 else None,
		"title": titles.get(key[-1], key[-1]) or key[-1],
		**figures(sums),
	}
	if depth < 3:
		line["title"] = f"{key[-1]} {line['title']}"
	if depth == 4:
		row = known[key[3]]
		line |= {"title": f"{row.code} {row.description}", "activity": row.activity}
		line |= {"brought_by": _(row.brought_by or ""), "nature": _(row.nature or "")}
	return line


def figures(sums: Sums) -> dict[str, float]:
	"""The columns of a line, in euros: what is left is what may still be bound, or valued."""
	approved = ledgers.approved(sums)
	left = approved - sums[ledgers.COMMITTED] - sums[ledgers.VALUED]
	euros = {kind.lower(): sums[kind] / 100 for kind in KINDS}
	used = sums[ledgers.SPENT] + sums[ledgers.VALUED]
	return {
		**euros,
		"approved": approved / 100,
		"left": left / 100,
		"used_percent": 100 * used / approved if approved else 0,
	}


def columns() -> list[dict[str, Any]]:
	"""The columns, in the reader's language."""
	money = [
		("planned", _("Planned")),
		("reallocated", _("Reallocated")),
		("approved", _("Approved")),
		("committed", _("Committed")),
		("spent", _("Spent")),
		("valued", _("Valued")),
		("left", _("Left")),
		("claimed", _("Claimed")),
		("admitted", _("Admitted")),
		("cut", _("Cut")),
		("reimbursed", _("Reimbursed")),
	]
	return [
		reporting.column("title", _("Agreement, Action, Category, Row"), width=340),
		*(reporting.column(field, label, "Currency", 125, options="EUR") for field, label in money),
		reporting.column("used_percent", _("Percent Used"), "Percent", 90, disable_total=1),
		reporting.column("activity", _("Activity"), width=260),
		reporting.column("brought_by", _("Brought By"), width=130),
		reporting.column("nature", _("Nature"), width=100),
		reporting.link("budget_row", _("Budget Row"), "Budget Row", 170),
		reporting.link("action", _("Action"), "Agreement Action", 110, hidden=1),
		reporting.link("cost_category", _("Cost Category"), "Cost Category", 110, hidden=1),
		reporting.link("agreement", _("Agreement"), "Service Agreement", 110, hidden=1),
	]


def message(filters: Any) -> str | None:
	"""What the plan of the agreement asked for still lacks, and how it keeps its limits (R2, R6)."""
	agreement = reporting.plain(filters, "agreement")
	if not agreement or not frappe.has_permission("Service Agreement", "read", agreement):
		return None
	found = plan.verdict(agreement)
	texts = [*plan.sentences(found), *plan.limits(found)]
	return "<br>".join(frappe.utils.escape_html(text) for text in texts) or None


def chart(rows: reporting.Rows) -> dict[str, Any] | None:
	"""Approved, bound and used, action by action."""
	lines = [row for row in rows if row["indent"] == 1]
	if not lines:
		return None
	sets = [
		{"name": label, "values": [sum(line[field] for field in fields) for line in lines]}
		for label, fields in (
			(_("Approved"), ("approved",)),
			(_("Committed or Valued"), ("committed", "valued")),
			(_("Spent or Valued"), ("spent", "valued")),
		)
	]
	data = {"labels": [line["action"] for line in lines], "datasets": sets}
	return {"data": data, "type": "bar", "fieldtype": "Currency"}


def summary(rows: reporting.Rows) -> list[dict[str, Any]]:
	"""The figures above the rows."""
	tops = [row for row in rows if row["indent"] == 0]

	def whole(field: str) -> float:
		return sum(cents(row[field]) for row in tops) / 100

	return [
		reporting.figure(_("Approved"), whole("approved"), "Blue", "Currency"),
		reporting.figure(_("Committed"), whole("committed"), "Orange", "Currency"),
		reporting.figure(_("Spent"), whole("spent"), "Green", "Currency"),
		reporting.figure(_("Valued"), whole("valued"), "Purple", "Currency"),
		reporting.figure(_("Left"), whole("left"), "Red" if whole("left") < 0 else "Blue", "Currency"),
	]
