"""Amounts compared in whole cents, since euros are handed about as floating numbers."""

import math
import re
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

# No column holds as much: an amount beyond it counts as it, and is refused when it is stored.
LARGEST = Decimal(10**14)
# Cents that floating numbers add to a whole one.
NOISE = Decimal("0.0001")


class NotAnAmountError(ValueError):
	"""What is no amount of money; `code` is one of not_a_number, ambiguous, part_of_a_cent."""

	def __init__(self, code: str) -> None:
		super().__init__(code)
		self.code = code


def cents(amount: float | int | str | Decimal | None) -> int:
	"""Euros to whole cents, half up."""
	exact = max(-LARGEST, min(Decimal(str(amount or 0)) * 100, LARGEST))
	return int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def difference(parts: Iterable[float], total: float) -> float:
	"""Euros by which the parts exceed the total; 0.0 when they agree to the cent (R2)."""
	return (sum(cents(part) for part in parts) - cents(total)) / 100


def exact_cents(value: object) -> int:
	"""Euros to whole cents where nothing has to be rounded; nothing at all is 0.

	A text is an amount as a program writes it, with a point alone: "1.234,56" and "1,234.56" are read differently
	by different readers, so they are refused. Raises NotAnAmountError.
	"""
	if value is None or value == "":
		return 0
	if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
		raise NotAnAmountError("not_a_number")
	if isinstance(value, str) and not re.fullmatch(r"[+-]?\d+(\.\d+)?", value.strip()):
		raise NotAnAmountError(
			"ambiguous" if re.fullmatch(r"[+-]?[\d.,' ]*\d[\d.,' ]*", value) else "not_a_number"
		)
	if isinstance(value, float | Decimal) and not math.isfinite(value):
		raise NotAnAmountError("not_a_number")
	exact = Decimal(str(value).strip()) * 100
	if abs(exact) > LARGEST:
		return int(math.copysign(LARGEST, exact))
	whole = exact.quantize(Decimal(1), rounding=ROUND_HALF_UP)
	if abs(exact - whole) > NOISE:
		raise NotAnAmountError("part_of_a_cent")
	return int(whole)


def percent_of(base: int, percent: float | Decimal) -> int:
	"""A percentage of so many cents, in whole cents, half up."""
	return int((Decimal(base) * Decimal(str(percent)) / 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))
