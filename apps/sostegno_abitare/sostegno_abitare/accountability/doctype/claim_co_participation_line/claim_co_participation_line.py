import frappe
from frappe import _
from sostegno_abitare.programme.kept import KeptBySystem


class ContributionIsFinalError(frappe.PermissionError):
	"""A line of co-participation written, changed or deleted by hand."""


class ClaimCoparticipationLine(KeptBySystem):
	"""What the partner or others brought, as a claim reports it: hours, goods, money. Never in the amount that is
	claimed (R5).
	"""

	def refuse(self) -> None:
		"""Raises ContributionIsFinalError."""
		frappe.throw(
			_("Lines of a claim are gathered by the system: put right what they come from, and gather again"),
			ContributionIsFinalError,
		)
