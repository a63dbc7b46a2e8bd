"""The workflows of homes, as data."""

from sostegno_abitare.access.roles import CASE_MANAGER, COORDINATOR, HOUSING_MANAGER, PROGRAMME_ADMINISTRATOR

from .workflows import State, Transition, WorkflowData

_MANAGERS = (HOUSING_MANAGER, COORDINATOR)

# Reserved, Occupied and Void follow from proposals, stays and contracts.
HOUSING_UNIT = WorkflowData(
	"Housing Unit",
	"Housing Unit",
	(
		State("Scouted"),
		State("Agreed", "Info"),
		State("Available", "Success"),
		State("Reserved", "Warning"),
		State("Occupied", "Primary"),
		State("Void", "Danger"),
		State("Under Works", "Warning"),
		State("Released", "Inverse", PROGRAMME_ADMINISTRATOR),
	),
	(
		Transition("Scouted", "Agree", "Agreed", _MANAGERS),
		*(
			Transition(state, "Make Available", "Available", _MANAGERS)
			for state in ("Agreed", "Void", "Under Works")
		),
		*(Transition(state, "Start Works", "Under Works", _MANAGERS) for state in ("Available", "Void")),
		*(
			Transition(state, "Release", "Released", _MANAGERS)
			for state in ("Scouted", "Agreed", "Available", "Void", "Under Works")
		),
	),
)

_PIPELINE = ("Contacted", "Visited", "Negotiating")

UNIT_SCOUTING = WorkflowData(
	"Unit Scouting",
	"Unit Scouting",
	(
		State("Contacted", "Info"),
		State("Visited", "Info"),
		State("Negotiating", "Primary"),
		State("Agreed", "Success"),
		State("Dropped", "Inverse"),
	),
	(
		Transition("Contacted", "Visit", "Visited", _MANAGERS),
		Transition("Visited", "Negotiate", "Negotiating", _MANAGERS),
		Transition("Visited", "Agree", "Agreed", _MANAGERS),
		Transition("Negotiating", "Agree", "Agreed", _MANAGERS),
		*(Transition(state, "Drop", "Dropped", _MANAGERS) for state in _PIPELINE),
		Transition("Dropped", "Take Up Again", "Contacted", _MANAGERS),
	),
)

_WORKERS = (CASE_MANAGER, COORDINATOR)

# Extended is entered by a decision of the Commission.
STAY = WorkflowData(
	"Stay",
	"Stay",
	(
		State("Draft"),
		State("Proposed", "Primary"),
		State("Signed", "Info"),
		State("Running", "Success"),
		State("Extended", "Warning"),
		State("Ended", "Inverse"),
		State("Withdrawn", "Danger"),
	),
	(
		Transition("Draft", "Propose", "Proposed", _WORKERS),
		Transition("Proposed", "Sign", "Signed", (*_WORKERS, HOUSING_MANAGER)),
		Transition("Signed", "Enter", "Running", (*_WORKERS, HOUSING_MANAGER)),
		*(Transition(state, "Discharge", "Ended", _WORKERS) for state in ("Running", "Extended")),
		*(Transition(state, "Withdraw", "Withdrawn", _WORKERS) for state in ("Draft", "Proposed", "Signed")),
	),
)

HOUSING = (HOUSING_UNIT, UNIT_SCOUTING, STAY)
