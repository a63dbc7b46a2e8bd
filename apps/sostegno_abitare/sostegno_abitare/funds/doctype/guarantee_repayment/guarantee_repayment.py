from sostegno_abitare.funds.of_disbursement import LowersReceivable
from sostegno_abitare.rules import ledgers


class GuaranteeRepayment(LowersReceivable):
	"""Money that came back to the fund of the same municipality, on its dedicated account (R47, R48)."""

	DAY = "paid_on"
	KIND = ledgers.REPAYMENT
