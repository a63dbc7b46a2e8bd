import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, getdate
from sostegno_abitare.housing.territory import validate_municipality_of_agreement
from sostegno_abitare.programme.validity import (
	label,
	lacks_mandatory,
	tidy_time,
	validate_action_of_agreement,
)
from sostegno_abitare.rules import attendance

PLANNED, HELD, CANCELLED = "Planned", "Took Place", "Cancelled"


class RepeatedAudienceError(frappe.ValidationError):
	"""An audience in two rows, so that its people would be counted twice."""


class MiscountedAudienceError(frappe.ValidationError):
	"""More names of an audience than heads counted."""


class EventNotHeldYetError(frappe.ValidationError):
	"""An event held before its day."""


class NobodyAttendedError(frappe.ValidationError):
	"""An event held with nobody counted, not even zero said on purpose."""


class CancelledWithoutReasonError(frappe.ValidationError):
	"""An event cancelled, and nobody told why."""


class PublicEvent(Document):
	"""An event or a training open to the public, to beneficiaries or to staff: whom it is for, who came, what was
	handed out (VA-07).
	"""

	def validate(self) -> None:
		"""The rules of an event."""
		if lacks_mandatory(self):
			return
		validate_action_of_agreement(self)
		validate_municipality_of_agreement(self)
		tidy_time(self, "start_time")
		self.validate_audiences_once()
		self.set_attendance()
		self.validate_status()

	def validate_audiences_once(self) -> None:
		"""An audience stands in one row."""
		seen: dict[str, int] = {}
		for row in self.audiences:
			if row.audience in seen:
				frappe.throw(
					_("Audiences, row {0}: {1} is already in row {2}").format(
						row.idx, frappe.bold(_(row.audience)), seen[row.audience]
					),
					RepeatedAudienceError,
				)
			seen[row.audience] = row.idx

	def set_attendance(self) -> None:
		"""Heads counted, or names where nobody counted. Raises MiscountedAudienceError for more names than heads."""
		found = attendance.audiences(
			[(row.audience, cint(row.expected), cint(row.attended)) for row in self.audiences],
			[row.audience for row in self.attendees if row.present],
		)
		for audience in attendance.miscounted(found):
			frappe.throw(
				_(
					"{0}: {1} people were counted, and {2} names are ticked as present: correct one of the two"
				).format(frappe.bold(_(audience.name)), audience.counted, audience.named),
				MiscountedAudienceError,
			)
		self.expected_attendance = sum(audience.expected for audience in found)
		self.attendance = sum(audience.attended for audience in found) if self.status == HELD else 0
		self.person_hours = attendance.person_hours(self.attendance, cint(self.duration_minutes))

	def validate_status(self) -> None:
		"""Held on its day or after, with somebody there; cancelled for a reason."""
		if self.status == HELD and getdate(self.event_date) > getdate():
			frappe.throw(
				_("{0} is in the future: the event is still planned").format(label(self, "event_date")),
				EventNotHeldYetError,
			)
		if self.status == HELD and not self.attendance:
			frappe.throw(
				_(
					"Write how many people of each audience attended, or who did: an event without anybody is a cancelled one"
				),
				NobodyAttendedError,
			)
		if self.status == CANCELLED and not (self.cancel_reason or "").strip():
			frappe.throw(_("Write why the event was cancelled"), CancelledWithoutReasonError)
