"""What must hold when a scouting enters a state, whatever an administrator makes of the workflow."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt
from sostegno_abitare.programme import states
from sostegno_abitare.programme.validity import label

FIRST, VISITED, NEGOTIATING, AGREED, DROPPED = "Contacted", "Visited", "Negotiating", "Agreed", "Dropped"
PIPELINE = (FIRST, VISITED, NEGOTIATING)
CLOSED = (AGREED, DROPPED)


class MustStartAsContactedError(frappe.ValidationError):
	"""A new scouting in a later state."""


class NotVisitedError(frappe.ValidationError):
	"""A home called visited without a visit among the contacts."""


class TermsMissingError(frappe.ValidationError):
	"""A home agreed on without owner, title, first day or rent (EM-08)."""


class DropReasonMissingError(frappe.ValidationError):
	"""A home dropped without saying why."""


def validate_visited(scouting: Document) -> None:
	"""Somebody has seen the home."""
	if not any(row.kind == "Visit" for row in scouting.contacts):
		frappe.throw(_("Contacts: write the visit first, with its date and outcome"), NotVisitedError)


def validate_terms(scouting: Document) -> None:
	"""Whose the home is, by which title, from when and for how much."""
	lacking = [
		label(scouting, field) for field in ("occupancy_title", "title_from") if not scouting.get(field)
	]
	if not scouting.property_owner and not scouting.owner_name:
		lacking.insert(0, label(scouting, "property_owner"))
	if scouting.occupancy_title == "Head Lease" and not flt(scouting.agreed_rent):
		lacking.append(label(scouting, "agreed_rent"))
	if lacking:
		frappe.throw(
			_("Before the home is agreed on, fill in: {0}").format(", ".join(lacking)), TermsMissingError
		)


def validate_drop_reason(scouting: Document) -> None:
	"""Why the home was dropped."""
	if not scouting.drop_reason:
		frappe.throw(
			_("{0}: choose it before dropping the home").format(label(scouting, "drop_reason")),
			DropReasonMissingError,
		)


RULES: states.Rules = {
	VISITED: (validate_visited,),
	AGREED: (validate_visited, validate_terms),
	DROPPED: (validate_drop_reason,),
}


def check_state(scouting: Document) -> None:
	"""The scouting keeps the rules of the state that it enters."""
	states.check_state(scouting, FIRST, RULES, MustStartAsContactedError)
