"""What proposals mean for a home."""

import frappe

KEEPING = ("Proposed", "Accepted")


def kept_for(unit: str, locked: bool = False) -> set[str]:
	"""The households that the home is kept for, from the proposal on; a shared home is kept for nobody. `locked`
	reads what others have written until now, for a check that decides.
	"""
	if frappe.db.get_value("Housing Unit", unit, "is_shared"):
		return set()
	rows = frappe.db.get_values(
		"Housing Proposal",
		{"unit": unit, "status": ["in", KEEPING]},
		["name", "household"],
		as_dict=True,
		order_by="creation asc",
		for_update=locked,
	)
	return {row.household for row in rows}
