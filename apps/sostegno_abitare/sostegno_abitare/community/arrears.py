"""Which months of arrears a regional notice, or whoever else, covers already (R49)."""

from datetime import date
from typing import Any

import frappe
from frappe.model.document import Document
from frappe.utils import getdate
from sostegno_abitare.rules.notices import first_of

# By any of these two requests are about the same rent.
SAME_RENT = ("fiscal_code", "person", "sublease", "lease_registration")
COVERS_NOTHING = ("Rejected", "Not Solved")


def key(fiscal_code: str, month: Any) -> str:
	"""What is stored once for each month of a person: two requests written at the same instant meet on it."""
	return f"{fiscal_code}|{getdate(month):%Y-%m}"


def covered_elsewhere(request: Document) -> list[tuple[date, str]]:
	"""Months that other requests of the same person, or for the same lease, cover, with the code of the request.
	Without regard to permissions: a month is taken whoever covers it.
	"""
	if request.sublease:
		frappe.db.get_value("Sublease", request.sublease, "name", for_update=True)
	others: set[str] = set()
	for field in SAME_RENT:
		value = request.get(field)
		if value:
			asked = {
				field: value,
				"name": ["!=", request.name or ""],
				"workflow_state": ["not in", COVERS_NOTHING],
			}
			others.update(frappe.get_all("Help Request", filters=asked, pluck="name"))
	return months_of(sorted(others))


def months_of(requests: list[str]) -> list[tuple[date, str]]:
	"""The months that requests cover."""
	rows = frappe.get_all(
		"Notice Month",
		filters={"parent": ["in", requests or [""]], "parenttype": "Help Request"},
		fields=["parent", "month"],
	)
	return [(first_of(getdate(row.month)), row.parent) for row in rows]


def paid_elsewhere(request: Document) -> list[tuple[date, str]]:
	"""Months of a sublease whose rents are paid; none where the home is not let by the service."""
	return []
