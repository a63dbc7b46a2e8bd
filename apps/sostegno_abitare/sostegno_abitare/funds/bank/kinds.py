"""The kinds of payment that a movement may be, and those that may be ordered from the bank."""

from sostegno_abitare.funds.bank.orders import Batches
from sostegno_abitare.funds.bank.settling import Contracts, Rents, Settler
from sostegno_abitare.housing.contracts import HEAD_LEASE, SUBLEASE

# What is ordered: its own settler says what is to be paid, and registers it once the bank has paid.
ORDERED: dict[str, Settler] = {"Rent Due": Rents()}
SETTLERS: dict[str, Settler] = {
	**ORDERED,
	SUBLEASE: Contracts(SUBLEASE),
	HEAD_LEASE: Contracts(HEAD_LEASE),
	"Payment Batch": Batches(ORDERED),
}
