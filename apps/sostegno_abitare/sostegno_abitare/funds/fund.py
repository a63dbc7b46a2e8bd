"""The fund of a municipality, and the dated values that its payments are held to (R45, R46)."""

from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.utils import getdate
from sostegno_abitare.housing.dated_values import in_force
from sostegno_abitare.rules import guarantees
from sostegno_abitare.rules.money import cents

MONTHS_CAP, LEGAL_CAP, DAMAGES_CAP = "guarantee_rent_months", "guarantee_legal_max", "guarantee_damages_max"
SUPPORT_CAP, PUBLISHED_ABOVE = "guarantee_support_max", "publication_above"
OPEN = "Open"


class NotJoinedError(frappe.ValidationError):
	"""A request from a municipality that takes no part in the guarantee fund (R45)."""


class FundClosedError(frappe.ValidationError):
	"""A fund that takes no new guarantees and pays nothing more."""


class CapMissingError(frappe.ValidationError):
	"""A dated value that no threshold gives for the day."""


def fund_of(agreement: str | None, municipality: str | None) -> str | None:
	"""The fund of a municipality within an agreement."""
	if not (agreement and municipality):
		return None
	return frappe.db.get_value("Guarantee Fund", {"agreement": agreement, "municipality": municipality})


def joined(agreement: str | None, municipality: str | None, day: date) -> str:
	"""The fund of a municipality that takes part on the day. Raises NotJoinedError, which says what can be done
	instead, and FundClosedError.
	"""
	name = fund_of(agreement, municipality)
	row: Any = (
		frappe.db.get_value("Guarantee Fund", name, ["joined_on", "status"], as_dict=True) if name else None
	)
	if not row or getdate(row.joined_on) > day:
		frappe.throw(
			_(
				"{0} has not joined the guarantee fund of agreement {1}. It can join with its own money: a"
				" resolution, then a Guarantee Fund and a Fund Allocation in its name. Until then the front office"
				" can ask a regional notice for the household, and the owner can agree on a repayment plan"
			).format(frappe.bold(municipality), frappe.bold(agreement)),
			NotJoinedError,
		)
	if row.status != OPEN:
		frappe.throw(
			_("The guarantee fund of {0} is closed: it gives no guarantees and pays nothing more").format(
				frappe.bold(municipality)
			),
			FundClosedError,
		)
	return str(name)


def caps_on(day: date, agreement: str, action: str | None) -> dict[str, int]:
	"""The caps of a guarantee decided on a day, as rules/guarantees.py takes them. Raises CapMissingError."""
	values = in_force(day, agreement, action)
	return {
		guarantees.MONTHS: int(_needed(values, MONTHS_CAP)),
		guarantees.LEGAL: cents(_needed(values, LEGAL_CAP)),
		guarantees.DAMAGES: cents(_needed(values, DAMAGES_CAP)),
	}


def support_cap(day: date, agreement: str, action: str | None) -> int:
	"""Cents of temporary support that a household may owe at once. Raises CapMissingError."""
	return cents(_needed(in_force(day, agreement, action), SUPPORT_CAP))


def published_above(day: date, agreement: str | None) -> int:
	"""Cents a year above which contributions are published (R53). Raises CapMissingError."""
	return cents(_needed(in_force(day, agreement, None), PUBLISHED_ABOVE))


def _needed(values: dict[str, float], key: str) -> float:
	if key not in values:
		frappe.throw(
			_("No value of {0} is in force: the administrator writes one among the Thresholds").format(
				frappe.bold(key)
			),
			CapMissingError,
		)
	return values[key]
