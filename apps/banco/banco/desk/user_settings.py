"""How a user has set up the list of a doctype: columns, filters, order."""

import json
from typing import Any

from banco.context import current
from banco.messages import throw
from banco.meta import get_meta
from banco.translate import _
from banco.web.request import as_json
from banco.whitelist import whitelist

LARGEST = 100_000  # characters of one doctype's settings


@whitelist(reads=True)
def get(doctype: str, for_update: Any = False) -> str:
	"""The user's settings for a doctype, as JSON text."""
	return stored_settings(doctype)


@whitelist(methods=["POST", "PUT"])
def save(doctype: str, user_settings: Any) -> dict[str, Any]:
	"""Change the given parts of the user's settings for a doctype; gives the whole."""
	given = as_json(user_settings)
	if not isinstance(given, dict):
		throw(_("User settings must be a JSON object."))
	settings = {**json.loads(stored_settings(get_meta(doctype).name)), **given}
	text = json.dumps(settings)
	if len(text) > LARGEST:
		throw(_("These settings are too large to be kept."))
	context = current()
	context.db.write("delete from `__UserSettings` where user = ? and doctype = ?", (context.user, doctype))
	context.db.write(
		"insert into `__UserSettings` (user, doctype, data) values (?, ?, ?)", (context.user, doctype, text)
	)
	return settings


def stored_settings(doctype: str) -> str:
	"""The current user's settings for a doctype, as JSON text; "{}" when there are none."""
	context = current()
	rows = context.db.fetch(
		"select data from `__UserSettings` where user = ? and doctype = ?", (context.user, doctype)
	)
	return str(rows[0][0]) if rows and rows[0][0] else "{}"
