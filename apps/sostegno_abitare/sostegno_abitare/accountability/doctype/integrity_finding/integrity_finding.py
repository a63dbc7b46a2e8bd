import frappe
from frappe import _
from sostegno_abitare.programme.kept import KeptBySystem


class FindingIsFinalError(frappe.PermissionError):
	"""A finding written, changed or deleted by hand."""


class IntegrityFinding(KeptBySystem):
	"""Something that must hold of money and does not, as a check found it."""

	def refuse(self) -> None:
		"""Raises FindingIsFinalError."""
		frappe.throw(_("What a check found is not changed: make a new check"), FindingIsFinalError)
