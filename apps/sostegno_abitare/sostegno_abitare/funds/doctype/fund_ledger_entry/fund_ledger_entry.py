import frappe
from frappe import _
from sostegno_abitare.programme.kept import KeptBySystem


class FundLedgerIsFinalError(frappe.PermissionError):
	"""An entry of a ledger written, changed or deleted by hand."""


class FundLedgerEntry(KeptBySystem):
	"""What a document adds to a guarantee fund or takes from it (R45).

	Entries are written by `ledgers/funds.py` alone, and never changed: what is wrong is taken back by an entry of the
	opposite amount.
	"""

	def refuse(self) -> None:
		"""Raises FundLedgerIsFinalError."""
		frappe.throw(
			_(
				"Ledger entries are written by the system and not changed: cancel the document that they come from"
			),
			FundLedgerIsFinalError,
		)
