"""The payments that an account waits for, for its movements to be told by."""

from typing import Any

import frappe
from sostegno_abitare.funds.bank.kinds import ORDERED, SETTLERS
from sostegno_abitare.funds.bank.orders import ITEM, WAITING
from sostegno_abitare.rules.matching_bank import Candidate


def candidates(account: Any) -> list[Candidate]:
	"""All that may come to an account, or leave it. What was ordered is waited for by its order alone."""
	ordered = {
		(row.source_type, row.source)
		for row in frappe.get_all(
			ITEM,
			filters={"docstatus": 1, "status": WAITING, "source_type": ["in", list(ORDERED)]},
			fields=["source_type", "source"],
			limit_page_length=0,
		)
	}
	return [
		candidate
		for settler in SETTLERS.values()
		for candidate in settler.waiting(account)
		if candidate.cents > 0 or candidate.key[:2] not in ordered
	]
