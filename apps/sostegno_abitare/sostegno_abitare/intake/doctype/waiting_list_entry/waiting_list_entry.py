import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate
from sostegno_abitare.programme.validity import lacks_mandatory, validate_sources

PRIORITIES = range(1, 6)


class PriorityOutOfRangeError(frappe.ValidationError):
	"""A priority that is not between 1 and 5."""


class AlreadyWaitingError(frappe.ValidationError):
	"""A case on the waiting list twice."""


class WaitingListEntry(Document):
	"""A case that waits for a place, made by a decision of the Commission."""

	def validate(self) -> None:
		"""The rules of an entry."""
		if lacks_mandatory(self):
			return
		validate_sources(self)
		self.validate_priority()
		self.validate_waits_once()
		self.position_key = f"{self.priority}-{getdate(self.listed_on).isoformat()}"

	def validate_priority(self) -> None:
		"""From 1, called first, to 5."""
		if self.priority not in PRIORITIES:
			frappe.throw(_("Priority goes from 1, called first, to 5"), PriorityOutOfRangeError)

	def validate_waits_once(self) -> None:
		"""One open entry for a case."""
		filters = {"referral": self.referral, "status": "Waiting", "name": ["!=", self.name or ""]}
		if self.status == "Waiting" and frappe.db.exists("Waiting List Entry", filters):
			frappe.throw(
				_("Referral {0} is on the waiting list already").format(frappe.bold(self.referral)),
				AlreadyWaitingError,
			)
