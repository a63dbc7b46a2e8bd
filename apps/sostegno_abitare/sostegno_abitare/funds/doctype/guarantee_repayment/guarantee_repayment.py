from sostegno_abitare.funds import decisions, receivable
from sostegno_abitare.funds.of_disbursement import OfDisbursement
from sostegno_abitare.ledgers import funds
from sostegno_abitare.programme import amounts
from sostegno_abitare.programme.validity import lacks_mandatory, validate_sources
from sostegno_abitare.rules import ledgers


class GuaranteeRepayment(OfDisbursement):
	"""Money that came back to the fund of the same municipality, on its dedicated account (R47, R48)."""

	def before_validate(self) -> None:
		"""What follows from the payment and its plan."""
		self.set_copies()
		if self.docstatus == 0:
			self.repayment_plan = receivable.plan_in_force(self.disbursement or "")
		self.title = f"{self.case_code or ''} {self.paid_on or ''}".strip()[:140]

	def validate(self) -> None:
		"""The rules of a repayment; of one that is submitted, while nobody else touches the fund."""
		amounts.whole_cents(self, "amount", least=1)
		if lacks_mandatory(self):
			return
		validate_sources(self)
		amounts.once(self)
		decisions.validate_past(self, "paid_on")
		if self.docstatus == 1:
			self.lock()
		self.validate_repayable()
		self.validate_since_paid("paid_on")
		if self.docstatus == 1:
			self.repayment_plan = receivable.plan_in_force(self.disbursement, current=True)
		self.validate_left()

	def on_submit(self) -> None:
		"""The fund has the money back."""
		self.post(ledgers.REPAYMENT, self.paid_on)
		receivable.follow(self.disbursement)

	def before_cancel(self) -> None:
		"""A later plan that counted it goes first."""
		self.lock()
		self.validate_plan_still_in_force()

	def on_cancel(self) -> None:
		"""The money is to come back again."""
		funds.reverse(self)
		receivable.follow(self.disbursement)
