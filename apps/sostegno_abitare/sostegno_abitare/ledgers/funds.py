"""What documents do to guarantee funds, and what stands in them (R45).

A fund holds what was allocated, transferred and repaid, less what was disbursed; free is what no guarantee is
promised. After every posting neither is below nothing, whatever runs at the same time: a fund is held while rows
are added to it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import fmt_money, getdate
from sostegno_abitare.ledgers import chain
from sostegno_abitare.ledgers.chain import FUND
from sostegno_abitare.rules import ledgers as rules
from sostegno_abitare.rules.ledgers import Balance


class FundExceededError(frappe.ValidationError):
	"""More taken from a fund than it holds, or than is free in it."""


class FundOrderError(frappe.ValidationError):
	"""More released than was promised, or more paid back than is owed."""


@dataclass(frozen=True)
class Posting:
	"""What a document does to a fund, in cents: as much of its kind, a transfer with its sign. `repayable` are
	disbursements that are to come back.
	"""

	kind: str
	cents: int
	day: date | str
	rent_guarantee: str | None = None
	case_code: str | None = None
	source_row: str | None = None
	repayable: bool = False


def lock(fund: str) -> None:
	"""Holds a fund until the end of the transaction; what is read then is to be read as it is now
	(`balance(fund, current=True)`). Order where several are held: contract, fund, agreement.
	"""
	chain.lock(FUND, fund)


def post(source: Document, fund: str, postings: Iterable[Posting]) -> list[str]:
	"""Writes what a document does to a fund, all or nothing; gives the names of the entries. Postings of nothing
	are left out.

	Raises FundExceededError and FundOrderError; ValueError for kinds that there are not, and transfers.
	"""
	wanted = [posting for posting in postings if posting.cents]
	for posting in wanted:
		if posting.kind not in rules.FUND_KINDS or posting.kind == rules.TRANSFER:
			raise ValueError(posting)
	return _write({fund: [_entry(source, fund, posting) for posting in wanted]} if wanted else {})


def transfer(source: Document, giving: str, taking: str, cents: int, day: date | str) -> list[str]:
	"""Moves money from a fund to another: two entries that sum to nothing. Both funds are held, in one order."""
	if giving == taking or cents <= 0:
		raise ValueError((giving, taking, cents))
	moved = {giving: Posting(rules.TRANSFER, -cents, day), taking: Posting(rules.TRANSFER, cents, day)}
	return _write({fund: [_entry(source, fund, posting)] for fund, posting in moved.items()})


def reverse(source: Document, day: date | str | None = None, kinds: Sequence[str] | None = None) -> list[str]:
	"""Takes back what stands of a document, or the kinds named, on a day (today); what was taken back already
	stays so. Gives the names of the entries written.
	"""
	for fund in sorted({row.fund for row in chain.standing(FUND, source.doctype, str(source.name), kinds)}):
		lock(fund)
	entries: dict[str, list[dict[str, Any]]] = {}
	for row in chain.standing(FUND, source.doctype, str(source.name), kinds):
		entries.setdefault(row.fund, []).append(chain.opposite(row, day or getdate()))
	return _write(entries)


def balance(fund: str, current: bool = False, rent_guarantee: str | None = None) -> Balance:
	"""What stands in a fund, or in it for a guarantee. `current`: as the rows are now, after a lock."""
	filters = {"fund": fund, **({"rent_guarantee": rent_guarantee} if rent_guarantee else {})}
	return _balance(chain.sums(FUND, ("kind", "repayable"), filters, current))


def totals(by: Sequence[str], current: bool = False, **filters: Any) -> dict[tuple[Any, ...], int]:
	"""Cents of the entries for each group of equal values of the fields `by`, summed by the database without
	regard to permissions. A filter is a value or several. `current`: as the rows are now, after a lock.
	"""
	return chain.sums(FUND, by, filters, current)


def _balance(found: dict[tuple[Any, ...], int]) -> Balance:
	by_kind: dict[str, int] = {}
	for (kind, _repayable), cents in found.items():
		by_kind[kind] = by_kind.get(kind, 0) + cents
	repayable = sum(
		cents
		for (kind, repayable), cents in found.items()
		if kind == rules.DISBURSEMENT and repayable not in (0, "0", "")
	)
	return rules.balance(by_kind, repayable)


def _entry(source: Document, fund: str, posting: Posting) -> dict[str, Any]:
	return {
		"fund": fund,
		"kind": posting.kind,
		"cents": posting.cents,
		"posting_date": posting.day,
		"rent_guarantee": posting.rent_guarantee,
		"case_code": posting.case_code,
		"repayable": int(posting.repayable),
		"source_doctype": source.doctype,
		"source_name": source.name,
		"source_row": posting.source_row,
	}


def _write(entries: dict[str, list[dict[str, Any]]]) -> list[str]:
	for fund in sorted(entries):
		lock(fund)
	names: list[str] = []
	for fund in sorted(entries):
		agreement, municipality = frappe.db.get_value("Guarantee Fund", fund, ["agreement", "municipality"])
		rows = [{**row, "agreement": agreement, "municipality": municipality} for row in entries[fund]]
		names += chain.append(FUND, fund, rows)
		_check(fund, {row["rent_guarantee"] for row in rows if row["rent_guarantee"]})
	return names


def _check(fund: str, guarantees: set[str]) -> None:
	found = balance(fund, current=True)
	if found.short in ("balance", "free"):
		frappe.throw(
			_(
				"Fund {0}: {1} are missing. Add to the fund, or ask for less; others may have used it meanwhile"
			).format(
				frappe.bold(fund),
				fmt_money(-min(found.balance, found.free) / 100, 2),
			),
			FundExceededError,
		)
	if found.short == "receivable":
		frappe.throw(
			_("Fund {0}: {1} more would come back than was paid out to be repaid").format(
				frappe.bold(fund), fmt_money(-found.receivable / 100, 2)
			),
			FundOrderError,
		)
	over = next(
		(name for name in sorted(guarantees) if balance(fund, True, name).committed < 0),
		fund if found.short else None,
	)
	if over:
		frappe.throw(
			_("{0}: more would be released than is promised").format(frappe.bold(over)), FundOrderError
		)
