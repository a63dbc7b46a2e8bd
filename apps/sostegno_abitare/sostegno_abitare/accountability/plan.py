"""The plan of an agreement as a whole: what is not planned yet, and how its limits stand (R2, R6, R9, VA-15)."""

from dataclasses import dataclass, field
from typing import Any

import frappe
from frappe import _
from sostegno_abitare.accountability import budget
from sostegno_abitare.ledgers import budget as ledger
from sostegno_abitare.programme.amounts import euro
from sostegno_abitare.rules import plan as rules
from sostegno_abitare.rules.ledgers import PUBLIC
from sostegno_abitare.rules.money import cents

BALANCED, TO_COMPLETE = "Balanced", "To Complete"
TERMS = (
	"own_share_percent",
	"own_share_base",
	"indirect_cap_percent",
	"indirect_cap_base",
	"figurative_counts",
	"figurative_cap_percent",
)


class PlanLimitError(frappe.ValidationError):
	"""A plan moved so that the own share or the indirect costs leave their limits (R6)."""


@dataclass(frozen=True)
class Verdict:
	"""How a plan stands: action -> cents of its budget that no row plans, limits, and rows that lack something."""

	unplanned: dict[str, int]
	own: rules.Limit
	counted: rules.Counted
	indirect: rules.Limit
	incomplete: list[str] = field(default_factory=list)

	@property
	def own_short(self) -> int:
		"""Cents that the partner does not bring yet."""
		return max(self.own.bound - self.own.cents, 0) if self.own.percent else 0

	@property
	def indirect_over(self) -> int:
		"""Cents of indirect costs beyond their limit."""
		return max(self.indirect.cents - self.indirect.bound, 0) if self.indirect.percent else 0

	@property
	def balanced(self) -> bool:
		"""Whether nothing is to be done."""
		return not (any(self.unplanned.values()) or self.own_short or self.indirect_over or self.incomplete)


def room_in_action(action: str, whole: float | None = None) -> int:
	"""Cents of the budget of an action (or of `whole` euros) that no row plans yet; under the lock."""
	planned = ledger.totals((), current=True, action=action, share=PUBLIC, kind=budget.APPROVING)
	if whole is None:
		whole = frappe.db.get_value("Agreement Action", action, "budget", for_update=True)
	return cents(whole) - sum(planned.values())


def verdict(agreement: str, current: bool = False) -> Verdict:
	"""How the plan of an agreement stands, all its rows counted."""
	sums = ledger.totals(
		("action", "cost_category", "share"), current=current, agreement=agreement, kind=budget.APPROVING
	)
	budgets = frappe.get_all(
		"Agreement Action", filters={"agreement": agreement}, fields=["name", "budget"], order_by="name asc"
	)
	planned: dict[str, int] = {}
	for (action, _category, share), amount in sums.items():
		if share == PUBLIC:
			planned[action] = planned.get(action, 0) + amount
	parts, terms = parts_of(sums), terms_of(agreement)
	own, counted = rules.own_share(parts, terms)
	return Verdict(
		{row.name: cents(row.budget) - planned.get(row.name, 0) for row in budgets},
		own,
		counted,
		rules.indirect(parts, terms),
		incomplete_rows(agreement),
	)


def parts_of(sums: dict[tuple[Any, ...], int]) -> list[rules.Part]:
	"""(action, cost category, share) -> cents, as the limits are counted on them."""
	kinds = {
		row.name: row
		for row in frappe.get_all(
			"Cost Category", fields=["name", "is_indirect", "is_staff"], limit_page_length=0
		)
	}
	return [
		rules.Part(share, amount, bool(kinds[category].is_indirect), bool(kinds[category].is_staff))
		for (_action, category, share), amount in sums.items()
	]


def terms_of(agreement: str) -> rules.Terms:
	"""The limits that an agreement sets on its plan."""
	row = frappe.db.get_value("Service Agreement", agreement, TERMS, as_dict=True)
	return rules.Terms(
		row.own_share_percent or 0,
		row.own_share_base or "Whole Plan",
		row.indirect_cap_percent or 0,
		row.indirect_cap_base or "Direct Costs",
		bool(row.figurative_counts),
		row.figurative_cap_percent or 0,
	)


def incomplete_rows(agreement: str) -> list[str]:
	"""Rows that name no activity, or figurative value without method and basis (VA-15, BO-04)."""
	rows = frappe.get_all(
		"Budget Row",
		filters={"agreement": agreement, "docstatus": 1},
		fields=[
			"name",
			"nature",
			"activity",
			"valuation_method",
			"valuation_basis",
			"source_document",
			"total",
		],
		order_by="name asc",
		limit_page_length=0,
	)
	return [
		row.name
		for row in rows
		if row.total
		and (
			not row.activity
			or (
				row.nature == "Figurative"
				and not (row.valuation_method and (row.valuation_basis or row.source_document))
			)
		)
	]


def check_limits(agreement: str, before: Verdict) -> None:
	"""Rows that were moved leave the plan no further from its limits than it was (R6); under the lock. Raises
	PlanLimitError.
	"""
	found = verdict(agreement, current=True)
	if found.own_short > before.own_short or found.indirect_over > before.indirect_over:
		frappe.throw(" ".join(sentences(found)), PlanLimitError)


def shown(percent: float) -> str:
	"""A percentage without decimals that say nothing."""
	return f"{percent:g}"


def sentences(found: Verdict) -> list[str]:
	"""What is to be done, in the reader's language."""
	texts = [
		_("Action {0}: {1} of its budget are not planned yet").format(action, euro(amount))
		if amount > 0
		else _("Action {0}: {1} more than its budget are planned").format(action, euro(-amount))
		for action, amount in found.unplanned.items()
		if amount
	]
	if found.own_short:
		texts.append(
			_("Own share: {0} of {1} % on {2}; {3} are missing").format(
				euro(found.own.cents), shown(found.own.percent), euro(found.own.base), euro(found.own_short)
			)
		)
	if found.indirect_over:
		texts.append(
			_("Indirect costs: {0}, and {1} % of {2} allow {3}").format(
				euro(found.indirect.cents),
				shown(found.indirect.percent),
				euro(found.indirect.base),
				euro(found.indirect.bound),
			)
		)
	if found.incomplete:
		texts.append(
			_("Rows without activity, or without method and basis of their value: {0}").format(
				", ".join(found.incomplete)
			)
		)
	return texts


def limits(found: Verdict) -> list[str]:
	"""How the limits that the agreement sets are kept, in the reader's language; nothing where it sets none (R6)."""
	texts = []
	if found.own.percent:
		texts.append(
			_("Own share {0}, of which {1} figurative; at least {2}, that is {3} % of {4}").format(
				euro(found.own.cents),
				euro(found.counted.figurative_counted),
				euro(found.own.bound),
				shown(found.own.percent),
				euro(found.own.base),
			)
		)
	if found.indirect.percent:
		texts.append(
			_("Indirect costs {0}; at most {1}, that is {2} % of {3}").format(
				euro(found.indirect.cents),
				euro(found.indirect.bound),
				shown(found.indirect.percent),
				euro(found.indirect.base),
			)
		)
	return texts


def follow(agreement: str) -> None:
	"""Writes on the agreement whether its plan is balanced, for lists and cards."""
	planned = ledger.totals((), agreement=agreement, kind=budget.APPROVING)
	state = (BALANCED if verdict(agreement).balanced else TO_COMPLETE) if planned.get((), 0) else ""
	if (frappe.db.get_value("Service Agreement", agreement, "plan_state") or "") != state:
		frappe.db.set_value("Service Agreement", agreement, "plan_state", state, update_modified=False)
