"""How a decision writes the state of a case, and whether it is still as the decision left it."""

import frappe
from frappe import _
from frappe.model.document import Document
from sostegno_abitare.intake.doctype.referral_state_change import referral_state_change

from .errors import DecisionBuiltUponError


def move(doctype: str, name: str, state: str, values: dict[str, object]) -> None:
	"""Writes the state with what goes along, and tells it in the case's history."""
	case = frappe.get_doc(doctype, name)
	if doctype == "Referral":
		referral_state_change.note(name, case.workflow_state, state)
	case.db_set({"workflow_state": state, **values})
	case.add_comment("Workflow", _(state))


def check_unmoved(
	row: Document, session: Document, doctype: str, name: str, state: str, decided_in: str | None
) -> None:
	"""Raises DecisionBuiltUponError unless the case is in the state, by this session (`decided_in` is the field
	that says so; None where the state needs no session).
	"""
	fields = ["workflow_state", *([decided_in] if decided_in else [])]
	case = frappe.db.get_value(doctype, name, fields, as_dict=True, for_update=True)
	if case and (
		case.workflow_state != state or (decided_in is not None and case.get(decided_in) != session.name)
	):
		refuse(row, name, case.workflow_state)


def refuse(row: Document, name: str, state: str) -> None:
	"""Raises DecisionBuiltUponError."""
	frappe.throw(
		_("Row {0}: {1} is in state {2} by now; what followed from the decision must be undone first").format(
			row.idx, frappe.bold(name), _(state)
		),
		DecisionBuiltUponError,
	)
