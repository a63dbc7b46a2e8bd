"""Why a decision of the Commission cannot take effect, or be taken back."""

import frappe


class CaseNotForThisSessionError(frappe.ValidationError):
	"""A case of another agreement, or one that does not await the decision."""


class NotEligibleError(frappe.ValidationError):
	"""A case accepted against rules that the Commission may not override, or has not."""


class PEIOfUnacceptedCaseError(frappe.ValidationError):
	"""A PEI validated for a case that the Commission has not accepted."""


class DecisionBuiltUponError(frappe.ValidationError):
	"""A session cancelled after something followed from its decisions."""


class NewEndMissingError(frappe.ValidationError):
	"""An extension or early discharge granted without the day it leads to."""
