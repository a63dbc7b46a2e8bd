"""Amounts compared in whole cents, since euros are handed about as floating numbers."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

# No column holds as much: an amount beyond it counts as it, and is refused when it is stored.
LARGEST = Decimal(10**14)


def cents(amount: float | int | str | None) -> int:
	"""Euros to whole cents, half up."""
	exact = max(-LARGEST, min(Decimal(str(amount or 0)) * 100, LARGEST))
	return int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def difference(parts: Iterable[float], total: float) -> float:
	"""Euros by which the parts exceed the total; 0.0 when they agree to the cent (R2)."""
	return (sum(cents(part) for part in parts) - cents(total)) / 100
