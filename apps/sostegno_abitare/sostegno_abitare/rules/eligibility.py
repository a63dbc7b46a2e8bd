"""Eligibility of a referral: rules and thresholds of a day applied to its facts (EM-03, EM-12, VA-01;
R26-R28, R34).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from .expressions import Expression, ExpressionError, names_for, parse
from .periods import valid_on

MET, NOT_MET, MISSING = "Met", "Not Met", "Missing Data"
REFUSE, WARN, ASK = "Refuse", "Warn", "Ask for Data"
ELIGIBLE, OVERRIDDEN, NOT_ELIGIBLE, INCOMPLETE = (
	"Eligible",
	"Eligible with Override",
	"Not Eligible",
	"Incomplete",
)

Evaluator = Callable[[str, dict[str, Any]], Any]
"""Runs one expression over the names it may see, in the host's sandbox."""


@dataclass(frozen=True)
class Rule:
	"""A rule as its administrator wrote it."""

	name: str
	title: str
	met_when: str
	applies_when: str = ""
	effect: str = REFUSE
	message: str = ""
	may_override: bool = False
	sequence: int = 0
	valid_from: date | None = None
	valid_to: date | None = None


@dataclass(frozen=True)
class Check:
	"""What a rule said: `missing` are the facts, `missing_thresholds` the values that were not known, `error`
	a failure of the expression itself.
	"""

	rule: Rule
	outcome: str
	special: bool = False
	missing: tuple[str, ...] = ()
	missing_thresholds: tuple[str, ...] = ()
	error: str = ""

	@property
	def blocks(self) -> bool:
		"""Not met, and meant to refuse."""
		return self.outcome == NOT_MET and self.rule.effect == REFUSE

	@property
	def asks(self) -> bool:
		"""Nothing can be decided before somebody gives the data."""
		return (self.outcome == MISSING and self.rule.effect != WARN) or (
			self.outcome == NOT_MET and self.rule.effect == ASK
		)


def evaluate(
	rules: Iterable[Rule],
	facts: Mapping[str, Any],
	thresholds: Mapping[str, float],
	day: date,
	run: Evaluator,
) -> list[Check]:
	"""A check for every rule valid on the day that applies to the facts, in the rules' own order."""
	in_force = (rule for rule in rules if valid_on(day, rule.valid_from, rule.valid_to))
	checks = (
		_checked(rule, facts, thresholds, run)
		for rule in sorted(in_force, key=lambda rule: (rule.sequence, rule.name))
	)
	return [check for check in checks if check]


def overall(checks: Iterable[Check], overridden: bool = False) -> str:
	"""The verdict. What the Commission may not override refuses even where data are missing; the rest waits
	for the data.
	"""
	checks = list(checks)
	blocking = [check for check in checks if check.blocks]
	if any(not check.rule.may_override for check in blocking):
		return NOT_ELIGIBLE
	if any(check.asks for check in checks):
		return INCOMPLETE
	if not blocking:
		return ELIGIBLE
	return OVERRIDDEN if overridden else NOT_ELIGIBLE


def may_be_overridden(checks: Iterable[Check]) -> bool:
	"""Whether a reason written by the Commission would make the referral eligible."""
	checks = list(checks)
	return overall(checks) == NOT_ELIGIBLE and overall(checks, overridden=True) == OVERRIDDEN


def _checked(
	rule: Rule, facts: Mapping[str, Any], thresholds: Mapping[str, float], run: Evaluator
) -> Check | None:
	try:
		condition = parse(rule.met_when)
		applies = parse(rule.applies_when) if rule.applies_when.strip() else None
	except ExpressionError as error:  # the language of the rules has changed since it was saved
		return Check(rule, MISSING, special=True, error=str(error))
	special = condition.special or bool(applies and applies.special)
	if applies:
		verdict, problem = _value(applies, facts, thresholds, run)
		if verdict is False:
			return None
		if verdict is None:
			return Check(rule, MISSING, special, **problem)
	verdict, problem = _value(condition, facts, thresholds, run)
	if verdict is None:
		return Check(rule, MISSING, special, **problem)
	return Check(rule, MET if verdict else NOT_MET, special)


def _value(
	expression: Expression, facts: Mapping[str, Any], thresholds: Mapping[str, float], run: Evaluator
) -> tuple[bool | None, dict[str, Any]]:
	absent = tuple(sorted(expression.thresholds - set(thresholds)))
	if absent:
		return None, {"missing_thresholds": absent}
	try:
		return bool(run(expression.text, names_for(facts, thresholds))), {}
	except Exception as error:  # an unknown fact, or a failure; the host's sandbox may wrap either
		unknown = _unknown(expression, facts)
		return None, {"missing": unknown} if unknown else {"error": f"{type(error).__name__}: {error}"}


def _unknown(expression: Expression, facts: Mapping[str, Any]) -> tuple[str, ...]:
	return tuple(sorted(name for name in expression.facts if facts.get(name) is None))
