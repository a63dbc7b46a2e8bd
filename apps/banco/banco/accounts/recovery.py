"""A password set anew: by its owner, by a link in a mail to who forgot it, by one to who is new."""

from __future__ import annotations

from typing import Any

from banco import passwords
from banco.accounts import activity
from banco.accounts.sealed import opened
from banco.context import GUEST, current
from banco.errors import PermissionError
from banco.translate import _
from banco.whitelist import whitelist

PURPOSE = "password"


@whitelist(allow_guest=True, methods=["POST"])
def update_password(
	new_password: str,
	logout_all_sessions: int = 1,
	key: str | None = None,
	old_password: str | None = None,
) -> str:
	"""Set one's password with the old one, or with the `key` of a mail; all other sessions end.

	Gives the address to go on to. Raises AuthenticationError when either is wrong or the link has run out,
	TooManyRequestsError after five wrong passwords, ValidationError for a password that is too weak.
	"""
	user = opened(key, PURPOSE).user if key else current().user
	if not key:
		passwords.check_password(user, old_password or "")
	passwords.update_password(user, new_password, logout_all_sessions=True)
	activity.note(user, "Password", _("New password by link") if key else _("New password"))
	return "/login" if key else "/app"


@whitelist(allow_guest=True, methods=["POST"])
def test_password_strength(new_password: str, key: str | None = None) -> dict[str, Any]:
	"""How hard a password is to guess, told while it is typed: to users, and to who holds the `key` of a mail."""
	user = opened(key, PURPOSE).user if key else current().user
	if user == GUEST:
		raise PermissionError(_("You are not permitted to call {0}.").format("test_password_strength"))
	row = current().db.get_value("User", user, passwords.PERSONAL)
	return passwords.strength(new_password, row or ())
