"""What is left of a commitment, and how an expense uses it (R22)."""

from datetime import date

import frappe
from frappe import _
from sostegno_abitare.ledgers import budget as ledger
from sostegno_abitare.ledgers.budget import Posting
from sostegno_abitare.rules.ledgers import COMMITTED

DOCTYPE = "Budget Commitment"


class CommitmentMismatchError(frappe.ValidationError):
	"""Money used of a commitment that is not submitted, or is of another row or payer."""


def open_cents(name: str, current: bool = False) -> int:
	"""Cents of a commitment that are neither used nor released."""
	own = ledger.totals((), current=current, source_doctype=DOCTYPE, source_name=name, kind=COMMITTED)
	used = ledger.totals((), current=current, source_row=name, kind=COMMITTED)
	return sum(own.values()) + sum(used.values())


def use(name: str, row: str, share: str, cents: int, day: date | str) -> list[Posting]:
	"""The posting by which a document that binds so many cents itself takes them out of a commitment, as far as that
	goes; post it together with the document's own. Call it under the lock. Raises CommitmentMismatchError.
	"""
	found = frappe.db.get_value(DOCTYPE, name, ["budget_row", "share", "docstatus"], as_dict=True)
	if not found or found.docstatus != 1 or (found.budget_row, found.share) != (row, share):
		frappe.throw(
			_("Commitment {0} is not for row {1}, share {2}; choose one that is").format(
				frappe.bold(name), row, _(share)
			),
			CommitmentMismatchError,
		)
	part = min(cents, open_cents(name, current=True))
	return [Posting(row, COMMITTED, share, -part, day, source_row=name)] if part > 0 else []
