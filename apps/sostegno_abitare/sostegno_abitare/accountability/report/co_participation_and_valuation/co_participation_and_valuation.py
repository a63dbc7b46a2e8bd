"""What the partner and others bring in: money spent, hours and goods at their value, and what of it counts as own
share by the agreement's switch and cap (R5, R6, BO-04). Nothing of it is ever claimed.
"""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import frappe
from frappe import _
from sostegno_abitare import reporting
from sostegno_abitare.accountability import budget, plan
from sostegno_abitare.rules import ledgers
from sostegno_abitare.rules.money import cents
from sostegno_abitare.rules.plan import Counted, counted

CASH, IN_KIND, THIRD = ledgers.PARTNER_CASH, ledgers.IN_KIND, ledgers.THIRD_PARTY
# What the report shows -> the kind and share of the entries that it is the sum of.
DONE = {
	"cash": (ledgers.SPENT, CASH),
	"figurative": (ledgers.VALUED, IN_KIND),
	"third_party": (ledgers.SPENT, THIRD),
}
ROW = ["name", "title", "agreement", "action", "valuation_method"]
AMOUNTS = ("approved", *DONE)


def execute(filters: dict[str, Any] | None = None) -> tuple[Any, ...]:
	"""Columns, rows (each agreement, and below it the rows of its budget), message, chart and summary."""
	given: Any = frappe._dict(filters or {})
	found = read(given)
	known = {
		row.name: row
		for row in reporting.every(
			"Budget Row", ROW, {"name": ["in", sorted(found) or [""]]}, "action asc, code asc"
		)
	}
	whole = not (given.get("action") or given.get("municipality"))
	rows = tree(known, found, hours(given), terms({row.agreement for row in known.values()}) if whole else {})
	return columns(), rows, message(whole), chart(rows), summary(rows)


def read(given: Any) -> dict[str, dict[str, int]]:
	"""Budget row -> cents approved for the shares that are not public, and of each kind of `DONE` in the period."""
	found: dict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(AMOUNTS, 0))
	place = reporting.chosen(given, "agreement", "action", "municipality")
	shares = {**place, "share": ["!=", ledgers.PUBLIC]}
	approving = {**shares, "kind": ["in", list(budget.APPROVING)]}
	for entry in reporting.grouped("Budget Ledger Entry", ["budget_row"], approving, sums=("amount",)):
		found[entry.budget_row]["approved"] += cents(entry.amount)
	days = reporting.between(given)
	asked = {**shares, **({"posting_date": days} if days else {})}
	by = {key: field for field, key in DONE.items()}
	for entry in reporting.grouped(
		"Budget Ledger Entry", ["budget_row", "kind", "share"], asked, sums=("amount",)
	):
		field = by.get((entry.kind, entry.share))
		if field:
			found[entry.budget_row][field] += cents(entry.amount)
	return found


def hours(given: Any) -> dict[str, float]:
	"""Budget row -> the hours of volunteers valued on it in the period."""
	asked = reporting.chosen(given, "agreement", "action", "municipality", docstatus=1)
	days = reporting.between(given)
	if days:
		asked["date"] = days
	rows = reporting.grouped("Volunteer Hours", ["budget_row"], asked, sums=("minutes",))
	return {row.budget_row: round(row.minutes / 60, 2) for row in rows}


def terms(agreements: set[str]) -> dict[str, Any]:
	"""Agreement -> whether figurative value counts, and up to which part of the own share."""
	return {name: plan.terms_of(name) for name in sorted(agreements)}


def tree(
	known: Mapping[str, Any],
	found: Mapping[str, dict[str, int]],
	worked: Mapping[str, float],
	limits: Mapping[str, Any],
) -> list[dict[str, Any]]:
	"""A line for each agreement with the sums of its rows and what counts, and below it a line for each row."""
	lines = []
	for agreement in sorted({row.agreement for row in known.values()}):
		own = [row for row in known.values() if row.agreement == agreement]
		sums = {field: sum(found[row.name][field] for row in own) for field in AMOUNTS}
		limit = limits.get(agreement)
		share = (
			counted(sums["cash"], sums["figurative"], limit.figurative_counts, limit.figurative_cap_percent)
			if limit
			else None
		)
		total = round(sum(worked.get(row.name, 0) for row in own), 2)
		lines.append(_line(agreement, "", "", sums, total, share=share))
		for row in own:
			lines.append(
				_line(
					row.name,
					row.title,
					row.valuation_method,
					found[row.name],
					worked.get(row.name, 0),
					agreement,
				)
			)
	return lines


def _line(
	name: str,
	title: str,
	method: str,
	sums: dict[str, int],
	worked: float,
	parent: str = "",
	share: Counted | None = None,
) -> dict[str, Any]:
	return {
		"indent": 1 if parent else 0,
		"parent": parent,
		"name": name,
		"title": title,
		"method": _(method or ""),
		"hours": worked,
		**{field: sums[field] / 100 for field in AMOUNTS},
		"figurative_counted": share.figurative_counted / 100 if share else None,
		"own_share": share.own / 100 if share else None,
	}


def columns() -> list[dict[str, Any]]:
	"""The columns, in the reader's language."""
	return [
		reporting.column("name", _("Agreement, Budget Row"), width=190),
		reporting.column("title", _("Description"), width=260),
		reporting.column("method", _("Valuation Method"), width=150),
		reporting.column("approved", _("Approved"), "Currency", 120, precision=2),
		reporting.column("hours", _("Hours Valued"), "Float", 110, precision=2),
		reporting.column("figurative", _("Hours and Goods, at Their Value"), "Currency", 150, precision=2),
		reporting.column("cash", _("Partner Cash"), "Currency", 120, precision=2),
		reporting.column("third_party", _("Third Party"), "Currency", 120, precision=2),
		reporting.column(
			"figurative_counted", _("Figurative Value That Counts"), "Currency", 160, precision=2
		),
		reporting.column("own_share", _("Own Share That Counts"), "Currency", 150, precision=2),
	]


def message(whole: bool) -> str | None:
	"""Why nothing is said of what counts."""
	if whole:
		return None
	return _(
		"What counts as own share is of a whole agreement: leave action and municipality empty to see it"
	)


def chart(rows: list[dict[str, Any]]) -> dict[str, Any] | None:
	"""Approved and brought in, by agreement."""
	top = [row for row in rows if not row["indent"]]
	if not top:
		return None
	names = {"figurative": _("Hours and Goods, at Their Value"), "cash": _("Partner Cash")}
	return {
		"data": {
			"labels": [row["name"] for row in top],
			"datasets": [
				{"name": _("Approved"), "values": [row["approved"] for row in top]},
				*({"name": name, "values": [row[field] for row in top]} for field, name in names.items()),
			],
		},
		"type": "bar",
	}


def summary(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
	"""The figures above the rows."""
	top = [row for row in rows if not row["indent"]]
	sums = {
		field: sum(cents(row[field]) for row in top) / 100
		for field in ("figurative", "cash", "third_party", "own_share")
	}
	return [
		reporting.figure(_("Hours and Goods, at Their Value"), sums["figurative"], datatype="Currency"),
		reporting.figure(_("Partner Cash"), sums["cash"], datatype="Currency"),
		reporting.figure(_("Third Party"), sums["third_party"], datatype="Currency"),
		reporting.figure(_("Own Share That Counts"), sums["own_share"], "Green", "Currency"),
	]
