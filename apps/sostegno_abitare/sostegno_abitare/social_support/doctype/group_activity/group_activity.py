from datetime import date, timedelta

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, formatdate, getdate
from sostegno_abitare.access.documents import may_see
from sostegno_abitare.housing import occupation
from sostegno_abitare.programme.validity import (
	label,
	lacks_mandatory,
	tidy_time,
	validate_action_of_agreement,
	validate_sources,
)
from sostegno_abitare.social_support.case_dates import validate_not_future
from sostegno_abitare.social_support.doctype.diary_entry import diary_entry


class InvalidDurationError(frappe.ValidationError):
	"""An activity of no minutes, or an attendee who stayed longer than it lasted."""


class RepeatedAttendeeError(frappe.ValidationError):
	"""A case twice among the attendees."""


class CaseOfOtherAgreementError(frappe.ValidationError):
	"""An attendee that is no case of the activity's agreement."""


class CaseOutOfSightError(frappe.PermissionError):
	"""A case put among the attendees by somebody who does not see it."""


class NobodyPresentError(frappe.ValidationError):
	"""An activity submitted without anybody present."""


class NotTheConductorError(frappe.PermissionError):
	"""An activity handed in by somebody who neither conducted it nor coordinates."""


class GroupActivity(Document):
	"""An activity with several households: house rules, cohesion, a workshop (EM-10). Submitted, it writes an entry
	in the diary of each case that was present.
	"""

	def before_validate(self) -> None:
		"""Topic and day are what lists, links and calendars call it."""
		self.conductor = self.conductor or frappe.session.user
		day = formatdate(self.activity_date) if self.activity_date else ""
		self.title = " · ".join(part for part in (self.topic, day) if part)
		tidy_time(self, "start_time")

	def validate(self) -> None:
		"""The rules of an activity."""
		if lacks_mandatory(self):
			return
		validate_sources(self)
		validate_action_of_agreement(self)
		self.validate_minutes()
		self.validate_attendees()

	def before_submit(self) -> None:
		"""It took place, somebody came, and who conducted it says so."""
		validate_not_future(self, "activity_date")
		user = frappe.session.user
		if user != self.conductor and not diary_entry.may_write_for_others(user):
			frappe.throw(_("Only the conductor or a coordinator submits the activity"), NotTheConductorError)
		if not any(row.present for row in self.attendees):
			frappe.throw(_("Tick who was present among the attendees"), NobodyPresentError)
		for row in self.attendees:
			row.minutes = (cint(row.minutes) or cint(self.minutes)) if row.present else 0
			reason = diary_entry.fault_of(self._entry_of(row)) if row.present else None
			if reason:
				frappe.throw(
					_("Attendees, row {0}: {1}").format(row.idx, reason), diary_entry.InvalidEntryError
				)

	def on_submit(self) -> None:
		"""An entry in the diary of each case present, all or none; the conductor may not see every case."""
		for row in self.attendees:
			if row.present:
				entry = self._entry_of(row).insert(ignore_permissions=True)
				row.db_set("diary_entry", entry.name)

	def on_cancel(self) -> None:
		"""The entries it wrote go, as long as they may be corrected."""
		for row in self.attendees:
			name = row.diary_entry
			if name:
				row.db_set("diary_entry", None)
				frappe.delete_doc("Diary Entry", name, ignore_permissions=True)

	def validate_minutes(self) -> None:
		"""It lasted; nobody stayed longer than that."""
		if cint(self.minutes) <= 0:
			frappe.throw(
				_("{0}: write how long it took").format(label(self, "minutes")), InvalidDurationError
			)
		for row in self.attendees:
			if cint(row.minutes) > cint(self.minutes):
				frappe.throw(
					_("Attendees, row {0}: {1} minutes are more than the activity lasted").format(
						row.idx, cint(row.minutes)
					),
					InvalidDurationError,
				)

	def validate_attendees(self) -> None:
		"""Each case once, of the agreement, and in sight of who puts it there or a guest of the house."""
		before = self.get_doc_before_save()
		known = {row.referral for row in before.attendees} if before else set()
		known |= set(guests_of(self.unit, getdate(self.activity_date))) if self.unit else set()
		seen: dict[str, int] = {}
		for row in self.attendees:
			if row.referral in seen:
				frappe.throw(
					_("Attendees, row {0}: the case is already in row {1}").format(
						row.idx, seen[row.referral]
					),
					RepeatedAttendeeError,
				)
			seen[row.referral] = row.idx
			if row.referral not in known and not may_see("Referral", row.referral):
				frappe.throw(
					_("Row {0}: you cannot see case {1}").format(row.idx, row.referral), CaseOutOfSightError
				)
			if frappe.db.get_value("Referral", row.referral, "agreement") != self.agreement:
				frappe.throw(
					_("Attendees, row {0}: {1} is not a case of agreement {2}").format(
						row.idx, row.referral, frappe.bold(self.agreement)
					),
					CaseOfOtherAgreementError,
				)

	@frappe.whitelist()
	def fetch_guests(self) -> None:
		"""A row for each household that lives in the house on the day, by the code of its case."""
		self.check_permission("write")
		if not self.unit or not self.activity_date:
			return
		there = {row.referral for row in self.attendees}
		for referral in guests_of(self.unit, getdate(self.activity_date)):
			if referral not in there:
				code, agreement = frappe.db.get_value("Referral", referral, ["case_code", "agreement"])
				if agreement == self.agreement:
					self.append("attendees", {"referral": referral, "case_code": code, "present": 1})

	def _entry_of(self, row: Document) -> Document:
		"""The entry of one case, not saved."""
		return frappe.get_doc(
			{
				"doctype": "Diary Entry",
				"referral": row.referral,
				"entry_date": self.activity_date,
				"start_time": self.start_time,
				"minutes": row.minutes,
				"kind": "Group Activity",
				"author": self.conductor,
				"confidentiality": "Ordinary",
				"counts_as_educational": self.counts_as_educational,
				"text": f"{_(self.kind)}: {self.topic}",
				"group_activity": self.name,
			}
		)


def guests_of(unit: str, day: date) -> list[str]:
	"""The cases whose households live in a home on a day, by stay or sublease."""
	living = (*occupation.INSIDE, "Ended")
	found = occupation.holders([unit], day, day + timedelta(days=1), states=living)
	return [frappe.db.get_value(holder.doctype, holder.name, "referral") for holder in found]
