"""Secrets in the table `__Auth`, never in a document: users' passwords as Argon2id hashes, API secrets as
SHA-256, other Password fields encrypted with the site's `encryption_key`, since they must be read back.

An API secret is 256 random bits: a fast hash protects it as well as a slow one, and every token request
checks it.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from functools import cache
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from cryptography.fernet import Fernet, InvalidToken

from banco.context import current
from banco.errors import AuthenticationError, ValidationError

LONGEST_PASSWORD = 1024  # characters; longer ones only cost the server's time
SHORTEST_PASSWORD = 8

_HASHED = ("User", "password")
_API_SECRET = ("User", "api_secret")

# OWASP's parameters for Argon2id: 19 MiB and two passes, so that ten logins at once fit in the memory.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def is_right_password(user: str | None, pwd: str) -> bool:
	"""Whether `pwd` is the user's password; takes as long for a user who has none, or for None."""
	stored = _stored(*_HASHED, user) if user else None
	try:
		_hasher.verify(stored or _decoy(), pwd[:LONGEST_PASSWORD])
	except (VerificationError, InvalidHashError):
		return False
	return stored is not None


def check_password(user: str, pwd: str) -> None:
	"""Raises AuthenticationError unless `pwd` is the user's password."""
	from banco.translate import _

	if not is_right_password(user, pwd):
		raise AuthenticationError(_("Incorrect User or Password"))


def update_password(user: str, pwd: str, logout_all_sessions: bool = False) -> None:
	"""Set a user's password; with `logout_all_sessions`, all sessions but the current one end.

	Raises ValidationError for a password that is empty or longer than 1024 characters.
	"""
	from banco.sessions import end_sessions
	from banco.translate import _

	if not pwd or len(pwd) > LONGEST_PASSWORD:
		raise ValidationError(_("A password has 1 to {0} characters").format(LONGEST_PASSWORD))
	_store(*_HASHED, user, _hasher.hash(pwd))
	if logout_all_sessions:
		context = current()
		end_sessions(user, keep_sid=context.session.sid if context.user == user else None)


def check_strength(pwd: str, personal: tuple[str, ...] = ()) -> None:
	"""Refuse a password that is easily guessed, also from the user's own data in `personal`.

	Length and guessability count, not kinds of characters (ASVS 6.2). Raises ValidationError.
	"""
	from banco.settings import system_setting
	from banco.translate import _

	if len(pwd) < SHORTEST_PASSWORD:
		raise ValidationError(_("A password needs at least {0} characters").format(SHORTEST_PASSWORD))
	if not int(system_setting("enable_password_policy") or 0):
		return
	from zxcvbn import zxcvbn

	result = zxcvbn(pwd[:100], user_inputs=[item for item in personal if item])
	if result["score"] < int(system_setting("minimum_password_score")):
		raise ValidationError(
			_(
				"This password is easily guessed: use a longer one, for example several words that do not belong together"
			)
		)


def make_api_secret(user: str) -> str:
	"""A new API secret of the user, shown this once: only its hash is kept."""
	secret = secrets.token_hex(32)
	set_encrypted_password("User", user, secret, "api_secret")
	current().db.set_value("User", user, "api_secret", "*" * 20)
	return secret


def is_right_api_secret(user: str, secret: str) -> bool:
	"""Whether `secret` is the user's API secret."""
	stored = _stored(*_API_SECRET, user)
	return stored is not None and hmac.compare_digest(stored, _digest(secret))


def set_encrypted_password(doctype: str, name: str, pwd: str, fieldname: str = "password") -> None:
	"""Keep the secret of a Password field: encrypted, or as a hash when it is only ever compared."""
	is_compared = (doctype, fieldname) == _API_SECRET
	_store(
		doctype, fieldname, name, _digest(pwd) if is_compared else _cipher().encrypt(pwd.encode()).decode()
	)


def get_decrypted_password(
	doctype: str, name: str, fieldname: str = "password", raise_exception: bool = True
) -> str | None:
	"""The secret of a Password field, or None.

	Raises AuthenticationError when there is none that can be read, unless `raise_exception` is off.
	"""
	from banco.translate import _

	stored = _stored(doctype, fieldname, name)
	if stored is not None and (doctype, fieldname) not in (_HASHED, _API_SECRET):
		try:
			return _cipher().decrypt(stored.encode()).decode()
		except InvalidToken:
			stored = None
	if raise_exception:
		raise AuthenticationError(
			_("No readable secret in {0} of {1}").format(fieldname, f"{_(doctype)} {name}")
		)
	return None


def remove_encrypted_password(doctype: str, name: str, fieldname: str = "password") -> None:
	"""Drop the secret of a Password field."""
	current().db.sql(
		"delete from `__Auth` where doctype = %s and name = %s and fieldname = %s", (doctype, name, fieldname)
	)


def delete_all_passwords_for(doctype: str, name: str) -> None:
	"""Drop what is stored for a document that is deleted."""
	current().db.sql("delete from `__Auth` where doctype = %s and name = %s", (doctype, name))


def _stored(doctype: str, fieldname: str, name: str | None) -> str | None:
	rows: list[Any] = current().db.sql(
		"select password from `__Auth` where doctype = %s and name = %s and fieldname = %s",
		(doctype, name, fieldname),
	)
	return str(rows[0][0]) if rows else None


def _store(doctype: str, fieldname: str, name: str, value: str) -> None:
	remove_encrypted_password(doctype, name, fieldname)
	current().db.sql(
		"insert into `__Auth` (doctype, name, fieldname, password) values (%s, %s, %s, %s)",
		(doctype, name, fieldname, value),
	)


def _cipher() -> Fernet:
	from banco.install import update_site_config

	conf = current().conf
	if not conf.encryption_key:
		update_site_config("encryption_key", Fernet.generate_key().decode())
	return Fernet(conf.encryption_key)


def _digest(secret: str) -> str:
	return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


@cache
def _decoy() -> str:
	return _hasher.hash(secrets.token_hex(16))
