"""The dated values (Threshold) that leases, deposits and taxes are held to."""

from datetime import date
from decimal import Decimal
from typing import Any

import frappe
from frappe.utils import flt, getdate
from sostegno_abitare.rules import deposits, lease_terms, thresholds

RENT_TO_INCOME = "rent_to_income_limit"
DEPOSIT_MONTHS = "deposit_months_max"
DEPOSIT_MONTHS_GUARANTEED = "deposit_months_guaranteed"
REGISTRATION_DAYS = "registration_days"
TAX_PERCENT, TAX_MINIMUM = "registration_tax_percent", "registration_tax_minimum"
TAX_AGREED, TAX_GUARANTEE = "registration_tax_agreed_base_percent", "guarantee_tax_percent"
LEGAL_INTEREST = "legal_interest_percent"


def in_force(day: date, agreement: str | None, action: str | None) -> dict[str, float]:
	"""Key -> value on a day, the action's before the agreement's before the general one."""
	return thresholds.in_force(_rows({}), day, agreement or "", action or "")


def legal_rates() -> list[deposits.Rate]:
	"""The rates of legal interest, by the days they hold."""
	return [
		deposits.Rate(Decimal(str(row.value)), row.valid_from, row.valid_to)
		for row in _rows({"threshold_key": LEGAL_INTEREST})
		if not row.agreement
	]


def tax_values(values: dict[str, float]) -> lease_terms.Tax | None:
	"""The values of the registration tax; None where one of those it needs is not written."""
	if not {TAX_PERCENT, TAX_MINIMUM, TAX_AGREED} <= set(values):
		return None
	needed = (values[TAX_PERCENT], values[TAX_MINIMUM], values[TAX_AGREED], values.get(TAX_GUARANTEE, 0))
	return lease_terms.Tax(*(Decimal(str(value)) for value in needed))


def _rows(filters: dict[str, Any]) -> list[thresholds.Threshold]:
	rows = frappe.get_all(
		"Threshold",
		filters=filters,
		fields=["threshold_key", "value", "valid_from", "valid_to", "agreement", "action"],
		order_by="valid_from asc, name asc",
		limit_page_length=0,
	)
	return [
		thresholds.Threshold(
			row.threshold_key,
			flt(row.value),
			getdate(row.valid_from) if row.valid_from else None,
			getdate(row.valid_to) if row.valid_to else None,
			row.agreement,
			row.action,
		)
		for row in rows
	]
