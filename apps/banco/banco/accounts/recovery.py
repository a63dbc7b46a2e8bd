"""A password set anew: by its owner, by a link in a mail to who forgot it, by one to who is new."""

from typing import Any

import frappe
from banco import passwords
from banco.accounts import activity
from banco.accounts.sealed import opened, seal
from banco.context import ADMINISTRATOR, GUEST, current
from banco.errors import PermissionError
from banco.jobs.queue import enqueue
from banco.settings import system_setting
from banco.text import escape_html
from banco.throttle import Throttle
from banco.translate import _
from banco.whitelist import whitelist

PURPOSE = "password"
WELCOME_SECONDS = 3 * 24 * 3600
_ASKED = Throttle(limit=3, seconds=3600)  # by what was typed for a name
_ASKED_FROM = Throttle(limit=30, seconds=3600)  # by address


@whitelist(allow_guest=True, methods=["POST"])
def reset_password(user: str) -> str:
	"""Send a link to who forgot the password. The answer, and the work until it is given, are the same for
	users that exist, are disabled or unknown. Raises TooManyRequestsError for many requests.
	"""
	context, typed = current(), user.strip()
	_ASKED.attempt((context.site.path, typed.casefold()))
	if context.user == GUEST:
		_ASKED_FROM.attempt((context.site.path, getattr(context.request, "remote_addr", "")))
	known = {"name": typed, "enabled": 1, "user_type": "System User"}
	# Whoever administers the site can read its mails: none of them opens Administrator's account.
	name = context.db.get_value("User", known) if typed.casefold() != ADMINISTRATOR.casefold() else None
	enqueue("banco.accounts.recovery.send_link", user=name)
	return _("If there is such an account, a mail with a link is on its way.")


def send_link(user: str | None, welcome: bool = False) -> None:
	"""Send a user the link to set a password; for a `user` of None there is nobody to send it to.

	Its host is the site's own, `host_name` of the site's settings, whatever host a request names.
	"""
	if not user:
		return
	context = current()
	row = context.db.get_value("User", user, ["email", "full_name", "language"], as_dict=True)
	seconds = WELCOME_SECONDS if welcome else int(system_setting("reset_password_link_expiry_duration"))
	host = str(context.conf.host_name or f"http://{context.site.name}").rstrip("/")
	address = f"{host}/update-password#key={seal(PURPOSE, user, seconds)}"
	text = _(
		"Dear {0},<br><br>this is the link to choose your password. It is good once, for {1} hours:"
		"<br><br><a href='{2}'>{2}</a><br><br>If you did not ask for it, ignore this message.",
		row.language,
	)
	frappe.sendmail(
		recipients=[row.email],
		subject=_("Choose your password", row.language),
		message=text.format(escape_html(row.full_name), seconds // 3600 or 1, address),
		secret=True,  # a level of the queue's fields is soon granted: this link opens another's account
	)
	activity.note(user, "Password", _("Link for a new password sent"))


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
