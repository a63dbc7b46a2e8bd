"""What the desk asks for beyond documents and lists."""

from typing import Any

from banco.context import GUEST, current
from banco.errors import DoesNotExistError
from banco.messages import throw
from banco.translate import _, messages
from banco.web.encode import encode
from banco.web.reply import Reply
from banco.whitelist import whitelist


@whitelist(allow_guest=True, methods=["GET"])
def load_all_translations(lang: str, hash: str | None = None) -> Reply:
	"""All translations of a language by their source text; a browser keeps them as long as `hash` is the
	same.
	"""
	if not current().db.exists("Language", lang):
		# Each language is kept in memory: only those that there are.
		throw(_("{0} {1} not found").format(_("Language"), lang[:20]), DoesNotExistError)
	body = encode({"message": messages(lang)})
	return Reply(200, body, cache="private, max-age=31536000, immutable" if hash else "no-cache")


@whitelist(allow_guest=True, methods=["GET"])
def boot() -> dict[str, Any]:
	"""All that the desk needs at its start; for a guest, what its login page needs."""
	from banco.desk import bootinfo

	return bootinfo.for_guest() if current().user == GUEST else bootinfo.for_user()
