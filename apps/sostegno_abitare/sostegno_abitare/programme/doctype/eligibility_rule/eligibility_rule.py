from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from sostegno_abitare.intake.eligibility import run
from sostegno_abitare.programme.validity import validate_order, validate_sources
from sostegno_abitare.rules.eligibility import REFUSE
from sostegno_abitare.rules.expressions import (
	FUNCTIONS,
	THRESHOLD,
	USAGE,
	Expression,
	ExpressionError,
	names_for,
	parse,
)
from sostegno_abitare.rules.facts import FACTS


class InvalidExpressionError(frappe.ValidationError):
	"""An expression that cannot be run: what is wrong, and with which word."""


class EligibilityRule(Document):
	"""A rule of access to an action, written and dated by an administrator."""

	def validate(self) -> None:
		"""The rules of a rule."""
		validate_sources(self)
		validate_order(self, "valid_from", "valid_to")
		self.clear_override_of_mild_rules()
		self.validate_expressions()

	def clear_override_of_mild_rules(self) -> None:
		"""Only what refuses can be overridden."""
		if self.outcome_when_not_met != REFUSE:
			self.commission_may_override = 0

	def validate_expressions(self) -> None:
		"""Both expressions can be run; they are tried on a sample household."""
		expressions = [
			self._checked(field) for field in ("applies_when", "met_when") if (self.get(field) or "").strip()
		]
		self.special_category = int(any(expression.special for expression in expressions))
		self._warn_of_unknown_thresholds({key for expression in expressions for key in expression.thresholds})

	def _checked(self, field: str) -> Expression:
		try:
			expression = parse(self.get(field))
			run(expression.text, names_for(SAMPLE, dict.fromkeys(expression.thresholds, 1.0)))
		except ExpressionError as error:
			self._refuse(field, explain(error))
		except Exception as error:  # the host's sandbox raises errors of its own
			self._refuse(field, _("tried on a sample it fails: {0}").format(_words(error)))
		return expression

	def _refuse(self, field: str, reason: str) -> None:
		frappe.throw(f"{frappe.bold(_(self.meta.get_label(field)))}: {reason}", InvalidExpressionError)

	def _warn_of_unknown_thresholds(self, keys: set[str]) -> None:
		unknown = [key for key in sorted(keys) if not frappe.db.exists("Threshold", {"threshold_key": key})]
		if unknown:
			frappe.msgprint(
				_("No threshold has this key yet, the rule asks for data until there is one: {0}").format(
					", ".join(unknown)
				),
				indicator="orange",
				alert=True,
			)


SAMPLE: dict[str, Any] = {fact.name: fact.sample for fact in FACTS}


def explain(error: ExpressionError) -> str:
	"""What is wrong with an expression, and what to write instead."""
	known = ", ".join([THRESHOLD, *FUNCTIONS])
	return {
		"syntax": _("the expression cannot be read at: {0}"),
		"length": _("longer than {0} characters"),
		"construct": _("{0} is not allowed: compare facts, numbers and texts, with and, or, not"),
		"arithmetic": _("texts and lists can be compared, not calculated with: {0}"),
		"name": _("{0} is not a fact: see the list in the tab Facts; texts go between quotes"),
		"function": _("{0} is not a known function: use {1}"),
		"threshold": _('a threshold is named by its key between quotes, as in threshold("isee_max"): {0}'),
	}[error.reason].format(error.detail, known)


def _words(error: Exception) -> str:
	"""What went wrong, in the reader's language where it is one of the usual faults; else the host's words."""
	causes = (error, error.__cause__, error.__context__)
	if any(isinstance(cause, TypeError) for cause in causes):
		return _("it compares what does not go together, such as a text with a number")
	if any(isinstance(cause, ZeroDivisionError) for cause in causes):
		return _("it divides by zero")
	return str(error)


@frappe.whitelist()
def list_facts() -> list[dict[str, str]]:
	"""The facts a rule can use, labelled in the reader's language, and the functions."""
	frappe.has_permission("Eligibility Rule", throw=True)
	facts = [(fact.name, fact.label, KINDS[type(fact.sample).__name__]) for fact in FACTS]
	functions = [(usage, meaning, "function") for usage, meaning in USAGE.items()]
	return [{"name": name, "label": _(label), "kind": _(kind)} for name, label, kind in (*facts, *functions)]


KINDS = {
	"str": "text",
	"int": "number",
	"float": "amount",
	"bool": "yes or no",
	"date": "date",
	"function": "function",
}
