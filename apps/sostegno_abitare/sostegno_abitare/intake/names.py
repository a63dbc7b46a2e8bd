"""How people are called on lists and titles: by name, or by the code of their file where the person is
restricted (R52).
"""

from typing import Any

import frappe

# What carries the title of its case.
TITLED = (
	"Assessment",
	"Commission Decision",
	"PEI",
	"PEI Review",
	"Diary Entry",
	"Work Inclusion Plan",
	"Network Activation",
)
SHOWN = ["name", "full_name", "birth_date", "sex", "restricted_person"]


def shown(persons: list[str]) -> dict[str, Any]:
	"""Person -> name, full_name (the code for a restricted person), birth_date, sex (empty for a restricted
	person).
	"""
	if not persons:
		return {}
	rows = frappe.get_all("Person", filters={"name": ["in", list(persons)]}, fields=SHOWN)
	return {row.name: _masked(row) for row in rows}


def refresh(person: str) -> None:
	"""Carries a changed name, or a new restriction, to the households and referrals that show it."""
	details = shown([person])[person]
	rows = frappe.get_all(
		"Household Member", filters={"person": person}, fields=["name", "parent", "is_reference"]
	)
	for row in rows:
		frappe.db.set_value(
			"Household Member",
			row.name,
			{"full_name": details.full_name, "birth_date": details.birth_date, "sex": details.sex},
			update_modified=False,
		)
		if row.is_reference:
			frappe.db.set_value("Household", row.parent, "title", details.full_name, update_modified=False)
	from sostegno_abitare.housing import guests

	guests.follow_person(person, details)
	for sublease in frappe.get_all("Sublease", filters={"tenant": person}, pluck="name"):
		frappe.db.set_value("Sublease", sublease, "tenant_name", details.full_name, update_modified=False)
	for referral in frappe.get_all(
		"Referral", filters={"reference_person": person}, fields=["name", "case_code"]
	):
		refresh_case(referral.name, details.full_name, case_title(person, details, referral.case_code))


def refresh_case(referral: str, person_name: str, title: str) -> None:
	"""Carries the title of a referral to the documents of its case."""
	values = {"reference_person_name": person_name, "title": title}
	frappe.db.set_value("Referral", referral, values, update_modified=False)
	for doctype in TITLED:
		for name in frappe.get_all(doctype, filters={"referral": referral}, pluck="name"):
			frappe.db.set_value(doctype, name, "case_title", title, update_modified=False)


def case_title(person: str | None, details: Any, case_code: str) -> str:
	"""The title of a case: the reference person's name, or the substitute code."""
	return case_code if not details or details.full_name == person else details.full_name


def _masked(row: Any) -> Any:
	if row.restricted_person:
		row.update({"full_name": row.name, "birth_date": None, "sex": ""})
	return row
