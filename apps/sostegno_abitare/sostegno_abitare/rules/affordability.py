"""Rent against what a household earns (R40)."""

from decimal import ROUND_HALF_UP, Decimal

from .money import cents

SUSTAINABLE, ABOVE, UNKNOWN = "Sustainable", "Above the Limit", "Income Unknown"


def ratio(rent: float | str | Decimal | None, income: float | str | Decimal | None) -> Decimal | None:
	"""Percent of the monthly net income that goes into the monthly rent, two decimals; None without income."""
	earned = cents(str(income or 0))
	if earned <= 0:
		return None
	return (Decimal(cents(str(rent or 0))) * 100 / earned).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def verdict(
	rent: float | str | Decimal | None, income: float | str | Decimal | None, limit_percent: float | None
) -> str:
	"""Whether the rent is within the limit, decided on the exact amounts; without a limit any rent is."""
	earned = cents(str(income or 0))
	if earned <= 0:
		return UNKNOWN
	within = limit_percent is None or cents(str(rent or 0)) * 100 <= Decimal(str(limit_percent)) * earned
	return SUSTAINABLE if within else ABOVE
