"""Versions of the plan of an agreement, and what may be moved between its rows (R7)."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import frappe
from frappe import _
from sostegno_abitare.accountability import budget, plan
from sostegno_abitare.housing.dated_values import in_force
from sostegno_abitare.ledgers import budget as ledger
from sostegno_abitare.programme.amounts import euro
from sostegno_abitare.rules import reallocation
from sostegno_abitare.rules.ledgers import PUBLIC, REALLOCATED
from sostegno_abitare.rules.money import cents
from sostegno_abitare.rules.reallocation import Macro, Move

TOLERANCE = "budget_reallocation_percent"
ALWAYS = "Always by Approval"


@dataclass(frozen=True)
class Judgement:
	"""Why a reallocation needs approval (nothing: it does not), by what macro-items change, and the tolerance."""

	reasons: list[str]
	changes: list[str]
	percent: float


def versions(agreement: str, standing: Sequence[int] = (1,), current: bool = False) -> list[Any]:
	"""The reallocations of an agreement (name, version, effective_on, kind), the last first: those in force, or also
	cancelled ones. `current`: as they are now, after a lock, whatever the transaction read before.
	"""
	return frappe.db.sql(
		"select `name`, `version`, `effective_on`, `kind` from `tabBudget Reallocation`"
		" where `agreement` = %(agreement)s and `docstatus` in %(standing)s order by `version` desc"
		+ (" for update" if current else ""),
		{"agreement": agreement, "standing": tuple(standing)},
		as_dict=True,
	)


def last_version(agreement: str, standing: Sequence[int] = (1,), current: bool = False) -> Any:
	"""The last of them; None where the plan is the initial one."""
	found = versions(agreement, standing, current)
	return found[0] if found else None


def judge(agreement: str, day: date, moves: Sequence[Move], current: bool = False) -> Judgement:
	"""Whether moves are within the tolerance of the macro-items, counted with all that was moved freely since the last
	approved version, and within the actions (R7).
	"""
	percent = in_force(day, agreement, "").get(TOLERANCE, 0)
	base, since = standing(agreement, current)
	together = reallocation.changes([*since, *moves])
	over = reallocation.over_tolerance(base, together, percent)
	reasons = []
	if frappe.db.get_value("Service Agreement", agreement, "reallocation_approval") == ALWAYS:
		reasons.append(_("The agreement has every reallocation approved"))
	across = reallocation.between_actions(moves)
	if across:
		reasons.append(_("It moves budget between actions: {0}").format(", ".join(sorted(across))))
	reasons += [
		_("{0}: {1} on {2}, and {3} % allow {4}").format(
			_called(row.macro), euro(row.changed), euro(row.base), plan.shown(percent), euro(row.allowed)
		)
		for row in over
	]
	beyond = {row.macro for row in over}
	changed: dict[Macro, int] = defaultdict(int)
	for (macro, _share), amount in together.items():
		changed[macro] += amount
	changes = [
		_("{0}: {1} on {2}").format(_called(macro), euro(amount), euro(base.get(macro, 0)))
		for macro, amount in sorted(changed.items())
		if amount and macro not in beyond
	]
	return Judgement(reasons, changes, percent)


def standing(agreement: str, current: bool = False) -> tuple[dict[Macro, int], list[Move]]:
	"""What the macro-items had in the last approved version, and what was moved freely since, in all."""
	free = []
	for row in versions(agreement, current=current):
		if row.kind == "By Approval":
			break
		free.append(row.name)
	moved = ledger.totals(
		("action", "cost_category", "share"),
		current=current,
		agreement=agreement,
		kind=REALLOCATED,
		source_name=free,
	)
	since = [
		Move("", (action, category), share, amount) for (action, category, share), amount in moved.items()
	]
	sums = ledger.totals(
		("action", "cost_category"), current=current, agreement=agreement, kind=budget.APPROVING
	)
	base: dict[Macro, int] = {(action, category): amount for (action, category), amount in sums.items()}
	for move in since:
		base[move.macro] = base.get(move.macro, 0) - move.cents
	return base, since


def move_budgets(agreement: str, source: str, moves: Sequence[Move]) -> None:
	"""Public money moved between actions changes their budgets, so that each goes on being what its rows add up to,
	and all of them the total of the agreement (R2). The page of each action says which document did it.
	"""
	by_action: dict[str, int] = defaultdict(int)
	for move in moves:
		if move.share == PUBLIC:
			by_action[move.macro[0]] += move.cents
	for action, amount in sorted(by_action.items()):
		if amount:
			doc = frappe.get_doc("Agreement Action", action)
			doc.budget = (cents(doc.budget) + amount) / 100
			doc.flags.in_reallocation = True
			doc.save(ignore_permissions=True)
			doc.add_comment(
				"Info", _("Budget changed by {0} through reallocation {1}").format(euro(amount), source)
			)


def _called(macro: Macro) -> str:
	return f"{macro[0]} {frappe.db.get_value('Cost Category', macro[1], 'title') or macro[1]}"
