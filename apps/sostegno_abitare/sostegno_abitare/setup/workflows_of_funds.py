"""The workflows of the guarantee funds, as data."""

from sostegno_abitare.access.roles import COORDINATOR, FINANCE_OFFICER, HOUSING_MANAGER, PUBLIC_CONTROLLER

from .workflows import State, Transition, WorkflowData

_DECIDERS = (COORDINATOR, PUBLIC_CONTROLLER)

RENT_GUARANTEE = WorkflowData(
	"Rent Guarantee",
	"Rent Guarantee",
	(
		State("Draft"),
		State("Proposed", "Primary"),
		State("Given", "Success", rests=True),
		State("Ended", "Inverse"),
		State("Turned Down", "Danger"),
	),
	(
		Transition("Draft", "Propose", "Proposed", (COORDINATOR, HOUSING_MANAGER)),
		Transition("Proposed", "Send Back", "Draft", (*_DECIDERS, HOUSING_MANAGER)),
		Transition("Proposed", "Give Guarantee", "Given", _DECIDERS),
		Transition("Proposed", "Reject", "Turned Down", _DECIDERS),
		Transition("Given", "End Guarantee", "Ended", _DECIDERS),
	),
)

# Repaying, Settled and Written Off follow from plans, repayments and write-offs.
GUARANTEE_DISBURSEMENT = WorkflowData(
	"Guarantee Disbursement",
	"Guarantee Disbursement",
	(
		State("Draft"),
		State("Checked", "Info"),
		State("Approved", "Primary"),
		State("Paid", "Success", rests=True),
		State("Repaying", "Warning", rests=True),
		State("Settled", "Success"),
		State("Written Off", "Inverse"),
		State("Turned Down", "Danger"),
		State("Bounced", "Danger"),
	),
	(
		Transition("Draft", "Check", "Checked", (COORDINATOR, FINANCE_OFFICER, PUBLIC_CONTROLLER)),
		Transition("Checked", "Approve", "Approved", _DECIDERS),
		*(Transition(state, "Send Back", "Draft", _DECIDERS) for state in ("Checked", "Approved")),
		Transition("Draft", "Reject", "Turned Down", (*_DECIDERS, FINANCE_OFFICER)),
		*(Transition(state, "Reject", "Turned Down", _DECIDERS) for state in ("Checked", "Approved")),
		Transition("Approved", "Record Payment", "Paid", (FINANCE_OFFICER, PUBLIC_CONTROLLER)),
		*(
			Transition(state, "Record Return", "Bounced", (FINANCE_OFFICER, PUBLIC_CONTROLLER))
			for state in ("Paid", "Repaying")
		),
	),
)

FUNDS = (RENT_GUARANTEE, GUARANTEE_DISBURSEMENT)
