"""What must hold when a home enters a state, whatever an administrator makes of the workflow.

Reserved, Occupied and Void are no actions of a desk: they follow from proposals, stays and contracts, which
move the home with `move`.
"""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate
from sostegno_abitare.programme import states
from sostegno_abitare.programme.validity import as_date, label

FIRST = "Scouted"
AVAILABLE, RESERVED, OCCUPIED, VOID, RELEASED = "Available", "Reserved", "Occupied", "Void", "Released"
# Entered by what happens to the home, never by hand.
FOLLOWING = (RESERVED, OCCUPIED, VOID)
# A household can be proposed for a home in one of these.
OFFERED = (AVAILABLE, VOID)
AGREED_FIELDS = ("property_owner", "occupancy_title", "title_from")
NAMED_COSTS = ("Utilities", "Ordinary Maintenance")


class MustStartAsScoutedError(frappe.ValidationError):
	"""A new home in a later state."""


class OwnerOrTitleMissingError(frappe.ValidationError):
	"""A home agreed on without owner, title or the day it is held from (R37)."""


class CostBearerMissingError(frappe.ValidationError):
	"""A home offered while nobody is named for utilities or ordinary maintenance (R37)."""


class TitleOverError(frappe.ValidationError):
	"""A home offered after the title by which it is held has ended, or before it starts."""


class StillLeasedError(frappe.ValidationError):
	"""A home given back while its lease runs on, and asks for rents."""


class StateFollowsError(frappe.ValidationError):
	"""A home called reserved, occupied or void by hand."""


def validate_owner_and_title(unit: Document) -> None:
	"""Who owns the home, by which title it is held and since when (R37)."""
	lacking = [label(unit, field) for field in AGREED_FIELDS if not unit.get(field)]
	if lacking:
		frappe.throw(
			_("Before the home is agreed on, fill in: {0}").format(", ".join(lacking)),
			OwnerOrTitleMissingError,
		)


def validate_costs_are_borne(unit: Document) -> None:
	"""Utilities and ordinary maintenance go to the bearer named for the unit (R37)."""
	named = {row.item for row in unit.cost_bearers}
	lacking = [_(cost) for cost in NAMED_COSTS if cost not in named]
	if lacking:
		frappe.throw(
			_("Cost Bearers: say who bears {0} before the home is available").format(", ".join(lacking)),
			CostBearerMissingError,
		)


def validate_title_runs(unit: Document) -> None:
	"""The home is held today."""
	start, end = as_date(unit.title_from), as_date(unit.title_to)
	if not start or start > getdate() or (end and end < getdate()):
		frappe.throw(
			_("{0} and {1}: the home is not held today, so it cannot be offered").format(
				label(unit, "title_from"), label(unit, "title_to")
			),
			TitleOverError,
		)


def validate_not_leased(unit: Document) -> None:
	"""The lease of a home ends before it is given back."""
	lease = frappe.db.get_value(
		"Head Lease", {"unit": unit.name, "workflow_state": ["in", ("Signed", "Running", "Extended")]}
	)
	if lease:
		frappe.throw(
			_("Head Lease {0} has not ended: end it first, then release the home").format(frappe.bold(lease)),
			StillLeasedError,
		)


def validate_follows(unit: Document) -> None:
	"""Nobody reserves, occupies or empties a home by hand."""
	frappe.throw(
		_("A home becomes {0} by what happens to it: a proposal, a stay or a contract").format(
			_(unit.workflow_state)
		),
		StateFollowsError,
	)


def move(unit: str, state: str) -> None:
	"""Puts a home in a state because of a proposal, a stay or a contract, whoever writes that: nobody needs a
	right on the home for it. Locks the row until the end of the transaction.
	"""
	if frappe.db.get_value("Housing Unit", unit, "workflow_state", for_update=True) == state:
		return
	home = frappe.get_doc("Housing Unit", unit)
	home.db_set("workflow_state", state)
	home.add_comment("Workflow", _(state))


RULES: states.Rules = {
	"Agreed": (validate_owner_and_title,),
	AVAILABLE: (validate_owner_and_title, validate_costs_are_borne, validate_title_runs),
	RELEASED: (validate_not_leased,),
	**dict.fromkeys(FOLLOWING, (validate_follows,)),
}


def check_state(unit: Document) -> None:
	"""The home keeps the rules of the state that it enters."""
	states.check_state(unit, FIRST, RULES, MustStartAsScoutedError)
