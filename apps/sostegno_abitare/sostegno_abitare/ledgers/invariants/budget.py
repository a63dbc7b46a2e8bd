"""What must hold of budgets (R2-R4, R22; invariant 3)."""

from collections.abc import Iterator

import frappe
from sostegno_abitare.accountability.budget import tolerance
from sostegno_abitare.ledgers import budget
from sostegno_abitare.ledgers.chain import BUDGET
from sostegno_abitare.rules import invariants as rules
from sostegno_abitare.rules import ledgers
from sostegno_abitare.rules.invariants import Finding
from sostegno_abitare.rules.money import cents

_SHARES = {
	ledgers.PUBLIC: "public_share",
	ledgers.PARTNER_CASH: "partner_cash",
	ledgers.IN_KIND: "partner_in_kind",
	ledgers.THIRD_PARTY: "third_party",
}


def order() -> Iterator[Finding]:
	"""Each row and share."""
	sums: dict[tuple[str, str], dict[str, int]] = {}
	for (row, share, kind), total in budget.totals(("budget_row", "share", "kind")).items():
		sums.setdefault((row, share), {})[kind] = total
	rows = frappe.get_all("Budget Row", pluck="name", limit_page_length=0)
	tolerances = {row: tolerance(row) for row in {row for row, _share in sums}.intersection(rows)}
	yield from rules.row_sums(sums, tolerances)


def planned() -> Iterator[Finding]:
	"""Ledger and rows say the same; a row that is cancelled is planned no more."""
	rows = frappe.get_all(
		"Budget Row", filters={"docstatus": 1}, fields=["name", *_SHARES.values()], limit_page_length=0
	)
	expected = {
		(row.name, share): cents(row[field]) for row in rows for share, field in _SHARES.items() if row[field]
	}
	found = budget.totals(("budget_row", "share"), kind=ledgers.PLANNED)
	yield from rules.same_sums("Budget Row", found, expected)


def own_row() -> Iterator[Finding]:
	"""An entry says of its row what the row says."""
	fields = ("agreement", "action", "cost_category")
	differs = " or ".join(f"ifnull(`row`.`{field}`, '') <> `entry`.`{field}`" for field in fields)
	rows = frappe.db.sql(
		f"select `entry`.`name`, `entry`.`budget_row` from `tab{BUDGET.doctype}` `entry`"
		f" left join `tabBudget Row` `row` on `row`.`name` = `entry`.`budget_row` where {differs}"
	)
	for name, row in rows:
		yield Finding(BUDGET.doctype, name, "", row)


def agreements() -> Iterator[Finding]:
	"""R2, as the agreement was activated."""
	active = frappe.get_all(
		"Service Agreement",
		filters={"status": "Active"},
		fields=["name", "total_amount"],
		limit_page_length=0,
	)
	expected = {(row.name,): cents(row.total_amount) for row in active}
	found = frappe.db.sql("select `agreement`, sum(`budget`) from `tabAgreement Action` group by `agreement`")
	sums = {(name,): cents(total) for name, total in found if (name,) in expected}
	yield from rules.same_sums("Service Agreement", sums, expected)
