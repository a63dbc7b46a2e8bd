"""Who can log in to the demo: one login for each role, printed by `make run`."""

from __future__ import annotations

import frappe
from frappe import _
from sostegno_abitare.access.roles import ALL_ROLES
from sostegno_abitare.services.users import CONFIG_KEY, DOMAIN


def show() -> None:
	"""Print role, address and what the login sees, then the password they share."""
	rows = of_the_demo()
	if not rows:
		print(_("No demo users: load the services with demo=1"))
		return
	width = max(len(role) for role, _email, _sees in rows)
	for role, email, sees in rows:
		print(f"{role:<{width}}  {email}" + (f"  ({sees})" if sees else ""))
	print(_("Password of all of them: {0}").format(frappe.conf.get(CONFIG_KEY) or _("not kept on this site")))


def of_the_demo() -> list[tuple[str, str, str]]:
	"""(role in Italian, address, what it is limited to): the first demo user of each role."""
	users = frappe.get_all(
		"User", filters={"name": ["like", f"%{DOMAIN}"], "enabled": 1}, pluck="name", order_by="creation"
	)
	first: dict[str, str] = {}
	for user in users:
		for role in frappe.get_all("Has Role", filters={"parent": user, "parenttype": "User"}, pluck="role"):
			first.setdefault(role, user)
	return [(_(role), first[role], _limits(first[role])) for role in ALL_ROLES if role in first]


def _limits(user: str) -> str:
	values = frappe.get_all("User Permission", filters={"user": user}, pluck="for_value", order_by="creation")
	return ", ".join(values)
