"""Who reads the host's own logs: of exports and prints, and of logins."""

from typing import Any

import frappe
from sostegno_abitare.access.roles import PROGRAMME_ADMINISTRATOR

LOGS = ("Access Log", "Activity Log")
RIGHTS = ("read", "report", "export", "print")


def ensure_log_readers() -> None:
	"""Lets Programme Administrators read the logs, beside those who may already.

	Rights that an administrator has set for a log stay as they are.
	"""
	for log in LOGS:
		if not frappe.db.exists("Custom DocPerm", {"parent": log}):
			for row in (*_standard(log), {"role": PROGRAMME_ADMINISTRATOR, **dict.fromkeys(RIGHTS, 1)}):
				frappe.get_doc({"doctype": "Custom DocPerm", "parent": log, **row}).insert(
					ignore_permissions=True
				)


def _standard(log: str) -> list[dict[str, Any]]:
	"""The rights that the doctype came with: those set on the site take the place of all of them."""
	kept = ("role", "permlevel", "create", "write", "delete", "share", "email", *RIGHTS)
	return [
		{field: row.get(field) for field in kept if row.get(field)}
		for row in frappe.get_meta(log).permissions
	]
