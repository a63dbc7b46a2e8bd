"""What must hold of reimbursement claims (R17, R22, R23)."""

from collections.abc import Iterator
from typing import Any

import frappe
from sostegno_abitare.accountability import freezing
from sostegno_abitare.accountability.claim_sums import ADVANCE, CLAIM, LINE, PAYMENT, in_cents
from sostegno_abitare.ledgers import budget
from sostegno_abitare.rules import claims
from sostegno_abitare.rules import invariants as rules
from sostegno_abitare.rules.invariants import Finding
from sostegno_abitare.rules.money import cents

_CONCLUDED = ("Admitted", "Partly Admitted", "Rejected", "Paid", "Closed")
_AMOUNTS = ("claimed", "admitted", "cut")


def totals() -> Iterator[Finding]:
	"""Header and lines."""
	found = frappe.db.sql(
		f"select `claim`, sum(`claimed`), sum(`admitted`), sum(`cut`) from `tab{LINE}` group by `claim`"
	)
	sums = {
		(name, field): in_cents(amount)
		for name, *amounts in found
		for field, amount in zip(_AMOUNTS, amounts, strict=True)
	}
	rows = frappe.get_all(CLAIM, fields=["name", *_AMOUNTS], limit_page_length=0)
	expected = {(row.name, field): cents(row[field]) for row in rows for field in _AMOUNTS}
	yield from rules.same_sums(CLAIM, sums, expected)


def posted() -> Iterator[Finding]:
	"""Lines and ledger, by budget row."""
	lines = frappe.db.sql(
		"select `line`.`claim`, `line`.`budget_row`, `claim`.`workflow_state`, sum(`line`.`claimed`),"
		f" sum(`line`.`admitted`), sum(`line`.`cut`) from `tab{LINE}` `line` join `tab{CLAIM}` `claim`"
		" on `claim`.`name` = `line`.`claim` where `claim`.`docstatus` = 1"
		" group by `line`.`claim`, `line`.`budget_row`, `claim`.`workflow_state`"
	)
	expected: dict[tuple[Any, ...], int] = {}
	for claim, row, state, claimed, admitted, cut in lines:
		expected[claim, row, "Claimed"] = in_cents(claimed)
		if state in _CONCLUDED:
			expected |= {(claim, row, "Admitted"): in_cents(admitted), (claim, row, "Cut"): in_cents(cut)}
	found = budget.totals(("claim", "budget_row", "kind"), kind=("Claimed", "Admitted", "Cut"))
	yield from rules.same_sums(CLAIM, {key: value for key, value in found.items() if value}, expected)


def decided() -> Iterator[Finding]:
	"""A decided line is admitted and cut to the cent; an open one is neither."""
	for line in frappe.db.sql(
		f"select `name`, `claimed`, `admitted` + `cut` as `decided` from `tab{LINE}`"
		" where (`decision` in %(open)s and abs(`admitted`) + abs(`cut`) > 0.001)"
		" or (`decision` not in %(open)s and abs(`claimed` - `admitted` - `cut`) > 0.001)",
		{"open": claims.OPEN},
		as_dict=True,
	):
		yield Finding(LINE, line.name, str(line.decided), str(line.claimed))


def once() -> Iterator[Finding]:
	"""A part of a voucher stands in submitted claims for no more than it is."""
	for row in frappe.db.sql(
		"select `line`.`allocation` as `name`, `part`.`amount`, sum(case when `line`.`decision` in %(open)s then"
		f" `line`.`claimed` else `line`.`admitted` end) as `standing` from `tab{LINE}` `line` join `tab{CLAIM}` `claim`"
		" on `claim`.`name` = `line`.`claim` and `claim`.`docstatus` = 1 join `tabExpense Allocation` `part`"
		" on `part`.`name` = `line`.`allocation` group by `line`.`allocation`, `part`.`amount` having"
		" abs(sum(case when `line`.`decision` in %(open)s then `line`.`claimed` else `line`.`admitted` end))"
		" > `part`.`amount` + 0.001",
		{"open": claims.OPEN},
		as_dict=True,
	):
		yield Finding("Expense Allocation", row.name, str(row.standing), str(row.amount))


def paid() -> Iterator[Finding]:
	"""No more is paid than was admitted, less the advance; and that much is reimbursed in the ledger."""
	payments = dict(
		frappe.db.sql(
			f"select `claim`, sum(`amount`) from `tab{PAYMENT}` where `docstatus` = 1 group by `claim`"
		)
	)
	found = budget.totals(("claim",), kind="Reimbursed")
	for row in frappe.get_all(
		CLAIM,
		filters={"docstatus": 1},
		fields=["name", "admitted", "advance_recovered"],
		limit_page_length=0,
	):
		out = in_cents(payments.get(row.name)) + cents(row.advance_recovered)
		if out > cents(row.admitted):
			yield Finding(CLAIM, row.name, str(out / 100), str(row.admitted))
		reimbursed = found.get((row.name,), 0)
		if reimbursed != out:
			yield Finding(CLAIM, row.name, str(reimbursed / 100), str(out / 100))


def advances() -> Iterator[Finding]:
	"""Claims keep back no more of the advances of an agreement than were received."""
	given = dict(
		frappe.db.sql(
			f"select `agreement`, sum(`amount`) from `tab{ADVANCE}` where `docstatus` = 1 group by `agreement`"
		)
	)
	kept = frappe.db.sql(
		f"select `agreement`, sum(`advance_recovered`) from `tab{CLAIM}` where `docstatus` = 1 group by `agreement`"
	)
	for agreement, amount in kept:
		if in_cents(amount) > in_cents(given.get(agreement)):
			yield Finding("Service Agreement", agreement, str(amount), str(given.get(agreement) or 0))


def frozen() -> Iterator[Finding]:
	"""What was submitted is what is there, line by line."""
	for name in frappe.get_all(CLAIM, filters={"docstatus": 1}, pluck="name", limit_page_length=0):
		claim = frappe.get_doc(CLAIM, name)
		if not freezing.verify(claim):
			yield Finding(CLAIM, name, "", claim.snapshot_hash or "")
