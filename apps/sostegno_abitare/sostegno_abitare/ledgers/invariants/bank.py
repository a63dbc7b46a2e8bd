"""What must hold of the bank: statements, what their movements registered, orders of payment."""

from collections.abc import Iterator

import frappe
from sostegno_abitare.rules import invariants as rules
from sostegno_abitare.rules.invariants import Finding, euros
from sostegno_abitare.rules.money import cents

# What registers a movement as an amount of its own.
REGISTERS = ("Rent Payment", "Guarantee Repayment", "Claim Payment")


def statements() -> Iterator[Finding]:
	"""Opening balance and movements of what was taken in, against the closing balance."""
	rows = frappe.get_all(
		"Bank Statement",
		filters={"docstatus": 1},
		fields=["name", "opening_balance", "credits", "debits", "closing_balance"],
		limit_page_length=0,
	)
	yield from rules.same_sums(
		"Bank Statement",
		{(row.name,): cents(row.opening_balance) + cents(row.credits) + cents(row.debits) for row in rows},
		{(row.name,): cents(row.closing_balance) for row in rows},
	)


def matched() -> Iterator[Finding]:
	"""What a movement is said to be, against the movement."""
	rows = frappe.get_all(
		"Bank Movement", filters={"state": "Matched"}, fields=["name", "amount"], limit_page_length=0
	)
	told = frappe.db.sql(
		"select `part`.`parent`, sum(`part`.`amount`) from `tabBank Match` `part` join `tabBank Movement` `movement`"
		" on `movement`.`name` = `part`.`parent` where `movement`.`state` = 'Matched' group by `part`.`parent`"
	)
	expected = {(row.name,): cents(row.amount) for row in rows}
	yield from rules.same_sums("Bank Movement", {(name,): cents(total) for name, total in told}, expected)


def registered() -> Iterator[Finding]:
	"""What a movement registered stands, with its amount."""
	for doctype in REGISTERS:
		rows = frappe.db.sql(
			"select `part`.`parent`, abs(`part`.`amount`), abs(`made`.`amount`), `made`.`docstatus`"
			" from `tabBank Match` `part` join `tabBank Movement` `movement` on `movement`.`name` = `part`.`parent`"
			f" left join `tab{doctype}` `made` on `made`.`name` = `part`.`made`"
			" where `movement`.`state` = 'Matched' and `part`.`made_type` = %s",
			(doctype,),
		)
		for name, asked, made, docstatus in rows:
			stands = cents(made) if docstatus == 1 else 0
			if stands != cents(asked):
				yield Finding("Bank Movement", name, euros(stands), euros(cents(asked)))


def ordered_once() -> Iterator[Finding]:
	"""What is to be paid waits in one order alone."""
	rows = frappe.db.sql(
		"select `source_type`, `source`, count(*) from `tabPayment Batch Item`"
		" where `docstatus` < 2 and `status` = 'Waiting'"
		" group by `source_type`, `source` having count(*) > 1"
	)
	for source_type, source, count in rows:
		yield Finding(source_type, source, str(count), "1")
