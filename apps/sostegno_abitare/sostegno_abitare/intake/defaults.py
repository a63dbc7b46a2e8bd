"""What a new document of the intake starts with."""

import frappe
from frappe.permissions import get_user_permissions


@frappe.whitelist()
def own_municipality() -> str | None:
	"""The municipality the user works for, where there is exactly one."""
	names = [row["doc"] for row in get_user_permissions(frappe.session.user).get("Municipality", [])]
	return names[0] if len(names) == 1 else None


@frappe.whitelist()
def for_referral(municipality: str | None = None) -> dict[str, str | None]:
	"""Municipality and agreement of a new referral, each where only one is possible."""
	municipality = municipality or own_municipality()
	agreements = frappe.get_list(
		"Service Agreement", filters={"status": "Active"}, pluck="name", limit_page_length=0
	)
	if municipality:
		joined = {
			"municipality": municipality,
			"parenttype": "Service Agreement",
			"parent": ["in", agreements or [""]],
		}
		agreements = frappe.get_all("Agreement Municipality", filters=joined, pluck="parent")
	return {"municipality": municipality, "agreement": agreements[0] if len(agreements) == 1 else None}
