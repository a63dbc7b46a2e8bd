"""Who is asking: password logins, logouts, API keys, and the record of them."""

import base64
import binascii
from dataclasses import dataclass
from typing import Any

from banco import sessions
from banco.accounts import activity
from banco.context import GUEST, current
from banco.errors import AuthenticationError, InvalidAuthorizationToken
from banco.throttle import Throttle
from banco.translate import _

WINDOW_SECONDS = 300
FAILURES_PER_ADDRESS = 100
SCHEMES = ("token", "basic")


@dataclass
class LoginManager:
	"""What the hooks on_login, on_session_creation and on_logout are handed as `login_manager`."""

	user: str
	full_name: str
	user_type: str


class Attempts:
	"""Failed logins of a site: per user and address, and per address whoever is tried."""

	def __init__(self) -> None:
		self.by_user = Throttle(10, WINDOW_SECONDS)
		self.by_address = Throttle(FAILURES_PER_ADDRESS, WINDOW_SECONDS)

	def attempt(self, user: str, address: str) -> None:
		"""Count a try ahead. Raises TooManyRequestsError (with `retry_after` seconds) after too many failures."""
		self.by_address.refuse_if_locked(address)
		self.by_user.attempt((user.casefold(), address))
		self.by_address.fail(address)

	def succeeded(self, user: str, address: str) -> None:
		self.by_user.forget((user.casefold(), address))
		self.by_address.forgive(address)


def check_password_login(usr: Any, pwd: Any, address: str, attempts: Attempts) -> str:
	"""The user whose name and password were given.

	Raises AuthenticationError, with the same words and after the same work whether the user is unknown,
	disabled or gave a wrong password; TooManyRequestsError after too many failures.
	"""
	from banco.passwords import is_right_password
	from banco.settings import system_setting

	if not (isinstance(usr, str) and isinstance(pwd, str) and usr.strip() and pwd):
		raise _refused(_("Incomplete login details"))
	attempts.by_user.limit = int(system_setting("allow_consecutive_login_attempts") or 10)
	attempts.attempt(usr.strip(), address)
	row = current().db.get_value("User", {"name": usr.strip()}, ["name", "enabled"], as_dict=True)
	known = row is not None and row.name != GUEST and bool(row.enabled)
	# The hash is computed for unknown users as well: the time taken must not tell them apart.
	right = is_right_password(row.name if row and known else None, pwd)
	if not (row and known and right):
		error = _refused(_("Invalid login credentials"))
		error.user = row.name if row else None  # type: ignore[attr-defined]
		raise error
	attempts.succeeded(usr.strip(), address)
	return str(row.name)


def open_session(user: str, address: str, agent: str, former_sid: str | None) -> tuple[str, LoginManager]:
	"""Begin a session of `user` in the (writing) context: its cookie's value and what hooks were told.

	The session the client had before ends, so that a planted cookie is worth nothing.
	"""
	from banco.dates import now_datetime

	context = current()
	if former_sid:
		sessions.end(former_sid)
	sid, token = sessions.start(user, address, agent)
	row = context.db.get_value("User", user, ["full_name", "user_type", "language"], as_dict=True)
	manager = LoginManager(user, row.full_name or user, row.user_type or "System User")
	context.set_user(user)
	context.session.sid = sid
	context.session.data.update(csrf_token=token, user_type=manager.user_type, full_name=manager.full_name)
	if row.language:
		context.lang = row.language
	now = now_datetime()
	seen = {"last_login": now, "last_active": now, "last_ip": address}
	context.db.set_value("User", user, seen, update_modified=False)
	activity.note(user, "Login", _("{0} logged in").format(manager.full_name))
	run_hooks("on_login", manager)
	run_hooks("on_session_creation", manager)
	return sid, manager


def close_session() -> None:
	"""End the context's session and tell the hooks."""
	context = current()
	if context.user == GUEST:
		return
	data = context.session.data
	manager = LoginManager(context.user, data.full_name or context.user, data.user_type or "System User")
	run_hooks("on_logout", manager)
	activity.note(context.user, "Logout", _("{0} logged out").format(manager.full_name))
	sessions.end(str(context.session.sid))
	context.set_user(GUEST)


def run_hooks(name: str, manager: LoginManager) -> None:
	"""Run the apps' functions for a login or logout."""
	from banco.calling import call

	for path in current().site.hooks.get(name):
		call(path, login_manager=manager)


def user_of_header(header: str, address: str, attempts: Attempts) -> str:
	"""The user whose API key and secret an Authorization header carries.

	`token <key>:<secret>`, or Basic with the same pair. Raises AuthenticationError when they are wrong or
	cannot be read, TooManyRequestsError after too many failures.
	"""
	from banco.passwords import is_right_api_secret

	key, secret = credentials_of(header)
	attempts.attempt(f"api:{key}", address)
	db = current().db
	row = db.get_value("User", {"api_key": key, "enabled": 1}, ["name"], as_dict=True) if key else None
	if row is None or not is_right_api_secret(row.name, secret):
		raise AuthenticationError(_("The API key or secret is not valid."))
	attempts.succeeded(f"api:{key}", address)
	return str(row.name)


def credentials_of(header: str) -> tuple[str, str]:
	"""Key and secret of an Authorization header. Raises AuthenticationError when it holds none.

	Raises InvalidAuthorizationToken when it is not even Base64.
	"""
	scheme, _space, value = header.strip().partition(" ")
	if scheme.lower() not in SCHEMES:
		raise AuthenticationError(_("Authorization must be of the form: token <key>:<secret>"))
	if scheme.lower() == "basic":
		try:
			value = base64.b64decode(value.strip(), validate=True).decode("utf-8")
		except (binascii.Error, UnicodeDecodeError):
			raise InvalidAuthorizationToken(_("The Authorization header cannot be read.")) from None
	key, colon, secret = value.strip().partition(":")
	if not (colon and key and secret):
		raise AuthenticationError(_("Authorization must be of the form: token <key>:<secret>"))
	return key, secret


def _refused(message: str) -> AuthenticationError:
	error = AuthenticationError(message)
	error.envelope = {"message": message}  # type: ignore[attr-defined]
	return error
