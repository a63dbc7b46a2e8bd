"""What is owed on contracts: the dues asked for, less what submitted payments laid on them. Never stored: a month
is paid or unpaid by these sums alone.

A due is a row of kind Rent; its adjustments count with it. Rows are summed without regard to permissions but
where a condition is given: whoever shows sums of many contracts gives the reader's own.
"""

from datetime import date
from typing import Any

import frappe
from frappe.utils import flt, getdate
from sostegno_abitare.access.conditions import row_condition
from sostegno_abitare.rules.allocation import Open

LAST_DAY = "9999-12-31"
EVERY_ROW = "1=1"
_ROOT = "coalesce(nullif(`tabRent Due`.`adjusts`, ''), `tabRent Due`.`name`)"
_LAID = (
	"`tabRent Allocation` `part` join `tabRent Payment` `payment`"
	" on `payment`.`name` = `part`.`parent` and `payment`.`docstatus` = 1"
)
_OPEN = f"""
	select `due`.`name`, `due`.`contract_type`, `due`.`contract`, `due`.`unit`, `due`.`side`, `due`.`due_date`,
		`due`.`agreement`, `due`.`municipality`, `due`.`case_code`, `sums`.`open`
	from (
		select `root`, sum(`amount`) as `open` from (
			select {_ROOT} as `root`, `amount` from `tabRent Due` where {{condition}}
			union all
			select `part`.`rent_due` as `root`, -`part`.`amount` as `amount` from {_LAID}
			where `payment`.`payment_date` <= %(day)s
			and `part`.`rent_due` in (select `tabRent Due`.`name` from `tabRent Due` where {{condition}})
		) `rows` group by `root` having abs(sum(`amount`)) > 0.001
	) `sums` join `tabRent Due` `due` on `due`.`name` = `sums`.`root`
	order by `due`.`contract_type`, `due`.`contract`, `due`.`due_date`
"""


def lock(contract_type: str, contract: str) -> None:
	"""Holds the contract until the end of the transaction: what its dues and payments decide is decided alone."""
	frappe.db.get_value(contract_type, contract, "name", for_update=True)


def open_dues(contract_type: str, contract: str, but: str | None = None) -> list[Open]:
	"""Each due of a contract with what of it is open, in cents, the oldest first; 0 where it is paid. `but` is a
	payment that does not count. The rows are read as they are now, whatever the transaction read before.
	"""
	values = {"type": contract_type, "contract": contract, "but": but or ""}
	asked = frappe.db.sql(
		f"select {_ROOT}, sum(`amount`), min(`due_date`) from `tabRent Due`"
		f" where `contract_type` = %(type)s and `contract` = %(contract)s group by {_ROOT} for update",
		values,
	)
	laid = dict(
		frappe.db.sql(
			f"select `part`.`rent_due`, sum(`part`.`amount`) from {_LAID}"
			" where `payment`.`contract_type` = %(type)s and `payment`.`contract` = %(contract)s"
			" and `payment`.`name` <> %(but)s group by `part`.`rent_due` for update",
			values,
		)
	)
	found = [
		Open(name, getdate(day), in_cents(total) - in_cents(laid.get(name))) for name, total, day in asked
	]
	return sorted(found, key=lambda row: (row.due_date, row.name))


def asked_for(contract_type: str, contract: str) -> dict[str, int]:
	"""Due of a contract -> what it asks for by now, its adjustments with it, in cents."""
	rows = frappe.db.sql(
		f"select {_ROOT}, sum(`amount`) from `tabRent Due`"
		f" where `contract_type` = %(type)s and `contract` = %(contract)s group by {_ROOT}",
		{"type": contract_type, "contract": contract},
	)
	return {name: in_cents(total) for name, total in rows}


def credit(contract_type: str, contract: str, but: str | None = None) -> int:
	"""Cents that a contract holds in favour of who paid: laid on no due, or on dues that were taken back since."""
	[[left]] = frappe.db.sql(
		"select sum(`unallocated`) from `tabRent Payment` where `docstatus` = 1 and `contract_type` = %(type)s"
		" and `contract` = %(contract)s and `name` <> %(but)s for update",
		{"type": contract_type, "contract": contract, "but": but or ""},
	)
	over = sum(max(-due.cents, 0) for due in open_dues(contract_type, contract, but))
	return in_cents(left) + over


def overdrawn(contract_type: str, contract: str, but: str) -> bool:
	"""Whether, without the payment `but`, more was given back than was paid: on a due, or on account."""
	values = {"type": contract_type, "contract": contract, "but": but}
	ours = (
		"`payment`.`docstatus` = 1 and `payment`.`contract_type` = %(type)s"
		" and `payment`.`contract` = %(contract)s and `payment`.`name` <> %(but)s"
	)
	[[left]] = frappe.db.sql(
		f"select sum(`unallocated`) from `tabRent Payment` `payment` where {ours} for update", values
	)
	laid = frappe.db.sql(
		f"select sum(`part`.`amount`) from {_LAID} where {ours} group by `part`.`rent_due` for update",
		values,
	)
	return any(in_cents(amount) < 0 for amount in (left, *(total for (total,) in laid)))


def open_rows(condition: str | None, day: date | None = None) -> list[Any]:
	"""The dues that are not settled exactly, with `cents` open (less than nothing where more was paid than is
	asked by now), as payments until that day left them. `condition` is on `tabRent Due`.
	"""
	rows = frappe.db.sql(
		_OPEN.format(condition=condition or EVERY_ROW), {"day": str(day or LAST_DAY)}, as_dict=True
	)
	for row in rows:
		row.cents = in_cents(row.open)
	return rows


def readable(**values: Any) -> str | None:
	"""The condition on `tabRent Due` for the rows of the reader with these values; None when nothing is to be
	read at all.
	"""
	user = frappe.session.user
	if not frappe.has_permission("Rent Due", "read"):
		return None
	parts = [
		f"`tabRent Due`.`{field}` = {frappe.db.escape(value)}" for field, value in values.items() if value
	]
	rows = row_condition("Rent Due", user, writing=False)
	return " and ".join([*parts, *([rows] if rows else [])]) or EVERY_ROW


def in_cents(amount: Any) -> int:
	"""A sum of the database in whole cents."""
	return round(flt(amount) * 100)
