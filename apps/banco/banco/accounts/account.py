"""One's own account, and for System Managers everybody's: password, second factor, sessions, API key."""

import secrets
from typing import Any

from banco import passwords, sessions
from banco.accounts import activity, second_factor
from banco.context import ADMINISTRATOR, GUEST, current
from banco.errors import PermissionError, ValidationError
from banco.messages import throw
from banco.permissions import get_roles
from banco.translate import _
from banco.whitelist import whitelist


@whitelist()
def get_account(user: str | None = None) -> dict[str, Any]:
	"""How a user logs in.

	`{user, second_factor, second_factor_required, recovery_codes, api_key, sessions: [{id, device, address,
	created, last_used, current}]}`; times in seconds since 1970, the session used last first.
	"""
	name = _whose(user)
	return {
		"user": name,
		"second_factor": second_factor.is_set_up(name),
		"second_factor_required": second_factor.is_required(name),
		"recovery_codes": second_factor.codes_left(name),
		"api_key": current().db.get_value("User", name, "api_key"),
		"sessions": sessions.listed(name),
	}


@whitelist(methods=["POST"])
def end_session(id: str | None = None, user: str | None = None) -> None:
	"""End one session of a user, or all but the one that asks."""
	name = _whose(user)
	sessions.end_sessions(name, keep_sid=str(current().session.sid), only=id)
	activity.note(name, "Logout", _("Session ended by {0}").format(current().user))


@whitelist(methods=["POST"])
def generate_keys(user: str) -> dict[str, str]:
	"""Make a new API key and secret of a user: `{api_key, api_secret}`; the secret is shown this once."""
	name, db = _whose(user), current().db
	if name == GUEST or not db.get_value("User", name, "enabled"):
		throw(_("User {0} is disabled").format(name), ValidationError)
	key = db.get_value("User", name, "api_key") or secrets.token_hex(8)
	db.set_value("User", name, "api_key", key)
	activity.note(name, "API Key", _("API key made by {0}").format(current().user))
	return {"api_key": key, "api_secret": passwords.make_api_secret(name)}


@whitelist(methods=["POST"])
def revoke_keys(user: str) -> None:
	"""Let the API key and secret of a user open nothing any more."""
	name = _whose(user)
	current().db.set_value("User", name, {"api_key": None, "api_secret": None})
	passwords.remove_encrypted_password("User", name, "api_secret")
	activity.note(name, "API Key", _("API key revoked by {0}").format(current().user))


@whitelist(methods=["POST"])
def begin_second_factor(password: str) -> dict[str, str]:
	"""What to put into an app, for the user who asks; in force once `confirm_second_factor` got a code."""
	user = current().user
	passwords.check_password(user, password)
	return second_factor.offer(user)


@whitelist(methods=["POST"])
def confirm_second_factor(tmp_id: str, otp: str) -> list[str]:
	"""Put it in force with a first code: ten recovery codes, shown this once. All other sessions end."""
	user = current().user
	proven, codes = second_factor.prove(tmp_id, otp)
	if proven != user:
		raise PermissionError(_("This was offered to another user."))
	_changed(user, _("Second factor set up by {0}"))
	return codes


@whitelist(methods=["POST"])
def remove_second_factor(password: str | None = None, user: str | None = None) -> None:
	"""Take away one's own second factor (with the password), or as a System Manager that of another user."""
	name = _whose(user)
	if name == current().user:
		passwords.check_password(name, password or "")
	passwords.remove_encrypted_password("User", name, second_factor.FIELD)
	_changed(name, _("Second factor removed by {0}"))


def _changed(user: str, subject: str) -> None:
	"""Note it, and end the user's other sessions: one of them may be another person's."""
	activity.note(user, "Second Factor", subject.format(current().user))
	sessions.end_sessions(user, keep_sid=str(current().session.sid))


def _whose(user: str | None) -> str:
	"""The user meant: oneself, or another for a System Manager. Raises PermissionError otherwise."""
	asking = current().user
	name = user or asking
	if name != asking and ("System Manager" not in get_roles() or name == ADMINISTRATOR):
		throw(_("Only a System Manager may do this for another user"), PermissionError)
	return name
