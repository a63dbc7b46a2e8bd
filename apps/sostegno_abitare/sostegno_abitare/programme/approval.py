"""Four eyes: who prepared something does not approve it, whatever the role (R24)."""

import frappe
from frappe import _


class SelfApprovalError(frappe.ValidationError):
	"""A claim, payment or disbursement approved, or controlled, by who prepared it."""


def by_somebody_else(*people: str | None, done: str) -> None:
	"""Refuses the user of this request where it is one of `people`. `done`: what these did, in the reader's language
	("prepared the claim"). Holds for administrators too.
	"""
	if frappe.session.user in people:
		frappe.throw(
			_("You {0}: somebody else has to take this step, so that two people have seen it").format(done),
			SelfApprovalError,
		)
