"""How many days each home was lived in and how many it stood empty, and what the empty ones cost (R36).

Who may see a home may know whether somebody lives there; the households themselves are not told.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import frappe
from frappe import _
from frappe.utils import add_months, getdate
from sostegno_abitare import reporting
from sostegno_abitare.housing.occupation import INSIDE, Holder, holders, people_in
from sostegno_abitare.rules import occupancy
from sostegno_abitare.rules.money import cents

FIELDS = [
	"name", "title", "municipality", "typology", "workflow_state", "is_shared", "title_from", "title_to", "monthly_rent",
	"monthly_charges",
]  # fmt: skip
NOT_YET_HELD = ("Scouted", "Agreed")
LIVED_IN = (*INSIDE, "Ended")
DAYS_A_YEAR = 365


def execute(filters: dict[str, Any] | None = None) -> tuple[Any, ...]:
	"""Columns, rows by home, chart and summary; of the last twelve months where no period is chosen, and never of
	days to come.
	"""
	reporting.seen("Occupancy and Void Days")
	filters = frappe._dict(filters or {})
	first, last = _period(filters)
	asked = reporting.chosen(filters, "agreement", "action", "municipality")
	if filters.get("unit"):
		asked["name"] = reporting.plain(filters, "unit")
	asked["workflow_state"] = ["not in", NOT_YET_HELD]
	homes = reporting.every("Housing Unit", FIELDS, asked, order_by="municipality asc, name asc")
	found = holders([home.name for home in homes], states=LIVED_IN)
	guests = {key: len(persons) for key, persons in people_in(found).items()}
	rows = occupied(homes, found, guests, first, last)
	for row in rows:
		row["typology"], row["state"] = _(row["typology"] or ""), _(row["state"] or "")
	return columns(), rows, None, chart(rows), summary(rows)


def columns() -> list[dict[str, Any]]:
	"""The columns, in the reader's language."""
	return [
		reporting.link("unit", _("Home"), "Housing Unit", 260),
		reporting.link("municipality", _("Municipality"), "Municipality", 140),
		reporting.column("typology", _("Unit Type"), width=130),
		reporting.column("state", _("State"), width=120),
		reporting.column("available", _("Days Held"), "Int", 110),
		reporting.column("occupied", _("Days Lived In"), "Int", 130),
		reporting.column("void", _("Void Days"), "Int", 110),
		reporting.column("percent", _("Occupancy %"), "Percent", 120, disable_total=1),
		reporting.column("households", _("Households Hosted"), "Int", 130),
		reporting.column("nights", _("Nights of Guests"), "Int", 130),
		reporting.column("void_cost", _("Cost of Void Days"), "Currency", 150),
	]


def occupied(
	homes: reporting.Rows,
	found: Iterable[Holder],
	guests: dict[tuple[str, str], int],
	first: date,
	last: date,
) -> reporting.Rows:
	"""A row for each home that was held in the period. `guests` are the people by (doctype, name) of the holders."""
	by_home: dict[str, list[Holder]] = {}
	for holder in found:
		if holder.overlaps(first, last + timedelta(days=1)):
			by_home.setdefault(holder.unit, []).append(holder)
	rows = []
	for home in homes:
		there = by_home.get(home["name"], [])
		start, end = reporting.day_of(home["title_from"]), reporting.day_of(home["title_to"])
		held = (start, end + timedelta(days=1) if end else None)
		days = occupancy.count(first, last, held, [(one.start, one.end) for one in there])
		if not days.available:
			continue
		spans = [((one.start, one.end), guests[one.doctype, one.name]) for one in there]
		rows.append(
			{
				"unit": home["name"],
				"municipality": home["municipality"],
				"typology": home["typology"],
				"state": home["workflow_state"],
				"available": days.available,
				"occupied": days.occupied,
				"void": days.void,
				"percent": days.percent,
				"households": len(there),
				"nights": occupancy.nights(first, last, spans),
				"void_cost": void_cost(home["monthly_rent"], home["monthly_charges"], days.void),
			}
		)
	return rows


def void_cost(rent: Any, charges: Any, days: int) -> float:
	"""Rent and charges of so many days, a day being the 365th part of a year, rounded to the cent."""
	yearly = 12 * (cents(rent) + cents(charges))
	return (2 * yearly * days + DAYS_A_YEAR) // (2 * DAYS_A_YEAR) / 100


def chart(rows: reporting.Rows) -> dict[str, Any] | None:
	"""Days lived in and void, home by home."""
	series = (("occupied", _("Days Lived In")), ("void", _("Void Days")))
	values = ((name, [row[field] for row in rows]) for field, name in series)
	return reporting.bars([row["unit"] for row in rows], *values, stacked=True)


def summary(rows: reporting.Rows) -> list[dict[str, Any]]:
	"""The figures above the rows."""
	held, lived = sum(row["available"] for row in rows), sum(row["occupied"] for row in rows)
	return [
		reporting.figure(_("Homes"), len(rows)),
		reporting.figure(
			_("Occupancy %"), round(100 * lived / held, 1) if held else 0, "Green", datatype="Percent"
		),
		reporting.figure(_("Void Days"), held - lived, "Orange" if held > lived else "Green"),
		reporting.figure(
			_("Cost of Void Days"), sum(row["void_cost"] for row in rows), "Orange", datatype="Currency"
		),
	]


def _period(filters: Any) -> tuple[date, date]:
	today = getdate()
	last = min(reporting.day_of(reporting.plain(filters, "to_date")) or today, today)
	first = reporting.day_of(reporting.plain(filters, "from_date")) or getdate(add_months(last, -12))
	return first, last
