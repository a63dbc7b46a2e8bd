"""How many cases stand where, and how long a state takes (EM-01, R35)."""

from collections import Counter, defaultdict
from datetime import datetime
from itertools import pairwise
from typing import Any

import frappe
from frappe import _
from frappe.utils import get_datetime, now_datetime
from sostegno_abitare import reporting
from sostegno_abitare.setup.workflows import REFERRAL

DAY = 24 * 60 * 60
# From grey over blue to green: neighbours differ in lightness, for who does not tell the hues apart.
COLOURS = {
	"Draft": "#a5b1bf",
	"Received": "#0b5cad",
	"Incomplete": "#e0a100",
	"Assessed": "#54a3e8",
	"To Commission": "#5b3cc4",
	"Accepted": "#7fc9a4",
	"Waiting": "#b8860b",
	"Refused": "#b32d3a",
	"Taken in Charge": "#17704a",
	"Closed": "#455b71",
}
OTHER = "#d6dce3"
CLOSED = ("Closed", "Refused")


def execute(filters: dict[str, Any] | None = None) -> tuple[Any, ...]:
	"""Columns, rows (a municipality, below it its states), chart and summary."""
	reporting.seen("Referrals by State and Municipality")
	filters = frappe._dict(filters or {})
	asked = reporting.chosen(filters, "agreement", "action", "municipality")
	period = reporting.between(filters)
	if period:
		asked["referral_date"] = period
	referrals = reporting.every("Referral", ["name", "municipality", "workflow_state"], asked)
	names = {row.name for row in referrals}
	changes = [
		row
		for row in reporting.every(
			"Referral State Change", ["referral", "state", "changed_at"], order_by="changed_at asc"
		)
		if row.referral in names
	]
	rows = by_municipality(referrals, passages(changes, now_datetime()))
	return columns(), rows, None, chart(referrals), summary(referrals)


def columns() -> list[dict[str, Any]]:
	"""The columns, in the reader's language."""
	return [
		reporting.column("place", _("Municipality and State"), width=240),
		reporting.column("cases", _("Cases Now"), "Int", 110),
		reporting.column("passages", _("Times Entered"), "Int", 130),
		reporting.column("average_days", _("Average Days in the State"), "Float", 180, precision=1),
		reporting.column("longest_days", _("Longest, in Days"), "Float", 140, precision=1),
	]


def passages(changes: reporting.Rows, now: datetime) -> dict[tuple[str, str], list[float]]:
	"""(referral, state) -> the days of each stay in it; the stay in the last state lasts until now.

	`changes`: rows with referral, state, changed_at, in any order.
	"""
	by_case: dict[str, list[tuple[datetime, str]]] = defaultdict(list)
	for row in changes:
		by_case[row["referral"]].append((get_datetime(row["changed_at"]), row["state"]))
	found: dict[tuple[str, str], list[float]] = defaultdict(list)
	for case, steps in by_case.items():
		for (start, state), (end, _next) in pairwise([*sorted(steps), (now, "")]):
			found[case, state].append(max((end - start).total_seconds(), 0) / DAY)
	return found


def by_municipality(referrals: reporting.Rows, stays: dict[tuple[str, str], list[float]]) -> reporting.Rows:
	"""A row for each municipality and, below it, one for each state that any of its cases was ever in."""
	place_of = {row["name"]: row["municipality"] for row in referrals}
	now = Counter((row["municipality"], row["workflow_state"]) for row in referrals)
	days_in: dict[str, dict[str, list[float]]] = {place: {} for place, _state in now}
	for place, state in now:
		days_in[place].setdefault(state, [])
	for (case, state), days in stays.items():
		days_in[place_of[case]].setdefault(state, []).extend(days)
	rows: reporting.Rows = []
	for place in sorted(days_in):
		cases = sum(now[place, state] for state in days_in[place])
		rows.append({"row": place, "parent_row": None, "indent": 0, "place": place, "cases": cases})
		rows += [
			_row(place, state, now[place, state], days_in[place][state])
			for state in in_order(set(days_in[place]))
		]
	return rows


def _row(place: str, state: str, cases: int, days: list[float]) -> dict[str, Any]:
	return {
		"row": f"{place} {state}",
		"parent_row": place,
		"indent": 1,
		"place": _(state),
		"cases": cases,
		"passages": len(days),
		"average_days": sum(days) / len(days) if days else None,
		"longest_days": max(days, default=None),
	}


def in_order(states: set[str]) -> list[str]:
	"""States as the workflow has them; those an administrator added stand behind."""
	known = [state.name for state in REFERRAL.states]
	return sorted(states, key=lambda state: (known.index(state) if state in known else len(known), state))


def chart(referrals: reporting.Rows) -> dict[str, Any] | None:
	"""Cases by state, stacked for each municipality."""
	places = sorted({row["municipality"] for row in referrals})
	counted: dict[tuple[str, str], int] = defaultdict(int)
	for row in referrals:
		counted[row["workflow_state"], row["municipality"]] += 1
	states = in_order({row["workflow_state"] for row in referrals})
	series = ((_(state), [counted[state, place] for place in places]) for state in states)
	drawn = reporting.bars(places, *series, stacked=True)
	return {**drawn, "colors": [COLOURS.get(state, OTHER) for state in states]} if drawn else None


def summary(referrals: reporting.Rows) -> list[dict[str, Any]]:
	"""The figures above the rows."""
	states = [row["workflow_state"] for row in referrals]
	return [
		reporting.figure(_("Cases"), len(states)),
		reporting.figure(_("Open Cases"), sum(state not in CLOSED for state in states)),
		reporting.figure(_("To Commission"), states.count("To Commission"), "Orange"),
		reporting.figure(_("Waiting"), states.count("Waiting"), "Orange"),
	]
