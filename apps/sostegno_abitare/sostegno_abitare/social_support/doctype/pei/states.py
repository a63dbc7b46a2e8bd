"""What must hold when a PEI enters a state, whatever an administrator makes of the workflow."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate
from sostegno_abitare.programme import states
from sostegno_abitare.programme.validity import label

FIRST = "Draft"
ENDED = ("Completed", "Interrupted")
# From here on hours, goals and commitments are those that the Commission validated.
FROZEN = ("Validated", "Active", "Under Review", *ENDED)


class MustStartAsDraftError(frappe.ValidationError):
	"""A new PEI in a later state."""


class PEIIncompleteError(frappe.ValidationError):
	"""A PEI proposed without goals, results, commitments of both sides, hours or review date (R32)."""


class ValidationOutsideCommissionError(frappe.ValidationError):
	"""A PEI called validated that no submitted session validated (R31)."""


class NotSignedError(frappe.ValidationError):
	"""A PEI made active before the household signed it, or signed before it was validated (R30)."""


class EndNotExplainedError(frappe.ValidationError):
	"""A PEI ended without date or outcome."""


def validate_complete(pei: Document) -> None:
	"""Goals with their expected results, commitments of both sides, a review date (R32)."""
	lacking = missing_parts(pei)
	if lacking:
		frappe.throw(_("Before proposing the PEI: {0}").format("; ".join(lacking)), PEIIncompleteError)


def missing_parts(pei: Document) -> list[str]:
	"""What a PEI still needs to be proposed, in the reader's language."""
	parties = {row.party for row in pei.commitments}
	checks = (
		(pei.goals, _("write at least one goal")),
		(
			all((row.expected_result or "").strip() for row in pei.goals),
			_("write the expected result of every goal"),
		),
		("Household" in parties, _("write what the household commits to")),
		("Service" in parties, _("write what the service commits to")),
		(pei.review_date, _("give the review date")),
	)
	return [text for met, text in checks if not met]


def validate_commission_validated(pei: Document) -> None:
	"""The session it names is submitted and validated it (R31)."""
	row = {"pei": pei.name, "parent": pei.validated_in, "outcome": "Validated", "docstatus": 1}
	if not pei.validated_in or not frappe.db.exists("Commission Decision", row):
		frappe.throw(
			_("A PEI is validated by the Commission: submit a Commission Session with this PEI"),
			ValidationOutsideCommissionError,
		)


def validate_signed(pei: Document) -> None:
	"""The household has signed what the Commission validated (R30)."""
	if not pei.signed_on:
		frappe.throw(_("Fill {0} and save, then activate").format(label(pei, "signed_on")), NotSignedError)
	if getdate(pei.signed_on) > getdate() or (
		pei.validated_on and getdate(pei.signed_on) < getdate(pei.validated_on)
	):
		frappe.throw(
			_("{0} lies between the validation and today").format(label(pei, "signed_on")), NotSignedError
		)


def validate_end(pei: Document) -> None:
	"""A project that ends says when, and with what outcome."""
	if not pei.ended_on or not (pei.end_reason or "").strip():
		frappe.throw(
			_("Fill {0} and {1} and save, then end the PEI").format(
				label(pei, "ended_on"), label(pei, "end_reason")
			),
			EndNotExplainedError,
		)


RULES: states.Rules = {
	"Proposed": (validate_complete,),
	"Validated": (validate_commission_validated,),
	"Active": (validate_commission_validated, validate_signed),
	"Under Review": (validate_commission_validated,),
	"Completed": (validate_commission_validated, validate_end),
	"Interrupted": (validate_commission_validated, validate_end),
}


def check_state(pei: Document) -> None:
	"""The PEI keeps the rules of the state that it enters."""
	states.check_state(pei, FIRST, RULES, MustStartAsDraftError)
