"""What documents do to budget rows, and what stands on them.

Approved is planned and reallocated. Committed is money bound, what is spent of it included. Spent is paid with
proof. Claimed, admitted, cut and reimbursed are of the public share alone (R5). For each row and share it holds,
after every posting: 0 <= reimbursed <= admitted <= claimed <= spent <= committed. Whether there is room on a row is
asked before (R22), by whoever commits.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import fmt_money, getdate
from sostegno_abitare.ledgers import chain, exhaustion
from sostegno_abitare.ledgers.chain import BUDGET
from sostegno_abitare.rules import ledgers as rules


class BudgetOrderError(frappe.ValidationError):
	"""More spent than committed, claimed than spent, admitted than claimed or reimbursed than admitted; or less
	than nothing of any.
	"""


class RowNotApprovedError(frappe.ValidationError):
	"""Money on a budget row that is a draft, or cancelled."""


@dataclass(frozen=True)
class Posting:
	"""What a document adds to a budget row, in cents (less than nothing: takes from it)."""

	budget_row: str
	kind: str
	share: str
	cents: int
	day: date | str
	municipality: str | None = None
	claim: str | None = None
	source_row: str | None = None


def lock(agreement: str) -> None:
	"""Holds the ledger of an agreement until the end of the transaction; what is read then is to be read as it is
	now (`totals(..., current=True)`). Order where several are held: contract, fund, agreement.
	"""
	chain.lock(BUDGET, agreement)


def post(source: Document, postings: Iterable[Posting]) -> list[str]:
	"""Writes what a document does, all or nothing; gives the names of the entries. Postings of nothing are left
	out. Municipality: the budget row's own where a posting names none.

	Raises BudgetOrderError and RowNotApprovedError; ValueError for kinds and shares that do not go together.
	"""
	wanted = [posting for posting in postings if posting.cents]
	for posting in wanted:
		_check(posting)
	rows = _budget_rows({posting.budget_row for posting in wanted})
	entries: dict[str, list[dict[str, Any]]] = {}
	for posting in wanted:
		row = rows[posting.budget_row]
		entries.setdefault(row.agreement, []).append(
			{
				"agreement": row.agreement,
				"action": row.action,
				"cost_category": row.cost_category,
				"municipality": posting.municipality or row.municipality,
				"budget_row": posting.budget_row,
				"kind": posting.kind,
				"share": posting.share,
				"cents": posting.cents,
				"posting_date": posting.day,
				"claim": posting.claim,
				"source_doctype": source.doctype,
				"source_name": source.name,
				"source_row": posting.source_row,
			}
		)
	return _write(entries)


def reverse(source: Document, day: date | str | None = None, kinds: Sequence[str] | None = None) -> list[str]:
	"""Takes back what stands of a document, or the kinds named, on a day (today); what was taken back already
	stays so. Gives the names of the entries written.
	"""
	agreements = {row.agreement for row in chain.standing(BUDGET, source.doctype, str(source.name), kinds)}
	for agreement in sorted(agreements):
		lock(agreement)
	entries: dict[str, list[dict[str, Any]]] = {}
	for row in chain.standing(BUDGET, source.doctype, str(source.name), kinds):
		entries.setdefault(row.agreement, []).append(chain.opposite(row, day or getdate()))
	return _write(entries)


def totals(by: Sequence[str], current: bool = False, **filters: Any) -> dict[tuple[Any, ...], int]:
	"""Cents of the entries for each group of equal values of the fields `by`, summed by the database without
	regard to permissions. A filter is a value or several. `current`: as the rows are now, after a lock.
	"""
	return chain.sums(BUDGET, by, filters, current)


def _write(entries: dict[str, list[dict[str, Any]]]) -> list[str]:
	names: list[str] = []
	for agreement in sorted(entries):
		lock(agreement)
		names += chain.append(BUDGET, agreement, entries[agreement])
	_check_order({(row["budget_row"], row["share"]) for rows in entries.values() for row in rows})
	exhaustion.follow(row["action"] for rows in entries.values() for row in rows)
	return names


def _check(posting: Posting) -> None:
	if posting.kind not in rules.BUDGET_KINDS or posting.share not in rules.SHARES:
		raise ValueError(posting)
	if posting.kind in rules.OF_CLAIMS and posting.share != rules.PUBLIC:
		raise ValueError(posting)


def _budget_rows(names: set[str]) -> dict[str, Any]:
	listed = sorted(names) or [""]
	# The agreement of a row never changes: it is held first, as by everybody who cancels or moves rows.
	for agreement in sorted(
		set(
			frappe.get_all(
				"Budget Row", filters={"name": ["in", listed]}, pluck="agreement", limit_page_length=0
			)
		)
	):
		lock(agreement)
	# As they are now: a row may have been cancelled while this transaction waited for the lock.
	found = frappe.db.get_values(
		"Budget Row",
		{"name": ["in", listed]},
		["name", "agreement", "action", "cost_category", "municipality", "docstatus"],
		as_dict=True,
		for_update=True,
	)
	standing = {row.name: row for row in found if row.docstatus == 1}
	for name in sorted(names - set(standing)):
		frappe.throw(
			_("Budget row {0} is not approved: submit it before money is laid on it").format(
				frappe.bold(name)
			),
			RowNotApprovedError,
		)
	return standing


def _check_order(touched: set[tuple[str, str]]) -> None:
	if not touched:
		return
	by_row: dict[tuple[str, str], dict[str, int]] = {}
	found = totals(
		("budget_row", "share", "kind"), current=True, budget_row=sorted({row for row, _share in touched})
	)
	for (row, share, kind), cents in found.items():
		by_row.setdefault((row, share), {})[kind] = cents
	for row, share in sorted(touched):
		breach = rules.breach(by_row.get((row, share), {}))
		if breach:
			frappe.throw(explain(row, share, breach), BudgetOrderError)


def explain(row: str, share: str, breach: rules.Breach) -> str:
	"""What is wrong with the sums of a row, in the reader's language."""
	where = _("Budget row {0}, share {1}").format(frappe.bold(row), _(share))
	if breach.limit is None:
		text = _("{0} would be {1}, less than nothing").format(
			_(breach.kind), fmt_money(breach.cents / 100, 2)
		)
	else:
		text = _("{0} {1} would be over {2} {3}").format(
			_(breach.kind), fmt_money(breach.cents / 100, 2), _(breach.limit), fmt_money(breach.most / 100, 2)
		)
	return f"{where}: {text}"
