"""Numbers: reading them from what people and files give, and the one rule by which they are rounded."""

import math
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any

from banco.context import peek

COMMERCIAL = "Commercial Rounding"
BANKERS = "Banker's Rounding"
ROUNDING_METHODS = {COMMERCIAL: ROUND_HALF_UP, BANKERS: ROUND_HALF_EVEN}

# A double holds this many decimal digits faithfully: what lies beyond is noise of the binary form.
FAITHFUL_DIGITS = 15


def rounded(num: Any, precision: int = 0, rounding_method: str | None = None) -> float:
	"""`num` rounded to `precision` decimals: half away from zero unless the site's method says otherwise.

	Works on the decimal digits a person sees, so that 1.005 gives 1.01. A negative precision rounds to
	tens, hundreds and so on. Returns a float; infinities and NaN come back as they are.
	"""
	value = flt(num)
	if not math.isfinite(value):
		return value
	rule = ROUNDING_METHODS.get(rounding_method or site_rounding_method(), ROUND_HALF_UP)
	decimal = Decimal(f"{value:.{FAITHFUL_DIGITS}g}")
	if -decimal.as_tuple().exponent <= precision:  # type: ignore[operator]
		return float(decimal) or 0.0
	return float(decimal.quantize(_unit(precision), rounding=rule)) or 0.0


def site_rounding_method() -> str:
	"""The method set in System Settings; half away from zero without a site or a setting."""
	context = peek()
	if context is None:
		return COMMERCIAL
	method = context.memo.get("rounding_method")
	if method is None:
		from banco.settings import system_setting

		method = context.memo["rounding_method"] = system_setting("rounding_method") or COMMERCIAL
	return str(method)


def flt(value: Any, precision: int | None = None, rounding_method: str | None = None) -> float:
	"""`value` as a float, 0.0 for what is no number; rounded when a precision is given.

	Text may carry thousands commas ("1,234.5"); decimals are marked by a point.
	"""
	if value is None or value == "":
		return 0.0
	if isinstance(value, str):
		value = value.replace(",", "")
	try:
		number = float(value)
	except (TypeError, ValueError, OverflowError):
		return 0.0
	if precision is None:
		return number
	return rounded(number, precision, rounding_method)


def cint(value: Any, default: int = 0) -> int:
	"""`value` as a whole number, cut towards zero; `default` for what is none."""
	try:
		return int(float(value))
	except (TypeError, ValueError, OverflowError):
		return default


@lru_cache(maxsize=64)
def _unit(precision: int) -> Decimal:
	return Decimal(1).scaleb(-precision)
