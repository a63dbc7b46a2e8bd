"""What a new document of the intake starts with."""

import frappe
from sostegno_abitare.access.roles import CASE_MANAGER, PROGRAMME_ADMINISTRATOR, SOCIAL_WORKER
from sostegno_abitare.access.scope import bound_to


@frappe.whitelist()
def own_municipality() -> str | None:
	"""The municipality the user works for, where there is exactly one."""
	names = bound_to(frappe.session.user, "Municipality")
	return names.pop() if len(names) == 1 else None


@frappe.whitelist()
def own_agreements() -> list[str]:
	"""The active agreements that the user works for: those it is bound to, or those of its municipalities;
	every one for who is bound to nothing.
	"""
	user = frappe.session.user
	active = frappe.get_list(
		"Service Agreement",
		filters={"status": "Active"},
		pluck="name",
		order_by="name asc",
		limit_page_length=0,
	)
	if user == "Administrator" or PROGRAMME_ADMINISTRATOR in frappe.get_roles(user):
		return active
	agreements, places = bound_to(user, "Service Agreement"), bound_to(user, "Municipality")
	if not agreements and places:
		joined = {"parenttype": "Service Agreement", "municipality": ["in", list(places)]}
		agreements = set(frappe.get_all("Agreement Municipality", filters=joined, pluck="parent"))
	return [name for name in active if not (agreements or places) or name in agreements]


def case_managers(agreement: str) -> list[str]:
	"""The users who may be given cases of the agreement: enabled, with the role, and not bound to another
	agreement.
	"""
	return [user for user in users_with(CASE_MANAGER) if works_for(user, agreement)]


def works_for(user: str, agreement: str) -> bool:
	"""Whether nothing binds the user to another agreement."""
	agreements = bound_to(user, "Service Agreement")
	return not agreements or agreement in agreements


def workers_of(municipality: str) -> list[str]:
	"""The social workers bound to the municipality."""
	return [user for user in users_with(SOCIAL_WORKER) if municipality in bound_to(user, "Municipality")]


def users_with(role: str) -> list[str]:
	"""The enabled users who hold the role, in the order of their names."""
	holders = frappe.get_all("Has Role", filters={"role": role, "parenttype": "User"}, pluck="parent")
	return frappe.get_all(
		"User", filters={"name": ["in", holders or [""]], "enabled": 1}, pluck="name", order_by="name asc"
	)


@frappe.whitelist()
def for_referral(municipality: str | None = None) -> dict[str, str | None]:
	"""Municipality and agreement of a new referral, each where only one is possible."""
	municipality = municipality or own_municipality()
	agreements = own_agreements()
	if municipality:
		joined = {
			"municipality": municipality,
			"parenttype": "Service Agreement",
			"parent": ["in", agreements or [""]],
		}
		agreements = frappe.get_all("Agreement Municipality", filters=joined, pluck="parent")
	return {"municipality": municipality, "agreement": agreements[0] if len(agreements) == 1 else None}
