"""What each home costs and brings in a month, and what is owed on it (VA-01, R40).

Amounts are the dues asked for, adjustments included, as the reader may see them; sums are made in whole cents.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.utils import getdate
from sostegno_abitare import reporting
from sostegno_abitare.housing import dues
from sostegno_abitare.housing.contracts import PAYABLE
from sostegno_abitare.rules.schedule import month_end

_ASKED = """
	select `unit`, `side`, `contract`, `case_code`, sum(`amount`) as `amount` from `tabRent Due`
	where `period_from` between %(first)s and %(last)s and {condition}
	group by `unit`, `side`, `contract`, `case_code`
"""


@dataclass
class Home:
	"""A home in a month, in cents: what is paid for it, what is paid for living in it, and what is overdue."""

	head_rent: int = 0
	subrent: int = 0
	owed: int = 0
	arrears: int = 0
	contracts: set[str] = field(default_factory=set)
	cases: set[str] = field(default_factory=set)

	@property
	def margin(self) -> int:
		"""What the home brings in beyond its cost; less than nothing is what the line bears."""
		return self.subrent - self.head_rent


def execute(filters: dict[str, Any] | None = None) -> tuple[Any, ...]:
	"""Columns, rows by home, chart and summary."""
	reporting.seen("Rent Roll")
	filters = frappe._dict(filters or {})
	condition = dues.readable(
		agreement=reporting.plain(filters, "agreement"), municipality=reporting.plain(filters, "municipality")
	)
	first = getdate(reporting.plain(filters, "month") or None).replace(day=1)
	day = getdate(reporting.plain(filters, "as_of") or None)
	asked, owed = ([], []) if condition is None else read(condition, first, day)
	rows = lines(homes(asked, owed, day), units())
	return columns(), rows, None, chart(rows), summary(rows)


def read(condition: str, first: date, day: date) -> tuple[list[Any], list[Any]]:
	"""The dues of the month by contract, and the dues that are open on the day."""
	period = {"first": first, "last": month_end(first)}
	asked = frappe.db.sql(_ASKED.format(condition=condition), period, as_dict=True)
	return asked, dues.open_rows(condition, day)


def units() -> dict[str, Any]:
	"""The homes that the reader may see, by name."""
	return {row.name: row for row in reporting.every("Housing Unit", ["name", "municipality"])}


def homes(asked: list[Any], owed: list[Any], day: date) -> dict[str, Home]:
	"""Home -> its figures. What is due until the day is overdue after it."""
	found: dict[str, Home] = defaultdict(Home)
	for row in asked:
		home, cents = found[row["unit"]], dues.in_cents(row["amount"])
		if row["side"] == PAYABLE:
			home.head_rent += cents
		else:
			home.subrent += cents
			home.contracts.add(row["contract"])
			home.cases.add(row["case_code"] or "")
	for row in owed:
		if row["cents"] > 0 and getdate(row["due_date"]) < day:
			if row["side"] == PAYABLE:
				found[row["unit"]].owed += row["cents"]
			else:
				found[row["unit"]].arrears += row["cents"]
				found[row["unit"]].cases.add(row["case_code"] or "")
	return found


def lines(found: dict[str, Home], known: dict[str, Any]) -> reporting.Rows:
	"""A row for each home, by municipality and name."""
	rows = []
	for unit, home in found.items():
		place = known.get(unit) or {}
		rows.append(
			{
				"unit": unit,
				"municipality": place.get("municipality") or "",
				"subleases": len(home.contracts),
				"cases": ", ".join(sorted(home.cases - {""})),
				**{
					name: getattr(home, name) / 100
					for name in ("head_rent", "subrent", "margin", "arrears", "owed")
				},
			}
		)
	return sorted(rows, key=lambda row: (row["municipality"], row["unit"]))


def columns() -> list[dict[str, Any]]:
	"""The columns, in the reader's language."""
	return [
		reporting.link("unit", _("Housing Unit"), "Housing Unit", 260),
		reporting.column("head_rent", _("Head Rent"), "Currency", 120),
		reporting.column("subrent", _("Subrent"), "Currency", 120),
		reporting.column("margin", _("Margin"), "Currency", 120),
		reporting.column("arrears", _("Arrears"), "Currency", 120),
		reporting.column("owed", _("Owed to Owners"), "Currency", 130),
		reporting.link("municipality", _("Municipality"), "Municipality", 130),
		reporting.column("subleases", _("Subleases"), "Int", 120),
		reporting.column("cases", _("Cases"), width=150),
	]


def chart(rows: reporting.Rows) -> dict[str, Any] | None:
	"""Head rents, subrents and arrears by municipality."""
	places = sorted({row["municipality"] for row in rows})
	series = (("head_rent", _("Head Rent")), ("subrent", _("Subrent")), ("arrears", _("Arrears")))
	sums = (
		(name, [total(row[field] for row in rows if row["municipality"] == place) for place in places])
		for field, name in series
	)
	return reporting.bars([place or _("Not Specified") for place in places], *sums, fieldtype="Currency")


def summary(rows: reporting.Rows) -> list[dict[str, Any]]:
	"""The figures above the rows."""
	sums = {
		name: total(row[name] for row in rows)
		for name in ("head_rent", "subrent", "margin", "arrears", "owed")
	}
	return [
		reporting.figure(_("Head Rent"), sums["head_rent"], datatype="Currency"),
		reporting.figure(_("Subrent"), sums["subrent"], datatype="Currency"),
		reporting.figure(_("Margin"), sums["margin"], "Red" if sums["margin"] < 0 else "Green", "Currency"),
		reporting.figure(_("Arrears"), sums["arrears"], "Red" if sums["arrears"] else "Green", "Currency"),
		reporting.figure(
			_("Owed to Owners"), sums["owed"], "Orange" if sums["owed"] else "Green", "Currency"
		),
	]


def total(amounts: Any) -> float:
	"""Euros added up to the cent."""
	return sum(dues.in_cents(amount) for amount in amounts) / 100
