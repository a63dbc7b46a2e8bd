from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import formatdate, getdate
from sostegno_abitare.governance import indicators, steering
from sostegno_abitare.programme.validity import (
	as_date,
	label,
	lacks_mandatory,
	tidy_time,
	validate_attendees_once,
	validate_order,
	validate_sources,
)
from sostegno_abitare.rules.indicators import quarter_before
from sostegno_abitare.rules.money import cents

REALLOCATION = "Reallocation of Resources"
# What may be said of a decision once the minutes are closed.
LATER = ("done_on", "outcome")


class FutureSteeringMeetingError(frappe.ValidationError):
	"""A meeting closed before its day."""


class NobodyAtTheMeetingError(frappe.ValidationError):
	"""A meeting closed with nobody present."""


class ReallocationError(frappe.ValidationError):
	"""Resources moved without saying from where, to where or how much, or more than there are."""


class DecisionDatesError(frappe.ValidationError):
	"""A decision due before the meeting, or done before it or on a day to come."""


class ClosedMinutesError(frappe.ValidationError):
	"""Decisions added, taken out or rewritten after the meeting was closed."""


class SteeringMeeting(Document):
	"""A meeting of the Cabina di Regia: what it looked at, what it decided, who sees to it and by when (VA-16)."""

	def before_validate(self) -> None:
		"""What follows from day and agreement."""
		self.title = " ".join(
			part for part in (self.meeting_date and formatdate(self.meeting_date), self.agreement) if part
		)
		if self.meeting_date and not (self.period_from and self.period_to):
			self.period_from, self.period_to = quarter_before(getdate(self.meeting_date))

	def validate(self) -> None:
		"""The rules of a meeting."""
		self.open_decisions = sum(not row.done_on for row in self.decisions)
		if lacks_mandatory(self):
			return
		validate_sources(self)
		tidy_time(self, "start_time")
		validate_order(self, "period_from", "period_to")
		validate_attendees_once(self)
		self.validate_decisions()
		self.update(steering.dates_of(self.agreement, getdate(self.meeting_date)))

	def before_submit(self) -> None:
		"""A meeting is closed once it was held."""
		if getdate(self.meeting_date) > getdate():
			frappe.throw(
				_("{0} cannot be in the future").format(label(self, "meeting_date")),
				FutureSteeringMeetingError,
			)
		if not any(row.present for row in self.attendees):
			frappe.throw(_("Tick who was present before closing the meeting"), NobodyAtTheMeetingError)

	def on_submit(self) -> None:
		"""The next one is due from this one on."""
		steering.follow(self.agreement)

	def on_cancel(self) -> None:
		"""As if it had not been held."""
		steering.follow(self.agreement)

	def before_update_after_submit(self) -> None:
		"""Of a closed meeting only what became of its decisions is written (raises ClosedMinutesError)."""
		before = self.get_doc_before_save()
		known = {row.name: row for row in before.decisions} if before else {}
		if before and (
			{row.name for row in self.decisions} != set(known)
			or any(_rewritten(row, known[row.name]) for row in self.decisions)
		):
			frappe.throw(
				_(
					"The meeting is closed: only the day a decision was carried out and its outcome can be written"
				),
				ClosedMinutesError,
			)
		self.validate_decisions()
		self.open_decisions = sum(not row.done_on for row in self.decisions)

	def validate_decisions(self) -> None:
		"""Each has its day; resources go from one action of the agreement to another, no more than there are."""
		held, today = getdate(self.meeting_date), getdate()
		budgets = self._budgets()
		for row in self.decisions:
			due, done = as_date(row.due_date), as_date(row.done_on)
			if (due and due < held) or (done and not held <= done <= today):
				frappe.throw(
					_(
						"Decisions, row {0}: it is due and carried out from the meeting on, and not on a day to come"
					).format(row.idx),
					DecisionDatesError,
				)
			if row.kind == REALLOCATION:
				self._validate_reallocation(row, budgets)
				budgets[row.from_action] -= cents(row.amount)

	def _budgets(self) -> dict[str, int]:
		"""Action of the agreement -> its budget in cents."""
		return {
			action.name: cents(action.budget)
			for action in frappe.get_all(
				"Agreement Action", filters={"agreement": self.agreement}, fields=["name", "budget"]
			)
		}

	def _validate_reallocation(self, row: Document, budgets: dict[str, int]) -> None:
		"""`budgets` are what the decisions before it leave."""
		if row.from_action not in budgets or row.to_action not in budgets or row.from_action == row.to_action:
			frappe.throw(
				_(
					"Decisions, row {0}: choose two actions of agreement {1}, from which and to which resources go"
				).format(row.idx, frappe.bold(self.agreement)),
				ReallocationError,
			)
		if not 0 < cents(row.amount) <= budgets[row.from_action]:
			frappe.throw(
				_(
					"Decisions, row {0}: the amount goes from 0.01 to what is left of the budget of {1}"
				).format(row.idx, frappe.bold(row.from_action)),
				ReallocationError,
			)

	@frappe.whitelist()
	def measure_indicators(self) -> dict[str, Any]:
		"""Measures every computed indicator of the agreement over the period looked at: `measured` (how many) and
		`failed` (indicator and reason, for each that could not be).
		"""
		self.check_permission("write")
		return indicators.measure_all(self.agreement, getdate(self.period_from), getdate(self.period_to))


def _rewritten(row: Document, before: Document) -> bool:
	return any(
		str(row.get(field.fieldname) or "") != str(before.get(field.fieldname) or "")
		for field in row.meta.fields
		if field.fieldname not in LATER and field.fieldtype not in ("Section Break", "Column Break")
	)
