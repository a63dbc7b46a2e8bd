"""What becomes of a payment once the bank has executed it: the document that registers it, and its undoing.

Each kind of payment has a settler; whoever confirms a movement, or orders a payment, asks it (see kinds.py).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

import frappe
from sostegno_abitare.rules.matching_bank import Candidate


class NotPayableError(frappe.ValidationError):
	"""A payment that cannot be made or registered as asked: settled already, too much, or without a payee."""


@dataclass(frozen=True)
class Executed:
	"""A payment that the bank executed: `cents` with the sign of the movement; `request` is its own for good, and
	`row` the part of a document that it pays.
	"""

	cents: int
	day: date
	reference: str
	request: str
	movement: str
	row: str | None = None


@dataclass(frozen=True)
class Payable:
	"""What a document asks to be paid, in cents, to whom, and what the payee is to read. With `fund`, from the
	account of that fund alone.
	"""

	cents: int
	payee: str
	iban: str
	text: str
	agreement: str
	fund: str | None = None


class Settler(Protocol):
	"""What a kind of payment can do."""

	def payable(self, name: str) -> Payable:
		"""What is to be paid. Raises NotPayableError."""

	def settle(self, name: str, executed: Executed) -> tuple[str, str]:
		"""Registers a payment; gives the doctype and the name of what registers it."""

	def undo(self, made_type: str, made: str, movement: str) -> None:
		"""Takes back what registered a payment."""

	def waiting(self, account: Any) -> Iterable[Candidate]:
		"""The payments of this kind that may come to the account, or leave it."""

	def due(self, account: Any, until: date) -> list[tuple[date, str, int]]:
		"""(day, name, cents) of what the account may be ordered to pay by a day, as far as the reader may read it."""


def cancel(made_type: str, made: str) -> None:
	"""Takes back a document that registered a payment; one that was taken back already stays so."""
	doc = frappe.get_doc(made_type, made)
	if doc.docstatus == 1:
		doc.flags.undone_by_bank = True
		doc.cancel()
