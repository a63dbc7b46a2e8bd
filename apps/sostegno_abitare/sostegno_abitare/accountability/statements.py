"""What a claim shows of itself: sums by budget row, and the lines that wait for a decision."""

from typing import Any

import frappe
from sostegno_abitare.accountability import claim_sums
from sostegno_abitare.accountability.claim_sums import LINE
from sostegno_abitare.rules import claims as rules

SHOWN = 25


def overview(claim: Any) -> dict[str, Any]:
	"""`rows` (budget_row, description, claimed, admitted, cut in euros), and the first `open` lines (name, line_no,
	supplier, voucher_number, voucher_date, claimed, decision, answer, voucher_file where it may be read).
	"""
	sums = claim_sums.by_row(claim.name)
	names = sorted({row.budget_row for row in sums})
	called = {
		row.name: f"{row.name.removeprefix(f'{claim.agreement}-')} {row.description}"
		for row in frappe.get_all(
			"Budget Row", filters={"name": ["in", names or [""]]}, fields=["name", "description"]
		)
	}
	rows: dict[str, dict[str, Any]] = {}
	for row in sums:
		one = rows.setdefault(
			row.budget_row, {"budget_row": row.budget_row, "description": called.get(row.budget_row)}
		)
		for field in ("claimed", "admitted", "cut"):
			one[field] = one.get(field, 0) + row[field]
	for one in rows.values():
		one.update({field: one[field] / 100 for field in ("claimed", "admitted", "cut")})
	waiting = frappe.get_list(
		LINE,
		filters={"claim": claim.name, "decision": ["in", list(rules.OPEN)]},
		fields=[
			"name",
			"line_no",
			"supplier",
			"voucher_number",
			"voucher_date",
			"budget_row",
			"claimed",
			"decision",
			"answer",
		],
		order_by="line_no asc",
		limit_page_length=SHOWN,
	)
	return {"rows": list(rows.values()), "open": waiting}
