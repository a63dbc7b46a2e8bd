import frappe
from frappe import _
from sostegno_abitare.programme.kept import KeptBySystem


class ReadLogIsFinalError(frappe.PermissionError):
	"""A row of the log of reads written, changed or deleted by hand (R51)."""


class CaseReadLog(KeptBySystem):
	"""Who read which case, when. The system writes the rows; nobody changes or deletes them."""

	def refuse(self) -> None:
		"""Raises ReadLogIsFinalError."""
		frappe.throw(
			_("The log of reads is written by the system and cannot be changed"), ReadLogIsFinalError
		)
