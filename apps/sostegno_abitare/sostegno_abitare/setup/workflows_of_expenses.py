"""The workflow of an expense, as data."""

from sostegno_abitare.access.roles import FINANCE_OFFICER, PROGRAMME_ADMINISTRATOR

from .workflows import State, Transition, WorkflowData

_FINANCE = (FINANCE_OFFICER,)

EXPENSE = WorkflowData(
	"Expense",
	"Expense",
	(
		State("Draft"),
		State("Allocated", "Info", docstatus=1),
		State("Complete", "Success", docstatus=1, rests=True),
		State("Claimed", "Primary", docstatus=1),
		State("Settled", "Inverse", docstatus=1),
		State("Cancelled", "Danger", docstatus=2),
	),
	(
		Transition("Draft", "Allocate", "Allocated", _FINANCE),
		Transition("Draft", "Complete", "Complete", _FINANCE, condition="not doc.missing"),
		Transition("Allocated", "Complete", "Complete", _FINANCE),
		Transition("Complete", "Reopen", "Allocated", _FINANCE),
		Transition("Allocated", "Cancel", "Cancelled", _FINANCE),
		Transition("Complete", "Cancel", "Cancelled", _FINANCE),
		# A claim writes these two by itself: no person claims or settles a single expense.
		Transition("Complete", "Claim", "Claimed", (PROGRAMME_ADMINISTRATOR,), condition="doc.claim"),
		Transition("Claimed", "Settle", "Settled", (PROGRAMME_ADMINISTRATOR,), condition="not doc.claim"),
	),
)

EXPENSES = (EXPENSE,)
