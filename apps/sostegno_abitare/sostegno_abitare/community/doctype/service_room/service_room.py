import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt
from sostegno_abitare.housing.territory import validate_municipality_of_agreement
from sostegno_abitare.programme.validity import label, lacks_mandatory, validate_order


class RoomInUseError(frappe.ValidationError):
	"""Another agreement for a room that was booked already."""


class ServiceRoom(Document):
	"""A room that the service may use, for its desk, for courses or for meetings (VA-10). What it costs the partner a
	year is reported as the partner's share, and never claimed (R5).
	"""

	def validate(self) -> None:
		"""The rules of a room."""
		if not flt(self.yearly_cost):
			self.coparticipation = 0
		if lacks_mandatory(self):
			return
		validate_municipality_of_agreement(self)
		validate_order(self, "cost_from", "cost_to")
		before = self.get_doc_before_save()
		if (
			before
			and before.agreement != self.agreement
			and frappe.db.exists("Room Booking", {"room": self.name})
		):
			frappe.throw(
				_("{0}: the room was booked for {1} already; make another room").format(
					label(self, "agreement"), frappe.bold(before.agreement)
				),
				RoomInUseError,
			)
