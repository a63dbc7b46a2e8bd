"""Site-wide settings: System Settings, with what applies when an administrator has not set any."""

from typing import Any

from banco.context import current

_READ = "select value from `tabSingles` where doctype = 'System Settings' and field = ?"

DEFAULTS: dict[str, Any] = {
	"country": "Italy",
	"language": "it",
	"time_zone": "Europe/Rome",
	"date_format": "dd/mm/yyyy",
	"time_format": "HH:mm",
	"number_format": "#.###,##",
	"first_day_of_the_week": "Monday",
	"currency": "EUR",
	"float_precision": 3,
	"currency_precision": 2,
	"rounding_method": "Commercial Rounding",
	"session_expiry": "08:00",
	"allow_consecutive_login_attempts": 10,
	"allow_login_after_fail": 60,
	"enable_password_policy": 1,
	"minimum_password_length": 12,
	"minimum_password_score": 2,
	"reset_password_link_expiry_duration": 3600,
	"two_factor_method": "OTP App",
	"max_file_size": 25,
	"apply_strict_user_permissions": 0,
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
