from datetime import timedelta

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import now_datetime
from sostegno_abitare.community import desk
from sostegno_abitare.programme.validity import label, lacks_mandatory

SCHEDULED, ATTENDED, MISSED = "Scheduled", "Took Place", "Missed"
TAKES_TIME = (SCHEDULED, ATTENDED)
LONGEST = timedelta(hours=4)


class OperatorBusyError(frappe.ValidationError):
	"""An operator who has another appointment at that time."""


class AppointmentInPastError(frappe.ValidationError):
	"""An appointment given for a time that is over."""


class NotYetError(frappe.ValidationError):
	"""An appointment called held or missed before its time."""


class PlaceMissingError(frappe.ValidationError):
	"""An appointment on call without a place."""


class FrontOfficeAppointment(Document):
	"""A person expected by an operator: at the desk, or on call in a municipality (VA-02). An operator receives one
	at a time.
	"""

	def before_validate(self) -> None:
		"""What follows from contact point and hours."""
		self.operator = self.operator or frappe.session.user
		desk.set_end(self)
		desk.set_place(self)
		desk.set_person(self)

	def validate(self) -> None:
		"""The rules of an appointment."""
		if lacks_mandatory(self):
			return
		desk.validate_place(self)
		desk.validate_links(self, "person")
		desk.validate_span(self, LONGEST)
		self.validate_status()
		self.validate_meeting_place()
		if self.status in TAKES_TIME and self.time_changes():
			self.validate_free()

	def time_changes(self) -> bool:
		"""Whether the appointment takes hours that it did not have before."""
		before = self.get_doc_before_save()
		return (
			before is None
			or before.status not in TAKES_TIME
			or before.operator != self.operator
			or desk.span_of(before) != desk.span_of(self)
		)

	def validate_status(self) -> None:
		"""What is given lies ahead; what was held or missed has begun."""
		start = desk.span_of(self)[0]
		if self.status == SCHEDULED and self.time_changes() and start < now_datetime():
			frappe.throw(
				_("{0} is in the past: choose a time that is still to come, or the status {1}").format(
					label(self, "starts_on"), _(ATTENDED)
				),
				AppointmentInPastError,
			)
		if self.status in (ATTENDED, MISSED) and start > now_datetime():
			frappe.throw(
				_("{0}: the appointment is still to come; cancel it if it will not take place").format(
					label(self, "status")
				),
				NotYetError,
			)

	def validate_meeting_place(self) -> None:
		"""On call, people meet somewhere."""
		kind, address = frappe.db.get_value("Contact Point", self.contact_point, ["kind", "address"])
		if kind == "On Call" and not address and not self.place:
			frappe.throw(
				_("{0}: write where you meet, the contact point is on call").format(label(self, "place")),
				PlaceMissingError,
			)

	def validate_free(self) -> None:
		"""The operator receives one person at a time, however many appointments are given at once."""
		desk.lock("User", self.operator)
		other = desk.overlap(self, "operator", {"status": ["in", TAKES_TIME]})
		if other:
			frappe.throw(
				_("{0} has another appointment: {1} ({2}). Choose another time or operator").format(
					frappe.bold(frappe.utils.get_fullname(self.operator)), desk.hours(other), other.name
				),
				OperatorBusyError,
			)
