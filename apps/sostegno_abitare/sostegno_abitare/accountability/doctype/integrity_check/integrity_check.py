import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import now_datetime
from sostegno_abitare.ledgers import checking

_OF_THE_SYSTEM = ("ok", "rules", "findings", "finished_at")


class CheckIsFinalError(frappe.PermissionError):
	"""What a check found, written or deleted by hand."""


class IntegrityCheck(Document):
	"""Everything that must hold of money, checked over the whole database (reliability paper, section 4). Made, it
	runs in the background; what it found stays.
	"""

	def before_insert(self) -> None:
		"""Nothing is found yet."""
		self.update(dict.fromkeys(_OF_THE_SYSTEM, None))
		self.set("heads", [])
		self.update(
			{"status": checking.QUEUED, "checked_at": now_datetime(), "checked_by": frappe.session.user}
		)

	def validate(self) -> None:
		"""What is found, the system writes."""
		if not self.is_new() and not self.flags.kept_by_system:
			self.refuse()

	def after_insert(self) -> None:
		"""Runs it."""
		checking.start(self.name)

	def on_trash(self) -> None:
		"""It stays."""
		self.refuse()

	def refuse(self) -> None:
		"""Raises CheckIsFinalError."""
		frappe.throw(
			_("What a check found is not changed: make a new check"),
			CheckIsFinalError,
		)
