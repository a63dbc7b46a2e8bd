import frappe
from sostegno_abitare.funds import decisions
from sostegno_abitare.funds.of_disbursement import LowersReceivable
from sostegno_abitare.programme import approval
from sostegno_abitare.rules import ledgers


class FundWriteoff(LowersReceivable):
	"""Money that will not come back, given up by a decision of two people (R48)."""

	DAY = "written_off_on"
	KIND = ledgers.WRITE_OFF

	def before_validate(self) -> None:
		"""Who prepares it, besides what follows from the payment."""
		super().before_validate()
		if self.docstatus == 0:
			self.prepared_by = frappe.session.user

	def validate_own(self) -> None:
		"""Somebody decided it."""
		decisions.validate_decided(self)

	def before_submit(self) -> None:
		"""A second person decides."""
		draft = approval.drafted(self)
		self.prepared_by = draft.prepared_by
		decisions.validate_second_person((draft.owner, draft.prepared_by))
