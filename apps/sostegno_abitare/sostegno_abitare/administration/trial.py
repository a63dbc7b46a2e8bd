"""Trying a rule or a dated value before it is saved: on one case, and on all that are still open. Nothing is
written.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt, formatdate, getdate
from sostegno_abitare.access.reserved import reads_level
from sostegno_abitare.intake import eligibility
from sostegno_abitare.intake.doctype.referral.states import DECIDED
from sostegno_abitare.rules.eligibility import Check, Rule, overall
from sostegno_abitare.rules.expressions import Expression, parse
from sostegno_abitare.rules.facts import BY_NAME
from sostegno_abitare.rules.periods import valid_on
from sostegno_abitare.rules.thresholds import Threshold

RULE, THRESHOLD = "Eligibility Rule", "Threshold"
MOST_CASES = 300


class ReservedTrialError(frappe.PermissionError):
	"""A rule on special-category data tried by somebody who may not read them: the verdict would tell."""


@dataclass(frozen=True)
class Draft:
	"""A rule or a dated value as it stands on the form, beside those that are stored."""

	doc: Document
	rules: dict[str, list[Rule]]
	dated: dict[str, Threshold]

	def concerns(self, rule: Rule) -> bool:
		"""Whether the rule is the one tried, or uses the value tried."""
		if self.doc.doctype == RULE:
			return rule.name == self.doc.name
		return any(self.doc.threshold_key in read.thresholds for read in expressions_of(rule))

	def stored_rules(self, action: str) -> list[Rule]:
		"""The rules of an action as stored; read once."""
		if action not in self.rules:
			self.rules[action] = eligibility.rules_of(action)
		return self.rules[action]

	def tried_rules(self, action: str) -> list[Rule]:
		"""The rules of an action with the tried one in its place."""
		stored = self.stored_rules(action)
		if self.doc.doctype != RULE:
			return stored
		others = [rule for rule in stored if rule.name != self.doc.name]
		mine = self.doc.enabled and self.doc.action == action
		return [*others, eligibility.as_rule(self.doc)] if mine else others

	def tried_values(self) -> list[Threshold]:
		"""The dated values with the tried one in its place."""
		others = {name: value for name, value in self.dated.items() if name != self.doc.name}
		mine = [eligibility.as_threshold(self.doc)] if self.doc.doctype == THRESHOLD else []
		return [*others.values(), *mine]

	def checks(self, referral: Document, known: dict[str, Any]) -> tuple[list[Check], list[Check]]:
		"""What the rules say of a case: as stored, and as tried."""
		action = referral.action
		return (
			eligibility.evaluate(referral, known, self.stored_rules(action), list(self.dated.values())),
			eligibility.evaluate(referral, known, self.tried_rules(action), self.tried_values()),
		)

	def periods(self) -> list[tuple[date | None, date | None]]:
		"""When the tried one holds, as stored and as tried."""
		stored = frappe.db.get_value(
			self.doc.doctype, self.doc.name, ["valid_from", "valid_to"], as_dict=True
		)
		return [
			(
				getdate(row.valid_from) if row.valid_from else None,
				getdate(row.valid_to) if row.valid_to else None,
			)
			for row in (stored, self.doc)
			if row
		]


@frappe.whitelist(methods=["POST"])
def on_case(doc: str | dict[str, Any], referral: str) -> dict[str, Any]:
	"""One case under the rule or value on the form: {referral, title, day, stored, before, after, checks, facts,
	notes}. `stored` is the verdict the case has, `before` what the stored rules say now, `after` with the draft.
	"""
	draft = _draft(doc)
	case = frappe.get_doc("Referral", referral)
	case.check_permission("read")
	known = eligibility.facts_of(case)
	before, after = draft.checks(case, known)
	return {
		"referral": case.name,
		"title": case.title,
		"day": formatdate(case.referral_date),
		"stored": case.eligibility,
		"before": overall(before),
		"after": overall(after),
		"checks": _told(draft, before, after),
		"facts": _facts(draft, case, known),
		"notes": _notes(draft, case),
	}


@frappe.whitelist(methods=["POST"])
def open_cases(doc: str | dict[str, Any]) -> dict[str, Any]:
	"""The cases not decided yet whose verdict would change, of those the user sees: {looked_at, more, changed:
	[{referral, title, day, before, after}]}. The newest are looked at first, at most MOST_CASES.
	"""
	draft = _draft(doc)
	rows = frappe.get_list(
		"Referral",
		filters={**_scope(draft), "workflow_state": ["not in", DECIDED]},
		fields=["name", "title", "referral_date"],
		order_by="referral_date desc, name desc",
		limit_page_length=MOST_CASES * 10,
	)
	periods = draft.periods()
	rows = [row for row in rows if any(valid_on(getdate(row.referral_date), *period) for period in periods)]
	changed = []
	for row in rows[:MOST_CASES]:
		case = frappe.get_doc("Referral", row.name)
		before, after = (overall(checks) for checks in draft.checks(case, eligibility.facts_of(case)))
		if before != after:
			day = formatdate(row.referral_date)
			changed.append(
				{"referral": row.name, "title": row.title, "day": day, "before": before, "after": after}
			)
	return {"looked_at": min(len(rows), MOST_CASES), "more": len(rows) > MOST_CASES, "changed": changed}


def expressions_of(rule: Rule) -> list[Expression]:
	"""What a rule's expressions use."""
	return [parse(text) for text in (rule.applies_when, rule.met_when) if (text or "").strip()]


def _draft(given: str | dict[str, Any]) -> Draft:
	"""The document on the form, checked as if it were saved. Raises PermissionError for those who may not write
	it, ReservedTrialError for those whom its verdict would tell too much.
	"""
	values = frappe.parse_json(given)
	if not isinstance(values, dict) or values.get("doctype") not in (RULE, THRESHOLD):
		frappe.throw(_("Only rules and dated values can be tried"))
	doctype, name = values["doctype"], str(values.get("name") or "new")
	frappe.has_permission(doctype, "write", throw=True)
	fields = {field.fieldname for field in frappe.get_meta(doctype).fields}
	doc = frappe.get_doc({"doctype": doctype, **{key: values[key] for key in fields if key in values}})
	doc.name = name
	for field in ("valid_from", "action", "met_when") if doctype == RULE else ("valid_from", "threshold_key"):
		if not doc.get(field):
			frappe.throw(_("{0} is needed").format(_(doc.meta.get_label(field))), frappe.MandatoryError)
	if doctype == RULE:
		doc.validate_expressions()
		if doc.special_category and not reads_level("Referral", frappe.session.user):
			frappe.throw(
				_(
					"This rule speaks of special-category data, which you may not read: its verdict would tell them"
				),
				ReservedTrialError,
			)
	else:
		doc.value = flt(doc.value)
	return Draft(doc, {}, eligibility.thresholds_by_name())


def _scope(draft: Draft) -> dict[str, Any]:
	"""The cases that the rule or value can touch, as it is stored or as it stands on the form."""
	stored = frappe.db.get_value(draft.doc.doctype, draft.doc.name, ["action", "agreement"], as_dict=True)
	rows = [row for row in (stored, draft.doc) if row]
	if all(row.action for row in rows):
		return {"action": ["in", sorted({row.action for row in rows})]}
	if all(row.agreement or row.action for row in rows):
		return {"agreement": ["in", sorted({row.agreement for row in rows if row.agreement})]}
	return {}


def _told(draft: Draft, before: list[Check], after: list[Check]) -> list[dict[str, Any]]:
	"""What the rules concerned say, without what special-category data would tell."""
	hidden = not reads_level("Referral", frappe.session.user)
	names = [check.rule.name for check in (*before, *after) if draft.concerns(check.rule)]
	said = [{check.rule.name: check for check in checks} for checks in (before, after)]
	rows = []
	for name in dict.fromkeys(names):
		old, new = said[0].get(name), said[1].get(name)
		shown = new or old
		if shown is None or (shown.special and hidden):
			continue
		row = eligibility.as_rows([shown])[0]
		rows.append(
			{
				"title": shown.rule.title,
				"before": old.outcome if old else "",
				"after": new.outcome if new else "",
				"message": row["reserved_message"] or row["message"],
			}
		)
	return rows


def _facts(draft: Draft, case: Document, known: dict[str, Any]) -> list[dict[str, str]]:
	"""The facts that the rules concerned use, for those who may read the household they come from."""
	if not frappe.has_permission("Household", "read", doc=case.household):
		return []
	used = {
		name
		for rule in draft.tried_rules(case.action)
		if draft.concerns(rule)
		for read in expressions_of(rule)
		for name in read.facts
	}
	hidden = not reads_level("Referral", frappe.session.user)
	return [
		{"name": name, "label": _(fact.label), "value": _shown(known.get(name))}
		for name, fact in BY_NAME.items()
		if name in used and not (fact.special and hidden)
	]


def _shown(value: Any) -> str:
	if value is None:
		return _("not known")
	if isinstance(value, bool):
		return _("Yes") if value else _("No")
	if isinstance(value, date):
		return formatdate(value)
	return _(value) if isinstance(value, str) else str(value)


def _notes(draft: Draft, case: Document) -> list[str]:
	"""Why the rule or value may have no say on this case."""
	doc, day, notes = draft.doc, getdate(case.referral_date), []
	if doc.get("action") and doc.action != case.action:
		notes.append(_("It is for action {0}, the case is of {1}").format(doc.action, case.action))
	if not valid_on(day, *draft.periods()[-1]):
		notes.append(_("It does not hold on the date of the referral, {0}").format(formatdate(day)))
	if doc.doctype == RULE and not doc.enabled:
		notes.append(_("The rule is not enabled"))
	if case.workflow_state in DECIDED:
		notes.append(_("The case is decided: its verdict stays as the Commission saw it"))
	return notes
