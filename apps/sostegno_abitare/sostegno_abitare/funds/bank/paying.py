"""What waits to be paid from an account, for an order to be made of it."""

from typing import Any

import frappe
from frappe.utils import getdate
from sostegno_abitare.funds.bank.orders import ITEM
from sostegno_abitare.housing import dues


@frappe.whitelist()
def due(account: str, until: str) -> list[dict[str, Any]]:
	"""The open head rents of the account's service that are due by a day and in no order yet, the oldest first: rows
	of a batch. Only what the reader may read.
	"""
	doc = frappe.get_doc("Dedicated Account", account)
	doc.check_permission("read")
	condition = dues.readable(agreement=doc.agreement, side="Payable", municipality=doc.municipality)
	if condition is None:
		return []
	ordered = set(
		frappe.get_all(
			ITEM, filters={"live_key": ["like", "Rent Due/%"]}, pluck="source", limit_page_length=0
		)
	)
	rows = [
		row
		for row in dues.open_rows(condition)
		if row.cents > 0 and getdate(row.due_date) <= getdate(until) and row.name not in ordered
	]
	rows.sort(key=lambda row: (row.due_date, row.name))
	return [{"source_type": "Rent Due", "source": row.name, "amount": row.cents / 100} for row in rows]
