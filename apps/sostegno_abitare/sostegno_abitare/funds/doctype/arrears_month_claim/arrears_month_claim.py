import frappe
from frappe import _
from sostegno_abitare.programme.kept import KeptBySystem


class ClaimIsWrittenBySystemError(frappe.ValidationError):
	"""A claim on a month written or deleted by hand."""


class ArrearsMonthClaim(KeptBySystem):
	"""One month of one rent, by one of the marks that it is known by, and the paper that covers it (R49)."""

	def refuse(self) -> None:
		"""Claims follow their papers."""
		frappe.throw(
			_("Claims on months are written by the payments and requests that cover them"),
			ClaimIsWrittenBySystemError,
		)
