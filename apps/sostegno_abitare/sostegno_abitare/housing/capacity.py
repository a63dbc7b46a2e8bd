"""What the rules on capacity need, read from schemes and households, and what they answer, in words."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import frappe
from frappe import _
from sostegno_abitare.programme.validity import as_date
from sostegno_abitare.rules import capacity
from sostegno_abitare.rules.periods import valid_on

PLACE = ["alternative", "guest_category", "places_from", "places_to", "minimum_age", "maximum_age"]


def places_of(scheme: str | None) -> tuple[capacity.Place, ...]:
	"""The places of a capacity scheme; none for no scheme."""
	return places_by_scheme([scheme])[scheme] if scheme else ()


def places_by_scheme(schemes: Iterable[str | None]) -> dict[str, tuple[capacity.Place, ...]]:
	"""Scheme -> its places."""
	found: dict[str, list[capacity.Place]] = {scheme: [] for scheme in schemes if scheme}
	rows = frappe.get_all(
		"Capacity Scheme Place",
		filters={"parent": ["in", list(found) or [""]], "parenttype": "Capacity Scheme"},
		fields=["parent", *PLACE],
		order_by="parent asc, idx asc",
		limit_page_length=0,
	)
	for row in rows:
		place = capacity.Place(
			row.alternative,
			row.guest_category,
			row.places_to,
			row.places_from or 0,
			row.minimum_age or 0,
			row.maximum_age or 0,
		)
		found[row.parent].append(place)
	return {scheme: tuple(places) for scheme, places in found.items()}


def memberships(households: Iterable[str]) -> dict[str, list[Any]]:
	"""Household -> every membership, past ones too: person, relationship, is_reference, from_date, to_date."""
	households = list(dict.fromkeys(households))
	found: dict[str, list[Any]] = {household: [] for household in households}
	rows = frappe.get_all(
		"Household Member",
		filters={"parent": ["in", households or [""]], "parenttype": "Household"},
		fields=["parent", "person", "relationship", "is_reference", "from_date", "to_date"],
		order_by="parent asc, idx asc",
		limit_page_length=0,
	)
	for row in rows:
		found[row.parent].append(row)
	return found


def members_on(households: Iterable[str], day: date) -> dict[str, list[Any]]:
	"""Household -> its members on the day: person, relationship, is_reference."""
	return {household: on_day(rows, day) for household, rows in memberships(households).items()}


def on_day(rows: Iterable[Any], day: date) -> list[Any]:
	"""The memberships that hold on the day."""
	return [row for row in rows if valid_on(day, as_date(row.from_date), as_date(row.to_date))]


def party_of(household: str, day: date, name: str = "") -> capacity.Party:
	"""A household as it would enter on the day."""
	return parties_of([household], day)[household] if household else capacity.Party((), day, name)


def parties_of(households: Iterable[str], day: date) -> dict[str, capacity.Party]:
	"""Household -> as it would enter on the day."""
	members = members_on(households, day)
	people = people_of(row.person for rows in members.values() for row in rows)
	return {
		household: capacity.Party(tuple(people[row.person] for row in rows), day, household)
		for household, rows in members.items()
	}


def people_of(persons: Iterable[str]) -> dict[str, capacity.Person]:
	"""Person -> birth date and sex, whoever asks: whether a household fits is the same for everybody."""
	persons = list(dict.fromkeys(persons))
	rows = frappe.get_all(
		"Person",
		filters={"name": ["in", persons or [""]]},
		fields=["name", "birth_date", "sex"],
		limit_page_length=0,
	)
	known = {row.name: capacity.Person(as_date(row.birth_date), row.sex or "") for row in rows}
	return {person: known.get(person, capacity.Person(None)) for person in persons}


def explain(reason: capacity.Reason) -> str:
	"""A reason, in the reader's language."""
	category = _(reason.category)
	return {
		capacity.NO_PERSON: _("nobody is named"),
		capacity.NO_ADULT: _("there is no adult among them"),
		capacity.BIRTH_DATE: _("the birth date of somebody is missing, or after the entry"),
		capacity.SEX: _("the sex of the adult is missing"),
		capacity.CATEGORY: _("the home is meant for {0}, and the household counts as {1}").format(
			", ".join(_(part) for part in reason.detail.split(", ")), category
		),
		capacity.AGE: _("{0}: the age on entry must be {1}").format(category, reason.detail),
		capacity.FULL: _("there is no place for {0} beside those who hold one").format(category),
	}[reason.code]


def explain_all(verdict: capacity.Verdict) -> str:
	"""Why a household does not fit, in the reader's language; empty where it fits."""
	return "; ".join(explain(reason) for reason in verdict.reasons)
