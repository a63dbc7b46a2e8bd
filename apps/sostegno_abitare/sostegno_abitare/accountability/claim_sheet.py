"""What the statement of a claim asks for beside the document (hook `jinja`), as who prints may read it.

No private person is named on it: these stand by a code (R50, R53).
"""

from typing import Any

import frappe
from frappe import _
from frappe.utils import flt, fmt_money, formatdate
from sostegno_abitare import reporting
from sostegno_abitare.accountability import claim_sums
from sostegno_abitare.accountability.claim_sums import LINE, SHARED
from sostegno_abitare.ledgers import chain

AS_TABLE = 500  # lines: more are printed as lines of text, which take a tenth of the time to lay out
PART = 8_000  # lines of one PDF
BLOCK = 90  # lines of text under one heading: about a page
_COLUMNS = (
	("line_no", 6, "right"),
	("voucher_date", 10, "left"),
	("voucher_kind", 12, "left"),
	("voucher_number", 20, "left"),
	("supplier", 34, "left"),
	("budget_row", 16, "left"),
	("paid_on", 10, "left"),
	("claimed", 13, "right"),
	("admitted", 13, "right"),
	("decision", 16, "left"),
)
_OF_LINE = [name for name, _width, _side in _COLUMNS]


def sa_claim(claim: str) -> dict[str, Any]:
	"""The sums of a claim: `actions` and `categories` (name, title, claimed, admitted, cut), `rows` (the same by budget
	row), `valuation` (co-participation by row, kind and method: quantity, amount), `head` of the ledger now.
	"""
	doc = frappe.get_doc(claim_sums.CLAIM, claim)
	doc.check_permission("read")
	own = {"claim": claim}
	sums = ("claimed", "admitted", "cut")
	found = {
		field: reporting.grouped(LINE, [field], own, sums=sums)
		for field in ("action", "cost_category", "budget_row")
	}
	titles = {
		"action": _titles("Agreement Action", "title"),
		"cost_category": _titles("Cost Category", "title"),
		"budget_row": _titles("Budget Row", "description"),
	}
	for field, rows in found.items():
		for row in rows:
			row.update(
				name=(row[field] or "").removeprefix(f"{doc.agreement}-"),
				title=titles[field].get(row[field], ""),
			)
	shared = reporting.grouped(
		SHARED, ["budget_row", "kind", "method", "basis", "unit_value"], own, sums=("quantity", "amount")
	)
	for row in shared:
		row.title = titles["budget_row"].get(row.budget_row, "")
		row.quantity_shown = f"{flt(row.quantity, 2):g}" if row.quantity else ""
		row.value_shown = fmt_money(flt(row.unit_value), 2) if row.unit_value else ""
		row.budget_row = row.budget_row.removeprefix(f"{doc.agreement}-")
	return {
		"actions": found["action"],
		"categories": found["cost_category"],
		"rows": found["budget_row"],
		"valuation": shared,
		"head": chain.head(chain.BUDGET, doc.agreement),
	}


def sa_claim_vouchers(claim: str) -> dict[str, Any]:
	"""The vouchers of a claim: `rows` where they fit a table, else `blocks` of text, a line each, headed; `first` and `last` number where
	the print is a part of the list, `more` where lines are left to another part.
	"""
	first, last = frappe.flags.claim_part or (1, PART)
	rows = reporting.every(
		LINE,
		_OF_LINE,
		[["claim", "=", claim], ["line_no", ">=", first], ["line_no", "<=", last]],
		order_by="line_no asc",
	)
	prefix = f"{frappe.db.get_value(claim_sums.CLAIM, claim, 'agreement')}-"
	for row in rows:
		row.budget_row = (row.budget_row or "").removeprefix(prefix)
		row.voucher_kind, row.decision = _(row.voucher_kind or ""), _(row.decision)
		for field in ("voucher_date", "paid_on"):
			row[field] = formatdate(row[field]) if row[field] else ""
		for field in ("claimed", "admitted"):
			row[field] = fmt_money(flt(row[field]), 2)
	total = frappe.db.count(LINE, {"claim": claim})
	is_short = len(rows) <= AS_TABLE
	return {
		"rows": rows if is_short else [],
		"blocks": [] if is_short else _as_text(rows),
		"first": first,
		"last": min(last, total),
		"more": total > last,
		"is_part": bool(frappe.flags.claim_part) and first > 1,
	}


def _as_text(rows: list[Any]) -> list[str]:
	heads = {
		"line_no": _("No."),
		"voucher_date": _("Date"),
		"voucher_kind": _("Voucher"),
		"voucher_number": _("Number"),
		"supplier": _("Supplier"),
		"budget_row": _("Budget Row"),
		"paid_on": _("Paid On"),
		"claimed": _("Claimed"),
		"admitted": _("Admitted"),
		"decision": _("Decision"),
	}
	return [
		"\n".join(_line(row) for row in [heads, *rows[first : first + BLOCK]])
		for first in range(0, len(rows), BLOCK)
	]


def _line(row: Any) -> str:
	cells = []
	for name, width, side in _COLUMNS:
		text = " ".join(str(row[name] if row[name] is not None else "").split())
		text = text if len(text) <= width else text[: width - 1] + "…"
		cells.append(text.rjust(width) if side == "right" else text.ljust(width))
	return "  ".join(cells).rstrip()


def _titles(doctype: str, field: str) -> dict[str, str]:
	return {
		row.name: row[field] for row in frappe.get_all(doctype, fields=["name", field], limit_page_length=0)
	}
