"""Proofs that a client holds for a while and gives back: links of mails, the steps of a login.

Encrypted and signed with the site's key, so nothing is stored. Each is bound to a purpose, a time, and the
user's password: once that changes, all are void, which makes a link that sets one good for one use.
"""

import json
import time
from typing import Any

from cryptography.fernet import InvalidToken

from banco.context import current
from banco.errors import AuthenticationError
from banco.passwords import cipher, fingerprint
from banco.translate import _
from banco.types import _dict


def seal(purpose: str, user: str, seconds: int, **more: Any) -> str:
	"""A proof for `user`, good for so many seconds, that carries `more`."""
	content = {"purpose": purpose, "user": user, "until": time.time() + seconds, **more}
	return cipher().encrypt(json.dumps({**content, "state": fingerprint(user)}).encode()).decode()


def opened(proof: Any, purpose: str) -> _dict:
	"""What such a proof holds: `user` and what was sealed with it.

	Raises AuthenticationError when it is none, has run out, or its user is disabled or has a new password.
	"""
	try:
		content = _dict(json.loads(cipher().decrypt(str(proof).encode())))
	except InvalidToken:
		content = _dict()
	if (
		content.purpose != purpose
		or content.until < time.time()
		or content.state != fingerprint(content.user)
		or not current().db.get_value("User", content.user, "enabled")
	):
		raise AuthenticationError(_("This is no longer valid: start again, and use it within its time."))
	return content
