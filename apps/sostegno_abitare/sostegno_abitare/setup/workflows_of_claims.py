"""The workflow of a reimbursement claim, as data (R23, R24)."""

from sostegno_abitare.access.roles import COORDINATOR, FINANCE_OFFICER, PUBLIC_CONTROLLER

from .workflows import State, Transition, WorkflowData

_PARTNER = (FINANCE_OFFICER, COORDINATOR)
_AUTHORITY = (PUBLIC_CONTROLLER,)
_UNDER_WAY = ("Submitted", "Under Control", "Integration Requested")
_OUTCOMES = (
	("Admit", "Admitted"),
	("Admit in Part", "Partly Admitted"),
	("Reject", "Rejected"),
)
_NOTHING_LEFT = "not doc.to_pay"

REIMBURSEMENT_CLAIM = WorkflowData(
	"Reimbursement Claim",
	"Reimbursement Claim",
	(
		State("Draft"),
		State("Prepared", "Info"),
		State("Submitted", "Primary", docstatus=1),
		State("Under Control", "Primary", docstatus=1),
		State("Integration Requested", "Warning", docstatus=1),
		State("Admitted", "Success", docstatus=1, rests=True),
		State("Partly Admitted", "Warning", docstatus=1, rests=True),
		State("Rejected", "Danger", docstatus=1),
		State("Paid", "Success", docstatus=1),
		State("Closed", "Inverse", docstatus=1),
		State("Withdrawn", "Inverse", docstatus=2),
	),
	(
		Transition("Draft", "Prepare", "Prepared", _PARTNER, condition="doc.line_count > 0"),
		Transition("Prepared", "Send Back", "Draft", _PARTNER),
		Transition("Prepared", "Send", "Submitted", _PARTNER),
		Transition("Submitted", "Take under Control", "Under Control", _AUTHORITY),
		Transition("Under Control", "Ask for Integration", "Integration Requested", _AUTHORITY),
		Transition("Integration Requested", "Hand In the Integration", "Under Control", _PARTNER),
		Transition("Integration Requested", "Go On without Papers", "Under Control", _AUTHORITY),
		*(
			Transition("Under Control", action, state, _AUTHORITY, condition=f"doc.outcome == '{state}'")
			for action, state in _OUTCOMES
		),
		*(
			Transition(
				state, "Take Up the Control Again", "Under Control", _AUTHORITY, condition="not doc.paid"
			)
			for _action, state in _OUTCOMES
		),
		*(
			Transition(state, "Close", "Closed", _AUTHORITY, condition=_NOTHING_LEFT)
			for state in ("Paid", "Rejected")
		),
		*(Transition(state, "Withdraw", "Withdrawn", (COORDINATOR,)) for state in _UNDER_WAY),
	),
)
