"""Secrets in the table `__Auth`, never in a document: users' passwords as Argon2id hashes, API secrets as
SHA-256, other Password fields encrypted with the site's `encryption_key`, since they must be read back.

An API secret is 256 random bits: a fast hash protects it as well as a slow one, and every token request
checks it.
"""

import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable
from functools import cache
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from cryptography.fernet import Fernet, InvalidToken

from banco.context import current
from banco.dates import today
from banco.errors import AuthenticationError, ValidationError
from banco.sessions import end_sessions
from banco.settings import system_setting
from banco.throttle import Throttle
from banco.translate import _

LONGEST_PASSWORD = 1024  # characters; longer ones only cost the server's time
SHORTEST_PASSWORD = 8  # whatever System Settings say
GUESSED_PART = 72  # characters that are looked at for words and patterns; it takes time that grows by squares

PERSONAL = ("email", "first_name", "last_name", "username")  # fields of User that a password must not repeat

_HASHED = ("User", "password")
_API_SECRET = ("User", "api_secret")

# OWASP's parameters for Argon2id: 19 MiB and two passes, so that ten logins at once fit in the memory.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_WRONG = Throttle(limit=5, seconds=300)


def is_right_password(user: str | None, pwd: str) -> bool:
	"""Whether `pwd` is the user's password; takes as long for a user who has none, or for None."""
	stored = _stored(*_HASHED, user) if user else None
	return matches(stored or _decoy(), pwd) and stored is not None


def hashed(secret: str) -> str:
	"""The Argon2id hash of a secret that people type."""
	return _hasher.hash(secret)


def matches(stored: str, secret: str) -> bool:
	"""Whether a hash is the secret's."""
	try:
		return _hasher.verify(stored, secret[:LONGEST_PASSWORD]) and len(secret) <= LONGEST_PASSWORD
	except (VerificationError, InvalidHashError):
		return False


def check_password(user: str, pwd: str) -> None:
	"""Raises AuthenticationError unless `pwd` is the user's password, TooManyRequestsError after five wrong
	ones: whoever took over a session must not find it out.
	"""
	key = (current().site.path, user)
	_WRONG.attempt(key)
	if not is_right_password(user, pwd):
		raise AuthenticationError(_("Incorrect User or Password"))
	_WRONG.forget(key)


def update_password(user: str, pwd: str, logout_all_sessions: bool = False) -> None:
	"""Set a user's password; with `logout_all_sessions`, all sessions but the current one end.

	Raises ValidationError for a password that is too weak.
	"""
	context = current()
	check_strength(pwd, context.db.get_value("User", user, PERSONAL) or ())
	_store(*_HASHED, user, hashed(pwd))
	context.db.set_value("User", user, "last_password_reset_date", today(), update_modified=False)
	if logout_all_sessions:
		end_sessions(user, keep_sid=context.session.sid if context.user == user else None)


def strength(pwd: str, personal: Iterable[str | None] = ()) -> dict[str, Any]:
	"""How hard a password is to guess, also from a person's own data in `personal`.

	`{score: 0-4, feedback: {warning, suggestions, password_policy_validation_passed}}`. Length and guessability
	count, not kinds of characters (ASVS 6.2); zxcvbn knows the passwords that leaked most often.
	"""
	from zxcvbn import zxcvbn

	site = current().site
	texts = [text for text in (*personal, site.name, *site.apps) if text]
	words = [word for text in texts for word in (text, *re.split(r"[\W_]+", text)) if word]
	found = zxcvbn(pwd[:GUESSED_PART] or " ", user_inputs=words)
	warning, suggestions = found["feedback"]["warning"], found["feedback"]["suggestions"]
	shortest = max(SHORTEST_PASSWORD, int(system_setting("minimum_password_length")))
	fits = shortest <= len(pwd) <= LONGEST_PASSWORD
	hard = found["score"] >= int(system_setting("minimum_password_score"))
	policy = int(system_setting("enable_password_policy"))
	if not fits:
		warning = "A password has {0} to {1} characters"
	feedback = {
		"warning": _(warning).format(shortest, LONGEST_PASSWORD),
		"suggestions": [_(suggestion) for suggestion in suggestions],
		"password_policy_validation_passed": fits and (hard or not policy),
	}
	return {"score": found["score"], "feedback": feedback}


def check_strength(pwd: str, personal: Iterable[str | None] = ()) -> None:
	"""Raises ValidationError, saying why, for a password that is too short or easily guessed."""
	feedback = strength(pwd, personal)["feedback"]
	if not feedback["password_policy_validation_passed"]:
		reason = feedback["warning"] or _("This password is easily guessed.")
		raise ValidationError(" ".join((reason, *feedback["suggestions"])))


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
	_store(doctype, fieldname, name, _digest(pwd) if is_compared else cipher().encrypt(pwd.encode()).decode())


def get_decrypted_password(
	doctype: str, name: str, fieldname: str = "password", raise_exception: bool = True
) -> str | None:
	"""The secret of a Password field, or None.

	Raises AuthenticationError when there is none that can be read, unless `raise_exception` is off.
	"""
	stored = _stored(doctype, fieldname, name)
	if stored is not None and (doctype, fieldname) not in (_HASHED, _API_SECRET):
		try:
			return cipher().decrypt(stored.encode()).decode()
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


def has_secret(doctype: str, name: str, fieldname: str) -> bool:
	"""Whether there is a secret in a Password field."""
	return _stored(doctype, fieldname, name) is not None


def fingerprint(user: str) -> str:
	"""A text that changes with the user's password and second factor, and tells nothing of them."""
	rows = current().db.sql(
		"select fieldname, password from `__Auth` where doctype = 'User' and name = %s and fieldname != 'api_secret'"
		" order by fieldname",
		user,
	)
	return _digest(str(rows))


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


def cipher() -> Fernet:
	"""What encrypts with the site's `encryption_key`, made when it is first needed."""
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
