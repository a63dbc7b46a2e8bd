"""What must hold of expenses (R17, R22)."""

from collections.abc import Iterator

import frappe
from sostegno_abitare.accountability.expense_states import FINAL
from sostegno_abitare.rules import invariants as rules
from sostegno_abitare.rules.invariants import Finding
from sostegno_abitare.rules.ledgers import COMMITTED, SPENT
from sostegno_abitare.rules.money import cents
from sostegno_abitare.rules.vouchers import CREDIT_NOTE, OTHER_FUNDER

_BORNE = """
	select `expense`.`name`, `expense`.`workflow_state`, `expense`.`voucher_kind`, sum(`part`.`amount`)
	from `tabExpense` `expense` join `tabExpense Allocation` `part` on `part`.`parent` = `expense`.`name`
	where `expense`.`docstatus` = 1 and `part`.`share` <> %(other)s
	group by `expense`.`name`, `expense`.`workflow_state`, `expense`.`voucher_kind`
"""
_POSTED = """
	select `entry`.`source_name`, `entry`.`kind`, sum(`entry`.`amount`) from `tabBudget Ledger Entry` `entry`
	join `tabExpense Allocation` `part` on `part`.`name` = `entry`.`source_row`
	where `entry`.`source_doctype` = 'Expense' and `entry`.`kind` in %(kinds)s
	group by `entry`.`source_name`, `entry`.`kind`
"""
_QUOTAS = """
	select `expense`.`name`, `expense`.`claimable_base`, sum(`part`.`amount`)
	from `tabExpense` `expense` join `tabExpense Allocation` `part` on `part`.`parent` = `expense`.`name`
	where `expense`.`docstatus` = 1 group by `expense`.`name`, `expense`.`claimable_base`
	having sum(`part`.`amount`) > `expense`.`claimable_base` + 0.001
"""
_VOUCHERS = """
	select min(`expense`.`name`), max(`expense`.`total`), sum(`part`.`amount`)
	from `tabExpense` `expense` join `tabExpense Allocation` `part` on `part`.`parent` = `expense`.`name`
	where `expense`.`docstatus` = 1 and `part`.`share` <> %(other)s and `expense`.`voucher_kind` <> %(note)s
	group by `expense`.`voucher_hash` having sum(`part`.`amount`) > max(`expense`.`total`) + 0.001
"""


def posted() -> Iterator[Finding]:
	"""An expense has bound what its parts say, and spent it once it is complete; a credit note gives back both once
	it is complete.
	"""
	expected: dict[tuple[str, str], int] = {}
	for name, state, kind, amount in frappe.db.sql(_BORNE, {"other": OTHER_FUNDER}):
		is_note, is_final = kind == CREDIT_NOTE, state in FINAL
		borne = -cents(amount) if is_note else cents(amount)
		expected[name, COMMITTED] = borne if is_final or not is_note else 0
		expected[name, SPENT] = borne if is_final else 0
	rows = frappe.db.sql(_POSTED, {"kinds": (COMMITTED, SPENT)})
	found = {(name, kind): cents(amount) for name, kind, amount in rows}
	yield from rules.same_sums("Expense", found, expected)


def quotas() -> Iterator[Finding]:
	"""Nobody bears more of a voucher than there is of it, in one entry or in those of two agreements (R17)."""
	for query in (_QUOTAS, _VOUCHERS):
		for name, most, borne in frappe.db.sql(query, {"other": OTHER_FUNDER, "note": CREDIT_NOTE}):
			yield Finding("Expense", name, rules.euros(cents(borne)), f"<= {rules.euros(cents(most))}")


def complete() -> Iterator[Finding]:
	"""What is complete, claimed or settled lacks nothing."""
	rows = frappe.get_all(
		"Expense",
		filters={"docstatus": 1, "workflow_state": ["in", FINAL], "missing_count": [">", 0]},
		fields=["name", "missing"],
		limit_page_length=0,
	)
	for row in rows:
		yield Finding("Expense", row.name, row.missing, "")
