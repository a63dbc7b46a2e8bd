import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import add_days, getdate
from sostegno_abitare.housing import arrears
from sostegno_abitare.housing.doctype.arrears_ladder.arrears_ladder import rungs
from sostegno_abitare.programme.validity import label, lacks_mandatory, validate_order, validate_sources
from sostegno_abitare.rules import ladder

PLAN = "Repayment Agreement"


class NoArrearsError(frappe.ValidationError):
	"""A step against arrears that there are not."""


class StepInFutureError(frappe.ValidationError):
	"""A step called done on a day that has not come."""


class StepNotDatedError(frappe.ValidationError):
	"""A step called done that does not say when."""


class AgreementOfOtherSubleaseError(frappe.ValidationError):
	"""A step that names the repayment agreement of somebody else."""


class ArrearsStep(Document):
	"""What is done when rents stay unpaid, from the reminder to the court: asked for by the ladder, or noted by
	hand. The arrears it was taken for are kept as they were on the day.
	"""

	def before_validate(self) -> None:
		"""The arrears of the day, and the deadline of the ladder."""
		if self.is_new() and self.sublease:
			self.set_arrears()
		if self.status == arrears.DONE and self.step_date and not self.deadline:
			self.deadline = self.proposed_deadline()
		self.title = f"{self.sublease or ''} {self.due_on or ''}".strip()[:140]

	def validate(self) -> None:
		"""The rules of a step."""
		if lacks_mandatory(self):
			return
		validate_sources(self)
		if self.is_new() and not self.months_unpaid:
			frappe.throw(
				_("{0}: nothing is overdue on {1} today, so there is no step to take").format(
					label(self, "sublease"), frappe.bold(self.sublease)
				),
				NoArrearsError,
			)
		self.validate_done()
		validate_order(self, "step_date", "deadline")
		self.validate_plan()

	def set_arrears(self) -> None:
		"""What is overdue when the step is noted."""
		today = getdate()
		found = arrears.of_sublease(self.sublease, today)
		self.arrears_amount, self.months_unpaid = found.arrears / 100, found.months
		self.oldest_due, self.days_overdue = found.oldest, found.days(today)

	def proposed_deadline(self) -> object:
		"""The days to answer that the ladder gives for the step; none where it gives none."""
		for rung in ladder.of_agreement(rungs(), self.agreement or ""):
			if rung.step == self.step and rung.answer_days:
				return add_days(self.step_date, rung.answer_days)
		return None

	def validate_done(self) -> None:
		"""What is done was done on a day that has come."""
		if self.status == arrears.DONE and not self.step_date:
			frappe.throw(_("Fill {0}").format(label(self, "step_date")), StepNotDatedError)
		if self.step_date and getdate(self.step_date) > getdate():
			frappe.throw(_("{0} cannot be in the future").format(label(self, "step_date")), StepInFutureError)

	def validate_plan(self) -> None:
		"""The repayment agreement is one of the same sublease."""
		if self.repayment_agreement:
			sublease = frappe.db.get_value(PLAN, self.repayment_agreement, "sublease")
			if sublease != self.sublease:
				frappe.throw(
					_("{0} is an agreement on {1}").format(frappe.bold(self.repayment_agreement), sublease),
					AgreementOfOtherSubleaseError,
				)
