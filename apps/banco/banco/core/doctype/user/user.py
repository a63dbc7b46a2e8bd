"""A person (or program) that logs in."""

from typing import Any

from banco import passwords
from banco.context import ADMINISTRATOR, GUEST, current
from banco.document import Document
from banco.jobs.queue import enqueue
from banco.messages import throw
from banco.text import validate_email_address
from banco.translate import _

STANDARD_USERS = (ADMINISTRATOR, GUEST)
AUTOMATIC_ROLES = ("All", "Guest", "Desk User", ADMINISTRATOR)


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

	def after_insert(self) -> None:
		if self.send_welcome_email and self.enabled:
			enqueue("banco.accounts.recovery.send_link", user=self.name, welcome=True)

	def on_update(self) -> None:
		keep_an_administrator(self._before)
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

	def after_delete(self) -> None:
		keep_an_administrator(self)

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
		passwords.check_strength(password, [self.get(field) for field in passwords.PERSONAL])
		self.flags.password_to_set = password

	def end_sessions(self) -> None:
		from banco.sessions import end_sessions

		end_sessions(self.name)


def keep_an_administrator(former: Any) -> None:
	"""Raises ValidationError when `former`, as it was, was the last person who could administer the site."""
	if former is None or former.name in STANDARD_USERS or not former.enabled:
		return
	if any(row.role == "System Manager" for row in former.roles) and not current().db.fetch(
		"select 1 from `tabHas Role` h join tabUser u on u.name = h.parent where h.role = 'System Manager'"
		" and h.parenttype = 'User' and u.enabled = 1 and u.name not in (?, ?) limit 1",
		STANDARD_USERS,
	):
		text = _("{0} is the last System Manager: give somebody else the role first")
		throw(text.format(former.name))


def has_permission(doc: Any, ptype: str = "read", user: str | None = None, **_kwargs: Any) -> bool:
	"""Only Administrator changes Administrator's own record."""
	acting = user or current().user
	return acting == ADMINISTRATOR or doc.name != ADMINISTRATOR or ptype in ("read", "select")
