"""What an expense writes into the budget ledger: money bound once it is allocated, spent once it is complete.

A credit note writes the opposite of an invoice. What an expense takes from a commitment was bound already: the
commitment's part is taken back in the same breath, as a row that names it in `source_row`.
"""

from collections import Counter
from datetime import date
from typing import Any

import frappe
from frappe.utils import getdate
from sostegno_abitare.accountability import budget as plan
from sostegno_abitare.accountability import commitments
from sostegno_abitare.ledgers import budget as ledger
from sostegno_abitare.ledgers.budget import Posting
from sostegno_abitare.rules.money import cents
from sostegno_abitare.rules.vouchers import CREDIT_NOTE, OTHER_FUNDER

COMMITTED, SPENT = "Committed", "Spent"


def sign(expense: Any) -> int:
	"""1 for what is paid, -1 for what a supplier gives back."""
	return -1 if expense.voucher_kind == CREDIT_NOTE else 1


def commit(expense: Any) -> None:
	"""Binds the money on its rows, where they are open and have room. What a credit note gives back is free only
	once the note is complete. Raises ActionClosedError, BudgetExceededError.
	"""
	if sign(expense) < 0:
		return
	rows = [*_postings(expense, COMMITTED, getdate(expense.voucher_date)), *_eaten(expense)]
	plan.check_room(rows, grace=True)
	ledger.post(expense, rows)


def spend(expense: Any) -> None:
	"""The money left: on the day of the last payment."""
	day = getdate(expense.paid_on or expense.voucher_date)
	kinds = (SPENT, COMMITTED) if sign(expense) < 0 else (SPENT,)
	ledger.post(expense, [posting for kind in kinds for posting in _postings(expense, kind, day)])


def unspend(expense: Any) -> None:
	"""Takes back that it was spent; what an invoice bound stays so."""
	ledger.reverse(expense, kinds=(SPENT, COMMITTED) if sign(expense) < 0 else (SPENT,))


def take_back(expense: Any) -> None:
	"""Everything it wrote."""
	ledger.reverse(expense)


def _on_rows(expense: Any) -> list[Any]:
	return [row for row in expense.allocations if row.share != OTHER_FUNDER and cents(row.amount)]


def _postings(expense: Any, kind: str, day: date) -> list[Posting]:
	return [
		Posting(
			row.budget_row,
			kind,
			row.share,
			sign(expense) * cents(row.amount),
			day,
			municipality=row.municipality or expense.municipality,
			source_row=row.name,
		)
		for row in _on_rows(expense)
	]


def _eaten(expense: Any) -> list[Posting]:
	"""What it uses of its commitment: as much as its parts on that row and share take."""
	if not expense.commitment:
		return []
	wanted: Counter[tuple[str, str]] = Counter()
	for row in _on_rows(expense):
		wanted[row.budget_row, row.share] += cents(row.amount)
	own = frappe.db.get_value("Budget Commitment", expense.commitment, ["budget_row", "share"]) or ("", "")
	row, share = own if wanted[own[0], own[1]] else next(iter(wanted))
	return commitments.use(expense.commitment, row, share, wanted[row, share], getdate(expense.voucher_date))
