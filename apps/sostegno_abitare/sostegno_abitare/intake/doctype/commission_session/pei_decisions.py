"""What the Commission decides on a PEI: validated with its hours, or sent back (R31)."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt

from .errors import PEIOfUnacceptedCaseError
from .moves import check_unmoved, move

ACCEPTED_CASES = ("Accepted", "Taken in Charge")
STATES = {"Validated": "Validated", "Rejected": "Draft"}


def apply(row: Document, session: Document) -> None:
	"""Writes the outcome on the PEI; it is validated for an accepted case alone."""
	if row.outcome == "Rejected":
		move("PEI", row.pei, STATES[row.outcome], {})
		return
	state = frappe.db.get_value("Referral", row.referral, "workflow_state")
	if state not in ACCEPTED_CASES:
		frappe.throw(
			_("Agenda, row {0}: the case of the PEI is in state {1}, accept it first").format(
				row.idx, _(state)
			),
			PEIOfUnacceptedCaseError,
		)
	values = {"validated_in": session.name, "validated_on": session.session_date}
	if flt(row.committed_hours):
		values["committed_hours"] = flt(row.committed_hours)
	move("PEI", row.pei, STATES[row.outcome], values)


def check_reversible(row: Document, session: Document) -> None:
	"""Raises DecisionBuiltUponError where the PEI has moved on since, or a later session decided it."""
	state = STATES[row.outcome]
	check_unmoved(row, session, "PEI", row.pei, state, "validated_in" if state == "Validated" else None)


def reverse(row: Document, session: Document) -> None:
	"""The PEI is before the Commission again."""
	move("PEI", row.pei, "Proposed", {"validated_in": None, "validated_on": None})
