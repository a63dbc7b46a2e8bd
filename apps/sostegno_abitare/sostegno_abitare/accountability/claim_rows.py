"""What a claim gathers: the lines it would have now, as plain rows, from the expenses and the ledger (R5, R17, R22).

The same rows are computed when a claim is gathered and again when it is submitted: what changed in between is found
by comparing them.
"""

from typing import Any, TypeVar

import frappe
from frappe import _
from frappe.utils import getdate
from sostegno_abitare.accountability import claim_details, expenses
from sostegno_abitare.accountability.claim_sums import LINE, SHARED, in_cents
from sostegno_abitare.rules import claims as rules
from sostegno_abitare.rules.money import cents

# Of a line, what is frozen once it is submitted, in the order in which it is hashed.
FROZEN = (
	"line_no",
	"expense",
	"allocation",
	"budget_row",
	"cost_category",
	"action",
	"municipality",
	"kind",
	"voucher_kind",
	"supplier",
	"payee_name",
	"voucher_number",
	"voucher_date",
	"description",
	"total",
	"claimable",
	"paid_on",
	"payment",
	"voucher_file",
	"voucher_hash",
	"claimed",
	"again_of",
)
FROZEN_SHARED = (
	"line_no",
	"kind",
	"source_doctype",
	"source_name",
	"source_row",
	"budget_row",
	"cost_category",
	"action",
	"municipality",
	"day",
	"description",
	"method",
	"basis",
	"quantity",
	"unit",
	"unit_value",
	"amount",
)
AMOUNTS = ("total", "claimable", "claimed", "amount")
# What two gatherings are compared by: not the number, nor texts in the language of who gathered.
_SAID = ("line_no", "kind", "supplier", "payment", "description", "method", "basis", "unit")
COMPARED = {
	doctype: tuple(field for field in fields if field not in _SAID)
	for doctype, fields in ((LINE, FROZEN), (SHARED, FROZEN_SHARED))
}
T = TypeVar("T")
_PRIVATE = ("Staff", "Volunteer Refund", "Beneficiary")
_CHUNK = 500
_SHARES = {"Partner In Kind": "Goods", "Partner Cash": "Partner Cash", "Third Party": "Third Party"}


def vouchers(claim: Any, current: bool = False) -> list[dict[str, Any]]:
	"""The lines of vouchers that a claim may ask for now, numbered by day of payment. `current`: whatever the
	transaction read before, after the agreement was locked.
	"""
	first = None if claim.include_earlier else getdate(claim.period_from)
	found = expenses.claimable(
		claim.agreement, first, getdate(claim.period_to), claim.action or None, current
	)
	left_out = {row.expense for row in claim.exclusions}
	found = [row for row in found if row.expense not in left_out]
	earlier = _earlier(claim.name, current)
	paid, hashes, places = _payments(found), _hashes(found), _places(found)
	lines: list[dict[str, Any]] = []
	for row in found:
		before = earlier.get(row.allocation, [])
		asked = _asked(row.cents, before)
		if asked:
			row.municipality = row.municipality or places.get(row.budget_row)
			line = _line(row, asked, before, paid.get(row.expense, ""), hashes)
			lines.append({"line_no": len(lines) + 1, **line})
	return lines


def _asked(cents_of_row: int, before: list[Any]) -> int:
	"""What of a part may be claimed now. A credit note is taken off in full, or not at all."""
	if cents_of_row < 0:
		return cents_of_row
	return rules.rest(cents_of_row, [(line.admitted, line.cut, line.may_return) for line in before])


def _line(row: Any, asked: int, before: list[Any], payment: str, hashes: dict[str, str]) -> dict[str, Any]:
	private = row.kind in _PRIVATE or len("".join((row.supplier_tax_id or "").split())) == 16
	file = row.voucher_file or row.electronic_invoice
	return {
		"expense": row.expense,
		"allocation": row.allocation,
		"budget_row": row.budget_row,
		"cost_category": row.cost_category,
		"action": row.action,
		"municipality": row.municipality or None,
		"kind": row.kind,
		"voucher_kind": row.voucher_kind,
		"supplier": (row.case_code or _("Private person")) if private else row.supplier_name,
		"payee_name": row.supplier_name if private else None,
		"voucher_number": row.number or None,
		"voucher_date": str(row.voucher_date or "") or None,
		"description": None if private else row.description or None,
		"total": cents(row.total),
		"claimable": row.cents,
		"paid_on": str(row.paid_on or "") or None,
		"payment": payment or None,
		"voucher_file": file or None,
		"voucher_hash": hashes.get(file) if file else None,
		"claimed": asked,
		"again_of": before[-1].name if before else None,
	}


def _earlier(claim: str, current: bool) -> dict[str, list[Any]]:
	"""Row of an expense -> its lines in other submitted claims, in cents; an undecided one counts as admitted."""
	rows = frappe.db.sql(
		"select `line`.`name`, `line`.`allocation`, `line`.`claimed`, `line`.`admitted`, `line`.`cut`,"
		" `line`.`may_return`, `line`.`decision`"
		f" from `tab{LINE}` `line` join `tabReimbursement Claim` `claim` on `claim`.`name` = `line`.`claim`"
		" join `tabExpense Allocation` `part` on `part`.`name` = `line`.`allocation`"
		" where `claim`.`docstatus` = 1 and `claim`.`name` <> %(claim)s and coalesce(`part`.`claim`, '') = ''"
		" order by `line`.`creation`, `line`.`name`" + _held(current),
		{"claim": claim or ""},
		as_dict=True,
	)
	found: dict[str, list[Any]] = {}
	for row in rows:
		is_open = row.decision in rules.OPEN
		row.admitted = in_cents(row.claimed if is_open else row.admitted)
		row.cut, row.may_return = in_cents(row.cut), bool(row.may_return)
		found.setdefault(row.allocation, []).append(row)
	return found


def _payments(rows: list[Any]) -> dict[str, str]:
	"""Expense -> how it was paid, as a text: method and reference."""
	found: dict[str, list[str]] = {}
	for names in chunks(sorted({row.expense for row in rows})):
		for row in frappe.get_all(
			"Expense Payment",
			filters={"parent": ["in", names], "parenttype": "Expense"},
			fields=["parent", "method", "reference"],
			order_by="parent asc, idx asc",
			limit_page_length=0,
		):
			found.setdefault(row.parent, []).append(
				" ".join(filter(None, (_(row.method or ""), row.reference)))
			)
	return {expense: "; ".join(parts)[:140] for expense, parts in found.items()}


def _places(rows: list[Any]) -> dict[str, str]:
	"""Budget row -> its municipality: that of a voucher which names none."""
	names = sorted({row.budget_row for row in rows})
	found = frappe.get_all(
		"Budget Row",
		filters={"name": ["in", names or [""]]},
		fields=["name", "municipality"],
		limit_page_length=0,
	)
	return {row.name: row.municipality for row in found}


def _hashes(rows: list[Any]) -> dict[str, str]:
	"""Address of a file -> the fingerprint of its content."""
	found: dict[str, str] = {}
	for urls in chunks(sorted({row.voucher_file or row.electronic_invoice or "" for row in rows} - {""})):
		for row in frappe.get_all(
			"File",
			filters={"file_url": ["in", urls]},
			fields=["file_url", "content_hash"],
			limit_page_length=0,
		):
			found[row.file_url] = row.content_hash
	return found


def contributions(claim: Any, current: bool = False) -> list[dict[str, Any]]:
	"""The lines of co-participation: what the ledger holds of the partner's and of others' shares until the end of the
	period, less what earlier claims reported of it. So a value taken back after it was reported comes off the next.
	`current`: as in `vouchers`.
	"""
	values = {
		"agreement": claim.agreement,
		"action": claim.action or "",
		"first": str("0001-01-01" if claim.include_earlier else claim.period_from),
		"last": str(claim.period_to),
		"claim": claim.name or "",
	}
	standing = frappe.db.sql(
		"select `source_doctype`, `source_name`, `source_row`, `budget_row`, `cost_category`, `action`,"
		" `municipality`, `share`, min(`posting_date`) as `day`, sum(`amount`) as `amount`"
		" from `tabBudget Ledger Entry` where `agreement` = %(agreement)s"
		" and ((`kind` = 'Valued' and `share` = 'Partner In Kind')"
		" or (`kind` = 'Spent' and `share` in ('Partner Cash', 'Third Party')))"
		" and `posting_date` between %(first)s and %(last)s and (%(action)s = '' or `action` = %(action)s)"
		" group by `source_doctype`, `source_name`, `source_row`, `budget_row`, `cost_category`, `action`,"
		" `municipality`, `share` order by min(`posting_date`), `source_doctype`, `source_name`, `source_row`"
		+ _held(current),
		values,
		as_dict=True,
	)
	told = frappe.db.sql(
		"select `line`.`source_doctype`, `line`.`source_name`, `line`.`source_row`, `line`.`budget_row`,"
		f" sum(`line`.`amount`) from `tab{SHARED}` `line` join `tabReimbursement Claim` `claim`"
		" on `claim`.`name` = `line`.`claim` where `claim`.`docstatus` = 1 and `claim`.`agreement` = %(agreement)s"
		" and `claim`.`name` <> %(claim)s"
		" group by `line`.`source_doctype`, `line`.`source_name`, `line`.`source_row`, `line`.`budget_row`"
		+ _held(current),
		values,
	)
	reported = {tuple(part or "" for part in key): in_cents(amount) for *key, amount in told}
	details = claim_details.of(standing)
	lines: list[dict[str, Any]] = []
	for row in standing:
		key = (row.source_doctype, row.source_name, row.source_row or "", row.budget_row)
		left = in_cents(row.amount) - reported.get(key, 0)
		if left:
			said = details.get((row.source_doctype, row.source_name), {})
			lines.append({"line_no": len(lines) + 1, **_shared(row, left, said)})
	return lines


def _shared(row: Any, left: int, said: dict[str, Any]) -> dict[str, Any]:
	return {
		"kind": said.get("kind") or _SHARES[row.share],
		"source_doctype": row.source_doctype,
		"source_name": row.source_name,
		"source_row": row.source_row or None,
		"budget_row": row.budget_row,
		"cost_category": row.cost_category,
		"action": row.action,
		"municipality": row.municipality or None,
		"day": str(said.get("day") or row.day),
		"description": (said.get("description") or "")[:140] or None,
		"method": said.get("method") or None,
		"basis": (said.get("basis") or "")[:140] or None,
		"quantity": said.get("quantity") or 0.0,
		"unit": said.get("unit"),
		"unit_value": said.get("unit_value") or 0.0,
		"amount": left,
	}


def _held(current: bool) -> str:
	return " for update" if current else ""


def chunks(names: list[T]) -> list[list[T]]:
	"""The names, so many at a time as one statement takes."""
	return [names[first : first + _CHUNK] for first in range(0, len(names), _CHUNK)]
