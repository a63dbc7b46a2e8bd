"""Expenses for the claims that gather them (R17, R22): what may be claimed, and what a claim has taken.

Parts are claimed, not whole expenses: one voucher may stand in the claims of two actions. Many are written at once,
so by the database and without a version of each.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.utils import now_datetime
from sostegno_abitare.accountability import papers
from sostegno_abitare.accountability.expense_states import CLAIMED, COMPLETE, FINAL, SETTLED
from sostegno_abitare.accountability.papers import Missing
from sostegno_abitare.rules.money import cents
from sostegno_abitare.rules.vouchers import CREDIT_NOTE, PUBLIC, next_step

FIRST_DAY, LAST_DAY = "0001-01-01", "9999-12-31"
AT_ONCE = 500  # names of one statement


class PartTakenError(frappe.ValidationError):
	"""Parts of expenses that another claim holds by now, or that are not complete any more (R17)."""


_CLAIMABLE = """
	select `part`.`name` as `allocation`, `part`.`idx`, `part`.`budget_row`, `part`.`action`, `part`.`cost_category`,
		coalesce(nullif(`part`.`municipality`, ''), `expense`.`municipality`) as `municipality`,
		`part`.`share`, `part`.`amount`, `expense`.`name` as `expense`, `expense`.`kind`, `expense`.`voucher_kind`,
		`expense`.`supplier_name`, `expense`.`supplier_tax_id`, `expense`.`number`, `expense`.`voucher_date`,
		`expense`.`total`, `expense`.`claimable_base`, `expense`.`paid_on`, `expense`.`case_code`,
		`expense`.`description`, `expense`.`voucher_file`, `expense`.`electronic_invoice`
	from `tabExpense Allocation` `part` join `tabExpense` `expense` on `expense`.`name` = `part`.`parent`
	where `expense`.`agreement` = %(agreement)s and `expense`.`docstatus` = 1
		and `expense`.`workflow_state` in %(states)s
		and coalesce(`expense`.`paid_on`, `expense`.`voucher_date`) between %(first)s and %(last)s
		and `part`.`share` = %(share)s and coalesce(`part`.`claim`, '') = ''
		and (%(action)s = '' or `part`.`action` = %(action)s)
	order by `expense`.`paid_on`, `expense`.`name`, `part`.`idx`
"""


def missing(expense: Any) -> list[Missing]:
	"""What an expense (a document or its name) lacks before it is complete."""
	return papers.missing(frappe.get_doc("Expense", expense) if isinstance(expense, str) else expense)


def claimable(
	agreement: str, first: date | None, last: date | None, action: str | None = None, current: bool = False
) -> list[Any]:
	"""The public parts of complete expenses that no claim holds, paid (a credit note: dated) between the days; None
	is however early or late. Without regard to permissions: whoever shows them asks for the reader's right.

	Each row has the fields of _CLAIMABLE and `cents`, below nothing for a credit note. A row that a claim let go of
	after a cut is there again with its whole amount. `current`: as they are now, under the lock of the agreement.
	"""
	rows = frappe.db.sql(
		_CLAIMABLE + (" for update" if current else ""),
		{
			"agreement": agreement,
			"states": FINAL,
			"first": str(first or FIRST_DAY),
			"last": str(last or LAST_DAY),
			"share": PUBLIC,
			"action": action or "",
		},
		as_dict=True,
	)
	for row in rows:
		row.cents = cents(row.amount) * (-1 if row.voucher_kind == CREDIT_NOTE else 1)
	return list(rows)


def admitted_in(expense: str) -> str | None:
	"""The claim that admitted a part of an expense, also where it let go of what it cut."""
	found = frappe.db.sql(
		"select `line`.`claim` from `tabClaim Line` `line` join `tabReimbursement Claim` `claim`"
		" on `claim`.`name` = `line`.`claim` and `claim`.`docstatus` = 1"
		" where `line`.`expense` = %s and abs(`line`.`admitted`) > 0.001 limit 1 for update",
		(expense,),
	)
	return found[0][0] if found else None


def claim(allocations: Iterable[str], claim_name: str) -> None:
	"""Gives parts to a claim: their expenses are claimed. Call it under the lock of the agreement. Raises
	PartTakenError.
	"""
	for names in _in_chunks(allocations):
		_check_free(names, claim_name)
		_set("Expense Allocation", names, {"claim": claim_name})
		_set("Expense", _expenses_of(names), _standing(CLAIMED) | {"claim": claim_name})


def _check_free(names: list[str], claim_name: str) -> None:
	free = frappe.db.sql(
		"select `part`.`name` from `tabExpense Allocation` `part` join `tabExpense` `expense`"
		" on `expense`.`name` = `part`.`parent` where `part`.`name` in %(names)s and `expense`.`docstatus` = 1"
		" and `expense`.`workflow_state` in %(states)s and coalesce(`part`.`claim`, '') in ('', %(claim)s)"
		" for update",
		{"names": tuple(names), "states": FINAL, "claim": claim_name},
	)
	lost = len(set(names)) - len(free)
	if lost:
		frappe.throw(
			_(
				"{0}: {1} parts of expenses are in another claim by now, or not complete any more; gather the"
				" vouchers again"
			).format(claim_name, lost),
			PartTakenError,
		)


def let_go(allocations: Iterable[str]) -> None:
	"""Takes parts back from their claim: an expense without any part in a claim is complete, no more."""
	for names in _in_chunks(allocations):
		_set("Expense Allocation", names, {"claim": None})
		expenses = _expenses_of(names)
		held = {
			parent
			for (parent,) in frappe.db.get_values(
				"Expense Allocation",
				{"parent": ["in", expenses], "claim": ["is", "set"]},
				["parent"],
				for_update=True,
			)
		}
		_set(
			"Expense", [name for name in expenses if name not in held], _standing(COMPLETE) | {"claim": None}
		)


def settle(claim_name: str) -> None:
	"""The claim is paid and closed: expenses whose public parts are all in claims are settled."""
	names = frappe.get_all(
		"Expense Allocation",
		filters={"claim": claim_name, "parenttype": "Expense"},
		pluck="name",
		limit_page_length=0,
	)
	for chunk in _in_chunks(names):
		expenses = _expenses_of(chunk)
		rest = set(
			frappe.get_all(
				"Expense Allocation",
				filters={"parent": ["in", expenses], "share": PUBLIC, "claim": ["is", "not set"]},
				pluck="parent",
				limit_page_length=0,
			)
		)
		_set("Expense", [name for name in expenses if name not in rest], _standing(SETTLED))


def _standing(state: str) -> dict[str, Any]:
	"""A form that was opened before is out of date."""
	return {"workflow_state": state, "next_step": next_step(state, []), "modified": now_datetime()}


def _expenses_of(allocations: list[str]) -> list[str]:
	parents = frappe.get_all(
		"Expense Allocation", filters={"name": ["in", allocations]}, pluck="parent", limit_page_length=0
	)
	return sorted(set(parents))


def _set(doctype: str, names: list[str], values: dict[str, Any]) -> None:
	if not names:
		return
	table = frappe.qb.DocType(doctype)
	query = frappe.qb.update(table).where(table.name.isin(names))
	for field, value in values.items():
		query = query.set(table[field], value)
	query.run()


def _in_chunks(names: Iterable[str]) -> Iterator[list[str]]:
	listed = list(names)
	for start in range(0, len(listed), AT_ONCE):
		yield listed[start : start + AT_ONCE]
