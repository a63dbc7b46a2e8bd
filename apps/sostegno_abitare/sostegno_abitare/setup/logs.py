"""Who reads the host's own logs: of exports and prints, and of logins."""

from typing import Any

import frappe
from sostegno_abitare.access.roles import PROGRAMME_ADMINISTRATOR
from sostegno_abitare.administration.transferable import stable_name

RIGHT = "Custom DocPerm"
LOGS = ("Access Log", "Activity Log")
RIGHTS = ("read", "report", "export", "print")


def ensure_log_readers() -> None:
	"""Lets Programme Administrators read the logs, beside those who may already.

	Rights that an administrator has set for a log stay as they are.
	"""
	for log in LOGS:
		if not frappe.db.exists(RIGHT, {"parent": log}):
			for row in (*_standard(log), {"role": PROGRAMME_ADMINISTRATOR, **dict.fromkeys(RIGHTS, 1)}):
				values = {"doctype": RIGHT, "parent": log, **row}
				name = stable_name(RIGHT, values, "")  # so that a configuration brings no second one
				frappe.get_doc(values).insert(ignore_permissions=True, set_name=name)


def _standard(log: str) -> list[dict[str, Any]]:
	"""The rights that the doctype came with: those set on the site take the place of all of them."""
	kept = ("role", "permlevel", "create", "write", "delete", "share", "email", *RIGHTS)
	return [
		{field: row.get(field) for field in kept if row.get(field)}
		for row in frappe.get_meta(log).permissions
	]
