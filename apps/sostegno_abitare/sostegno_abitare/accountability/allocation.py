"""Who bears an expense: its parts by budget row, share and funder, never more than the whole (R1, R5, R17, R22)."""

from collections import Counter
from typing import Any

import frappe
from frappe import _
from frappe.utils import flt
from sostegno_abitare.programme.amounts import euro, whole_cents, whole_number
from sostegno_abitare.programme.validity import label
from sostegno_abitare.rules import vouchers
from sostegno_abitare.rules.money import cents
from sostegno_abitare.rules.vouchers import CREDIT_NOTE, OTHER_FUNDER, PUBLIC, Quotas


class AllocationRowError(frappe.ValidationError):
	"""A part without a budget row of the agreement, or without its funder."""


class OverQuotaError(frappe.ValidationError):
	"""A voucher that would be borne more than once (R17)."""


class NothingAllocatedError(frappe.ValidationError):
	"""An expense submitted before anybody said who bears it."""


class CreditOfOtherRowsError(frappe.ValidationError):
	"""A credit note on rows that its invoice does not stand on."""


def settle(expense: Any) -> None:
	"""Fills amounts that follow from percentages, and checks every part and their sum."""
	fill(expense)
	for row in expense.allocations:
		check_row(expense, row)
	check_quotas(expense)
	check_credit(expense)
	expense.allocated = sum(cents(row.amount) for row in expense.allocations) / 100
	expense.public_amount = sum(cents(row.amount) for row in expense.allocations if row.share == PUBLIC) / 100


def fill(expense: Any) -> None:
	"""Amounts of the rows with a percentage; one row alone, without either, takes the whole base."""
	rows, base = expense.allocations, cents(expense.claimable_base)
	if len(rows) == 1 and not flt(rows[0].percent) and not rows[0].amount:
		rows[0].percent = 100
	for row in rows:
		whole_number(row, "percent", 0, 100)
	by_percent = [row for row in rows if flt(row.percent)]
	parts = vouchers.parts_by_percent(base, [flt(row.percent) for row in by_percent])
	for row, part in zip(by_percent, parts, strict=True):
		row.amount = part / 100
	for row in rows:
		whole_cents(row, "amount", least=1)


def check_row(expense: Any, row: Any) -> None:
	"""A part stands on a cash row of the agreement, submitted, or names another funder."""
	if row.share == OTHER_FUNDER:
		row.budget_row = row.action = row.cost_category = None
		if not (row.other_funder or "").strip():
			_refuse(expense, row, _("name the other funder"))
		return
	row.other_funder = None
	found = frappe.db.get_value(
		"Budget Row",
		row.budget_row or "",
		["agreement", "action", "cost_category", "nature", "docstatus"],
		as_dict=True,
	)
	if not found or found.agreement != expense.agreement:
		_refuse(expense, row, _("choose a budget row of agreement {0}").format(expense.agreement))
	if found.docstatus != 1:
		_refuse(expense, row, _("budget row {0} is not approved yet").format(row.budget_row))
	if found.nature == "Figurative":
		_refuse(expense, row, _("budget row {0} is figurative: nothing is paid on it").format(row.budget_row))
	row.action, row.cost_category = found.action, found.cost_category
	start, end = frappe.db.get_value("Agreement Action", row.action, ["start_date", "end_date"])
	expense.check_day(
		_("{0}, for action {1}").format(label(expense, "voucher_date"), row.action),
		expense.voucher_date,
		start,
		end,
	)


def check_quotas(expense: Any) -> None:
	"""All parts together, here and in other agreements, are no more than the voucher (R17)."""
	own = sum(cents(row.amount) for row in expense.allocations if row.share != OTHER_FUNDER)
	others = sum(cents(row.amount) for row in expense.allocations) - own
	base = cents(expense.claimable_base)
	elsewhere = [] if expense.voucher_kind == CREDIT_NOTE else _elsewhere(expense)
	over = max(own + others - base, vouchers.over_quota(cents(expense.total), Quotas(own, others), elsewhere))
	if over > 0:
		text = _("{0}: the parts are {1} more than the claimable base of {2}; lower them")
		if own + others <= base:
			text = _(
				"{0}: with what other agreements bear of it, the voucher of {2} is exceeded by {1}; lower them"
			)
			base = cents(expense.total)
		frappe.throw(text.format(label(expense, "allocations"), euro(over), euro(base)), OverQuotaError)


def _elsewhere(expense: Any) -> list[int]:
	"""Cents that submitted entries of the same voucher lay on the rows of other agreements, as they are now."""
	rows = frappe.db.sql(
		"select `part`.`amount` from `tabExpense Allocation` `part` join `tabExpense` `expense`"
		" on `expense`.`name` = `part`.`parent` where `expense`.`voucher_hash` = %(hash)s"
		" and `expense`.`docstatus` = 1 and `expense`.`name` <> %(name)s and `part`.`share` <> %(other)s for update",
		{"hash": expense.voucher_hash, "name": expense.name or "", "other": OTHER_FUNDER},
	)
	return [cents(amount) for (amount,) in rows]


def check_credit(expense: Any) -> None:
	"""A credit note gives back to the rows and shares of its invoice, and no more than each bore. Without parts of
	its own it goes by those of the invoice.
	"""
	if expense.voucher_kind != CREDIT_NOTE or not expense.credit_of:
		return
	borne = _by_row([expense.credit_of])
	if not expense.allocations:
		_share_like(expense, borne)
	# As they are now: the ledger is held once the note is submitted.
	notes = frappe.db.get_values(
		"Expense",
		{"credit_of": expense.credit_of, "docstatus": 1, "name": ["!=", expense.name or ""]},
		"name",
		for_update=expense.docstatus == 1,
	)
	given = _by_row([name for (name,) in notes])
	for row in expense.allocations:
		key = (row.budget_row or "", row.share)
		given[key] += cents(row.amount)
		if given[key] > borne[key]:
			frappe.throw(
				_("{0}, row {1}: the invoice lays {2} there, and the notes would give back {3}").format(
					label(expense, "allocations"), row.idx, euro(borne[key]), euro(given[key])
				),
				CreditOfOtherRowsError,
			)


def _by_row(expenses: list[str]) -> Counter[tuple[str, str]]:
	found: Counter[tuple[str, str]] = Counter()
	if expenses:
		for row in frappe.db.get_values(
			"Expense Allocation",
			{"parent": ["in", expenses], "parenttype": "Expense"},
			["budget_row", "share", "amount"],
			as_dict=True,
			for_update=True,
		):
			found[row.budget_row or "", row.share] += cents(row.amount)
	return found


def _share_like(expense: Any, borne: Counter[tuple[str, str]]) -> None:
	own = [(key, amount) for key, amount in borne.items() if key[1] != OTHER_FUNDER]
	laid = min(cents(expense.claimable_base), sum(amount for _key, amount in own))
	parts = vouchers.parts_like(laid, [amount for _key, amount in own])
	for ((budget_row, share), _amount), part in zip(own, parts, strict=True):
		if part:
			expense.append("allocations", {"budget_row": budget_row, "share": share, "amount": part / 100})


def check_whole(expense: Any) -> None:
	"""Raises NothingAllocatedError for an expense that nobody bears."""
	if not expense.allocations:
		frappe.throw(
			_("{0}: choose the budget row that bears the expense").format(label(expense, "allocations")),
			NothingAllocatedError,
		)


def _refuse(expense: Any, row: Any, reason: str) -> None:
	frappe.throw(
		f"{label(expense, 'allocations')}, {_('row {0}').format(row.idx)}: {reason}", AllocationRowError
	)
