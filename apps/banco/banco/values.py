"""Values by field type: casting, comparing, filters tried on a document, JSON to Python."""

import json
from typing import Any

from banco.types import _dict


def parse_json(val: Any) -> Any:
	"""JSON text as Python values, objects as attribute dicts; what is no text comes back, dicts converted."""
	if isinstance(val, str):
		val = json.loads(val, object_hook=_dict)
	return _dict(val) if type(val) is dict else val


def get_fullname(user: str | None = None) -> str:
	"""The full name of a user, the current one by default; the user's name when none is recorded."""
	from banco.context import current

	name = user or current().user
	memo = current().memo
	key = ("fullname", name)
	if key not in memo:
		memo[key] = current().db.get_value("User", name, "full_name") or name
	return str(memo[key])
