"""The households that a home is for, the best first, with what speaks for and against each (VA-09).

Households stand by the code of their case: a name has no place on a list of the needs of many (R53).
"""

from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.utils import getdate
from sostegno_abitare import reporting
from sostegno_abitare.housing import matching, offered, seekers

MOST_CASES = 200


def execute(filters: dict[str, Any] | None = None) -> tuple[Any, ...]:
	"""Columns, a row for each case, a note and summary."""
	reporting.seen("Households for a Home")
	filters = frappe._dict(filters or {})
	unit = reporting.plain(filters, "unit")
	homes = reporting.every("Housing Unit", offered.FIELDS, {"name": unit}) if unit else []
	if not homes:
		return columns(), [], _("Choose a home that you see"), None, []
	asked = reporting.chosen(filters, "municipality", "action")
	cases = seekers.open_cases(agreement=homes[0].agreement, **asked)
	today = getdate()
	found = matching.compare(cases, homes, today)
	rows = of_matches(
		found, {case.name: case for case in cases}, homes[0], today, bool(filters.get("with_unfit"))
	)
	note = _("The program proposes, people decide: the reasons are those known today.")
	return columns(), rows, note, None, summary(cases, found)


def columns() -> list[dict[str, Any]]:
	"""The columns, in the reader's language."""
	return [
		reporting.column("entry", _("Case, For and Against"), width=430),
		reporting.column("fits", _("Fits"), width=70),
		reporting.column("propose", _("Proposal"), width=110),
		reporting.column("state", _("State"), width=130),
		reporting.link("municipality", _("Municipality"), "Municipality", 130),
		reporting.column("household_size", _("Persons"), "Int", 80),
		reporting.column("urgency", _("Urgency"), width=100),
		reporting.column("days_waiting", _("Days Waiting"), "Int", 100),
		reporting.column("rent_percent", _("Rent on Income (%)"), "Float", 100, precision=2),
		reporting.link("action", _("Action"), "Agreement Action", 130),
		reporting.link("unit", _("Housing Unit"), "Housing Unit", 100, hidden=1),
	]


def of_matches(
	found: list[Any], cases: dict[str, Any], home: Any, today: date, with_unfit: bool
) -> reporting.Rows:
	"""A row for each match, in the order they come, with its reasons below; those that do not fit where they are
	asked for.
	"""
	rows: reporting.Rows = []
	for match in [match for match in found if match.fits or with_unfit][:MOST_CASES]:
		case = cases[match.seeker]
		referred = reporting.day_of(case.referral_date)
		rows += matching.with_reasons(
			match,
			{
				"entry": case.case_code,
				"fits": _("Yes") if match.fits else _("No"),
				"state": _(case.workflow_state),
				"municipality": case.municipality,
				"action": case.action,
				"household_size": case.household_size,
				"urgency": _(case.urgency or ""),
				"days_waiting": (today - referred).days if referred else 0,
				"rent_percent": float(match.rent_percent) if match.rent_percent is not None else None,
				"propose": case.name,
				"unit": home.name,
			},
		)
	return rows


def summary(cases: reporting.Rows, found: list[Any]) -> list[dict[str, Any]]:
	"""The figures above the rows."""
	fitting = sum(match.fits for match in found)
	return [
		reporting.figure(_("Households That Look for a Home"), len(cases)),
		reporting.figure(_("Households That Fit"), fitting, "Green" if fitting else "Orange"),
	]
