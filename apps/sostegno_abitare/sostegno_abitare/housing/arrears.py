"""Arrears of the subleases, and the steps that the ladder asks for against them (VA-01)."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, getdate
from sostegno_abitare.housing import dues
from sostegno_abitare.housing.contracts import CONTRACTS, SUBLEASE
from sostegno_abitare.housing.dated_values import in_force
from sostegno_abitare.housing.doctype.arrears_ladder.arrears_ladder import rungs
from sostegno_abitare.housing.running import commit
from sostegno_abitare.rules import ladder, repayment
from sostegno_abitare.rules.ageing import Age, age
from sostegno_abitare.rules.allocation import Open
from sostegno_abitare.rules.money import cents

GRACE_DAYS, USUAL_GRACE_DAYS = "repayment_grace_days", 10
DUE, DONE, DROPPED = "Due", "Done", "Dropped"


def of_sublease(sublease: str, day: date) -> Age:
	"""The arrears of one sublease."""
	return age(dues.open_dues(SUBLEASE, sublease), day)


@frappe.whitelist()
def standing_of(contract_type: str, contract: str) -> dict[str, Any]:
	"""What is owed on a contract today, in euros, for who reads it and its dues: `arrears`, `not_due`, `credit`,
	`months` unpaid and `oldest`.
	"""
	if contract_type not in CONTRACTS:
		frappe.throw(_("{0} is no contract").format(contract_type), frappe.DoesNotExistError)
	frappe.has_permission(contract_type, "read", doc=contract, throw=True)
	frappe.has_permission("Rent Due", "read", throw=True)
	found = age(dues.open_dues(contract_type, contract), getdate())
	return {
		"arrears": found.arrears / 100,
		"not_due": found.not_due / 100,
		"credit": dues.credit(contract_type, contract) / 100,
		"months": found.months,
		"oldest": found.oldest,
	}


def by_contract(rows: Iterable[Any]) -> dict[tuple[str, str], list[Open]]:
	"""(type, contract) -> its open dues, from rows of `dues.open_rows`."""
	found: dict[tuple[str, str], list[Open]] = defaultdict(list)
	for row in rows:
		found[row.contract_type, row.contract].append(Open(row.name, getdate(row.due_date), row.cents))
	return found


def ask_for_steps() -> int:
	"""Every day: notes the step that is due against the arrears of each sublease, once; gives how many. Dues of a
	repayment agreement that is kept are not counted: they wait for their instalments.
	"""
	today, made = getdate(), 0
	condition = f"`tabRent Due`.`contract_type` = {frappe.db.escape(SUBLEASE)}"
	covered = in_kept_agreements(today)
	for (_type, sublease), owed in by_contract(dues.open_rows(condition)).items():
		found = age([due for due in owed if due.name not in covered], today)
		if found.arrears and _ask(sublease, found, today):
			made += 1
			commit()  # others may write between two
	return made


def in_kept_agreements(day: date) -> set[str]:
	"""The dues that a repayment agreement covers which is kept, or late within its days of grace."""
	kept = [
		agreement
		for agreement in running_agreements()
		if standing(agreement, day).state in (repayment.KEPT, repayment.LATE)
	]
	return {row.rent_due for agreement in kept for row in agreement.dues}


def running_agreements(sublease: str | None = None) -> list[Any]:
	"""The submitted repayment agreements, of one sublease or of all."""
	filters = {"docstatus": 1, **({"sublease": sublease} if sublease else {})}
	names = frappe.get_all(
		"Repayment Agreement", filters=filters, pluck="name", order_by="name asc", limit_page_length=0
	)
	return [frappe.get_doc("Repayment Agreement", name) for name in names]


def standing(agreement: Any, day: date) -> repayment.Standing:
	"""How a repayment agreement stands: what was paid of its dues since it was made, against its instalments, less
	what is no longer asked for.
	"""
	left = {due.name: due.cents for due in dues.open_dues(SUBLEASE, agreement.sublease)}
	taken = no_longer_asked(agreement)
	settled = sum(cents(row.open_amount) - max(left.get(row.rent_due, 0), 0) for row in agreement.dues)
	plan = [(getdate(row.due_date), cents(row.amount)) for row in agreement.instalments]
	grace = in_force(day, agreement.agreement, agreement.action).get(GRACE_DAYS, USUAL_GRACE_DAYS)
	return repayment.standing(repayment.reduced(plan, taken), max(settled - taken, 0), day, cint(grace))


def no_longer_asked(agreement: Any) -> int:
	"""Cents of the dues of a repayment agreement that were taken back since it was made; less than nothing where
	more is asked for.
	"""
	now = dues.asked_for(SUBLEASE, agreement.sublease)
	known = [row for row in agreement.dues if row.asked_amount]
	return sum(cents(row.asked_amount) - now.get(row.rent_due, 0) for row in known)


def next_step(sublease: str, found: Age, day: date, agreement: str | None) -> ladder.Rung | None:
	"""The step that the ladder of the agreement asks for and that was not noted for these arrears."""
	taken = frappe.get_all(
		"Arrears Step",
		filters={"sublease": sublease, "due_on": [">=", found.oldest]},
		pluck="step",
		limit_page_length=0,
	)
	own = ladder.of_agreement(rungs(), agreement or "")
	return ladder.step_due(own, found.days(day), found.arrears, taken)


def _ask(sublease: str, found: Age, today: date) -> bool:
	dues.lock(SUBLEASE, sublease)
	agreement = frappe.db.get_value(SUBLEASE, sublease, "agreement")
	rung = next_step(sublease, found, today, agreement)
	if rung:
		step = {"sublease": sublease, "step": rung.step, "status": DUE, "due_on": today}
		key = f"{sublease}/{found.oldest}/{rung.step}"
		doc = frappe.get_doc({"doctype": "Arrears Step", **step, "ladder_key": key})
		doc.insert(ignore_permissions=True)
	return bool(rung)
