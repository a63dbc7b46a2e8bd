"""Names that the ledgers hold: a new one would change what was written, and break the chains."""

from typing import Any

import frappe
from frappe import _
from sostegno_abitare.ledgers.chain import LEDGERS


class NameInLedgerError(frappe.ValidationError):
	"""Another name for what entries of a ledger name."""


def keep_name(doc: Any, method: str | None = None, *names: Any) -> None:
	"""Event `before_rename` of a municipality: refused once money was laid on it."""
	old = str(names[0]) if names else str(doc.name)
	for ledger in LEDGERS:
		if frappe.db.exists(ledger.doctype, {"municipality": old}):
			frappe.throw(
				_("{0} stands in entries of a ledger, which are never changed: it keeps its name").format(
					frappe.bold(old)
				),
				NameInLedgerError,
			)
