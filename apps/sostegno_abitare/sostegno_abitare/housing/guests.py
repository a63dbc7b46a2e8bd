"""The guests of a hospitality agreement or of a stay: members of the household on a day."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from sostegno_abitare.intake import names
from sostegno_abitare.rules.capacity import Person

from .capacity import memberships, on_day

SHOWN = ("full_name", "birth_date", "sex")
TABLES = ("Hosted Guest", "Stay Guest")


class GuestNotOfHouseholdError(frappe.ValidationError):
	"""A guest who is not a member of the household on the day."""


class RepeatedGuestError(frappe.ValidationError):
	"""A guest named twice."""


def fill(doc: Document, day: date) -> None:
	"""The whole household, where nobody is named; names, ages and relationships as the household has them."""
	known = memberships([doc.household])[doc.household]
	if not doc.guests:
		for row in on_day(known, day):
			doc.append("guests", {"person": row.person})
	members = {row.person: row for row in known}
	shown = names.shown([row.person for row in doc.guests])
	for row in doc.guests:
		details = shown.get(row.person)
		row.update({field: details.get(field) if details else None for field in SHOWN})
		row.relationship = members[row.person].relationship if row.person in members else None


def validate(doc: Document, day: date, joined_by: date | None = None) -> None:
	"""Every guest is a member of the household on the day, or has joined it by a later one, once."""
	known = memberships([doc.household])[doc.household]
	members = {row.person for row in (*on_day(known, day), *(on_day(known, joined_by) if joined_by else ()))}
	seen: dict[str, int] = {}
	for row in doc.guests:
		if row.person not in members:
			frappe.throw(
				_("Guests, row {0}: {1} is not a member of the household on {2}").format(
					row.idx, row.person, frappe.utils.formatdate(day)
				),
				GuestNotOfHouseholdError,
			)
		if row.person in seen:
			frappe.throw(
				_("Guests, row {0}: the person is already in row {1}").format(row.idx, seen[row.person]),
				RepeatedGuestError,
			)
		seen[row.person] = row.idx


def reference_name(doc: Document) -> str:
	"""How the household is called: its reference person among the guests, or the first of them."""
	rows = sorted(doc.guests, key=lambda row: row.relationship != "Reference Person")
	return (rows[0].full_name or "") if rows else ""


def follow_person(person: str, details: Any) -> None:
	"""Carries a changed name, or a new restriction, to the agreements and stays that show it."""
	values = {field: details.get(field) for field in SHOWN}
	for table in TABLES:
		for name in frappe.get_all(table, filters={"person": person}, pluck="name"):
			frappe.db.set_value(table, name, values, update_modified=False)
	for stay in set(frappe.get_all("Stay Guest", filters={"person": person}, pluck="parent")):
		doc = frappe.get_doc("Stay", stay)
		frappe.db.set_value("Stay", stay, "guest_name", reference_name(doc), update_modified=False)


def same(doc: Document, before: Document) -> bool:
	"""Whether the guests are those of before."""
	return _persons(doc.guests) == _persons(before.guests)


def all_there(doc: Document, before: Document) -> bool:
	"""Whether nobody of before is missing."""
	return set(_persons(before.guests)) <= set(_persons(doc.guests))


def who_entered(people: Iterable[Person], day: date) -> tuple[Person, ...]:
	"""Those who came in on the day: who was born since counts with the mother, as she entered (R29)."""
	return tuple(person for person in people if person.birth_date is None or person.birth_date <= day)


def _persons(rows: list[Any]) -> list[str]:
	return sorted(row.person for row in rows)
