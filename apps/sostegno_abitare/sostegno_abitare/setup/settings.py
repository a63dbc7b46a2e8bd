"""Italian formats for a site that has none yet."""

from typing import Any

import frappe

ITALIAN = {
	"country": "Italy",
	"language": "it",
	"time_zone": "Europe/Rome",
	"currency": "EUR",
	"date_format": "dd/mm/yyyy",
	"time_format": "HH:mm",
	"number_format": "#.###,##",
	"first_day_of_the_week": "Monday",
	"rounding_method": "Commercial Rounding",
}
OWN_SITE = {"frappe", "sostegno_abitare"}


def ensure_settings() -> None:
	"""Sets language, formats and rounding on a site that is the app's own and that nobody has set up."""
	settings = frappe.get_doc("System Settings")
	if not is_untouched(set(frappe.get_installed_apps()), settings):
		return
	for field, value in ITALIAN.items():
		if settings.meta.has_field(field) and _is_there(settings, field, value):
			settings.set(field, value)
	settings.flags.ignore_mandatory = True
	settings.save(ignore_permissions=True)


def is_untouched(apps: set[str], settings: Any) -> bool:
	"""Whether no other app is on the site and no time zone was ever chosen."""
	return apps <= OWN_SITE and not settings.get("time_zone")


def _is_there(settings: Any, field: str, value: str) -> bool:
	df = settings.meta.get_field(field)
	if df.fieldtype == "Link":
		return bool(frappe.db.exists(df.options, value))
	return df.fieldtype != "Select" or not df.options or value in df.options.split("\n")
