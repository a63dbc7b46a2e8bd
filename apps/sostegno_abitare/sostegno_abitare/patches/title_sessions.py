"""Sessions from before they were called by their day."""

import frappe
from frappe.utils import formatdate


def execute() -> None:
	"""Day and agreement for each session without a title."""
	for row in frappe.get_all("Commission Session", fields=["name", "title", "session_date", "agreement"]):
		if not row.title:
			title = f"{formatdate(row.session_date)} {row.agreement}"
			frappe.db.set_value("Commission Session", row.name, "title", title, update_modified=False)
