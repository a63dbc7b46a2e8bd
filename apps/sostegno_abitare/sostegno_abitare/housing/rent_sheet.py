"""What the letters on arrears and the repayment plans ask for beside their document (hook `jinja`), as who prints
may read it.
"""

from typing import Any

import frappe
from frappe.utils import formatdate, getdate
from sostegno_abitare import reporting
from sostegno_abitare.housing import dues
from sostegno_abitare.housing.contract_sheet import sa_contract_sheet, sa_tenant
from sostegno_abitare.housing.contracts import SUBLEASE


def sa_rents(sublease: str) -> dict[str, Any]:
	"""Parties and home of a sublease: `lessee`, `unit`, `tenant` (empty for who reads no names); and `open`, the overdue dues of today, each with month, due_date, amount, left and reference."""
	contract = frappe.get_doc(SUBLEASE, sublease)
	contract.check_permission("read")
	sheet = sa_contract_sheet(contract)
	today = getdate()
	late = [due for due in dues.open_dues(SUBLEASE, sublease) if due.cents > 0 and due.due_date < today]
	return {
		"lessee": sheet["lessee"],
		"unit": sheet["unit"],
		"tenant": sa_tenant(contract),
		"open": _shown({due.name: due.cents / 100 for due in late}),
		"total": sum(due.cents for due in late) / 100,
	}


def sa_dues(rows: list[Any]) -> list[dict[str, Any]]:
	"""The dues of a repayment agreement (its rows), in the same form: what is left is what it covers."""
	return _shown({row.rent_due: row.open_amount for row in rows})


def _shown(left: dict[str, float]) -> list[dict[str, Any]]:
	rows = reporting.every(
		"Rent Due",
		["name", "period_from", "due_date", "amount", "payment_reference"],
		{"name": ["in", list(left) or [""]]},
		order_by="due_date asc, name asc",
	)
	return [
		{
			"month": formatdate(row.period_from, "MM/yyyy"),
			"due_date": formatdate(row.due_date),
			"amount": row.amount,
			"left": left[row.name],
			"reference": row.payment_reference,
		}
		for row in rows
	]
