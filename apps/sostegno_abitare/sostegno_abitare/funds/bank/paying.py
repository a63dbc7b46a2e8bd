"""What waits to be paid from an account, for an order to be made of it."""

from typing import Any

import frappe
from frappe.utils import getdate
from sostegno_abitare.funds.bank.kinds import ORDERED
from sostegno_abitare.funds.bank.orders import ITEM


@frappe.whitelist()
def due(account: str, until: str) -> list[dict[str, Any]]:
	"""What is due by a day and in no order yet, the oldest first, as rows of a batch; what the reader may read."""
	doc = frappe.get_doc("Dedicated Account", account)
	doc.check_permission("read")
	ordered = set(
		frappe.get_all(ITEM, filters={"live_key": ["is", "set"]}, pluck="live_key", limit_page_length=0)
	)
	found = [
		(day, kind, name, amount)
		for kind, settler in ORDERED.items()
		for day, name, amount in settler.due(doc, getdate(until))
		if f"{kind}/{name}" not in ordered
	]
	return [
		{"source_type": kind, "source": name, "amount": amount / 100}
		for _day, kind, name, amount in sorted(found)
	]
