"""What the print formats ask for, beside the document itself (hook `jinja`): read as who prints may read it.

The names begin with `sa_`, since a template's names are shared by every app of a site.
"""

from typing import Any

import frappe
from frappe import _
from frappe.utils import formatdate, getdate

from . import reporting
from .access.reserved import fields_of, reads_level
from .governance import sheet
from .governance.report.steering_decisions import steering_decisions
from .social_support import hours

NAMES = ["name", "full_name", "birth_date", "sex", "fiscal_code", "citizenship"]


def sa_reserved(doctype: str) -> bool:
	"""Whether who prints may read the special-category fields of the doctype (R52)."""
	return reads_level(doctype, frappe.session.user)


def sa_household(household: str | None) -> dict[str, Any]:
	"""A household for a sheet: residence, means, and `members` (full_name, birth_date, relationship, fiscal_code,
	details). Empty when the reader does not see it.

	`details` are the special-category data of the member as a text, empty for who may not read them. A restricted
	person whom the reader may not open stands by code.
	"""
	fields = ["name", "residence_municipality", "residence_since", "address", "postal_code", "members_count"]
	means = [
		"income_declared",
		"net_monthly_income",
		"isee_presented",
		"isee_value",
		"ise_value",
		"isee_expiry",
	]
	found = reporting.every("Household", [*fields, *means], {"name": household or ""})
	if not found:
		return {}
	rows = reporting.rows_of(
		"Household Member",
		[found[0].name],
		["person", "full_name", "birth_date", "relationship", "is_reference", "to_date"],
	)
	reserved = sorted(fields_of("Person")) if sa_reserved("Person") else []
	persons = {
		row.name: row
		for row in reporting.every(
			"Person", [*NAMES, *reserved], {"name": ["in", [row.person for row in rows] or [""]]}
		)
	}
	members = [_member(row, persons.get(row.person), reserved) for row in rows if not row.to_date]
	return {**found[0], "members": members}


def sa_home(unit: str | None) -> dict[str, Any]:
	"""A home for a sheet: where it is, its type, and `bearers` (item, bearer) of its costs. Empty when the reader
	does not see it.
	"""
	fields = ["name", "title", "address", "postal_code", "municipality", "typology", "is_shared"]
	found = reporting.every("Housing Unit", fields, {"name": unit or ""})
	if not found:
		return {}
	return {**found[0], "bearers": reporting.rows_of("Cost Bearer", [found[0].name], ["item", "bearer"])}


def sa_letter_head(agreement: str | None) -> str:
	"""The letterhead of an agreement, where one is chosen."""
	name = frappe.db.get_value("Service Agreement", agreement, "letter_head") if agreement else None
	return (frappe.db.get_value("Letter Head", name, "content") if name else None) or ""


def sa_agreement(agreement: str | None) -> dict[str, Any]:
	"""Title, authority, partner, CIG and CUP of an agreement, for the head of a sheet."""
	fields = ["title", "authority", "partner", "cig", "cup"]
	if not agreement:  # without a name the host would take any agreement
		return {}
	return frappe.db.get_value("Service Agreement", agreement, fields, as_dict=True) or {}


def sa_pei_course(pei: str) -> dict[str, Any]:
	"""How a project went, for its sheet: `used` hours of the diary, and `reviews` (review_date, kind, reviewer,
	hours_used, proposal, summary as formatted, `goals` with progress and note), the first one first.
	"""
	fields = ["name", "review_date", "kind", "reviewed_by", "hours_used", "proposal"]
	found = reporting.every("PEI Review", fields, {"pei": pei, "docstatus": 1}, "review_date asc, name asc")
	goals = reporting.rows_of("PEI Review Goal", [row.name for row in found], ["goal", "progress", "note"])
	people = reporting.called(row.reviewed_by for row in found)
	reviews = [
		{
			**row,
			"kind": _(row.kind),
			"proposal": _(row.proposal) if row.proposal != "None" else "",
			"reviewer": people[row.reviewed_by],
			"summary": frappe.get_doc("PEI Review", row.name).get_formatted("summary"),
			"goals": [{**goal, "progress": _(goal.progress)} for goal in goals if goal.parent == row.name],
		}
		for row in found
	]
	return {"used": hours.shown(hours.used_by([pei])[pei]), "reviews": reviews}


def sa_quarterly_sheet(agreement: str, first: Any, last: Any) -> dict[str, Any]:
	"""What a steering meeting looks at, for the quarter between two days: `indicators` (rows of governance.sheet),
	`events` held, `projects` under way, `decisions` open from meetings before `last`.
	"""
	period = (getdate(first), getdate(last))
	own = {"agreement": agreement}
	events = reporting.every(
		"Public Event",
		["title", "kind", "event_date", "municipality", "attendance"],
		{**own, "status": "Took Place", "event_date": ["between", [str(day) for day in period]]},
		order_by="event_date asc",
	)
	projects = reporting.every(
		"Innovative Housing Project",
		["title", "kind", "municipality", "status", "progress", "end_date"],
		{**own, "status": ["in", ["Feasibility", "Approved", "Under Way"]]},
		order_by="title asc",
	)
	decisions = steering_decisions.found(
		{**own, "docstatus": 1, "meeting_date": ["<=", str(period[1])]}, getdate()
	)
	return {
		"indicators": sheet.lines(agreement, period),
		"events": events,
		"projects": projects,
		"decisions": [row for row in decisions if row["state"] != steering_decisions.DONE],
	}


def sa_name_of(user: str | None) -> str:
	"""How a user is called."""
	return reporting.called([user])[user]


def _member(row: Any, person: Any, reserved: list[str]) -> dict[str, Any]:
	return {
		"full_name": row.full_name,
		"birth_date": row.birth_date,
		"relationship": _(row.relationship or ""),
		"is_reference": row.is_reference,
		"fiscal_code": (person or {}).get("fiscal_code") or "",
		"details": _details(person, reserved) if person else "",
	}


def _details(person: Any, reserved: list[str]) -> str:
	meta = frappe.get_meta("Person")
	parts = []
	for field in reserved:
		value = person.get(field)
		if value:
			df = meta.get_field(field)
			label = _(df.label)
			parts.append(label if df.fieldtype == "Check" else f"{label}: {_shown(df, value)}")
	return "; ".join(parts)


def _shown(df: Any, value: Any) -> str:
	if df.fieldtype == "Date":
		return formatdate(value)
	return _(value) if df.fieldtype == "Select" else str(value)
