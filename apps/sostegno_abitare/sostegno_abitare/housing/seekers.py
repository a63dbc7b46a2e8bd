"""The households that look for a home, with what the comparison with homes needs (VA-09)."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

import frappe
from frappe.utils import flt, getdate
from sostegno_abitare import reporting
from sostegno_abitare.access.conditions import HOUSED
from sostegno_abitare.access.places import lies_in
from sostegno_abitare.access.scope import scope_of
from sostegno_abitare.rules import matching

from .capacity import parties_of
from .occupation import HOLDING, STAY, SUBLEASE

FIELDS = [
	"name", "case_code", "household", "household_size", "agreement", "action", "municipality", "workflow_state",
	"referral_date", "urgency", "needs_accessible_home",
]  # fmt: skip


def open_cases(**filters: Any) -> reporting.Rows:
	"""The cases that a home is looked for, as far as the reader may know of them: those the reader sees, and to
	a housing manager those of the territory, by their code. The longest waiting first.
	"""
	asked = {**filters, "workflow_state": ["in", HOUSED]}
	found = {row.name: row for row in reporting.every("Referral", FIELDS, asked)}
	territory = scope_of(frappe.session.user, "Housing Proposal").by_place
	if territory:
		for row in frappe.get_all("Referral", filters=asked, fields=FIELDS, limit_page_length=0):
			if lies_in(territory, row.agreement, row.municipality):
				found.setdefault(row.name, row)
	return sorted(found.values(), key=lambda row: (getdate(row.referral_date), row.name))


def seekers(cases: Iterable[Any], day: date) -> dict[str, matching.Seeker]:
	"""Case -> household as it would enter on the day. A few queries, however many cases there are."""
	cases = list(cases)
	households = list({row.household for row in cases})
	incomes = {
		row.name: flt(row.net_monthly_income) if row.income_declared else None
		for row in frappe.get_all(
			"Household",
			filters={"name": ["in", households or [""]]},
			fields=["name", "income_declared", "net_monthly_income"],
			limit_page_length=0,
		)
	}
	parties = parties_of(households, day)
	housed = _housed(households)
	declined = _declined([row.name for row in cases])
	return {
		row.name: matching.Seeker(
			name=row.name,
			party=parties[row.household],
			municipality=row.municipality,
			action=row.action,
			income=incomes.get(row.household),
			needs_accessible=bool(row.needs_accessible_home),
			housed=row.household in housed,
			declined=frozenset(declined[row.name]),
		)
		for row in cases
	}


def _housed(households: list[str]) -> set[str]:
	asked = {"household": ["in", households or [""]], "workflow_state": ["in", HOLDING]}
	return {
		household
		for doctype in (STAY, SUBLEASE)
		for household in frappe.get_all(doctype, filters=asked, pluck="household", limit_page_length=0)
	}


def _declined(cases: list[str]) -> dict[str, set[str]]:
	found: dict[str, set[str]] = defaultdict(set)
	for row in frappe.get_all(
		"Housing Proposal",
		filters={"referral": ["in", cases or [""]], "status": "Declined"},
		fields=["referral", "unit"],
		limit_page_length=0,
	):
		found[row.referral].add(row.unit)
	return found
