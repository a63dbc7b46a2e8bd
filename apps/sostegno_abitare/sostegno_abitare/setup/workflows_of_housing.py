"""The workflows of homes, as data."""

from sostegno_abitare.access.roles import COORDINATOR, HOUSING_MANAGER, PROGRAMME_ADMINISTRATOR

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

HOUSING = (HOUSING_UNIT,)
