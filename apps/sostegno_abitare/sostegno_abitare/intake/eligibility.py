"""Reads what the eligibility of a referral depends on, and hands it to the rules."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, flt, getdate
from sostegno_abitare.rules import eligibility, facts, thresholds
from sostegno_abitare.rules.periods import valid_on

MONTHS_BEFORE_EXECUTION = "months_before_execution"
PERSON_FIELDS = ["name", "birth_date", "sex", "asylum_applicant", "disability", "pregnancy"]


def evaluate(
	referral: Document,
	facts_known: dict[str, Any] | None = None,
	rules: list[eligibility.Rule] | None = None,
	dated: list[thresholds.Threshold] | None = None,
) -> list[eligibility.Check]:
	"""A check for every rule of the referral's action valid on its date, on the facts given or read now; with
	other rules and dated values than the stored ones where they are given.
	"""
	known = facts_known or facts_of(referral)
	day = getdate(referral.referral_date)
	dated = list(thresholds_by_name().values()) if dated is None else dated
	values = thresholds.in_force(dated, day, referral.agreement, referral.action)
	rules = rules_of(referral.action) if rules is None else rules
	return eligibility.evaluate(rules, known, values, day, run)


def run(expression: str, names: dict[str, Any]) -> Any:
	"""One expression in the host's sandbox."""
	return frappe.safe_eval(expression, None, names)


def facts_of(referral: Document) -> dict[str, Any]:
	"""The facts of the referral on its date, read without regard to the reader's permissions: the verdict is
	the same for everybody.
	"""
	day = getdate(referral.referral_date)
	household = frappe.get_doc("Household", referral.household)
	return facts.build(
		{
			**referral.as_dict(),
			**_dates(referral, "referral_date", "notice_date", "validation_date", "execution_date"),
		},
		{**household.as_dict(), **_dates(household, "residence_since", "isee_expiry")},
		members_on(household, day),
		frappe.db.get_value(
			"Municipality", household.residence_municipality, ["name", "province", "region"], as_dict=True
		)
		or {},
		frappe.get_all(
			"Agreement Municipality", filters={"parent": referral.agreement}, pluck="municipality"
		),
		action_is_open(referral.action, day),
	)


def members_on(household: Document, day: date) -> list[dict[str, Any]]:
	"""The persons in the household on the day, with what the rules may ask of them."""
	rows = {
		row.person: row.is_reference
		for row in household.members
		if valid_on(
			day,
			getdate(row.from_date) if row.from_date else None,
			getdate(row.to_date) if row.to_date else None,
		)
	}
	persons = (
		frappe.get_all("Person", filters={"name": ["in", list(rows)]}, fields=PERSON_FIELDS) if rows else []
	)
	return [{**person, "is_reference": rows[person["name"]]} for person in persons]


def action_is_open(action: str, day: date) -> bool:
	"""Whether the day lies in the dates of the action, or of its agreement where the action has none, and before the
	fund of the action was used up (R9).
	"""
	dates = frappe.db.get_value(
		"Agreement Action", action, ["agreement", "start_date", "end_date", "exhausted_on"], as_dict=True
	)
	if dates.exhausted_on and day >= getdate(dates.exhausted_on):
		return False
	agreement = frappe.db.get_value(
		"Service Agreement", dates.agreement, ["start_date", "end_date"], as_dict=True
	)
	return valid_on(day, dates.start_date or agreement.start_date, dates.end_date or agreement.end_date)


def rules_of(action: str) -> list[eligibility.Rule]:
	"""The enabled rules of an action, of whatever period."""
	rows = frappe.get_all(
		"Eligibility Rule",
		filters={"action": action, "enabled": 1},
		fields=[
			"name", "title", "met_when", "applies_when", "outcome_when_not_met", "message", "commission_may_override",
			"sequence", "valid_from", "valid_to",
		],
		order_by="sequence asc, name asc",
	)  # fmt: skip
	return [as_rule(row) for row in rows]


def months_before_execution() -> Callable[[Mapping[str, Any]], int | None]:
	"""Gives, for a referral (agreement, action, referral_date), the calendar months by which it should come
	before the execution; None where no threshold of that key holds (R27).
	"""
	rows = thresholds_by_name().values()

	def months(case: Mapping[str, Any]) -> int | None:
		day = getdate(case["referral_date"])
		value = thresholds.in_force(rows, day, case["agreement"], case["action"]).get(MONTHS_BEFORE_EXECUTION)
		return None if value is None else int(value)

	return months


def as_rows(checks: list[eligibility.Check]) -> list[dict[str, Any]]:
	"""The checks as rows of the referral. What reveals special-category data goes to a field at the reserved
	level (R52).
	"""
	return [_as_row(check) for check in checks]


def as_rule(row: Any) -> eligibility.Rule:
	"""A document or row of Eligibility Rule as the rules know it."""
	return eligibility.Rule(
		name=row.name,
		title=row.title,
		met_when=row.met_when,
		applies_when=row.applies_when or "",
		effect=row.outcome_when_not_met,
		message=row.message,
		may_override=bool(row.commission_may_override) and row.outcome_when_not_met == eligibility.REFUSE,
		sequence=cint(row.sequence),
		valid_from=getdate(row.valid_from) if row.valid_from else None,
		valid_to=getdate(row.valid_to) if row.valid_to else None,
	)


def _as_row(check: eligibility.Check) -> dict[str, Any]:
	message = _message(check)
	row = {
		"rule": check.rule.name,
		"rule_title": check.rule.title,
		"outcome": check.outcome,
		"message": message,
		"effect": check.rule.effect,
		"may_be_overridden": int(check.blocks and check.rule.may_override),
		"reserved_message": "",
	}
	if check.special:
		row["rule_title"] = _stored(_("Reserved criterion", lang=site_language()))
		row["message"] = ""
		row["reserved_message"] = ": ".join(part for part in (check.rule.title, message) if part)
	return row


def _message(check: eligibility.Check) -> str:
	if check.outcome == eligibility.NOT_MET:
		return check.rule.message
	if check.error:
		return _("The rule cannot be evaluated: {0}", lang=site_language()).format(check.error)
	if check.missing_thresholds:
		return _("No threshold in force on the referral date: {0}", lang=site_language()).format(
			", ".join(check.missing_thresholds)
		)
	if check.missing:
		labels = [_(facts.BY_NAME[name].label, lang=site_language()).lower() for name in check.missing]
		return _("Missing: {0}", lang=site_language()).format(", ".join(labels))
	return ""


def site_language() -> str:
	"""The language of texts that are stored for everybody, whoever saves."""
	return frappe.db.get_single_value("System Settings", "language") or "it"


def _stored(text: str) -> str:
	return text[:140]


def _dates(doc: Document, *fields: str) -> dict[str, date | None]:
	return {field: getdate(doc.get(field)) if doc.get(field) else None for field in fields}


def thresholds_by_name() -> dict[str, thresholds.Threshold]:
	"""Every dated value, by the name of its document."""
	rows = frappe.get_all(
		"Threshold",
		fields=["name", "threshold_key", "value", "valid_from", "valid_to", "agreement", "action"],
		order_by="name asc",
	)
	return {row.name: as_threshold(row) for row in rows}


def as_threshold(row: Any) -> thresholds.Threshold:
	"""A document or row of Threshold as the rules know it."""
	return thresholds.Threshold(
		row.threshold_key,
		flt(row.value),
		getdate(row.valid_from) if row.valid_from else None,
		getdate(row.valid_to) if row.valid_to else None,
		row.agreement or None,
		row.action or None,
	)
