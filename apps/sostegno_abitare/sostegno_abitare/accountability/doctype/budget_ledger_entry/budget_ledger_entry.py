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


# What is left of a row and of an action, and the status of a budget, are sums over these alone.
INDEXES = {
	"sums_of_row": ["budget_row", "share", "kind", "amount"],
	"sums_of_action": ["action", "share", "kind", "posting_date", "amount"],
	"sums_of_agreement": [
		"agreement",
		"budget_row",
		"kind",
		"share",
		"municipality",
		"posting_date",
		"amount",
	],
}


def on_doctype_update() -> None:
	"""Indexes of the sums that every posting and every report asks for."""
	for name, fields in INDEXES.items():
		frappe.db.add_index("Budget Ledger Entry", fields, index_name=name)
