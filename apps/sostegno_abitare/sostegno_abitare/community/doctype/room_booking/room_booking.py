from datetime import timedelta

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, get_datetime, now_datetime
from sostegno_abitare.access.roles import COORDINATOR, PROGRAMME_ADMINISTRATOR
from sostegno_abitare.community import desk
from sostegno_abitare.programme.validity import label, lacks_mandatory, validate_sources

REQUESTED, CONFIRMED, DENIED, CANCELLED = "Requested", "Confirmed", "Denied", "Cancelled"
TAKES_THE_ROOM = (REQUESTED, CONFIRMED)
INTERNAL = "Short Internal Meetings"
LONGEST = timedelta(hours=14)


class MustStartAsRequestedError(frappe.ValidationError):
	"""A new booking that calls itself confirmed."""


class RoomClosedError(frappe.ValidationError):
	"""A room that is not to be booked."""


class RoomTakenError(frappe.ValidationError):
	"""A room that somebody else has at that time."""


class RoomTooSmallError(frappe.ValidationError):
	"""More people than the room has seats."""


class InternalRoomError(frappe.ValidationError):
	"""The public in a room for short internal meetings."""


class BookingInPastError(frappe.ValidationError):
	"""Hours that are over."""


class NotYourBookingError(frappe.ValidationError):
	"""A booking changed by somebody who neither made it nor coordinates."""


class AnswerMissingError(frappe.ValidationError):
	"""A booking declined without saying why."""


class RoomBooking(Document):
	"""Some hours of a room. A request holds them already; the coordinator confirms those of rooms that are not the
	partner's own (VA-10).
	"""

	def before_validate(self) -> None:
		"""What follows from the room and the hours."""
		desk.set_end(self)
		self.booked_by = self.booked_by or frappe.session.user
		room = self.room and frappe.db.get_value(
			"Service Room", self.room, ["agreement", "municipality"], as_dict=True
		)
		if room:
			self.agreement, self.municipality = room.agreement, room.municipality
		if self.room and self.starts_on:
			self.title = f"{self.room} · {desk.day_and_hour(get_datetime(self.starts_on))}"[:140]

	def validate(self) -> None:
		"""The rules of a booking."""
		if lacks_mandatory(self):
			return
		validate_sources(self)
		desk.validate_span(self, LONGEST)
		self.validate_whose()
		self.validate_state()
		if self.workflow_state in TAKES_THE_ROOM and self.time_changes():
			self.validate_room()
			self.validate_free()

	def after_insert(self) -> None:
		"""The partner's own room needs nobody's consent."""
		if frappe.db.get_value("Service Room", self.room, "reserved"):
			self.db_set("workflow_state", CONFIRMED)

	def time_changes(self) -> bool:
		"""Whether the booking takes hours that it did not have before."""
		before = self.get_doc_before_save()
		return (
			before is None
			or before.workflow_state not in TAKES_THE_ROOM
			or desk.span_of(before) != desk.span_of(self)
			or (before.room, before.attendees, before.open_to_public)
			!= (self.room, self.attendees, self.open_to_public)
		)

	def validate_whose(self) -> None:
		"""A booking is changed by who made it, or by who coordinates."""
		before = self.get_doc_before_save()
		if before and frappe.session.user not in (before.booked_by, before.owner) and not _coordinates():
			frappe.throw(
				_("Only who booked the room, or a coordinator, changes the booking"), NotYourBookingError
			)

	def validate_state(self) -> None:
		"""From the request on; declined with an answer."""
		state = self.workflow_state = self.workflow_state or REQUESTED
		if self.get_doc_before_save() is None and state != REQUESTED:
			frappe.throw(
				_("A new booking starts as {0}, not as {1}").format(_(REQUESTED), _(state)),
				MustStartAsRequestedError,
			)
		if state == DENIED and not (self.answer or "").strip():
			frappe.throw(
				_("{0}: write why the room is not given").format(label(self, "answer")), AnswerMissingError
			)

	def validate_room(self) -> None:
		"""A room that can be booked, for so many people, for such a use, at a time that is still to come."""
		room = frappe.db.get_value("Service Room", self.room, ["disabled", "seats", "use"], as_dict=True)
		if room.disabled:
			frappe.throw(_("{0} is not to be booked").format(frappe.bold(self.room)), RoomClosedError)
		if room.seats and cint(self.attendees) > room.seats:
			frappe.throw(
				_("{0}: {1} has {2} seats; choose a larger room").format(
					label(self, "attendees"), frappe.bold(self.room), room.seats
				),
				RoomTooSmallError,
			)
		if room.use == INTERNAL and cint(self.open_to_public):
			frappe.throw(
				_("{0} is for short internal meetings: choose a room that the public may enter").format(
					frappe.bold(self.room)
				),
				InternalRoomError,
			)
		if desk.span_of(self)[1] <= now_datetime() and not _coordinates():
			frappe.throw(_("The hours are over: choose a time that is still to come"), BookingInPastError)

	def validate_free(self) -> None:
		"""Nobody else has the room at that time, however many ask at once."""
		desk.lock("Service Room", self.room)
		other = desk.overlap(self, "room", {"workflow_state": ["in", TAKES_THE_ROOM]})
		if other:
			frappe.throw(
				_("{0} is taken: {1} ({2}). Choose another time or room").format(
					frappe.bold(self.room), desk.hours(other), other.name
				),
				RoomTakenError,
			)


def _coordinates() -> bool:
	"""Whether the user may change the bookings of others, and note a use that is over."""
	return bool({COORDINATOR, PROGRAMME_ADMINISTRATOR}.intersection(frappe.get_roles()))
