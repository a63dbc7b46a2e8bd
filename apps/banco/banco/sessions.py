"""Sessions of logged-in users, kept in the database.

The cookie holds a random value; the table holds its SHA-256 only, so that a copy of the database opens no
session. Times are seconds since 1970, so that no change of the clock's zone moves them.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from banco.context import Context, current
from banco.types import _dict

if TYPE_CHECKING:
	from banco.storage.database import Database

COOKIE = "sid"
DEFAULT_LIFETIME_HOURS = 7 * 24  # however busy a session is; site config: session_lifetime_hours
TOUCH_SECONDS = 60  # how stale the recorded last use may become
AGENT_LENGTH = 200

_FIND = """
select s.sid, s.user, s.csrf_token, s.creation, s.lastupdate, u.enabled, u.user_type, u.full_name, u.language
from `tabSessions` s join `tabUser` u on u.name = s.user where s.sid = ?
"""


@dataclass(frozen=True, slots=True)
class Session:
	"""A session as found in the database, with what each request needs of its user."""

	key: str
	user: str
	csrf_token: str
	creation: float
	lastupdate: float
	enabled: int
	user_type: str
	full_name: str | None
	language: str | None


class LastUse:
	"""When sessions were last used, gathered in memory and written now and then: a read needs no write."""

	def __init__(self) -> None:
		self._seen: dict[str, float] = {}

	def note(self, session: Session, now: float) -> None:
		if now - session.lastupdate > TOUCH_SECONDS:
			self._seen[session.key] = now

	def of(self, session: Session) -> float:
		return max(session.lastupdate, self._seen.get(session.key, 0.0))

	def write(self, db: Database) -> None:
		"""Record the uses gathered since the last time."""
		seen, self._seen = self._seen, {}
		for key, used in tuple(seen.items()):  # a request under way may still note its use in it
			db.write("update `tabSessions` set lastupdate = ? where sid = ?", (used, key))

	def __bool__(self) -> bool:
		return bool(self._seen)


def start(user: str, ip: str, agent: str) -> tuple[str, str]:
	"""Begin a session of `user`: the cookie's value and the CSRF token."""
	sid, token, now = secrets.token_hex(28), secrets.token_hex(28), time.time()
	current().db.write(
		"insert into `tabSessions` (sid, user, csrf_token, creation, lastupdate, ipaddress, user_agent) "
		"values (?, ?, ?, ?, ?, ?, ?)",
		(key_of(sid), user, token, now, now, ip, agent[:AGENT_LENGTH]),
	)
	return sid, token


def find(sid: str) -> Session | None:
	"""The session behind a cookie's value, expired or not."""
	rows = current().db.fetch(_FIND, (key_of(sid),))
	return Session(*rows[0]) if rows else None


def is_alive(session: Session, last_use: float, now: float, idle: float, lifetime: float) -> bool:
	"""Whether a session may still be used: neither idle nor in all older than allowed (seconds)."""
	return bool(session.enabled) and now - last_use < idle and now - session.creation < lifetime


def idle_seconds() -> float:
	"""How long a session may lie idle: System Settings' session_expiry, "HH:MM"."""
	from banco.settings import system_setting

	hours, _colon, minutes = str(system_setting("session_expiry")).partition(":")
	try:
		return int(hours) * 3600 + int(minutes or 0) * 60
	except ValueError:
		return 8 * 3600


def lifetime_seconds() -> float:
	"""How long a session may live in all."""
	return float(current().conf.session_lifetime_hours or DEFAULT_LIFETIME_HOURS) * 3600


def take_on(context: Context, session: Session, sid: str) -> None:
	"""Let the context act in that session."""
	context.set_user(session.user)
	context.session.sid = sid
	context.session.data.update(
		csrf_token=session.csrf_token, user_type=session.user_type, full_name=session.full_name
	)
	if session.language:
		context.lang = session.language


def end(sid: str) -> None:
	"""End the session behind a cookie's value."""
	current().db.write("delete from `tabSessions` where sid = ?", (key_of(sid),))


def end_sessions(user: str, keep_sid: str | None = None, only: str | None = None) -> None:
	"""End all sessions of a user (a new password, a disabled account) but the one to keep; or `only` one, by
	its `id` of `listed`.
	"""
	db = current().db
	if only is not None:
		db.write("delete from `tabSessions` where user = ? and sid = ?", (user, only))
	else:
		kept = key_of(keep_sid) if keep_sid else ""
		db.write("delete from `tabSessions` where user = ? and sid != ?", (user, kept))


def listed(user: str) -> list[_dict]:
	"""The sessions of a user, the one used last first: id, device, address, created, last_used, current."""
	context = current()
	return context.db.shaped(
		"select sid as id, user_agent as device, ipaddress as address, creation as created,"
		" lastupdate as last_used, sid = ? as current from `tabSessions` where user = ? order by lastupdate desc",
		(key_of(str(context.session.sid)), user),
		as_dict=True,
	)


def end_expired(now: float) -> None:
	"""Delete the rows of sessions that can no longer be used."""
	current().db.write(
		"delete from `tabSessions` where lastupdate < ? or creation < ?",
		(now - idle_seconds() - TOUCH_SECONDS, now - lifetime_seconds()),
	)


def get_csrf_token() -> str:
	"""The CSRF token of the current session; a guest has none to protect and gets an empty one."""
	return str(current().session.data.csrf_token or "")


def is_right_token(context: Context, given: Any) -> bool:
	"""Whether `given` is the session's CSRF token."""
	expected = str(context.session.data.csrf_token or "")
	return (
		bool(expected) and isinstance(given, str) and hmac.compare_digest(expected.encode(), given.encode())
	)


def key_of(sid: str) -> str:
	"""What the table holds for a cookie's value."""
	return hashlib.sha256(sid.encode("utf-8", "replace")).hexdigest()
