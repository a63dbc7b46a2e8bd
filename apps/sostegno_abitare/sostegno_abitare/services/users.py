"""Demo logins: people who do not exist, with the roles and the user permissions of those who will.

Their addresses end in .invalid (RFC 2606), so no mail can ever reach anybody. The one password they share is
never in a file: it is given to the command or made up at the first load, and kept in the site's
configuration.
"""

from __future__ import annotations

import secrets
from typing import Any

import frappe
from frappe import _
from frappe.installer import update_site_config

DOMAIN = "@demo.invalid"
CONFIG_KEY = "demo_password"
PERMISSION_ON = {"municipalities": "Municipality", "agreements": "Service Agreement"}


def shared_password(given: str | None = None) -> str:
	"""The demo's password: `given`, else the one of this site, else a new one (128 random bits)."""
	password = given or frappe.conf.get(CONFIG_KEY) or secrets.token_urlsafe(16)
	if password != frappe.conf.get(CONFIG_KEY):
		update_site_config(CONFIG_KEY, password, validate=False)
		frappe.conf[CONFIG_KEY] = password
	return password


def ensure(values: dict[str, list[str]], password: str | None) -> bool:
	"""Make the user of a row of `users.csv` with roles and user permissions; False when it is there already.
	Raises ValidationError for an address outside the demo's domain, an unknown role or document."""
	email = values["email"][0]
	if not email.endswith(DOMAIN):
		frappe.throw(_("a demo user's address must end in {0}").format(DOMAIN))
	if frappe.db.exists("User", email):
		return False
	for role in values["roles"]:
		if not frappe.db.exists("Role", role):
			frappe.throw(_("there is no {0} {1}").format(_("Role"), role))
	user: Any = frappe.get_doc(
		{
			"doctype": "User",
			"email": email,
			"first_name": values["first_name"][0],
			"last_name": "".join(values["last_name"][:1]),
			"send_welcome_email": 0,
			"user_type": "System User",
			"language": "it",
			"roles": [{"role": role} for role in values["roles"]],
			"new_password": shared_password(password),
		}
	)
	user.insert()
	for column, doctype in PERMISSION_ON.items():
		for name in values[column]:
			frappe.get_doc(
				{"doctype": "User Permission", "user": email, "allow": doctype, "for_value": name}
			).insert()
	return True
