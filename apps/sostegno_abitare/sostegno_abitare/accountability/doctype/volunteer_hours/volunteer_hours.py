import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import formatdate, getdate, now_datetime
from sostegno_abitare.accountability import people, row_links, spans, taken, valuation
from sostegno_abitare.housing.territory import validate_municipality_of_agreement, validate_same_agreement
from sostegno_abitare.ledgers import budget
from sostegno_abitare.programme import amounts, dated
from sostegno_abitare.programme.states import check_state
from sostegno_abitare.programme.validity import (
	as_date,
	label,
	lacks_mandatory,
	tidy_time,
	validate_action_of_agreement,
	validate_sources,
)
from sostegno_abitare.rules import hours, pay
from sostegno_abitare.rules.money import cents
from sostegno_abitare.rules.periods import valid_on

ENTERED, CONFIRMED, VALUED, REPORTED = "Entered", "Confirmed", "Valued", "Reported"
MOST_A_DAY = "volunteer_daily_hours"
# What was done, and by whom: as somebody confirmed it.
FACTS = ("volunteer", "date", "start_time", "end_time", "activity", "register_sheet")
PROPOSED = ("action", "budget_row", "municipality", "activity")


class MustStartAsEnteredError(frappe.ValidationError):
	"""New hours in a later state."""


class NotRegisteredError(frappe.ValidationError):
	"""Hours of a day on which the volunteer was not in the register (R13)."""


class NotInsuredError(frappe.ValidationError):
	"""Hours of a day on which the volunteer was not insured (R13)."""


class PaidThatDayError(frappe.ValidationError):
	"""Hours of somebody whom the same body pays on that day (R13)."""


class OutsideAgreementError(frappe.ValidationError):
	"""Hours before the agreement or the action began, or after its end."""


class OwnConfirmationError(frappe.ValidationError):
	"""A volunteer who confirms the own hours (R12)."""


class NoRegisterEntryError(frappe.ValidationError):
	"""Hours that the volunteer neither entered nor signed for (R12)."""


class ConfirmedHoursError(frappe.ValidationError):
	"""Hours changed after somebody confirmed them."""


class NoBudgetRowError(frappe.ValidationError):
	"""Hours valued on no row of the budget."""


class ReportedHoursError(frappe.ValidationError):
	"""Hours taken back while a claim reports them."""


class VolunteerHours(Document):
	"""Hours of a volunteer on a day, as an entry of the attendance register: entered by the volunteer or from a signed
	sheet, confirmed by somebody else, valued at the rate of that day (R10-R15, VA-11).
	"""

	def before_validate(self) -> None:
		"""What follows from the volunteer, the row of the budget and the times."""
		before = self.get_doc_before_save()
		self.entered_by = before.entered_by if before else frappe.session.user
		for field in ("confirmed_by", "confirmed_on", "claim"):
			self.set(field, before.get(field) if before else None)
		for field in ("start_time", "end_time"):
			tidy_time(self, field)
		self.follow_volunteer()
		row_links.follow_row(self)
		self.title = f"{formatdate(self.date)} {self.start_time}–{self.end_time} {self.volunteer}"

	def validate(self) -> None:
		"""The rules of an entry of the register."""
		amounts.once(self)
		check_state(self, ENTERED, {CONFIRMED: (VolunteerHours.confirm,)}, MustStartAsEnteredError)
		if lacks_mandatory(self):
			return
		validate_sources(self)
		span = spans.span_of(self)
		self.minutes, self.hours = span.minutes, round(span.minutes / 60, 2)
		self.validate_unchanged()
		spans.validate_done(self, span)
		self.validate_place()
		self.validate_volunteer()
		self.validate_time(span)

	def before_submit(self) -> None:
		"""The value, as the rates of the day make it: it stays, whatever becomes of them."""
		if not self.budget_row:
			frappe.throw(
				_("{0}: choose the row of the budget that the hours are valued on").format(
					label(self, "budget_row")
				),
				NoBudgetRowError,
			)
		found = valuation.rate_on(self.agreement, self.volunteer, getdate(self.date))
		self.pay_scale, self.basis, self.level = found.pay_scale, found.basis, found.level
		self.rate, self.rate_from = found.rate / 100, found.rate_from
		self.value = pay.value(self.minutes, found.rate) / 100

	def on_submit(self) -> None:
		"""The value stands on its row of the budget, in the partner's share alone: it is never claimed (R5)."""
		part = budget.Posting(
			self.budget_row,
			"Valued",
			row_links.PARTNER_IN_KIND,
			cents(self.value),
			getdate(self.date),
			self.municipality or None,
		)
		budget.post(self, [part])

	def before_cancel(self) -> None:
		"""Hours that a claim reports stay with it."""
		if self.claim:
			frappe.throw(
				_("{0} are reported in {1}: they stay until it is taken back").format(
					frappe.bold(self.name), frappe.bold(self.claim)
				),
				ReportedHoursError,
			)

	def on_cancel(self) -> None:
		"""The value is taken back."""
		budget.reverse(self)

	def on_trash(self) -> None:
		"""What was confirmed is sent back before it is deleted."""
		if self.docstatus == 0 and (self.workflow_state or ENTERED) != ENTERED:
			frappe.throw(_("The hours are confirmed: send them back first"), ConfirmedHoursError)

	def follow_volunteer(self) -> None:
		"""Agreement and name of the volunteer, and what the register proposes, on a new entry."""
		fields = ["agreement", "volunteer_name", *PROPOSED]
		found = self.volunteer and frappe.db.get_value(
			"Registered Volunteer", self.volunteer, fields, as_dict=True
		)
		if not found:
			return
		self.agreement, self.volunteer_name = found.agreement, found.volunteer_name
		for field in PROPOSED if self.is_new() else ():
			self.set(field, self.get(field) or found[field])

	def confirm(self) -> None:
		"""Somebody else says that the hours were given, and the volunteer said so before."""
		user = frappe.db.get_value("Registered Volunteer", self.volunteer, "user")
		if user and user == frappe.session.user:
			frappe.throw(
				_("These hours are your own: somebody else confirms them"),
				OwnConfirmationError,
			)
		if self.entered_by != user and not (self.register_sheet or "").strip():
			frappe.throw(
				_(
					"{0}: the volunteer did not enter these hours; write which sheet of the register the volunteer signed"
				).format(label(self, "register_sheet")),
				NoRegisterEntryError,
			)
		self.confirmed_by, self.confirmed_on = frappe.session.user, now_datetime()

	def validate_unchanged(self) -> None:
		"""What somebody confirmed is sent back before it is changed."""
		before = self.get_doc_before_save()
		state = self.workflow_state or ENTERED
		if state == ENTERED:
			self.update({"confirmed_by": None, "confirmed_on": None})
			return
		if before and any(str(before.get(field) or "") != str(self.get(field) or "") for field in FACTS):
			frappe.throw(
				_("The hours are confirmed: send them back before you change them"), ConfirmedHoursError
			)

	def validate_place(self) -> None:
		"""Row, action and municipality are of the agreement, and the day is in its time."""
		validate_municipality_of_agreement(self)
		validate_action_of_agreement(self)
		validate_same_agreement(self, "budget_row")
		row_links.validate_in_kind(self)
		for doctype, name in (("Service Agreement", self.agreement), ("Agreement Action", self.action)):
			found = name and frappe.db.get_value(doctype, name, ["start_date", "end_date"], as_dict=True)
			if found and not valid_on(getdate(self.date), as_date(found.start_date), as_date(found.end_date)):
				frappe.throw(
					_("{0} {1} is outside the time of {2}").format(
						label(self, "date"), formatdate(self.date), frappe.bold(name)
					),
					OutsideAgreementError,
				)

	def validate_volunteer(self) -> None:
		"""Registered and insured on the day, and not paid by the same body (R13)."""
		day = getdate(self.date)
		person = frappe.get_doc("Registered Volunteer", self.volunteer)
		if not valid_on(day, getdate(person.registered_on), as_date(person.left_on)):
			frappe.throw(
				_("{0} was not in the register of volunteers on {1}").format(
					frappe.bold(self.volunteer), formatdate(day)
				),
				NotRegisteredError,
			)
		if not person.insured_from or not valid_on(
			day, as_date(person.insured_from), as_date(person.insured_to)
		):
			frappe.throw(
				_("{0} was not insured on {1}: write the insurance in the register").format(
					frappe.bold(self.volunteer), formatdate(day)
				),
				NotInsuredError,
			)
		people.lock(person.fiscal_code)
		paid = people.paid_on(person.fiscal_code, person.organisation, day)
		if paid:
			frappe.throw(
				_("{0} is paid by {1} on {2} ({3}): nobody volunteers for who pays them").format(
					frappe.bold(self.volunteer), person.organisation, formatdate(day), paid
				),
				PaidThatDayError,
			)

	def validate_time(self, span: hours.Span) -> None:
		"""No two places at once, and no more hours of a day than the threshold says."""
		code = frappe.db.get_value("Registered Volunteer", self.volunteer, "fiscal_code")
		day = getdate(self.date)
		others = taken.volunteered(code, day, day, but=self.name)
		spans.validate_apart(self, span, [*others, *taken.paid(code, day, day)], self.volunteer)
		most = dated.value_on(MOST_A_DAY, day, self.agreement, self.action)
		if most is not None:
			near = [slot.span for slot in others if set(slot.span.by_day()) & set(span.by_day())]
			spans.validate_cap(self, [span, *near], most)
