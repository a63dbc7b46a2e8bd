import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import fmt_money, formatdate, getdate
from sostegno_abitare.community import arrears, desk
from sostegno_abitare.funds import months
from sostegno_abitare.housing.territory import validate_same_agreement
from sostegno_abitare.programme.validity import label, lacks_mandatory, validate_order
from sostegno_abitare.rules import notices
from sostegno_abitare.rules.money import cents
from sostegno_abitare.social_support.case_dates import validate_not_future

from .states import CLOSED, COVERS_NOTHING, check_state


class ClosedRequestError(frappe.ValidationError):
	"""A change to what was closed."""


class FutureStepError(frappe.ValidationError):
	"""A step that has not happened yet."""


class MonthError(frappe.ValidationError):
	"""A month twice, still to come, or without an amount; or months that add up to more than was granted."""


class MonthTakenError(frappe.ValidationError):
	"""A month of arrears that another request covers, or that is paid already (R49)."""


class HelpRequest(Document):
	"""Something that the front office follows for a person until it is solved: an eviction-prevention notice, a form
	for public housing, advice on L. 431/1998 (VA-03, VA-04).
	"""

	def before_validate(self) -> None:
		"""What follows from contact point, person and months."""
		self.operator = self.operator or frappe.session.user
		desk.set_place(self)
		desk.set_person(self)
		for row in self.months:
			row.month = notices.first_of(getdate(row.month)) if row.month else None
		self.months_amount = sum(cents(row.amount) for row in self.months) / 100
		for row in self.steps:
			row.operator = row.operator or frappe.session.user

	def validate(self) -> None:
		"""The rules of a request."""
		desk.tidy_fiscal_code(self)
		if lacks_mandatory(self):
			return
		self.validate_still_open()
		desk.validate_place(self)
		desk.validate_links(self, "person", "sublease")
		validate_not_future(self, "opened_on", "sent_on", "answered_on")
		validate_order(self, "validation_date", "execution_date")
		validate_order(self, "sent_on", "answered_on")
		validate_same_agreement(self, "sublease")
		self.validate_steps()
		check_state(self)
		arrears.forget_payments_taken_back(self)
		self.validate_months()
		self.validate_rents_open()
		self.set_closed_on()

	def validate_still_open(self) -> None:
		"""What was closed stays as it was; it can be taken up again."""
		before = self.get_doc_before_save()
		if before and before.workflow_state in CLOSED and self.workflow_state == before.workflow_state:
			frappe.throw(
				_("The request is closed ({0}): take it up again to change it").format(
					_(before.workflow_state)
				),
				ClosedRequestError,
			)

	def validate_steps(self) -> None:
		"""Steps are things that were done."""
		for row in self.steps:
			if row.step_date and getdate(row.step_date) > getdate():
				frappe.throw(
					_("Steps, row {0}: the date is in the future. Plan it as Next Step").format(row.idx),
					FutureStepError,
				)

	def validate_months(self) -> None:
		"""Each month once, none ahead, no more than was granted, and none that is paid by others (R49)."""
		rows = [(getdate(row.month), cents(row.amount)) for row in self.months]
		fault = notices.fault_of(rows, getdate())
		if fault:
			texts = {
				notices.REPEATED: _("the month stands in another row already"),
				notices.FUTURE: _("the month is still to come"),
				notices.NOTHING: _("write the amount"),
			}
			frappe.throw(
				_("{0}, row {1}: {2}").format(label(self, "months"), fault.row + 1, texts[fault.code]),
				MonthError,
			)
		granted = cents(self.granted_amount)
		if granted and sum(amount for _month, amount in rows) > granted:
			frappe.throw(
				_("{0}: they add up to {1}, but {2} were granted").format(
					label(self, "months"), self.months_amount, self.granted_amount
				),
				MonthError,
			)
		for row in self.months:
			if row.paid_on and getdate(row.paid_on) > getdate():
				frappe.throw(
					_("{0}, row {1}: the payment is still to come").format(label(self, "months"), row.idx),
					MonthError,
				)
		self.validate_months_free()

	def validate_months_free(self) -> None:
		"""No month that another request covers for the same person or lease, or that was paid otherwise."""
		covers = self.workflow_state not in COVERS_NOTHING
		for row in self.months:
			row.month_key = arrears.key(self.fiscal_code, row.month) if covers and self.fiscal_code else None
		if not self.months or not covers:
			return
		if not (self.fiscal_code or self.sublease or self.lease_registration):
			frappe.throw(
				_("{0}: write {1}, so that no month is paid twice").format(
					label(self, "months"), label(self, "fiscal_code")
				),
				MonthError,
			)
		wanted = [getdate(row.month) for row in self.months if not row.rent_payment]
		covered = arrears.covered_elsewhere(self) + months.covered(wanted, self.marks, self.name)
		found = notices.taken(wanted, covered)
		if found:
			month, by = found
			frappe.throw(
				_("{0}: {1} is covered by {2} already; the same month is never paid twice").format(
					label(self, "months"), formatdate(month, "MM/yyyy"), frappe.bold(by)
				),
				MonthTakenError,
			)

	def validate_rents_open(self) -> None:
		"""Of a home that the service lets, no more than is open of the month's rent, whoever paid the rest."""
		rows = [row for row in self.months if not row.rent_payment]
		if not self.sublease or not rows or self.workflow_state in COVERS_NOTHING:
			return
		months = arrears.open_by_month(self.sublease)
		for row in rows:
			month = notices.first_of(getdate(row.month))
			if month not in months:
				frappe.throw(
					_("{0}, row {1}: {2} asks for no rent in {3}").format(
						label(self, "months"), row.idx, self.sublease, formatdate(month, "MM/yyyy")
					),
					MonthError,
				)
			left = sum(part for _due, part in months[month])
			if cents(row.amount) > left:
				frappe.throw(
					_(
						"{0}, row {1}: {2} is paid already, but for {3}; the same month is never paid twice"
					).format(
						label(self, "months"), row.idx, formatdate(month, "MM/yyyy"), fmt_money(left / 100, 2)
					),
					MonthTakenError,
				)

	def on_update(self) -> None:
		"""The months are its own; what the notice paid of a rent that the service asks for waits to be confirmed."""
		covers = self.workflow_state not in COVERS_NOTHING
		months.claim(self, [getdate(row.month) for row in self.months if covers], self.marks)
		arrears.write_payments(self)

	def on_trash(self) -> None:
		"""The months are free again."""
		months.release(self)

	@property
	def marks(self) -> list[str]:
		"""What the rent of its months is known by."""
		return months.marks(self.sublease, self.lease_registration, [self.person], [self.fiscal_code])

	def set_closed_on(self) -> None:
		"""When it was closed; one taken up again is not."""
		self.closed_on = (self.closed_on or getdate()) if self.workflow_state in CLOSED else None
