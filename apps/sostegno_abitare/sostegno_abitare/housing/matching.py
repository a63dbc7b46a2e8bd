"""Households and homes compared, with the reasons in words (VA-09). The rules are in rules/matching.py; what is
compared is read by offered.py and seekers.py.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.utils import getdate
from sostegno_abitare.intake.eligibility import thresholds_by_name
from sostegno_abitare.rules import matching, thresholds

from . import offered, seekers
from .capacity import explain as explain_capacity

SIGNS = {matching.UNFIT: "×", matching.AGAINST: "−", matching.FOR: "+"}
SPACE = {
	"first_four": "m2_first_four",
	"each_more": "m2_each_more",
	"studio_one": "m2_studio_one",
	"studio_two": "m2_studio_two",
}
MESSAGES = {
	"rent": "rent {0} % of the income, within {1} %",
	"no_rent": "no rent is asked",
	"rent_above": "rent {0} % of the income, above {1} %",
	"rent_unknown": "the income is not declared, so the rent cannot be compared with it",
	"same_municipality": "in {0}, the household's own municipality",
	"other_municipality": "in {0}, another municipality of the agreement",
	"bordering": "in {0}, a bordering municipality, second in order",
	"category": "meant for {0}, as the household is",
	"other_category": "meant for {0}, which the household is not",
	"nobody": "nobody is in the household today",
	"size": "{0} people, room for {1}",
	"size_unknown": "neither floor area nor most people are known",
	"too_small": "{0} people, room for {1}: too small",
	"much_larger": "room for {0} more people than the household has",
	"scheme": "admitted by the capacity scheme, with a free place",
	"accessible": "accessible to wheelchairs, as the household needs",
	"not_accessible": "not accessible to wheelchairs, as the household needs",
	"accessible_unneeded": "accessible to wheelchairs, which others may need",
	"action": "counts for the household's own action",
	"other_action": "counts for another action: {0}",
	"not_ready": "not ready yet",
	"declined": "declined by the household before",
	"housed": "the household holds a place in a home of the service",
}


def limits_of(pairs: Iterable[tuple[str, str]], day: date) -> dict[tuple[str, str], matching.Limits]:
	"""(agreement, action of the case) -> the dated values that hold for it."""
	dated = list(thresholds_by_name().values())
	found = {}
	for agreement, action in set(pairs):
		values = thresholds.in_force(dated, day, agreement, action)
		effect = frappe.db.get_value("Service Agreement", agreement, "affordability_effect")
		space = matching.Space(**{name: values.get(key, 0) for name, key in SPACE.items()})
		found[agreement, action] = matching.Limits(
			values.get("rent_to_income_limit"), effect == "Block", space
		)
	return found


def of_pair(referral: str, unit: str) -> matching.Match:
	"""One household and one home as they are today, whoever asks: a document that the user may write needs it."""
	case = frappe.db.get_value("Referral", referral, seekers.FIELDS, as_dict=True)
	home = frappe.db.get_value("Housing Unit", unit, offered.FIELDS, as_dict=True)
	day = getdate()
	pair = case.agreement, case.action
	return matching.match(
		offered.as_homes([home], day)[unit],
		seekers.seekers([case], day)[referral],
		limits_of([pair], day)[pair],
	)


def compare(cases: Iterable[Any], homes: Iterable[Any], day: date) -> list[matching.Match]:
	"""Every case with every home of its agreement, the best first."""
	cases, homes = list(cases), list(homes)
	looking = seekers.seekers(cases, day)
	found = offered.as_homes(homes, day)
	limits = limits_of(((case.agreement, case.action) for case in cases), day)
	return matching.ranked(
		matching.match(found[home.name], looking[case.name], limits[case.agreement, case.action])
		for case in cases
		for home in homes
		if case.agreement == home.agreement
	)


def texts(found: matching.Match, *sides: str) -> list[str]:
	"""The reasons of these sides, or all, in the reader's language."""
	return [explain(reason) for reason in found.reasons if not sides or reason.side in sides]


def lines(found: matching.Match) -> list[str]:
	"""The reasons with their sign: × what makes it unfit, − against, + for, the weightiest of each first."""
	order = list(SIGNS)
	reasons = sorted(
		found.reasons,
		key=lambda reason: (order.index(reason.side), -abs(matching.WEIGHTS.get(reason.code, 0))),
	)
	return [f"{SIGNS[reason.side]} {explain(reason)}" for reason in reasons]


def with_reasons(found: matching.Match, row: dict[str, Any]) -> list[dict[str, Any]]:
	"""The rows of a report: the match, and below it one for each reason; `entry` is the text of both."""
	name = f"{found.seeker} {found.home}"
	below = [
		{"row": f"{name} {place}", "parent_row": name, "indent": 1, "entry": line, "unit": found.home}
		for place, line in enumerate(lines(found))
	]
	return [{**row, "row": name, "parent_row": None, "indent": 0}, *below]


def explain(reason: matching.Reason) -> str:
	"""A reason in words."""
	if reason.code == "not_admitted":
		return explain_capacity(reason.figures[0])
	return _(MESSAGES[reason.code]).format(*map(_figure, reason.figures))


def _figure(value: Any) -> str:
	if isinstance(value, str):
		return _(value)
	return f"{float(value):g}".replace(".", ",") if value is not None else "–"
