"""The attendance register of volunteers for a period, for its print: who, when, what, and who confirmed it (R12)."""

from typing import Any

import frappe
from frappe.utils import cint, formatdate, getdate
from sostegno_abitare import reporting
from sostegno_abitare.access.reserved import reads_level
from sostegno_abitare.accountability.spans import length

HOURS, REGISTER = "Volunteer Hours", "Registered Volunteer"
FIELDS = [
	"volunteer",
	"volunteer_name",
	"date",
	"start_time",
	"end_time",
	"minutes",
	"activity",
	"action",
	"workflow_state",
	"entered_by",
	"confirmed_by",
	"confirmed_on",
	"register_sheet",
]
MOST_BLANK = 60


def sa_attendance(register: Any) -> list[dict[str, Any]]:
	"""A sheet for each volunteer with hours in the period of an Attendance Register, as who prints may read them:
	`volunteer`, `name` (empty for who may not know it), `organisation`, `entries` (date, start, end, hours, activity,
	signed: the sheet of paper, own_login: entered by the volunteer, confirmed: by whom and when), `hours` in all, and
	`blank` rows to fill in.
	"""
	asked = reporting.chosen(
		register,
		"agreement",
		"municipality",
		"volunteer",
		docstatus=["<", 2],
		date=["between", [str(register.from_date), str(register.to_date)]],
	)
	rows = reporting.every(HOURS, FIELDS, asked, order_by="volunteer asc, date asc, start_time asc")
	names = reporting.called(row.confirmed_by for row in rows)
	wanted = sorted({row.volunteer for row in rows} | ({register.volunteer} if register.volunteer else set()))
	fields = [
		"name",
		"organisation",
		"user",
		*(["volunteer_name"] if reads_level(REGISTER, frappe.session.user, 2) else []),
	]
	found = reporting.every(REGISTER, fields, {"name": ["in", wanted or [""]]})
	known = {row.name: row for row in found}
	# Who may not read the register prints the hours by number alone.
	people = [known.get(name) or frappe._dict(name=name) for name in wanted]
	blank = min(cint(register.with_blank_rows), MOST_BLANK)
	return [
		_sheet(person, [row for row in rows if row.volunteer == person.name], names, blank)
		for person in people
	]


def _sheet(person: Any, rows: list[Any], names: dict[str | None, str], blank: int) -> dict[str, Any]:
	return {
		"volunteer": person.name,
		"name": person.get("volunteer_name") or "",
		"organisation": person.get("organisation") or "",
		"entries": [
			{
				"date": formatdate(row.date),
				"start": row.start_time,
				"end": row.end_time,
				"hours": length(row.minutes),
				"activity": row.activity,
				"signed": row.register_sheet or "",
				"own_login": bool(person.get("user") and row.entered_by == person.user),
				"confirmed": names[row.confirmed_by] if row.confirmed_by else "",
				"confirmed_on": formatdate(getdate(row.confirmed_on)) if row.confirmed_on else "",
			}
			for row in rows
		],
		"hours": length(sum(row.minutes for row in rows)),
		"blank": blank,
	}
