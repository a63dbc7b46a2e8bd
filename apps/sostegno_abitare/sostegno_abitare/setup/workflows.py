"""The workflows of a case, as data. An administrator changes them on the desk; what must hold whatever they
say stands in the controllers.
"""

from dataclasses import dataclass

import frappe
from sostegno_abitare.access.roles import CASE_MANAGER, COORDINATOR, PROGRAMME_ADMINISTRATOR, SOCIAL_WORKER

# Who may edit is decided by the permissions; a workflow that an administrator tightens can name a role here.
ANYBODY = "All"


@dataclass(frozen=True)
class State:
	"""A state: `style` is the colour of its badge, `editor` the role that may edit in it, `docstatus` the standing
	of its documents: 0 for a draft, 1 for a submitted and 2 for a cancelled one. One that `rests` waits for nobody,
	though a step may lead out of it.
	"""

	name: str
	style: str = ""
	editor: str = ANYBODY
	docstatus: int = 0
	rests: bool = False


@dataclass(frozen=True)
class Transition:
	"""An action that the roles may take on a document in the state, where the condition holds, also on a document of
	their own unless `self_approval` is no.
	"""

	state: str
	action: str
	next_state: str
	roles: tuple[str, ...]
	condition: str = ""
	self_approval: bool = True


@dataclass(frozen=True)
class WorkflowData:
	"""A workflow of one doctype."""

	name: str
	doctype: str
	states: tuple[State, ...]
	transitions: tuple[Transition, ...]


_OPEN_STATES = (
	"Draft",
	"Received",
	"Incomplete",
	"Assessed",
	"To Commission",
	"Accepted",
	"Waiting",
	"Refused",
	"Taken in Charge",
)

REFERRAL = WorkflowData(
	"Referral",
	"Referral",
	(
		State("Draft"),
		State("Received", "Info"),
		State("Incomplete", "Warning"),
		State("Assessed", "Info"),
		State("To Commission", "Primary"),
		State("Accepted", "Success"),
		State("Waiting", "Warning"),
		State("Refused", "Danger"),
		State("Taken in Charge", "Success"),
		State("Closed", "Inverse", PROGRAMME_ADMINISTRATOR),
	),
	(
		Transition("Draft", "Refer", "Received", (SOCIAL_WORKER, COORDINATOR)),
		Transition("Received", "Ask for Data", "Incomplete", (COORDINATOR,)),
		Transition("Incomplete", "Complete", "Received", (SOCIAL_WORKER, COORDINATOR)),
		Transition("Received", "Assess", "Assessed", (COORDINATOR, CASE_MANAGER)),
		Transition("Assessed", "Send to Commission", "To Commission", (COORDINATOR,)),
		Transition("Waiting", "Send to Commission", "To Commission", (COORDINATOR,)),
		Transition("Accepted", "Take in Charge", "Taken in Charge", (COORDINATOR,)),
		*(Transition(state, "Close", "Closed", (COORDINATOR,)) for state in _OPEN_STATES),
	),
)

PEI = WorkflowData(
	"PEI",
	"PEI",
	(
		State("Draft"),
		State("Proposed", "Primary"),
		State("Validated", "Success"),
		State("Active", "Success"),
		State("Under Review", "Warning"),
		State("Completed", "Inverse"),
		State("Interrupted", "Danger"),
	),
	(
		Transition("Draft", "Propose", "Proposed", (CASE_MANAGER, COORDINATOR)),
		Transition("Proposed", "Send Back", "Draft", (COORDINATOR,)),
		Transition("Validated", "Activate", "Active", (CASE_MANAGER, COORDINATOR)),
		Transition("Active", "Start Review", "Under Review", (CASE_MANAGER, COORDINATOR)),
		Transition("Under Review", "Resume", "Active", (CASE_MANAGER, COORDINATOR)),
		Transition("Active", "End Project", "Completed", (COORDINATOR,)),
		Transition("Under Review", "End Project", "Completed", (COORDINATOR,)),
		Transition("Active", "Interrupt", "Interrupted", (COORDINATOR,)),
		Transition("Under Review", "Interrupt", "Interrupted", (COORDINATOR,)),
	),
)


def ensure_workflow(data: WorkflowData) -> None:
	"""Makes the workflow with its states and actions, unless the doctype has one already, active or put
	aside.
	"""
	for state in data.states:
		_ensure("Workflow State", {"workflow_state_name": state.name, "style": state.style})
	for action in dict.fromkeys(transition.action for transition in data.transitions):
		_ensure("Workflow Action Master", {"workflow_action_name": action})
	if not frappe.db.exists("Workflow", {"document_type": data.doctype}):
		frappe.get_doc(_as_document(data)).insert(ignore_permissions=True)


def _ensure(doctype: str, values: dict[str, str]) -> None:
	name = next(iter(values.values()))
	if not frappe.db.exists(doctype, name):
		frappe.get_doc({"doctype": doctype, **values}).insert(ignore_permissions=True)


def _as_document(data: WorkflowData) -> dict[str, object]:
	return {
		"doctype": "Workflow",
		"workflow_name": data.name,
		"document_type": data.doctype,
		"workflow_state_field": "workflow_state",
		"is_active": 1,
		"send_email_alert": 0,
		"states": [
			{
				"state": state.name,
				"doc_status": str(state.docstatus),
				"allow_edit": state.editor,
				"is_optional_state": int(state.rests),
			}
			for state in data.states
		],
		"transitions": [
			{
				"state": transition.state,
				"action": transition.action,
				"next_state": transition.next_state,
				"allowed": role,
				"condition": transition.condition,
				"allow_self_approval": int(transition.self_approval),
			}
			for transition in data.transitions
			for role in transition.roles
		],
	}
