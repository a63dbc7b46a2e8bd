"""What proposals mean for a home."""

import frappe

KEEPING = ("Proposed", "Accepted")
# A household that has held the home by a stay or a contract has had what it was kept for.
HOLDERS = ("Stay", "Sublease")
HELD = ("Signed", "Running", "Extended", "Ended")


def kept_for(unit: str, locked: bool = False) -> set[str]:
	"""The households that the home is kept for, from the proposal until they enter; a shared home is kept for
	nobody. `locked` reads what others have written until now, for a check that decides.
	"""
	if frappe.db.get_value("Housing Unit", unit, "is_shared"):
		return set()
	rows = frappe.db.get_values(
		"Housing Proposal",
		{"unit": unit, "status": ["in", KEEPING]},
		["name", "household", "referral"],
		as_dict=True,
		order_by="creation asc",
		for_update=locked,
	)
	return {row.household for row in rows if not _has_entered(row.referral, unit)}


def give_up(referral: str) -> None:
	"""A case that is closed, or before the Commission again, is kept no home."""
	for row in frappe.get_all(
		"Housing Proposal",
		filters={"referral": referral, "status": ["in", KEEPING]},
		fields=["name", "unit"],
		limit_page_length=0,
	):
		if not _has_entered(referral, row.unit):
			doc = frappe.get_doc("Housing Proposal", row.name)
			doc.update({"status": "Withdrawn", "answered_on": None})
			doc.save(ignore_permissions=True)


def _has_entered(referral: str, unit: str) -> bool:
	held = {"referral": referral, "unit": unit, "workflow_state": ["in", HELD]}
	return any(frappe.db.exists(doctype, held) for doctype in HOLDERS)
