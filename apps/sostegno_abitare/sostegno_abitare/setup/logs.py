"""Who uses what the host keeps to its system managers: the logs of exports, prints and logins, and imports."""

from typing import Any

import frappe
from sostegno_abitare.access.roles import (
	COORDINATOR,
	FINANCE_OFFICER,
	PROGRAMME_ADMINISTRATOR,
	SOCIAL_WORKER,
	VOLUNTEER_COORDINATOR,
)
from sostegno_abitare.administration.transferable import stable_name

RIGHT = "Custom DocPerm"
LOGS = ("Access Log", "Activity Log")
IMPORT, IMPORTERS = "Data Import", (SOCIAL_WORKER, COORDINATOR, FINANCE_OFFICER, VOLUNTEER_COORDINATOR)
RIGHTS = ("read", "report", "export", "print")


def ensure_log_readers() -> None:
	"""Lets Programme Administrators read the logs, beside those who may already."""
	for log in LOGS:
		_ensure(log, {"role": PROGRAMME_ADMINISTRATOR, **dict.fromkeys(RIGHTS, 1)})


def ensure_importers() -> None:
	"""Lets those who register cases, budgets and volunteers import them, each seeing own imports only, where the host lets no user do
	it. What may be imported is for the rights on the documents themselves.
	"""
	if not any(
		row.role in ("Desk User", "All") and row.create for row in frappe.get_meta(IMPORT).permissions
	):
		own = dict.fromkeys(("read", "write", "create", "delete", "if_owner"), 1)
		_ensure(IMPORT, *({"role": role, **own} for role in IMPORTERS))


def _ensure(doctype: str, *added: dict[str, Any]) -> None:
	"""Adds rights to those a doctype came with; rights that an administrator has set for it stay as they are."""
	if frappe.db.exists(RIGHT, {"parent": doctype}):
		return
	for row in (*_standard(doctype), *added):
		values = {"doctype": RIGHT, "parent": doctype, **row}
		name = stable_name(RIGHT, values, "")  # so that a configuration brings no second one
		frappe.get_doc(values).insert(ignore_permissions=True, set_name=name)


def _standard(doctype: str) -> list[dict[str, Any]]:
	"""The rights that the doctype came with: those set on the site take the place of all of them."""
	kept = ("role", "permlevel", "if_owner", "create", "write", "delete", "share", "email", *RIGHTS)
	return [
		{field: row.get(field) for field in kept if row.get(field)}
		for row in frappe.get_meta(doctype).permissions
	]
