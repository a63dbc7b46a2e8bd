"""Restricting users to documents they work with: adding and taking away User Permission documents."""

from __future__ import annotations

from banco.context import current
from banco.permissions.load import clear_user_cache


def add_user_permission(
	doctype: str,
	name: str,
	user: str,
	ignore_permissions: bool = False,
	applicable_for: str | None = None,
	is_default: int = 0,
	hide_descendants: int = 0,
	apply: bool = False,
) -> None:
	"""Restrict `user` to the document `name` of `doctype`; doing so twice adds nothing.

	With `applicable_for`, only in lists and documents of that doctype.
	"""
	from banco.document import get_doc

	same = {"user": user, "allow": doctype, "for_value": name, "applicable_for": applicable_for}
	if current().db.exists("User Permission", same):
		return
	entry = get_doc(
		{
			"doctype": "User Permission",
			**same,
			"apply_to_all_doctypes": 0 if applicable_for else 1,
			"is_default": is_default,
			"hide_descendants": hide_descendants,
		}
	)
	entry.insert(ignore_permissions=ignore_permissions)


def remove_user_permission(doctype: str, name: str, user: str, applicable_for: str | None = None) -> None:
	"""Take a restriction away; those for all doctypes and for one are told apart by `applicable_for`."""
	from banco.document import delete_doc

	same = {"user": user, "allow": doctype, "for_value": name}
	if applicable_for:
		same["applicable_for"] = applicable_for
	for found in current().db.get_values("User Permission", same, "name", pluck=True):
		delete_doc("User Permission", found, force=True)


def clear_user_permissions_for_doctype(doctype: str, user: str | None = None) -> None:
	"""Take away every restriction to documents of a doctype, of one user or of all."""
	same = {"allow": doctype, **({"user": user} if user else {})}
	current().db.delete("User Permission", same)
	clear_user_cache()
