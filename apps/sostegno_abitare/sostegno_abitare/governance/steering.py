"""When the next steering meeting of each agreement is due (VA-16, R7): the months are a dated Threshold, those of
the agreement before the general ones; without one an agreement has no such duty.
"""

from datetime import date
from typing import Any

import frappe
from frappe.utils import getdate
from sostegno_abitare.intake.eligibility import thresholds_by_name
from sostegno_abitare.programme.validity import as_date
from sostegno_abitare.rules import steering, thresholds

MONTHS_BETWEEN_MEETINGS = "steering_meeting_months"


def months_of(agreement: str, day: date) -> int | None:
	"""Calendar months between two meetings, as they hold on a day."""
	values = thresholds.in_force(thresholds_by_name().values(), day, agreement, "")
	return int(values[MONTHS_BETWEEN_MEETINGS]) if MONTHS_BETWEEN_MEETINGS in values else None


def last_held(agreement: str, before: date | None = None) -> date | None:
	"""The day of the last meeting held, or of the last one before a day."""
	filters = {"agreement": agreement, "docstatus": 1, **({"meeting_date": ["<", before]} if before else {})}
	found = frappe.get_all(
		"Steering Meeting", filters=filters, order_by="meeting_date desc", limit=1, pluck="meeting_date"
	)
	return as_date(found[0]) if found else None


def due_after(agreement: str, last: date | None) -> date | None:
	"""By when the meeting after `last`, or the first one, is due; None where there is no such duty."""
	start = getdate(frappe.db.get_value("Service Agreement", agreement, "start_date"))
	months = months_of(agreement, last or start)
	return steering.due_on(last, start, months) if months else None


def dates_of(agreement: str, held: date) -> dict[str, Any]:
	"""Of a meeting on a day: `due_on`, by when it had to be held, `is_late`, and `next_due_on`."""
	due = due_after(agreement, last_held(agreement, held))
	return {
		"due_on": due,
		"is_late": int(due is not None and steering.is_late(held, due)),
		"next_due_on": due_after(agreement, held),
	}


def follow(agreement: str) -> None:
	"""Writes on the agreement by when its next meeting is due, for lists, cards and notices, and on the meetings
	that are prepared by when they are.
	"""
	for row in frappe.get_all(
		"Steering Meeting",
		filters={"agreement": agreement, "docstatus": 0},
		fields=["name", "meeting_date"],
	):
		dates = dates_of(agreement, getdate(row.meeting_date))
		frappe.db.set_value("Steering Meeting", row.name, dates, update_modified=False)
	due = due_after(agreement, last_held(agreement))
	frappe.db.set_value("Service Agreement", agreement, "next_steering_on", due, update_modified=False)


def follow_threshold(agreement: str | None) -> None:
	"""A dated value has changed: that of one agreement, or the general one."""
	for name in [agreement] if agreement else frappe.get_all("Service Agreement", pluck="name"):
		follow(name)
