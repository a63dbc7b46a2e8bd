"""Who holds a place in which home, by stays and subleases; the state of the home that follows (R36)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import frappe
from frappe.model.document import Document
from frappe.utils import getdate
from sostegno_abitare.programme.validity import as_date
from sostegno_abitare.rules import capacity
from sostegno_abitare.rules.stays import Term, taken_until

from .capacity import memberships, on_day, people_of
from .doctype.housing_unit.states import AVAILABLE, OCCUPIED, RESERVED, VOID, move
from .guests import who_entered
from .proposals import kept_for

STAY, SUBLEASE = "Stay", "Sublease"
# From the signature on a place is held; while people live there the home is occupied.
INSIDE = ("Running", "Extended")
HOLDING = ("Signed", *INSIDE)
WAS_HELD = (*HOLDING, "Ended")
# A home that can be lived in, or is.
AT_HAND = (AVAILABLE, RESERVED, OCCUPIED, VOID)
STAY_FIELDS = ["name", "unit", "household", "workflow_state", "entry_date", "planned_exit_date"]
TERM_FIELDS = ["extended_to", "early_exit_on", "exit_date"]
SUBLEASE_FIELDS = ["name", "unit", "household", "workflow_state", "start_date", "ends_on"]


@dataclass(frozen=True)
class Holder:
	"""A document by which a household holds a home, or a place in it: from a day, until the first day that is
	free again; None where that cannot be known.
	"""

	doctype: str
	name: str
	unit: str
	household: str
	state: str
	start: date
	end: date | None

	def overlaps(self, start: date, end: date | None) -> bool:
		"""Whether it holds the home on a day of the period, which has the same ends."""
		return (end is None or self.start < end) and (self.end is None or start < self.end)


def lock(unit: str) -> str | None:
	"""Waits for others who decide on the home, and keeps them waiting until the end of the transaction. Gives the
	state of the home.
	"""
	return frappe.db.get_value("Housing Unit", unit, "workflow_state", for_update=True)


class Holding(Document):
	"""A document that holds a home, its `unit`. Whoever changes one waits for the others of the home before
	touching its own row, so that no two wait for each other.
	"""

	def save(self, *args: Any, **kwargs: Any) -> Document:
		"""Locks the home, then saves."""
		if self.unit:
			lock(self.unit)
		return super().save(*args, **kwargs)


def holders(
	units: Iterable[str],
	start: date | None = None,
	end: date | None = None,
	but: tuple[str, str] | None = None,
	states: tuple[str, ...] = WAS_HELD,
	locked: bool = False,
) -> list[Holder]:
	"""Who holds the homes on a day of the period, past ones too; `but` is the document that asks.

	`locked` reads what others have written until now, where a plain read may be of earlier: for a check that
	decides.
	"""
	units = list(units) or [""]
	found = [*_stays(units, states, locked), *_subleases(units, states, locked)]
	return [
		holder
		for holder in found
		if (holder.doctype, holder.name) != but
		and (start is None or holder.overlaps(start, end))
		and (start is not None or end is None or holder.start < end)
	]


def occupations(found: Iterable[Holder], locked: bool = False) -> list[tuple[Holder, capacity.Occupation]]:
	"""The holders as the rules on capacity see them: guests of stays, households of subleases, as they entered."""
	found = list(found)
	people = people_in(found, locked)
	known = people_of(person for persons in people.values() for person in persons)
	return [
		(
			holder,
			capacity.Occupation(
				capacity.Party(
					who_entered(
						(known[person] for person in people[holder.doctype, holder.name]), holder.start
					),
					holder.start,
					holder.name,
				),
				holder.start,
				holder.end,
			),
		)
		for holder in found
	]


def people_in(found: Iterable[Holder], locked: bool = False) -> dict[tuple[str, str], list[str]]:
	"""(doctype, name) of a holder -> the persons that live there by it."""
	found = list(found)
	people: dict[tuple[str, str], list[str]] = {(holder.doctype, holder.name): [] for holder in found}
	stays = [holder.name for holder in found if holder.doctype == STAY]
	rows = frappe.db.get_values(
		"Stay Guest",
		{"parent": ["in", stays or [""]], "parenttype": STAY},
		["parent", "person"],
		as_dict=True,
		order_by="creation asc",
		for_update=locked,
	)
	for row in rows:
		people[STAY, row.parent].append(row.person)
	let = [holder for holder in found if holder.doctype == SUBLEASE]
	members = memberships(holder.household for holder in let)
	for holder in let:
		there = on_day(members[holder.household], holder.start)
		people[SUBLEASE, holder.name] = [row.person for row in there]
	return people


def present_in(units: Iterable[str], day: date) -> dict[str, list[capacity.Party]]:
	"""Unit -> the households that hold a place on the day, or have signed for one."""
	units = list(units)
	found: dict[str, list[capacity.Party]] = {unit: [] for unit in units}
	states = HOLDING if day >= getdate() else WAS_HELD
	for holder, occupation in occupations(holders(units, day, day + timedelta(days=1), states=states)):
		found[holder.unit].append(occupation.party)
	return found


def follow(unit: str) -> None:
	"""Puts the home in the state that its stays and subleases give it. A home that is not at hand stays so."""
	state = lock(unit)
	if state not in AT_HAND:
		return
	found = {holder.state for holder in holders([unit], locked=True)}
	if found.intersection(INSIDE):
		move(unit, OCCUPIED)
	elif found.intersection(HOLDING) or kept_for(unit, locked=True):
		move(unit, RESERVED)
	elif state in (OCCUPIED, RESERVED):
		move(unit, VOID if found else AVAILABLE)


def _stays(units: list[str], states: tuple[str, ...], locked: bool) -> list[Holder]:
	today = getdate()
	return [
		Holder(
			STAY,
			row.name,
			row.unit,
			row.household,
			row.workflow_state,
			getdate(row.entry_date),
			_end(row, today),
		)
		for row in _rows(STAY, [*STAY_FIELDS, *TERM_FIELDS], units, states, locked)
	]


def _end(row: Any, today: date) -> date | None:
	term = Term(getdate(row.planned_exit_date), as_date(row.extended_to), as_date(row.early_exit_on))
	left = as_date(row.exit_date) if row.workflow_state == "Ended" else None
	return taken_until(term, left, today)


def _subleases(units: list[str], states: tuple[str, ...], locked: bool) -> list[Holder]:
	"""The last day of a sublease is one of it, so the day after is free."""
	return [
		Holder(
			SUBLEASE,
			row.name,
			row.unit,
			row.household,
			row.workflow_state,
			getdate(row.start_date),
			getdate(row.ends_on) + timedelta(days=1) if row.ends_on else None,
		)
		for row in _rows(SUBLEASE, SUBLEASE_FIELDS, units, states, locked)
	]


def _rows(
	doctype: str, fields: list[str], units: list[str], states: tuple[str, ...], locked: bool
) -> list[Any]:
	filters = {"unit": ["in", units], "workflow_state": ["in", states]}
	return frappe.db.get_values(
		doctype, filters, fields, as_dict=True, order_by="creation asc", for_update=locked
	)
