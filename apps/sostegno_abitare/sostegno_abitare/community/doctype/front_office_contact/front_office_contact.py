import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, get_datetime, getdate, now_datetime
from sostegno_abitare.community import desk
from sostegno_abitare.programme.validity import label, lacks_mandatory
from sostegno_abitare.social_support.case_dates import validate_not_future

CALL_BACK, ELSEWHERE = "To Be Called Back", "Sent to Another Service"
MOST_MINUTES = 480


class ContactInFutureError(frappe.ValidationError):
	"""A contact that has not happened yet."""


class DurationError(frappe.ValidationError):
	"""A contact longer than a day of work."""


class NoWayToCallBackError(frappe.ValidationError):
	"""Somebody to be called back without phone or e-mail, or without a day."""


class ReceiverMissingError(frappe.ValidationError):
	"""Somebody sent to another service without saying to which."""


class FrontOfficeContact(Document):
	"""Somebody who turned to the service: what was asked, what was answered, what followed (VA-02, VA-04)."""

	def before_validate(self) -> None:
		"""What follows from contact point and person."""
		self.operator = self.operator or frappe.session.user
		desk.set_place(self)
		desk.set_person(self)

	def validate(self) -> None:
		"""The rules of a contact."""
		if lacks_mandatory(self):
			return
		desk.validate_place(self)
		desk.validate_links(self, "person")
		if get_datetime(self.contact_on) > now_datetime():
			frappe.throw(
				_("{0} is in the future: give an appointment instead").format(label(self, "contact_on")),
				ContactInFutureError,
			)
		if cint(self.minutes) > MOST_MINUTES:
			frappe.throw(
				_("{0}: {1} minutes at most; check the duration").format(
					label(self, "minutes"), MOST_MINUTES
				),
				DurationError,
			)
		self.validate_outcome()

	def validate_outcome(self) -> None:
		"""Who is to be called back can be, on a day; who is sent elsewhere is sent somewhere."""
		if self.outcome == ELSEWHERE and not self.sent_to:
			frappe.throw(
				_("{0}: write to which service").format(label(self, "sent_to")), ReceiverMissingError
			)
		if self.outcome != CALL_BACK:
			return
		if not self.call_back_on or getdate(self.call_back_on) < getdate(self.contact_on):
			frappe.throw(
				_("{0}: write a day from the contact on").format(label(self, "call_back_on")),
				NoWayToCallBackError,
			)
		if not (self.phone or self.email):
			frappe.throw(
				_("Write {0} or {1}: without them nobody can be called back").format(
					label(self, "phone"), label(self, "email")
				),
				NoWayToCallBackError,
			)
		validate_not_future(self, "called_back_on")
