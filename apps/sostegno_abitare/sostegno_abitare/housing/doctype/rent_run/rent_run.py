from datetime import date

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, getdate
from sostegno_abitare.housing import running
from sostegno_abitare.housing.dated_values import in_force
from sostegno_abitare.programme.validity import label, lacks_mandatory
from sostegno_abitare.rules.periods import months_after

MONTHS_AHEAD, USUAL_MONTHS_AHEAD = "rent_run_months_ahead", 1


class MonthTooFarError(frappe.ValidationError):
	"""Rents asked for a month that is too far ahead."""


class RunIsFinalError(frappe.ValidationError):
	"""A run to be cancelled: the dues it made stay."""


class RentRun(Document):
	"""Asks for the rents of a month, of every signed contract of an agreement: those that the service pays and
	those that it is paid. Running a month again asks for what was not asked for yet, and nothing twice (VA-01).
	"""

	def before_validate(self) -> None:
		"""A month goes by its first day."""
		if self.month:
			self.month = self.first_day().isoformat()
			self.title = f"{self.first_day():%Y-%m} {self.agreement}"

	def validate(self) -> None:
		"""The rules of a run."""
		if not lacks_mandatory(self):
			self.validate_month()

	def validate_month(self) -> None:
		"""Rents are asked for some months ahead at most, as a dated value says."""
		ahead = cint(in_force(getdate(), self.agreement, None).get(MONTHS_AHEAD, USUAL_MONTHS_AHEAD))
		last = months_after(getdate().replace(day=1), ahead)
		if self.first_day() > last:
			frappe.throw(
				_("{0}: rents are asked for up to {1} and not for {2}; choose an earlier month").format(
					label(self, "month"), f"{last:%m/%Y}", f"{self.first_day():%m/%Y}"
				),
				MonthTooFarError,
			)

	def first_day(self) -> date:
		"""The first day of the month."""
		return getdate(self.month).replace(day=1)

	def on_submit(self) -> None:
		"""A few contracts are done at once, many in the background."""
		running.start(self)

	def before_cancel(self) -> None:
		"""Dues stay, and so does what made them."""
		frappe.throw(
			_("The dues of a run stay: put right the contract that is wrong, and its dues follow"),
			RunIsFinalError,
		)

	@frappe.whitelist(methods=["POST"])
	def run_again(self) -> None:
		"""The same month once more: for contracts signed since, or a run that was interrupted."""
		self.check_permission("submit")
		if self.docstatus == 1:
			running.start(self)
