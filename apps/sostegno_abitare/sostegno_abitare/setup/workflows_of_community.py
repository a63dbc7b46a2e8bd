"""The workflows of the front office, as data."""

from sostegno_abitare.access.roles import (
	CASE_MANAGER,
	COORDINATOR,
	FRONT_OFFICE_OPERATOR,
	HOUSING_MANAGER,
	VOLUNTEER_COORDINATOR,
)

from .workflows import State, Transition, WorkflowData

_DESK = (FRONT_OFFICE_OPERATOR, COORDINATOR)
_RUNNING = ("Opened", "In Preparation", "Sent", "Papers Asked", "Granted", "Rejected")

HELP_REQUEST = WorkflowData(
	"Help Request",
	"Help Request",
	(
		State("Opened", "Info"),
		State("In Preparation", "Info"),
		State("Sent", "Primary"),
		State("Papers Asked", "Warning"),
		State("Granted", "Success"),
		State("Rejected", "Danger"),
		State("Solved", "Success"),
		State("Not Solved", "Inverse"),
	),
	(
		Transition("Opened", "Prepare", "In Preparation", _DESK),
		*(Transition(state, "Send", "Sent", _DESK) for state in ("Opened", "In Preparation", "Papers Asked")),
		Transition("Sent", "Ask for Papers", "Papers Asked", _DESK),
		*(Transition(state, "Grant", "Granted", _DESK) for state in ("Sent", "Papers Asked")),
		*(Transition(state, "Reject", "Rejected", _DESK) for state in ("Sent", "Papers Asked")),
		*(Transition(state, "Solve", "Solved", _DESK) for state in _RUNNING),
		*(Transition(state, "Close Unsolved", "Not Solved", _DESK) for state in _RUNNING),
		Transition("Not Solved", "Take Up Again", "In Preparation", _DESK),
		Transition("Solved", "Take Up Again", "In Preparation", (COORDINATOR,)),
	),
)

_BOOKERS = (FRONT_OFFICE_OPERATOR, COORDINATOR, CASE_MANAGER, HOUSING_MANAGER, VOLUNTEER_COORDINATOR)

# The rooms that are the partner's own are confirmed by the booking itself.
ROOM_BOOKING = WorkflowData(
	"Room Booking",
	"Room Booking",
	(
		State("Requested", "Warning"),
		State("Confirmed", "Success"),
		State("Denied", "Danger"),
		State("Cancelled", "Inverse"),
	),
	(
		Transition("Requested", "Confirm", "Confirmed", (COORDINATOR,)),
		Transition("Requested", "Decline", "Denied", (COORDINATOR,)),
		*(Transition(state, "Call Off", "Cancelled", _BOOKERS) for state in ("Requested", "Confirmed")),
	),
)

COMMUNITY = (HELP_REQUEST, ROOM_BOOKING)
