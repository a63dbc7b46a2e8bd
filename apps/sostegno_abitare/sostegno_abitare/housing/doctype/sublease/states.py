"""What must hold when a sublease enters a state, whatever an administrator makes of the workflow (R39)."""

from typing import Any

import frappe
from frappe import _
from frappe.utils import getdate
from sostegno_abitare.housing.lease_states import ACTIVE, ENDED, EXTENDED, RUNNING, SIGNED, Rules
from sostegno_abitare.housing.occupation import AT_HAND
from sostegno_abitare.programme.validity import as_date, label
from sostegno_abitare.rules.lease_terms import PART

ADMITTED = ("Accepted", "Taken in Charge")


class HeadLeaseNotActiveError(frappe.ValidationError):
	"""A sublease signed on a head lease that is not signed, or is over."""


class OwnerNotAskedError(frappe.ValidationError):
	"""A sublease signed without the owner's written consent, or without the notice to the owner (R39)."""


class CaseNotAcceptedError(frappe.ValidationError):
	"""A sublease signed with a household that waits, or was refused."""


class HomeNotAtHandError(frappe.ValidationError):
	"""A sublease signed for a home that nobody can live in."""


class NoDestinationError(frappe.ValidationError):
	"""A household that left, and nobody wrote where it went."""


def validate_head_lease_is_active(doc: Any) -> None:
	"""The service holds the home by a signed contract."""
	state = frappe.db.get_value("Head Lease", doc.head_lease, "workflow_state")
	if state not in ACTIVE:
		frappe.throw(
			_(
				"{0} {1} is in state {2}: a sublease is signed on a signed head lease that has not ended"
			).format(label(doc, "head_lease"), frappe.bold(doc.head_lease), _(state)),
			HeadLeaseNotActiveError,
		)


def validate_owner_was_asked(doc: Any) -> None:
	"""The owner's written consent for the whole home, a registered letter to the owner for a part of it; dated not
	after the first day (R39).
	"""
	if doc.whole_or_part == PART:
		given, where = as_date(doc.notice_to_owner_on), label(doc, "notice_to_owner_on")
	else:
		given = as_date(frappe.db.get_value("Head Lease", doc.head_lease, "owner_consent_on"))
		where = _("Owner's Written Consent")
	if given is None or given > getdate(doc.start_date):
		frappe.throw(
			_("{0}: needed, dated not after the first day of the sublease").format(where), OwnerNotAskedError
		)


def validate_home_is_at_hand(doc: Any) -> None:
	"""The home can be lived in."""
	state = frappe.db.get_value("Housing Unit", doc.unit, "workflow_state")
	if state not in AT_HAND:
		frappe.throw(
			_("{0} {1} is in state {2}: make it available before signing").format(
				label(doc, "unit"), frappe.bold(doc.unit), _(state)
			),
			HomeNotAtHandError,
		)


def validate_case_is_accepted(doc: Any) -> None:
	"""The Commission has accepted the household."""
	state = frappe.db.get_value("Referral", doc.referral, "workflow_state")
	if state not in ADMITTED:
		frappe.throw(
			_("{0} {1} is in state {2}: sign once the Commission has accepted it").format(
				label(doc, "referral"), frappe.bold(doc.referral), _(state)
			),
			CaseNotAcceptedError,
		)


def validate_destination(doc: Any) -> None:
	"""Where the household went."""
	if not doc.destination:
		frappe.throw(_("Fill {0}").format(label(doc, "destination")), NoDestinationError)


RULES: Rules = {
	SIGNED: (
		validate_head_lease_is_active,
		validate_owner_was_asked,
		validate_case_is_accepted,
		validate_home_is_at_hand,
	),
	RUNNING: (validate_head_lease_is_active, validate_owner_was_asked),
	EXTENDED: (validate_head_lease_is_active,),
	ENDED: (validate_destination,),
}
