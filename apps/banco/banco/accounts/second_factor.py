"""The second factor of a login: one-time codes by time (RFC 6238) out of an app, and codes for its loss.

Asked of who has set it up, and of the roles marked for it while System Settings ask for it; a user of such a
role who has none yet sets it up at the next login. API keys are not asked for it: each is a secret of 256
random bits that nobody types.
"""

import json
import secrets
import time
from base64 import b32encode
from typing import Any

import pyotp
import segno

from banco import passwords
from banco.accounts.sealed import opened, seal
from banco.context import current
from banco.errors import AuthenticationError
from banco.permissions import get_roles
from banco.settings import system_setting
from banco.throttle import Throttle
from banco.translate import _

METHOD = "OTP App"
FIELD = "second_factor"  # what is stored of it: the secret, the last step used, hashes of recovery codes
RECOVERY_CODES = 10
STEP_SECONDS = 600  # from the password to the code
# By user whatever the address: the password has been given before, so nobody else can lock somebody out.
_WRONG = Throttle(limit=5, seconds=300)


def is_set_up(user: str) -> bool:
	"""Whether the user has a second factor."""
	return passwords.has_secret("User", user, FIELD)


def is_required(user: str) -> bool:
	"""Whether a role of the user demands it."""
	if not int(system_setting("enable_two_factor_auth") or 0):
		return False
	marked = {"name": ["in", get_roles(user)], "two_factor_auth": 1}
	return bool(current().db.exists("Role", marked))


def challenge(user: str) -> dict[str, Any] | None:
	"""What a login asks for after the right password, in Frappe's shape; None when that is enough.

	`{verification: {method, setup, ...}, tmp_id}`; with `setup` false it carries what `offer` gives.
	"""
	if is_set_up(user):
		asked = {"tmp_id": seal(METHOD, user, STEP_SECONDS)}
	elif is_required(user):
		asked = offer(user)
	else:
		return None
	proof = asked.pop("tmp_id")
	return {"verification": {"method": METHOD, "setup": not asked, **asked}, "tmp_id": proof}


def offer(user: str) -> dict[str, str]:
	"""A new secret for the user's app, not yet in force: `{secret, uri, qr, tmp_id}`, `qr` a picture's URI."""
	secret = pyotp.random_base32()
	issuer = str(system_setting("otp_issuer_name") or current().site.name)
	uri = pyotp.TOTP(secret).provisioning_uri(name=user, issuer_name=issuer)
	picture = segno.make(uri, micro=False).svg_data_uri(scale=4)
	proof = seal(METHOD, user, STEP_SECONDS, secret=secret)
	return {"secret": secret, "uri": uri, "qr": picture, "tmp_id": proof}


def prove(tmp_id: Any, otp: Any) -> tuple[str, list[str]]:
	"""The user who gives a right code for what `challenge` or `offer` asked; with the recovery codes, shown
	this once, when that sets the factor up.

	A code is good for one use. Raises AuthenticationError (with its `user`, for the log) for a wrong one,
	TooManyRequestsError after five.
	"""
	asked = opened(tmp_id, METHOD)
	key = (current().site.path, asked.user)
	_WRONG.attempt(key)
	fresh = _new_codes() if asked.secret else []
	state = {"secret": asked.secret, "used": 0, "codes": []} if asked.secret else _stored(asked.user)
	_spend(state, str(otp or "").replace(" ", "").replace("-", "").lower(), asked.user)
	_WRONG.forget(key)
	state["codes"] += map(passwords.hashed, fresh)
	passwords.set_encrypted_password("User", asked.user, json.dumps(state), FIELD)
	return asked.user, [f"{code[:5]}-{code[5:]}" for code in fresh]


def codes_left(user: str) -> int:
	"""How many recovery codes the user still has."""
	return len(_stored(user)["codes"]) if is_set_up(user) else 0


def _stored(user: str) -> dict[str, Any]:
	return dict(json.loads(passwords.get_decrypted_password("User", user, FIELD) or ""))


def _spend(state: dict[str, Any], code: str, user: str) -> None:
	"""Use the code up: the app's of a later step than the last one used, else a recovery code."""
	totp, now = pyotp.TOTP(state["secret"]), int(time.time()) // 30
	for step in (now - 1, now, now + 1):  # clocks differ
		if step > state["used"] and secrets.compare_digest(totp.generate_otp(step), code):
			state["used"] = step
			return
	spent = next((kept for kept in state["codes"] if passwords.matches(kept, code)), None)
	if spent is None:
		error = AuthenticationError(_("The code is not valid: wait for the next one."))
		error.user = user  # type: ignore[attr-defined]
		raise error
	state["codes"].remove(spent)


def _new_codes() -> list[str]:
	return [b32encode(secrets.token_bytes(7)).decode().lower()[:10] for _code in range(RECOVERY_CODES)]
