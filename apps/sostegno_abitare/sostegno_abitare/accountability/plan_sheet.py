"""What the prints of a plan and of a reallocation ask for (hook `jinja`), as who prints may read it."""

from typing import Any

import frappe
from sostegno_abitare import reporting
from sostegno_abitare.accountability import budget, plan
from sostegno_abitare.rules.ledgers import PLANNED, REALLOCATED, SHARES
from sostegno_abitare.rules.money import cents

ROW = [
	"name",
	"code",
	"description",
	"activity",
	"action",
	"cost_category",
	"brought_by",
	"organisation",
	"nature",
	"unit",
	"quantity",
	"unit_value",
	"total",
	"valuation_method",
	"valuation_basis",
	"source_document",
]


def sa_budget_plan(agreement: str) -> dict[str, Any]:
	"""The plan in force: `actions` (name, title, rows, sums), `sums`, `version`, how the `limits` of R6
	are kept and what is `lacking`; amounts in euros by
	payer. `valued` are the rows whose value is figurative or a refund, with method and basis (DM 72/2021).
	"""
	known = reporting.every("Budget Row", ROW, {"agreement": agreement, "docstatus": 1}, order_by="name asc")
	entries = reporting.grouped(
		"Budget Ledger Entry",
		["budget_row", "share"],
		{"agreement": agreement, "kind": ["in", [PLANNED, REALLOCATED]]},
		sums=("amount",),
	)
	amounts = {(entry.budget_row, entry.share): cents(entry.amount) for entry in entries}
	titles = {row.name: row.title for row in frappe.get_all("Cost Category", fields=["name", "title"])}
	rows = [
		{
			**row,
			"category": titles.get(row.cost_category) or row.cost_category,
			**_shares({share: amounts.get((row.name, share), 0) for share in SHARES}),
		}
		for row in known
	]
	actions = frappe.get_all(
		"Agreement Action",
		filters={"agreement": agreement},
		fields=["name", "code", "title", "budget"],
		order_by="name asc",
	)
	groups = []
	for action in actions:
		own = [row for row in rows if row["action"] == action.name]
		groups.append({**action, "rows": own, "sums": _sums(own)})
	found = plan.verdict(agreement)
	return {
		"actions": [group for group in groups if group["rows"]],
		"sums": _sums(rows),
		"valued": [row for row in rows if row["nature"] == "Figurative" or row["partner_cash"]],
		"version": budget.version_on(agreement),
		"limits": plan.limits(found),
		"lacking": plan.sentences(found) if known else [],
	}


def sa_reallocation(doc: Any) -> dict[str, Any]:
	"""The rows that a reallocation moves, called by their names, and the sum moved."""
	names = [line.budget_row for line in doc.lines]
	called = {
		row.name: f"{row.code} {row.description}"
		for row in reporting.every(
			"Budget Row", ["name", "code", "description"], {"name": ["in", names or [""]]}
		)
	}
	return {"called": called, "version_before": (doc.version or 0) - 1}


def _shares(amounts: dict[str, int]) -> dict[str, float]:
	fields = {share.lower().replace(" ", "_"): amount / 100 for share, amount in amounts.items()}
	return {**fields, "approved": sum(amounts.values()) / 100}


def _sums(rows: list[dict[str, Any]]) -> dict[str, float]:
	fields = ("total", "public", "partner_cash", "partner_in_kind", "third_party", "approved")
	return {field: sum(cents(row[field]) for row in rows) / 100 for field in fields}
