"""What must hold when a guarantee enters a state, whatever an administrator makes of the workflow."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate
from sostegno_abitare.funds import decisions, fund
from sostegno_abitare.ledgers import funds
from sostegno_abitare.programme import states
from sostegno_abitare.programme.validity import label

FIRST, PROPOSED, GIVEN, ENDED, REJECTED = "Draft", "Proposed", "Given", "Ended", "Turned Down"
# The contract has one guarantee that is asked for or stands.
LIVE = (FIRST, PROPOSED, GIVEN)
OPEN_PAYMENTS = ("Draft", "Checked", "Approved")


class MustStartAsDraftError(frappe.ValidationError):
	"""A new guarantee in a later state."""


class GuaranteeInUseError(frappe.ValidationError):
	"""A guarantee ended while a payment under it is prepared, or deleted once it was given."""


class EndNotExplainedError(frappe.ValidationError):
	"""A guarantee ended without saying why."""


def validate_given(guarantee: Document) -> None:
	"""Decided, by a second person, for a municipality that takes part today."""
	decisions.validate_decided(guarantee)
	decisions.validate_second_person((decisions.stored(guarantee).owner, guarantee.prepared_by))
	fund.joined(guarantee.agreement, guarantee.municipality, getdate())
	guarantee.given_by, guarantee.given_on = frappe.session.user, getdate()


def validate_ended(guarantee: Document) -> None:
	"""Nothing is being paid under it, and it is said why it ends."""
	funds.lock(guarantee.fund)
	found = frappe.get_all(
		"Guarantee Disbursement",
		filters={"rent_guarantee": guarantee.name, "workflow_state": ["in", OPEN_PAYMENTS]},
		pluck="name",
	)
	if found:
		frappe.throw(
			_("{0} is being prepared under this guarantee: pay or reject it first").format(
				frappe.bold(found[0])
			),
			GuaranteeInUseError,
		)
	if not (guarantee.end_reason or "").strip():
		frappe.throw(
			_("Fill {0} and save, then end the guarantee").format(label(guarantee, "end_reason")),
			EndNotExplainedError,
		)
	guarantee.ended_on = getdate()


RULES: states.Rules = {GIVEN: (validate_given,), ENDED: (validate_ended,)}


def check_state(guarantee: Document) -> None:
	"""The guarantee keeps the rules of the state that it enters."""
	states.check_state(guarantee, FIRST, RULES, MustStartAsDraftError)
