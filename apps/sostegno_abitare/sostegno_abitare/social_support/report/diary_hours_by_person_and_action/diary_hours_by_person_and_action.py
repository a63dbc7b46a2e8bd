"""Hours of the diary by who worked them and for which action (EM-07): those given to households, those that count
as educational, and those worked, in which a group activity counts once.
"""

from collections import defaultdict
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint
from sostegno_abitare import reporting
from sostegno_abitare.rules import diary

FIELDS = [
	"name",
	"author",
	"action",
	"referral",
	"kind",
	"minutes",
	"counts_as_educational",
	"group_activity",
]


def execute(filters: dict[str, Any] | None = None) -> tuple[Any, ...]:
	"""Columns, rows by person and action, a note, chart and summary."""
	reporting.seen("Diary Hours by Person and Action")
	filters = frappe._dict(filters or {})
	asked = reporting.chosen(filters, "agreement", "action", "municipality", "author")
	if days := reporting.between(filters):
		asked["entry_date"] = days
	entries = reporting.every("Diary Entry", FIELDS, asked)
	rows = by_person(entries, _shares(entries))
	people = reporting.called(row["author"] for row in rows)
	for row in rows:
		row["author"] = people[row["author"]]
	note = _("An hour with a group is an hour for each household, and one hour worked.")
	return columns(), rows, note, chart(rows), summary(rows)


def columns() -> list[dict[str, Any]]:
	"""The columns, in the reader's language."""
	return [
		reporting.column("author", _("Person"), width=200),
		reporting.link("action", _("Action"), "Agreement Action", 150),
		reporting.column("cases", _("Cases"), "Int", 90, disable_total=1),
		reporting.column("entries", _("Interventions"), "Int", 110),
		reporting.column("worked", _("Hours Worked"), "Float", 120, precision=2),
		reporting.column("given", _("Hours for the Households"), "Float", 150, precision=2),
		reporting.column("educational", _("Educational Hours"), "Float", 140, precision=2),
	]


def by_person(entries: reporting.Rows, shares: dict[str, float]) -> reporting.Rows:
	"""A row for each person and action; `shares` as `rules.diary.shares` gives them."""
	found: dict[tuple[str, str], dict[str, Any]] = {}
	for entry in entries:
		key = (entry["author"], entry["action"])
		row = found.setdefault(key, {"of": set(), "entries": 0, "worked": 0.0, "given": 0, "educational": 0})
		minutes = cint(entry["minutes"])
		row["of"].add(entry["referral"])
		row["entries"] += 1
		row["given"] += minutes
		row["worked"] += minutes * shares.get(entry["group_activity"] or "", 1)
		row["educational"] += minutes if entry["counts_as_educational"] else 0
	return [
		{
			"author": author,
			"action": action,
			"cases": len(row["of"]),
			"entries": row["entries"],
			**{part: round(row[part] / 60, 2) for part in ("worked", "given", "educational")},
		}
		for (author, action), row in sorted(found.items())
	]


def chart(rows: reporting.Rows) -> dict[str, Any] | None:
	"""Hours worked by person."""
	hours: dict[str, float] = defaultdict(float)
	for row in rows:
		hours[row["author"]] += row["worked"]
	worked = [round(value, 2) for value in hours.values()]
	return reporting.bars(list(hours), (_("Hours Worked"), worked), fieldtype="Float")


def summary(rows: reporting.Rows) -> list[dict[str, Any]]:
	"""The figures above the rows."""
	return [
		reporting.figure(_("Interventions"), sum(row["entries"] for row in rows)),
		*(
			reporting.figure(label, round(sum(row[part] for row in rows), 2), datatype="Float")
			for part, label in (
				("worked", _("Hours Worked")),
				("given", _("Hours for the Households")),
				("educational", _("Educational Hours")),
			)
		),
	]


def _shares(entries: reporting.Rows) -> dict[str, float]:
	"""Of the whole of each group activity that the reader sees, whatever was filtered."""
	names = sorted({entry["group_activity"] for entry in entries if entry["group_activity"]})
	if not names:
		return {}
	groups: dict[str, list[int]] = defaultdict(list)
	for row in reporting.every(
		"Diary Entry", ["group_activity", "minutes"], {"group_activity": ["in", names]}
	):
		groups[row.group_activity].append(cint(row.minutes))
	return diary.shares(groups)
