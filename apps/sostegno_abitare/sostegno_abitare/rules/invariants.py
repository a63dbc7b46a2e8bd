"""What must hold of money whatever happened, each a pure function over rows that gives what is wrong.

Rows are read elsewhere (ledgers/invariants). Amounts are cents. Source: reliability paper, section 4.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby, pairwise
from typing import Any

from . import ledgers
from .deposits import unsettled
from .ledgers import DISBURSEMENT, FUND_KINDS


@dataclass(frozen=True)
class Finding:
	"""A document of which something does not hold: what was found, and what it should be."""

	doctype: str
	name: str
	found: str = ""
	expected: str = ""


@dataclass(frozen=True)
class Entry:
	"""An entry of a fund's ledger; entries of one `act` were written together."""

	kind: str
	cents: int
	act: str
	repayable: bool = False
	guarantee: str = ""


@dataclass(frozen=True)
class Reversal:
	"""An entry that takes another back, what each says (`said`, equal if it is right), and how often that was
	done; the other is None where there is no such entry.
	"""

	name: str
	cents: int
	said: tuple[str, ...]
	other_cents: int | None
	other_said: tuple[str, ...]
	times: int = 1


@dataclass(frozen=True)
class Span:
	"""Days of something, both included; an open end is None."""

	name: str
	start: date
	end: date | None


def euros(cents: int) -> str:
	"""Cents as an amount that reads the same in every language."""
	return f"{'-' if cents < 0 else ''}{abs(cents) // 100}.{abs(cents) % 100:02}"


def fund_path(fund: str, entries: Sequence[Entry]) -> Iterator[Finding]:
	"""A fund was never below nothing, after any of the acts that made it what it is (R45)."""
	sums, repayable = dict.fromkeys(FUND_KINDS, 0), 0
	promised: dict[str, int] = {}
	for act, rows in groupby(entries, key=lambda entry: entry.act):
		for row in rows:
			sums[row.kind] = sums.get(row.kind, 0) + row.cents
			repayable += row.cents if row.kind == DISBURSEMENT and row.repayable else 0
			sign = {ledgers.COMMITMENT: 1, ledgers.RELEASE: -1}.get(row.kind, 0)
			promised[row.guarantee] = promised.get(row.guarantee, 0) + sign * row.cents
		balance = ledgers.balance(sums, repayable)
		if balance.short:
			figure = getattr(balance, balance.short)
			yield Finding("Guarantee Fund", fund, f"{balance.short} {euros(figure)}, {act}", ">= 0.00")
			return
		over = min((name for name, cents in promised.items() if name and cents < 0), default="")
		if over:
			yield Finding("Guarantee Fund", fund, f"{over} {euros(promised[over])}, {act}", ">= 0.00")
			return


def pairs_sum_to_nothing(transfers: Mapping[tuple[str, str], int]) -> Iterator[Finding]:
	"""What moves between funds leaves one and comes to another: each document's transfers sum to nothing."""
	for (doctype, name), cents in transfers.items():
		if cents:
			yield Finding(doctype, name, euros(cents), euros(0))


def row_sums(
	sums: Mapping[tuple[str, str], Mapping[str, int]], tolerance: Mapping[str, int] | None = None
) -> Iterator[Finding]:
	"""Of each budget row and share: reimbursed <= admitted <= claimed <= spent <= committed <= approved, with the
	tolerance of a row in cents.
	"""
	for (row, share), by_kind in sorted(sums.items()):
		breach = ledgers.breach(by_kind, (tolerance or {}).get(row, 0))
		if breach:
			limit = (
				f"<= {breach.limit} {euros(breach.most)}" if breach.limit else f"{breach.kind} >= {euros(0)}"
			)
			yield Finding("Budget Row", row, f"{share}: {breach.kind} {euros(breach.cents)}", limit)


def same_sums(
	doctype: str, found: Mapping[tuple[Any, ...], int], expected: Mapping[tuple[Any, ...], int]
) -> Iterator[Finding]:
	"""Two ways to the same sums agree; the first part of a key names the document."""
	for key in sorted({*found, *expected}):
		have, want = found.get(key, 0), expected.get(key, 0)
		if have != want:
			what = " ".join(key[1:])
			yield Finding(doctype, key[0], f"{what} {euros(have)}".strip(), euros(want))


def taken_back(doctype: str, reversals: Iterable[Reversal]) -> Iterator[Finding]:
	"""What takes an entry back is its exact opposite, once."""
	for row in reversals:
		if row.other_cents is None or row.said != row.other_said or row.cents != -row.other_cents:
			wanted = "an entry" if row.other_cents is None else euros(-row.other_cents)
			yield Finding(doctype, row.name, euros(row.cents), wanted)
		elif row.times > 1:
			yield Finding(doctype, row.name, str(row.times), "1")


def each_once(doctype: str, spans: Mapping[str, Sequence[Span]]) -> Iterator[Finding]:
	"""Nothing of a group lies on the same day as another of it: months of a contract, households of a home, hours
	of a person.
	"""
	for group, rows in sorted(spans.items()):
		ordered = sorted(rows, key=lambda span: (span.start, span.end or date.max))
		last = ordered[0] if ordered else None
		for one, two in pairwise(ordered):
			last = max((last or one, one), key=lambda span: span.end or date.max)
			if last.end is None or two.start <= last.end:
				yield Finding(doctype, two.name, f"{group}: {last.name} + {two.name}", "1")


def within(doctype: str, inner: Iterable[tuple[Span, Span]]) -> Iterator[Finding]:
	"""Each first span lies inside the second: a sublease in its head lease (R39)."""
	for span, outer in inner:
		late = outer.end is not None and (span.end is None or span.end > outer.end)
		if span.start < outer.start or late:
			yield Finding(
				doctype, span.name, f"{span.start} - {span.end or ''}", f"{outer.start} - {outer.end or ''}"
			)


def laid(
	doctype: str, payments: Mapping[str, tuple[int, int, int]], parts: Mapping[str, int]
) -> Iterator[Finding]:
	"""Of each payment (amount, laid, left over): laid is what its parts sum to, and with what is left over it is
	the amount.
	"""
	for name, (amount, allocated, left) in sorted(payments.items()):
		if allocated != parts.get(name, 0):
			yield Finding(doctype, name, euros(allocated), euros(parts.get(name, 0)))
		elif allocated + left != amount:
			yield Finding(doctype, name, f"{euros(allocated)} + {euros(left)}", euros(amount))


def room_of(doctype: str, used: Mapping[str, int], most: Mapping[str, int]) -> Iterator[Finding]:
	"""Nothing takes more than there is: payments of a due, months of a guarantee, quotas of a voucher."""
	for name, cents in sorted(used.items()):
		if cents > most.get(name, 0) or cents < 0:
			yield Finding(doctype, name, euros(cents), f"0.00 - {euros(most.get(name, 0))}")


def deposits_settled(doctype: str, rows: Iterable[tuple[str, bool, int, int, int]]) -> Iterator[Finding]:
	"""A deposit (name, returned or not, amount, given back, kept) is held, or given back and kept in full (R41)."""
	for name, returned, amount, back, kept in rows:
		if (unsettled(amount, back, kept) if returned else back or kept) or min(amount, back, kept) < 0:
			yield Finding(doctype, name, f"{euros(back)} + {euros(kept)}", euros(amount if returned else 0))
