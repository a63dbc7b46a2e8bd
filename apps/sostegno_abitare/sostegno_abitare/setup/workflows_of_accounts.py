"""The workflows of the accounts, as data. That two people see what needs approval holds whatever they say: it
stands in the controllers (R24).
"""

from sostegno_abitare.access.roles import FINANCE_OFFICER, PROGRAMME_ADMINISTRATOR, PUBLIC_CONTROLLER

from .workflows import State, Transition, WorkflowData

_PREPARES = (FINANCE_OFFICER, PROGRAMME_ADMINISTRATOR)
_FREE = 'doc.kind == "Within Tolerance"'

BUDGET_REALLOCATION = WorkflowData(
	"Budget Reallocation",
	"Budget Reallocation",
	(
		State("Draft"),
		State("Proposed", "Primary"),
		State("Rejected", "Danger"),
		State("In Force", "Success", docstatus=1, rests=True),
		State("Cancelled", "Inverse", docstatus=2),
	),
	(
		Transition("Draft", "Record", "In Force", _PREPARES, _FREE),
		Transition("Draft", "Propose", "Proposed", _PREPARES),
		Transition("Proposed", "Approve", "In Force", (PUBLIC_CONTROLLER,), self_approval=False),
		Transition("Proposed", "Send Back", "Draft", (PUBLIC_CONTROLLER, *_PREPARES)),
		Transition("Proposed", "Reject", "Rejected", (PUBLIC_CONTROLLER,)),
		Transition("Rejected", "Take Up Again", "Draft", _PREPARES),
		Transition("In Force", "Cancel", "Cancelled", (PUBLIC_CONTROLLER,)),
		Transition("In Force", "Cancel", "Cancelled", _PREPARES, _FREE),
	),
)

ACCOUNTS = (BUDGET_REALLOCATION,)
