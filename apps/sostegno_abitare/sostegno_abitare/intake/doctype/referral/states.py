"""What must hold when a referral enters a state. The workflow says who may act; these rules hold whatever an
administrator makes of it.
"""

from collections.abc import Callable

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate
from sostegno_abitare.rules.eligibility import INCOMPLETE

FIRST = "Draft"
DECISIONS = ("Accepted", "Waiting", "Refused")
# From here on the eligibility stays as the Commission saw it.
DECIDED = ("Accepted", "Refused", "Taken in Charge", "Closed")


class MustStartAsDraftError(frappe.ValidationError):
	"""A new case in a later state."""


class NotAssessedError(frappe.ValidationError):
	"""A case called assessed without an assessment (EM-04)."""


class EligibilityIncompleteError(frappe.ValidationError):
	"""A case before the Commission with data missing for its rules."""


class DecisionOutsideCommissionError(frappe.ValidationError):
	"""A decision that no submitted session of the Commission took (R30)."""


class NotAcceptedError(frappe.ValidationError):
	"""A case taken in charge that the Commission has not accepted (R30)."""


class NobodyInChargeError(frappe.ValidationError):
	"""A case taken in charge by nobody."""


class ClosingReasonMissingError(frappe.ValidationError):
	"""A case closed without saying why."""


class ProjectUnderWayError(frappe.ValidationError):
	"""A case closed while its project goes on (EM-05)."""


class StillInAHomeError(frappe.ValidationError):
	"""A case closed while its household lives in a home of the service."""


def check_state(referral: Document) -> None:
	"""Checks the rules of the state that the referral is entering, if it is entering one."""
	before = referral.get_doc_before_save()
	previous = before.workflow_state if before else None
	state = referral.workflow_state or FIRST
	if before is None:
		validate_starts_as_draft(state)
	elif state != previous:
		for rule in RULES.get(state, ()):
			rule(referral, previous)


def validate_starts_as_draft(state: str) -> None:
	"""Every case goes through the states from the first."""
	if state != FIRST:
		frappe.throw(_("A new referral starts as Draft, not as {0}").format(_(state)), MustStartAsDraftError)


def validate_is_assessed(referral: Document, previous: str | None) -> None:
	"""An assessment has been written (EM-04)."""
	if not frappe.db.exists("Assessment", {"referral": referral.name}):
		frappe.throw(_("Write the assessment of the referral first"), NotAssessedError)


def validate_eligibility_is_known(referral: Document, previous: str | None) -> None:
	"""The Commission decides on complete data."""
	if referral.eligibility == INCOMPLETE:
		missing = [row.message for row in referral.eligibility_checks if row.message and row.outcome != "Met"]
		frappe.throw(
			_("The eligibility of the referral is incomplete. {0}").format(" ".join(missing)),
			EligibilityIncompleteError,
		)


def validate_commission_decided(referral: Document, previous: str | None) -> None:
	"""The last word of a submitted session on this case is the state it enters (R30)."""
	if last_decision(referral.name) != referral.workflow_state:
		frappe.throw(
			_("{0} is decided by the Commission: submit a Commission Session with this case").format(
				_(referral.workflow_state)
			),
			DecisionOutsideCommissionError,
		)


def validate_is_accepted(referral: Document, previous: str | None) -> None:
	"""Only what the Commission accepted is taken in charge (R30)."""
	if last_decision(referral.name) != "Accepted":
		frappe.throw(
			_("The Commission has not accepted referral {0}").format(frappe.bold(referral.name)),
			NotAcceptedError,
		)


def validate_somebody_in_charge(referral: Document, previous: str | None) -> None:
	"""A case taken in charge has a case manager."""
	if not referral.case_manager:
		frappe.throw(_("Choose the case manager and save, then take in charge"), NobodyInChargeError)
	referral.taken_in_charge_on = referral.taken_in_charge_on or getdate()


def validate_closing_reason(referral: Document, previous: str | None) -> None:
	"""A closed case says why."""
	if not referral.closing_reason:
		frappe.throw(_("Choose the closing reason and save, then close"), ClosingReasonMissingError)
	referral.closed_on = referral.closed_on or getdate()


def validate_nobody_in_a_home(referral: Document, previous: str | None) -> None:
	"""A case goes on while its household has a home of the service."""
	held = {"referral": referral.name, "workflow_state": ["in", ("Signed", "Running", "Extended")]}
	for doctype in ("Stay", "Sublease"):
		name = frappe.db.get_value(doctype, held)
		if name:
			frappe.throw(
				_("{0} {1} has not ended: end it, then close the case").format(_(doctype), frappe.bold(name)),
				StillInAHomeError,
			)


def validate_project_over(referral: Document, previous: str | None) -> None:
	"""The project of the case was ended, with its outcome (EM-05)."""
	pei = frappe.db.get_value(
		"PEI", {"referral": referral.name, "workflow_state": ["in", ("Active", "Under Review")]}
	)
	if pei:
		frappe.throw(
			_("PEI {0} is under way: end or interrupt it, then close the case").format(frappe.bold(pei)),
			ProjectUnderWayError,
		)


def last_decision(referral: str) -> str | None:
	"""The outcome of the latest placement decision in force on a referral."""
	rows = frappe.get_all(
		"Commission Decision",
		filters={"referral": referral, "kind": "Placement", "docstatus": 1, "outcome": ["in", DECISIONS]},
		fields=["outcome", "parent"],
	)
	dates = {
		row.parent: frappe.db.get_value("Commission Session", row.parent, ["session_date", "creation"])
		for row in rows
	}
	return max(rows, key=lambda row: dates[row.parent]).outcome if rows else None


Rule = Callable[[Document, "str | None"], None]
RULES: dict[str, tuple[Rule, ...]] = {
	"Assessed": (validate_is_assessed,),
	"To Commission": (validate_is_assessed, validate_eligibility_is_known),
	**dict.fromkeys(DECISIONS, (validate_commission_decided,)),
	"Taken in Charge": (validate_is_accepted, validate_somebody_in_charge),
	"Closed": (validate_closing_reason, validate_nobody_in_a_home, validate_project_over),
}
