import frappe
from sostegno_abitare.funds import decisions, receivable
from sostegno_abitare.funds.of_disbursement import OfDisbursement
from sostegno_abitare.ledgers import funds
from sostegno_abitare.programme import amounts, approval
from sostegno_abitare.programme.validity import lacks_mandatory, validate_sources
from sostegno_abitare.rules import ledgers


class FundWriteoff(OfDisbursement):
	"""Money that will not come back, given up by a decision of two people (R48)."""

	def before_validate(self) -> None:
		"""What follows from the payment and its plan; who prepares it."""
		self.set_copies()
		if self.docstatus == 0:
			self.prepared_by = frappe.session.user
			self.repayment_plan = receivable.plan_in_force(self.disbursement or "")
		self.title = f"{self.case_code or ''} {self.written_off_on or ''}".strip()[:140]

	def validate(self) -> None:
		"""The rules of a write-off; of one that is submitted, while nobody else touches the fund."""
		amounts.whole_cents(self, "amount", least=1)
		if lacks_mandatory(self):
			return
		validate_sources(self)
		amounts.once(self)
		decisions.validate_decided(self)
		decisions.validate_past(self, "written_off_on")
		if self.docstatus == 1:
			self.lock()
		self.validate_repayable()
		self.validate_since_paid("written_off_on")
		if self.docstatus == 1:
			self.repayment_plan = receivable.plan_in_force(self.disbursement, current=True)
		self.validate_left()

	def before_submit(self) -> None:
		"""A second person decides."""
		draft = approval.drafted(self)
		self.prepared_by = draft.prepared_by
		decisions.validate_second_person((draft.owner, draft.prepared_by))

	def on_submit(self) -> None:
		"""It is asked back no more."""
		self.post(ledgers.WRITE_OFF, self.written_off_on)
		receivable.follow(self.disbursement)

	def before_cancel(self) -> None:
		"""A later plan that counted it goes first."""
		self.lock()
		self.validate_plan_still_in_force()

	def on_cancel(self) -> None:
		"""It is to come back again."""
		funds.reverse(self)
		receivable.follow(self.disbursement)
