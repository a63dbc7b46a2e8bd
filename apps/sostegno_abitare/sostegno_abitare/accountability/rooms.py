"""What a room costs the partner in a year, as an expense of its own money: reported, and never claimed (R5, VA-10)."""

from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, getdate
from sostegno_abitare.accountability.drafts import EXPENSE
from sostegno_abitare.accountability.staff import share_of
from sostegno_abitare.programme.validity import as_date
from sostegno_abitare.rules.money import cents
from sostegno_abitare.rules.rooms import Cost
from sostegno_abitare.rules.rooms import share_of as cost_of

PARTNER_CASH = "Partner Cash"


class NoCostError(frappe.ValidationError):
	"""A room that costs nothing in the year, or nothing that is the partner's share."""


class NotPartnersMoneyError(frappe.ValidationError):
	"""A row of the budget on which the partner pays nothing."""


@frappe.whitelist(methods=["POST"])
def make_expense(room: str, year: int, budget_row: str) -> str:
	"""A draft of the expense for what a room costs the partner in a year; gives its name, also of one made before.
	Raises NoCostError and NotPartnersMoneyError.
	"""
	doc = frappe.get_doc("Service Room", room)
	doc.check_permission("read")
	frappe.db.get_value("Service Room", room, "name", for_update=True)
	values = expense_values(doc, cint(year), budget_row)
	kept = ("agreement", "supplier_name", "number")
	found = frappe.db.get_value(
		EXPENSE, {**{field: values[field] for field in kept}, "docstatus": ["<", 2]}, for_update=True
	)
	return found or str(frappe.get_doc(values).insert().name)


def expense_values(room: Any, year: int, budget_row: str) -> dict[str, Any]:
	"""A room's cost of a year as a draft of Expense, all of it the partner's cash."""
	first, last = date(year, 1, 1), date(year, 12, 31)
	cost = Cost(cents(room.yearly_cost), as_date(room.cost_from), as_date(room.cost_to))
	amount = cost_of(cost, first, last) if room.coparticipation else 0
	if not amount:
		frappe.throw(
			_("{0} has no cost in {1} that is the partner's share: write it on the room").format(
				frappe.bold(room.name), year
			),
			NoCostError,
		)
	if share_of(budget_row) != PARTNER_CASH:
		frappe.throw(
			_("{0}: the partner pays nothing on this row of the budget; choose another").format(
				frappe.bold(budget_row)
			),
			NotPartnersMoneyError,
		)
	day = min(last, as_date(room.cost_to) or last, getdate())
	tax_id = room.organisation and frappe.db.get_value("Network Organisation", room.organisation, "tax_id")
	return {
		"doctype": EXPENSE,
		"agreement": room.agreement,
		"municipality": room.municipality,
		"kind": "Overhead",
		"voucher_kind": "Receipt",
		"supplier_name": room.organisation or room.name,
		"supplier_tax_id": tax_id,
		"number": f"{room.name} {year}",
		"voucher_date": day,
		"net_amount": amount / 100,
		"description": _("Refund of the costs of {0}, {1}").format(room.name, year),
		"allocations": [{"budget_row": budget_row, "share": PARTNER_CASH, "amount": amount / 100}],
	}
