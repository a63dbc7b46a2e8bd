import frappe
from frappe import _
from sostegno_abitare.programme.kept import KeptBySystem


class LedgerIsFinalError(frappe.PermissionError):
	"""An entry of a ledger written, changed or deleted by hand."""


class BudgetLedgerEntry(KeptBySystem):
	"""What a document adds to a budget row: planned, committed, spent, claimed (R1-R9, R22).

	Entries are written by `ledgers/budget.py` alone, and never changed: what is wrong is taken back by an entry of the
	opposite amount.
	"""

	def refuse(self) -> None:
		"""Raises LedgerIsFinalError."""
		frappe.throw(
			_(
				"Ledger entries are written by the system and not changed: cancel the document that they come from"
			),
			LedgerIsFinalError,
		)
