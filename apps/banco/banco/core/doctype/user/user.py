"""A person (or program) that logs in."""

from __future__ import annotations

import secrets
from typing import Any

from banco import passwords
from banco.context import ADMINISTRATOR, GUEST, current
from banco.document import Document
from banco.errors import PermissionError, TooManyRequestsError, ValidationError
from banco.messages import throw
from banco.text import validate_email_address
from banco.throttle import Throttle
from banco.translate import _
from banco.whitelist import whitelist

STANDARD_USERS = (ADMINISTRATOR, GUEST)
AUTOMATIC_ROLES = ("All", "Guest", "Desk User", ADMINISTRATOR)
# Wrong old passwords, by site and user: whoever took over a session must not find out the password.
_WRONG = Throttle(limit=5, seconds=300)


class User(Document):
	"""A user; named by the e-mail address."""

	def autoname(self) -> None:
		if self.name not in STANDARD_USERS:
			self.name = self.email

	def before_insert(self) -> None:
		self.email = str(self.email or "").strip().lower()
		# A user's own record counts as theirs: that is what "if owner" permits them to read.
		self.owner = self.name or self.email

	def validate(self) -> None:
		self.validate_email()
		self.validate_standard_user()
		self.set_full_name()
		self.tidy_roles()
		self.take_new_password()

	def on_update(self) -> None:
		self.forget_caches()
		if self.has_value_changed("enabled") and not self.enabled:
			self.end_sessions()
		password = self.flags.password_to_set
		if password:
			self.flags.password_to_set = None
			passwords.update_password(self.name, password, logout_all_sessions=True)

	def on_trash(self) -> None:
		if self.name in STANDARD_USERS:
			throw(_("User {0} cannot be deleted").format(self.name))
		self.end_sessions()
		passwords.delete_all_passwords_for("User", self.name)
		self.forget_caches()

	def before_rename(self, old: str, new: str, merge: bool = False) -> None:
		throw(_("A user cannot be renamed: make a new one and disable this one"))

	def validate_email(self) -> None:
		if self.name not in STANDARD_USERS:
			validate_email_address(self.email, throw=True)

	def validate_standard_user(self) -> None:
		if self.name == ADMINISTRATOR and not self.enabled:
			throw(_("User {0} cannot be disabled").format(self.name))

	def set_full_name(self) -> None:
		self.full_name = " ".join(filter(None, (self.first_name, self.last_name)))

	def tidy_roles(self) -> None:
		"""Each role once; the automatic ones, which everybody of their kind has, are not listed."""
		seen: set[str] = set(AUTOMATIC_ROLES)
		for row in list(self.roles):
			if row.role in seen:
				self.remove(row)
			seen.add(row.role)

	def take_new_password(self) -> None:
		"""Check the new password and keep it aside: it is never written to the document."""
		password, self.new_password = self.new_password, None
		if not password:
			return
		personal = (self.email, self.first_name, self.last_name, self.username, current().site.name)
		passwords.check_strength(password, tuple(str(item) for item in personal if item))
		self.flags.password_to_set = password

	def end_sessions(self) -> None:
		from banco.sessions import end_sessions

		end_sessions(self.name)

	def forget_caches(self) -> None:
		from banco.permissions import clear_user_cache

		clear_user_cache(self.name)


@whitelist(methods=["POST"])
def generate_keys(user: str) -> dict[str, str]:
	"""Make a new API key and secret of a user: `{api_key, api_secret}`; the secret is shown this once.

	For the user themselves and for System Managers. Raises PermissionError otherwise.
	"""
	from banco.document import get_doc
	from banco.permissions import get_roles

	context = current()
	if user != context.user and ("System Manager" not in get_roles() or user == ADMINISTRATOR):
		throw(_("Only a System Manager may make keys for another user"), PermissionError)
	doc = get_doc("User", user)
	if user in (GUEST,) or not doc.enabled:
		throw(_("User {0} is disabled").format(user), ValidationError)
	key = doc.api_key or secrets.token_hex(8)
	if not doc.api_key:
		context.db.set_value("User", user, "api_key", key)
	return {"api_key": key, "api_secret": passwords.make_api_secret(user)}


@whitelist(methods=["POST"])
def change_password(old_password: str, new_password: str) -> None:
	"""Change one's own password; all other sessions end.

	Raises AuthenticationError when the old one is wrong, TooManyRequestsError after five wrong ones,
	ValidationError when the new one is too weak.
	"""
	from banco.document import get_doc

	context = current()
	key = (context.site.path, context.user)
	if wait := _WRONG.wait(key):
		throw(_("Too many failed logins: try again in {0} seconds.").format(wait), TooManyRequestsError)
	_WRONG.fail(key)
	passwords.check_password(context.user, old_password)
	_WRONG.forget(key)
	doc = get_doc("User", context.user)
	passwords.check_strength(new_password, (doc.email or "", doc.full_name or ""))
	passwords.update_password(context.user, new_password, logout_all_sessions=True)


def has_permission(doc: Any, ptype: str = "read", user: str | None = None, **_kwargs: Any) -> bool:
	"""Only Administrator changes Administrator's own record."""
	acting = user or current().user
	return acting == ADMINISTRATOR or doc.name != ADMINISTRATOR or ptype in ("read", "select")
