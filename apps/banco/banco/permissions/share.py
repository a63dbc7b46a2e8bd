"""Sharing a document with a user who has no permission on it. Nobody shares more than they hold."""

from __future__ import annotations

from typing import Any

from banco.context import current
from banco.errors import PermissionError
from banco.messages import throw
from banco.permissions.check import has_permission
from banco.permissions.load import clear_user_cache
from banco.permissions.rules import SHARED_RIGHTS
from banco.translate import _
from banco.types import _dict


def add(
	doctype: str,
	name: str,
	user: str | None = None,
	read: int = 1,
	write: int = 0,
	submit: int = 0,
	share: int = 0,
	everyone: int = 0,
	flags: dict[str, Any] | None = None,
	notify: int = 0,
) -> Any:
	"""Share a document with a user, or with everyone; an existing share gets these rights instead.

	Raises PermissionError when the one who shares lacks "share" or any right that is to be given.
	"""
	from banco.document import get_doc, new_doc

	given = {"read": 1, "write": int(write), "submit": int(submit), "share": int(share)}
	if not (flags or {}).get("ignore_share_permission"):
		_require_rights(doctype, name, given)
	same = _place(doctype, name, user, everyone)
	found = current().db.exists("DocShare", same)
	entry = get_doc("DocShare", found) if found else new_doc("DocShare")
	entry.update({**same, **given})
	entry.save(ignore_permissions=True)
	clear_user_cache()
	return entry


def remove(doctype: str, name: str, user: str, flags: dict[str, Any] | None = None) -> None:
	"""End the sharing of a document with a user."""
	from banco.document import delete_doc

	if not (flags or {}).get("ignore_share_permission"):
		_require_rights(doctype, name, {})
	found = current().db.exists("DocShare", _place(doctype, name, user, 0))
	if found:
		delete_doc("DocShare", found, force=True, ignore_permissions=True)
		clear_user_cache()


def get_users(doctype: str, name: str) -> list[_dict]:
	"""With whom a document is shared, and how; for those who may read the document."""
	has_permission(doctype, "read", doc=name, throw=True)
	rows: list[_dict] = current().db.get_values(
		"DocShare",
		{"share_doctype": doctype, "share_name": name},
		["name", "user", *SHARED_RIGHTS, "everyone", "owner", "creation"],
		as_dict=True,
	)
	return rows


def _place(doctype: str, name: str, user: str | None, everyone: int) -> dict[str, Any]:
	whom = {"everyone": 1} if everyone else {"user": user}
	return {"share_doctype": doctype, "share_name": name, **whom}


def _require_rights(doctype: str, name: str, given: dict[str, int]) -> None:
	for right in ("share", *(right for right, is_given in given.items() if is_given)):
		if not has_permission(doctype, right, doc=name):
			throw(
				_("You cannot share what you are not permitted yourself: {0}").format(_(right)),
				PermissionError,
				title=_("Not permitted"),
			)
