"""What a bank says of an account: movements between two balances, whichever form the file has (VA-06)."""

import hashlib
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

MOST_CENTS = 10**13  # a hundred thousand million euros: more is no amount of ours


class StatementError(ValueError):
	"""A file that is no statement to rely on. `code` names the reason, `where` the place in the file, `what` the
	value that is wrong.
	"""

	def __init__(self, code: str, where: str = "", what: str = "") -> None:
		super().__init__(code, where, what)
		self.code, self.where, self.what = code, where, what


@dataclass(frozen=True)
class Movement:
	"""Money that came (cents above nothing) or went, as the bank booked it.

	`reference` is the creditor's own (ISO 11649), `end_to_end` and `batch` what the order of payment was given,
	`bank_reference` what the bank calls the movement.
	"""

	booked_on: date
	cents: int
	value_on: date | None = None
	counterparty: str = ""
	counterparty_iban: str = ""
	remittance: str = ""
	reference: str = ""
	end_to_end: str = ""
	batch: str = ""
	bank_reference: str = ""
	is_return: bool = False
	where: str = ""


@dataclass(frozen=True)
class Statement:
	"""The movements of an account from one balance to another, in cents; a balance is None where the file holds
	none.
	"""

	iban: str
	number: str
	first: date | None
	last: date | None
	opening: int | None
	closing: int | None
	movements: Sequence[Movement] = field(default_factory=tuple)


def off_by(statement: Statement) -> int:
	"""Cents by which opening balance and movements miss the closing one; 0 when they agree. Both balances are
	there.
	"""
	if statement.opening is None or statement.closing is None:
		raise ValueError(statement.number)
	return statement.opening + sum(row.cents for row in statement.movements) - statement.closing


def joined(statements: Iterable[Statement]) -> Statement:
	"""Statements of one account as one. Raises StatementError where one does not go on from the other."""
	rows = list(statements)
	for one, following in pairwise(rows):
		if one.closing != following.opening:
			raise StatementError("gap_inside", following.number)
	days = [row.first for row in rows if row.first], [row.last for row in rows if row.last]
	return Statement(
		rows[0].iban,
		", ".join(row.number for row in rows if row.number),
		min(days[0], default=None),
		max(days[1], default=None),
		rows[0].opening,
		rows[-1].closing,
		tuple(movement for row in rows for movement in row.movements),
	)


def keys(account: str, movements: Sequence[Movement]) -> list[str]:
	"""What each movement is known by for good, so that a second file adds nothing that was there: the bank's own
	reference with day and amount; else everything that the file says of it, and which one of its equals of that
	day it is.
	"""
	seen: Counter[tuple[str, ...]] = Counter()
	found = []
	for row in movements:
		facts = (row.booked_on.isoformat(), str(row.cents))
		told = (row.bank_reference,) if row.bank_reference else (plain(row.remittance), row.counterparty_iban)
		seen[facts + told] += 1
		key = "\x1f".join((account, *facts, *told, str(seen[facts + told])))
		found.append(hashlib.sha256(key.encode()).hexdigest()[:40])
	return found


def plain(text: str) -> str:
	"""Capitals and digits alone, accents taken off: what stays of a text whoever wrote it down."""
	spread = unicodedata.normalize("NFKD", text.upper())
	return "".join(letter for letter in spread if letter.isascii() and letter.isalnum())
