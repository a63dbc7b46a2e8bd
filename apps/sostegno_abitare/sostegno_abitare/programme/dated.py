"""A dated value (Threshold) that a check needs, on a day and for a place in the programme."""

from datetime import date

from sostegno_abitare.intake.eligibility import thresholds_by_name
from sostegno_abitare.rules import thresholds


def value_on(key: str, day: date, agreement: str | None = None, action: str | None = None) -> float | None:
	"""The value of the key on the day: the action's before the agreement's before the general one; None where no
	threshold of that key holds.
	"""
	return thresholds.in_force(thresholds_by_name().values(), day, agreement or "", action or "").get(key)
