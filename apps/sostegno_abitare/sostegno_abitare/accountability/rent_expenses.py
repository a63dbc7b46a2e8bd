"""A head rent that was paid is an expense: a draft of it, from the payment."""

from typing import Any

import frappe
from frappe import _
from sostegno_abitare.housing.contracts import PAYABLE

# Ways to pay a rent that leave a trace, as expenses name them too; of any other the payment is entered by hand.
TRACEABLE = ("Bank Transfer", "Standing Order", "Direct Debit", "Post Office", "Card", "Offset", "Cash")


class NoExpenseOfRentError(frappe.ValidationError):
	"""A payment that is no head rent, or not submitted."""


@frappe.whitelist(methods=["POST"])
def make_expense(rent_payment: str) -> str:
	"""The name of the expense of a payable Rent Payment: a new draft, or the one that there is already."""
	payment: Any = frappe.get_doc("Rent Payment", rent_payment)
	payment.check_permission("read")
	frappe.has_permission("Expense", "create", throw=True)
	if payment.docstatus != 1 or payment.side != PAYABLE or payment.amount <= 0:
		frappe.throw(
			_("{0}: only a head rent that was paid and submitted becomes an expense").format(payment.name),
			NoExpenseOfRentError,
		)
	found = frappe.db.get_value("Expense", {"rent_payment": payment.name, "docstatus": ["<", 2]})
	return str(found or frappe.get_doc(_values(payment)).insert().name)


def _values(payment: Any) -> dict[str, Any]:
	owner = frappe.db.get_value(
		"Property Owner",
		frappe.db.get_value("Head Lease", payment.contract, "property_owner"),
		["owner_name", "tax_id", "iban"],
		as_dict=True,
	)
	paid = {"paid_on": payment.payment_date, "amount": payment.amount, "method": payment.method}
	return {
		"doctype": "Expense",
		"kind": "Rent",
		"voucher_kind": "Rent Receipt",
		"agreement": payment.agreement,
		"municipality": payment.municipality,
		"rent_payment": payment.name,
		"supplier_name": owner.owner_name,
		"supplier_tax_id": owner.tax_id,
		"supplier_iban": owner.iban,
		"number": payment.name,
		"voucher_date": payment.payment_date,
		"net_amount": payment.amount,
		"description": _("Rent of {0}").format(payment.unit or payment.contract),
		"payments": [{**paid, "reference": payment.reference}] if payment.method in TRACEABLE else [],
	}
