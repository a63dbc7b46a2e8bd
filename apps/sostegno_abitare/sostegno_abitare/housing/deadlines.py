"""The days by which something is to be done about a contract: registration, notice, end (R42, R44)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.utils import getdate
from sostegno_abitare import reporting

from .contracts import CONTRACTS
from .lease_states import ACTIVE

REGISTRATION, NOTICE, END = "Lease Registration", "Notice to Be Given", "End of the Contract"
KINDS = (REGISTRATION, NOTICE, END)
FIELDS = [
	"name", "title", "unit", "agreement", "municipality", "workflow_state", "followed_by", "modified", "registration_due",
	"registered_on", "notice_due", "notice_given_on", "ends_on",
]  # fmt: skip
_DAYS = {REGISTRATION: "registration_due", NOTICE: "notice_due", END: "ends_on"}
# What is done already is no deadline.
_DONE = {REGISTRATION: "registered_on", NOTICE: "notice_given_on"}
COLOURS = {REGISTRATION: "#b35c00", NOTICE: "#0066cc", END: "#a6333f"}


@dataclass(frozen=True)
class Deadline:
	"""One day of one contract; `row` is what was read of it."""

	kind: str
	day: date
	doctype: str
	row: Any


def deadlines_of(doctype: str, row: Any) -> list[Deadline]:
	"""The days still ahead, or overdue, of a contract given as a row of FIELDS. Pure."""
	if row["workflow_state"] not in ACTIVE:
		return []
	found = []
	for kind in KINDS:
		day = reporting.day_of(row[_DAYS[kind]])
		if day and not (kind in _DONE and row[_DONE[kind]]):
			found.append(Deadline(kind, day, doctype, row))
	return found


def within(
	first: date, last: date, doctypes: tuple[str, ...] = CONTRACTS, filters: Any = None
) -> list[Deadline]:
	"""The deadlines of a span of days, of the contracts that the reader may see, in order of days."""
	asked = {**(filters or {}), "workflow_state": ["in", ACTIVE]}
	found = [
		deadline
		for doctype in doctypes
		for row in reporting.every(doctype, FIELDS, asked)
		for deadline in deadlines_of(doctype, row)
		if first <= deadline.day <= last
	]
	return sorted(found, key=lambda deadline: (deadline.day, deadline.row["name"]))


@frappe.whitelist()
def get_events(
	doctype: str, start: str, end: str, field_map: Any = None, filters: Any = None, fields: Any = None
) -> list[dict[str, Any]]:
	"""The deadlines of a span of days for the calendar of Head Leases or Subleases: name, title, day, colour, as
	whoever asks may see the contracts.
	"""
	if doctype not in CONTRACTS:
		frappe.throw(_("There is no calendar of {0}").format(_(doctype)))
	known = {
		field: reporting.plain({field: value}, field)
		for field, value in _equal_to(filters)
		if field in ("municipality", "agreement", "unit")
	}
	return [
		{
			"name": found.row["name"],
			"title": f"{_(found.kind)}: {found.row['title']}",
			"day": str(found.day),
			"color": COLOURS[found.kind],
			"allDay": 1,
		}
		for found in within(getdate(start), getdate(end), (doctype,), known)
	]


def _equal_to(filters: Any) -> list[tuple[str, Any]]:
	"""The fields and values of filters such as [["Head Lease", "municipality", "=", "Segrate"]]."""
	rows = frappe.parse_json(filters or "[]")
	rows = [row for row in rows if isinstance(row, list)] if isinstance(rows, list) else []
	return [(str(row[-3]), row[-1]) for row in rows if len(row) >= 3 and row[-2] == "="]
