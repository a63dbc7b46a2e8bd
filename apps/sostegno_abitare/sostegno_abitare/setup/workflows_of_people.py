"""The workflows of people's hours, as data."""

from sostegno_abitare.access.roles import COORDINATOR, FINANCE_OFFICER, VOLUNTEER_COORDINATOR

from .workflows import State, Transition, WorkflowData

_CONFIRMING = (VOLUNTEER_COORDINATOR, COORDINATOR)
_VALUING = (VOLUNTEER_COORDINATOR, COORDINATOR, FINANCE_OFFICER)

# Reported is entered by the claim that shows the hours.
VOLUNTEER_HOURS = WorkflowData(
	"Volunteer Hours",
	"Volunteer Hours",
	(
		State("Entered", "Warning"),
		State("Confirmed", "Info"),
		State("Valued", "Success", docstatus=1, rests=True),
		State("Reported", "Inverse", docstatus=1),
		State("Taken Back", "Danger", docstatus=2),
	),
	(
		Transition("Entered", "Confirm", "Confirmed", _CONFIRMING),
		Transition("Confirmed", "Send Back", "Entered", _CONFIRMING),
		Transition("Confirmed", "Give Value", "Valued", _VALUING),
		Transition("Valued", "Take Back", "Taken Back", _VALUING),
	),
)

PEOPLE = (VOLUNTEER_HOURS,)
