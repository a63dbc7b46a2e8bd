"""The kinds of payment that a movement may be, and those that may be ordered from the bank."""

from sostegno_abitare.funds.bank.of_claims import CLAIM, Claims
from sostegno_abitare.funds.bank.of_expenses import EXPENSE, Expenses
from sostegno_abitare.funds.bank.of_funds import DISBURSEMENT, FundPayments
from sostegno_abitare.funds.bank.of_rents import RENT_DUE, Contracts, Rents
from sostegno_abitare.funds.bank.orders import BATCH, Batches
from sostegno_abitare.funds.bank.settling import Settler
from sostegno_abitare.housing.contracts import HEAD_LEASE, SUBLEASE

# What is ordered: its own settler says what is to be paid, and registers it once the bank has paid.
ORDERED: dict[str, Settler] = {RENT_DUE: Rents(), DISBURSEMENT: FundPayments(), EXPENSE: Expenses()}
SETTLERS: dict[str, Settler] = {
	**ORDERED,
	SUBLEASE: Contracts(SUBLEASE),
	HEAD_LEASE: Contracts(HEAD_LEASE),
	CLAIM: Claims(),
	BATCH: Batches(ORDERED),
}
