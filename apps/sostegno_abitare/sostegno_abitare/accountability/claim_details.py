"""What a statement says of each contribution of the partner and of others: hours and their rate, goods and their
basis, money and its voucher. No person is named: a volunteer stands by the number in the register.
"""

from typing import Any

import frappe
from frappe import _
from frappe.utils import flt
from sostegno_abitare.rules.money import cents

_CHUNK = 500
# Source -> the fields that are read of it.
_FIELDS = {
	"Volunteer Hours": ["volunteer", "date", "hours", "activity", "level", "rate", "basis"],
	"In-Kind Contribution": [
		"resource",
		"description",
		"method",
		"basis",
		"quantity",
		"unit",
		"unit_value",
		"share_of_use",
		"period_from",
	],
	"Expense": ["kind", "voucher_kind", "supplier_name", "number", "voucher_date", "description"],
}


def of(rows: list[Any]) -> dict[tuple[str, str], dict[str, Any]]:
	"""(doctype, name) of the sources of ledger rows -> what is said of them, by field of Claim Co-participation Line."""
	found: dict[tuple[str, str], dict[str, Any]] = {}
	for doctype, say in _SAID.items():
		names = sorted({row.source_name for row in rows if row.source_doctype == doctype})
		for first in range(0, len(names), _CHUNK):
			for source in frappe.get_all(
				doctype,
				filters={"name": ["in", names[first : first + _CHUNK]]},
				fields=["name", *_FIELDS[doctype]],
				limit_page_length=0,
			):
				found[doctype, source.name] = say(source)
	return found


def _hours(row: Any) -> dict[str, Any]:
	return {
		"kind": "Hours",
		"day": row.date,
		"description": " · ".join(filter(None, (row.volunteer, row.activity))),
		"method": _("Gross Hourly Pay"),
		"basis": " · ".join(filter(None, (row.level, _(row.basis or "")))),
		"quantity": row.hours,
		"unit": _("hours"),
		"unit_value": cents(row.rate) / 100,
	}


def _goods(row: Any) -> dict[str, Any]:
	named = frappe.db.get_value("Structural Resource", row.resource, "resource_name") if row.resource else ""
	return {
		"kind": "Goods",
		"day": row.period_from,
		"description": " · ".join(filter(None, (named, row.description))),
		"method": _(row.method or ""),
		"basis": " · ".join(filter(None, (row.basis, f"{flt(row.share_of_use):g} %"))),
		"quantity": row.quantity,
		"unit": row.unit,
		"unit_value": cents(row.unit_value) / 100,
	}


def _voucher(row: Any) -> dict[str, Any]:
	private = row.kind in ("Staff", "Volunteer Refund", "Beneficiary")
	return {
		"description": " · ".join(
			filter(None, (_(row.voucher_kind or ""), row.number, None if private else row.supplier_name))
		),
		"method": _("Actual Cost"),
		"basis": None if private else row.description,
	}


_SAID = {"Volunteer Hours": _hours, "In-Kind Contribution": _goods, "Expense": _voucher}
