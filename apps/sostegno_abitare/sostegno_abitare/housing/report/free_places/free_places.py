"""Which places are free in which home, when the next may be, and who waits for one (EM-09, VA-09; R29, R36).

Whoever sees a home may know how many can still come in; the households themselves are not told.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, getdate
from sostegno_abitare import reporting
from sostegno_abitare.housing import capacity as read
from sostegno_abitare.housing.occupation import AT_HAND, HOLDING, Holder, holders, occupations
from sostegno_abitare.rules import capacity

FIELDS = [
	"name",
	"title",
	"municipality",
	"action",
	"workflow_state",
	"is_shared",
	"capacity_scheme",
	"intended_for",
]
Taken = list[tuple[Holder, capacity.Occupation]]
ONE_HOUSEHOLD = "One Household"


def execute(filters: dict[str, Any] | None = None) -> tuple[Any, ...]:
	"""Columns, a row for each home and kind of guest, chart and summary."""
	reporting.seen("Free Places")
	filters = frappe._dict(filters or {})
	day = reporting.day_of(reporting.plain(filters, "on_date")) or getdate()
	asked = reporting.chosen(filters, "agreement", "action", "municipality", workflow_state=["in", AT_HAND])
	homes = reporting.every("Housing Unit", FIELDS, asked, order_by="municipality asc, name asc")
	schemes = read.places_by_scheme(home.capacity_scheme for home in homes)
	by_home = _by_home(occupations(holders([home.name for home in homes], day, states=HOLDING)))
	waiting = _waiting(filters, day) if frappe.has_permission("Waiting List Entry", "read") else None
	rows = places(homes, schemes, by_home, waiting or {}, day)
	if cint(filters.get("only_free")):
		rows = [row for row in rows if row["free"]]
	picture = chart(rows, waiting is not None)
	for row in rows:
		row["category"] = _(row["category"])
	return columns(waiting is not None), rows, None, picture, summary(rows)


def columns(waiting: bool = True) -> list[dict[str, Any]]:
	"""The columns, in the reader's language; who waits is for those who see the waiting list."""
	found = [
		reporting.link("unit", _("Home"), "Housing Unit", 260),
		reporting.link("municipality", _("Municipality"), "Municipality", 140),
		reporting.column("category", _("Guests"), width=200),
		reporting.column("places", _("Places at Most"), "Int", 120),
		reporting.column("taken", _("Taken"), "Int", 100),
		reporting.column("free", _("Free"), "Int", 100),
		reporting.column("next_exit", _("Next Planned Exit"), "Date", 150),
	]
	return found + [reporting.column("waiting", _("Waiting for the Action"), "Int", 170)] * waiting


def places(
	homes: reporting.Rows,
	schemes: dict[str, tuple[capacity.Place, ...]],
	by_home: dict[str, Taken],
	waiting: dict[str, list[capacity.Party]],
	day: date,
) -> reporting.Rows:
	"""A row for each kind of guest of a shared home, one for a home of one household. Places that are promised
	for a later day are not free; the alternatives of a scheme exclude each other, so places do not add up.
	"""
	rows = []
	for home in homes:
		taken, scheme = by_home.get(home["name"], []), schemes.get(home["capacity_scheme"] or "", ())
		exits = [holder.end for holder, _occupation in taken if holder.end and holder.end > day]
		common = {
			"unit": home["name"],
			"municipality": home["municipality"],
			"next_exit": min(exits, default=None),
		}
		waits = waiting.get(home["action"] or "", [])
		rows += [
			{**common, **row}
			for row in (
				_shared(scheme, taken, waits, day) if home["is_shared"] else _single(home, taken, waits)
			)
		]
	return rows


def chart(rows: reporting.Rows, waiting: bool = True) -> dict[str, Any] | None:
	"""Free places and households that wait, for each kind of guest and home."""
	shown = [("free", _("Free"))] + [("waiting", _("Waiting for the Action"))] * waiting
	labels = [f"{_(row['category'])}, {row['municipality']}" for row in rows]
	return reporting.bars(labels, *((name, [row[field] for row in rows]) for field, name in shown))


def summary(rows: reporting.Rows) -> list[dict[str, Any]]:
	"""The figures above the rows."""
	open_homes = {row["unit"] for row in rows if row["free"]}
	return [
		reporting.figure(_("Homes"), len({row["unit"] for row in rows})),
		reporting.figure(_("Homes with Free Places"), len(open_homes), "Green" if open_homes else "Red"),
	]


def _shared(
	scheme: tuple[capacity.Place, ...], taken: Taken, waits: list[capacity.Party], day: date
) -> reporting.Rows:
	days = {day, *(holder.start for holder, _occupation in taken if holder.start > day)}
	left = [
		capacity.free(scheme, [occupation.party for _holder, occupation in taken if occupation.holds_on(one)])
		for one in days
	]
	now = [capacity.categories(occupation.party) for _holder, occupation in taken]
	return [
		{
			"category": category,
			"places": most,
			"taken": sum(category in counts for counts in now),
			"free": min(free[category] for free in left),
			"waiting": sum(category in capacity.categories(party) for party in waits),
		}
		for category, most in capacity.free(scheme, ()).items()
	]


def _single(home: Any, taken: Taken, waits: list[capacity.Party]) -> reporting.Rows:
	category = home["intended_for"] or ONE_HOUSEHOLD
	suited = [party for party in waits if category in (ONE_HOUSEHOLD, *capacity.categories(party))]
	free = int(not taken and home["workflow_state"] != "Reserved")
	return [
		{
			"category": category,
			"places": 1,
			"taken": len(taken),
			"free": free,
			"waiting": len(suited),
		}
	]


def _by_home(found: Taken) -> dict[str, Taken]:
	by_home: dict[str, Taken] = {}
	for holder, occupation in found:
		by_home.setdefault(holder.unit, []).append((holder, occupation))
	return by_home


def _waiting(filters: Any, day: date) -> dict[str, list[capacity.Party]]:
	"""Action -> the households on its waiting list that the reader sees, as they would enter on the day."""
	asked = reporting.chosen(filters, "agreement", "action", status="Waiting")
	entries = reporting.every("Waiting List Entry", ["referral", "action"], asked)
	households = _households(entry.referral for entry in entries)
	parties = read.parties_of(households.values(), day)
	waiting: dict[str, list[capacity.Party]] = {}
	for entry in entries:
		waiting.setdefault(entry.action, []).append(parties[households[entry.referral]])
	return waiting


def _households(referrals: Iterable[str]) -> dict[str, str]:
	rows = frappe.get_all(
		"Referral",
		filters={"name": ["in", list(referrals) or [""]]},
		fields=["name", "household"],
		limit_page_length=0,
	)
	return {row.name: row.household for row in rows}
