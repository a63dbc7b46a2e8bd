"""The workflows of leases and subleases, as data."""

from sostegno_abitare.access.roles import COORDINATOR, HOUSING_MANAGER, PROGRAMME_ADMINISTRATOR

from .workflows import State, Transition, WorkflowData

_MANAGERS = (HOUSING_MANAGER, COORDINATOR)


def _contract(doctype: str) -> WorkflowData:
	"""The life of a lease or sublease. Back to the draft only before it runs: later it is extended or ends."""
	return WorkflowData(
		doctype,
		doctype,
		(
			State("Draft"),
			State("Proposed", "Primary"),
			State("Signed", "Info"),
			State("Running", "Success"),
			State("Extended", "Success"),
			State("Ended", "Inverse", PROGRAMME_ADMINISTRATOR),
		),
		(
			Transition("Draft", "Propose", "Proposed", _MANAGERS),
			Transition("Proposed", "Send Back", "Draft", _MANAGERS),
			Transition("Proposed", "Sign", "Signed", _MANAGERS),
			Transition("Signed", "Send Back", "Proposed", (COORDINATOR,)),
			Transition("Signed", "Start", "Running", _MANAGERS),
			Transition("Running", "Extend", "Extended", _MANAGERS),
			*(Transition(state, "End", "Ended", _MANAGERS) for state in ("Signed", "Running", "Extended")),
		),
	)


HEAD_LEASE, SUBLEASE = _contract("Head Lease"), _contract("Sublease")

CONTRACTS = (HEAD_LEASE, SUBLEASE)
