"""Site-wide settings: System Settings, with what applies when an administrator has not set any."""

import json
from pathlib import Path
from typing import Any

from banco.context import current

_READ = "select value from `tabSingles` where doctype = 'System Settings' and field = ?"

_DOCTYPE = Path(__file__).parent / "core/doctype/system_settings/system_settings.json"
# As the doctype has them; read here since settings are asked for while its table is still being made.
DEFAULTS: dict[str, Any] = {
	field["fieldname"]: field["default"]
	for field in json.loads(_DOCTYPE.read_text(encoding="utf-8"))["fields"]
	if "default" in field
}


def system_setting(fieldname: str) -> Any:
	"""One field of System Settings; its built-in value when unset or while the site is being made.

	Asked of the database each time (some 10 us): another process may change it, and a transaction undo it.
	"""
	db = current().db
	rows = db.fetch(_READ, (fieldname,)) if db.table_exists("Singles") else ()
	found = rows[0][0] if rows else None
	return DEFAULTS.get(fieldname) if found in (None, "") else found


def time_zone() -> str:
	"""The site's time zone by its IANA name."""
	return str(system_setting("time_zone"))
