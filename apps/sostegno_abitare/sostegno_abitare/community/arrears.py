"""Which months of arrears a regional notice, or whoever else, covers already (R49).

Of a home that the service itself lets, the rents that are asked for say what is open. What a notice pays there
becomes a draft payment of the rent, laid on its month: whoever keeps the rents submits it when the money has come.
"""

from datetime import date
from typing import Any

import frappe
from frappe.model.document import Document
from frappe.utils import getdate
from sostegno_abitare.housing import dues
from sostegno_abitare.rules.money import cents
from sostegno_abitare.rules.notices import first_of

# By any of these two requests are about the same rent.
SAME_RENT = ("fiscal_code", "person", "sublease", "lease_registration")
COVERS_NOTHING = ("Rejected", "Not Solved")
SUBLEASE = "Sublease"


def key(fiscal_code: str, month: Any) -> str:
	"""What is stored once for each month of a person: two requests written at the same instant meet on it."""
	return f"{fiscal_code}|{getdate(month):%Y-%m}"


def covered_elsewhere(request: Document) -> list[tuple[date, str]]:
	"""Months that other requests of the same person, or for the same lease, cover, with the code of the request.
	Without regard to permissions: a month is taken whoever covers it.
	"""
	return covered_by_requests({field: [request.get(field)] for field in SAME_RENT}, request.name)


def covered_by_requests(
	known_by: dict[str, list[str | None]], but: str | None = None
) -> list[tuple[date, str]]:
	"""Months that requests cover whose field (of SAME_RENT) holds one of the values; `but` does not count."""
	found: set[str] = set()
	for field, values in known_by.items():
		known = [value for value in values if value]
		if known:
			asked = {
				field: ["in", known],
				"name": ["!=", but or ""],
				"workflow_state": ["not in", COVERS_NOTHING],
			}
			found.update(frappe.get_all("Help Request", filters=asked, pluck="name"))
	return months_of(sorted(found))


def months_of(requests: list[str]) -> list[tuple[date, str]]:
	"""The months that requests cover."""
	rows = frappe.get_all(
		"Notice Month",
		filters={"parent": ["in", requests or [""]], "parenttype": "Help Request"},
		fields=["parent", "month"],
	)
	return [(first_of(getdate(row.month)), row.parent) for row in rows]


def open_by_month(sublease: str) -> dict[date, list[tuple[str, int]]]:
	"""Month -> the rents asked for in it, each with its open cents, as they are now; the contract is locked."""
	dues.lock(SUBLEASE, sublease)
	left = {due.name: due.cents for due in dues.open_dues(SUBLEASE, sublease)}
	rows = frappe.get_all(
		"Rent Due",
		filters={"contract_type": SUBLEASE, "contract": sublease, "kind": "Rent"},
		fields=["name", "period_from"],
		order_by="period_from asc, name asc",
	)
	found: dict[date, list[tuple[str, int]]] = {}
	for row in rows:
		found.setdefault(first_of(getdate(row.period_from)), []).append((row.name, left.get(row.name, 0)))
	return found


def forget_payments_taken_back(request: Document) -> None:
	"""A payment that was cancelled or thrown away pays no month any more."""
	for row in request.months:
		if row.rent_payment:
			standing = {"name": row.rent_payment, "docstatus": ["<", 2]}
			if not frappe.db.exists("Rent Payment", standing):
				row.rent_payment = None


def write_payments(request: Document) -> None:
	"""A draft payment for each paid month of a home that the service lets, laid on the rents of that month."""
	to_pay = [row for row in request.months if row.paid_on and not row.rent_payment]
	if not request.sublease or not to_pay:
		return
	months = open_by_month(request.sublease)
	for row in to_pay:
		payment = frappe.get_doc(
			{
				"doctype": "Rent Payment",
				"contract_type": SUBLEASE,
				"contract": request.sublease,
				"payment_date": row.paid_on,
				"amount": row.amount,
				"method": "Bank Transfer",
				"paid_by": "Regional Notice",
				"reference": request.name,
				"allocations": laid(cents(row.amount), months[first_of(getdate(row.month))]),
			}
		)
		row.db_set("rent_payment", payment.insert(ignore_permissions=True).name)


def laid(amount: int, rents: list[tuple[str, int]]) -> list[dict[str, Any]]:
	"""The amount on the rents of a month, one after the other."""
	parts = []
	for due, left in rents:
		part = min(amount, left)
		if part > 0:
			parts.append({"rent_due": due, "amount": part / 100})
			amount -= part
	return parts
