"""The homes at hand for a household, the best first, with what speaks for and against each (VA-09)."""

from typing import Any

import frappe
from frappe import _
from frappe.utils import getdate
from sostegno_abitare import reporting
from sostegno_abitare.housing import matching, offered, seekers

# Reasons are put into words for the rows that are shown.
MOST_HOMES = 200


def execute(filters: dict[str, Any] | None = None) -> tuple[Any, ...]:
	"""Columns, a row for each home and its reasons, a note and summary."""
	reporting.seen("Homes for a Household")
	filters = frappe._dict(filters or {})
	household = reporting.plain(filters, "household")
	cases = seekers.open_cases(household=household) if household else []
	if not cases:
		return columns(), [], nobody(household), None, []
	asked = reporting.chosen(filters, "municipality", "typology")
	asked["agreement"] = ["in", list({case.agreement for case in cases})]
	homes = offered.homes(asked, coming=bool(filters.get("coming")))
	found = matching.compare(cases, homes, getdate())
	rows = of_matches(found, homes, {case.name: case for case in cases}, bool(filters.get("with_unfit")))
	fitting = sum(match.fits for match in found)
	return columns(), rows, _note(rows, found), None, summary(len(homes), fitting)


def columns() -> list[dict[str, Any]]:
	"""The columns, in the reader's language. The case stands by its code: who looks for homes may not see cases."""
	return [
		reporting.column("entry", _("Home, For and Against"), width=430),
		reporting.link("unit", _("Housing Unit"), "Housing Unit", 100, hidden=1),
		reporting.column("fits", _("Fits"), width=70),
		reporting.column("propose", _("Proposal"), width=110),
		reporting.column("state", _("State"), width=110),
		reporting.column("typology", _("Unit Type"), width=120),
		reporting.column("rent", _("Rent Asked of the Household"), "Currency", 110),
		reporting.column("rent_percent", _("Rent on Income (%)"), "Float", 100, precision=2),
		reporting.column("case_code", _("Case Code"), width=120),
	]


def nobody(household: Any) -> str:
	"""Why there is nothing to show."""
	if not household:
		return _("Choose a household")
	return _("The household has no accepted, waiting or followed case that you see")


def of_matches(
	found: list[Any], homes: reporting.Rows, cases: dict[str, Any], with_unfit: bool
) -> reporting.Rows:
	"""A row for each match, in the order they come, with its reasons below; those that do not fit where they are
	asked for.
	"""
	units = {home.name: home for home in homes}
	rows: reporting.Rows = []
	for match in [match for match in found if match.fits or with_unfit][:MOST_HOMES]:
		home = units[match.home]
		rows += matching.with_reasons(
			match,
			{
				"entry": home.title,
				"fits": _("Yes") if match.fits else _("No"),
				"unit": home.name,
				"state": _(home.workflow_state),
				"typology": _(home.typology),
				"rent": home.household_rent or home.monthly_rent,
				"rent_percent": float(match.rent_percent) if match.rent_percent is not None else None,
				"case_code": cases[match.seeker].case_code,
				"propose": match.seeker,
			},
		)
	return rows


def summary(homes: int, fitting: int) -> list[dict[str, Any]]:
	"""The figures above the rows."""
	return [
		reporting.figure(_("Homes at Hand"), homes),
		reporting.figure(_("Homes That Fit"), fitting, "Green" if fitting else "Red"),
	]


def _note(rows: reporting.Rows, found: list[Any]) -> str:
	note = _("The program proposes, people decide: the reasons are those known today.")
	if sum(not row["indent"] for row in rows) == MOST_HOMES < len(found):
		note += " " + _("The first {0} are shown.").format(MOST_HOMES)
	return note
