import frappe
from frappe import _
from frappe.model.document import Document


class ReadLogIsFinalError(frappe.PermissionError):
	"""A row of the log of reads written, changed or deleted by hand (R51)."""


class CaseReadLog(Document):
	"""Who read which case, when. The system writes the rows; nobody changes or deletes them."""

	def validate(self) -> None:
		"""A row is written once, by the system."""
		if not self.is_new() or not self.flags.kept_by_system:
			self.refuse()

	def on_trash(self) -> None:
		"""A row stays."""
		self.refuse()

	def before_rename(self, *names: str, **options: object) -> None:
		"""A row keeps its name."""
		self.refuse()

	def refuse(self) -> None:
		"""Raises ReadLogIsFinalError."""
		frappe.throw(
			_("The log of reads is written by the system and cannot be changed"), ReadLogIsFinalError
		)
