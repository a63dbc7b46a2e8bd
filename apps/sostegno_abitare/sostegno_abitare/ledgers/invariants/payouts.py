"""What must hold of what guarantee funds pay, and of what comes back (R45-R49; invariants 1 and 4)."""

from collections.abc import Iterator

import frappe
from sostegno_abitare.ledgers import funds
from sostegno_abitare.rules import guarantees
from sostegno_abitare.rules import invariants as rules
from sostegno_abitare.rules.invariants import Finding
from sostegno_abitare.rules.ledgers import ALLOCATION, DISBURSEMENT, REPAYMENT, WRITE_OFF
from sostegno_abitare.rules.money import cents

PAYMENT, GUARANTEE, PLAN = "Guarantee Disbursement", "Rent Guarantee", "Fund Repayment Plan"
OUT = ("Paid", "Repaying", "Settled", "Written Off")
LIVE = ("Checked", "Approved", *OUT)
_DOCUMENTS = {
	"Fund Allocation": (ALLOCATION, "`docstatus` = 1"),
	"Guarantee Repayment": (REPAYMENT, "`docstatus` = 1"),
	"Fund Write-off": (WRITE_OFF, "`docstatus` = 1"),
	PAYMENT: (DISBURSEMENT, f"`workflow_state` in ({', '.join(repr(state) for state in OUT)})"),
}
_MONTHS = f"""
	select min(`pay`.`name`), `guarantee`.`sublease`, `guarantee`.`lease_registration`, `row`.`month`, count(*)
	from `tabDisbursement Month` `row`
	join `tab{PAYMENT}` `pay` on `pay`.`name` = `row`.`parent` and `pay`.`workflow_state` in %(states)s
	join `tab{GUARANTEE}` `guarantee` on `guarantee`.`name` = `pay`.`rent_guarantee`
	where `row`.`amount` > 0
	group by `guarantee`.`sublease`, `guarantee`.`lease_registration`, `row`.`month` having count(*) > 1
"""


def documents() -> Iterator[Finding]:
	"""The ledger of the funds says what allocations, payments, repayments and write-offs say."""
	for doctype, (kind, standing) in _DOCUMENTS.items():
		rows = frappe.db.sql(f"select `name`, `amount` from `tab{doctype}` where {standing}")
		found = funds.totals(("source_name",), source_doctype=doctype, kind=kind)
		yield from rules.same_sums(doctype, found, {(name,): cents(amount) for name, amount in rows})


def covers() -> Iterator[Finding]:
	"""Under a guarantee no more is paid than it promises, under each heading."""
	rows = frappe.get_all(
		GUARANTEE,
		fields=["name", "months_covered", "monthly_amount", "legal_covered", "damages_covered"],
		limit_page_length=0,
	)
	most = {
		f"{row.name} {heading}": guarantees.Cover(
			row.months_covered or 0,
			cents(row.monthly_amount),
			cents(row.legal_covered),
			cents(row.damages_covered),
		).most(heading)
		for row in rows
		for heading in guarantees.HEADINGS
	}
	used = frappe.db.sql(
		f"select `rent_guarantee`, `heading`, sum(`amount`) from `tab{PAYMENT}`"
		" where ifnull(`rent_guarantee`, '') <> '' and `workflow_state` in %(states)s and `heading` in %(headings)s"
		" group by `rent_guarantee`, `heading`",
		{"states": ("Approved", *OUT), "headings": tuple(guarantees.HEADINGS)},
	)
	taken = {f"{name} {heading}": cents(amount) for name, heading, amount in used}
	for finding in rules.room_of(GUARANTEE, taken, most):
		name, _space, heading = finding.name.partition(" ")
		yield Finding(GUARANTEE, name, f"{heading} {finding.found}", finding.expected)


def months() -> Iterator[Finding]:
	"""A month of rent is paid by one payment of the fund (R49)."""
	for name, sublease, registration, month, times in frappe.db.sql(_MONTHS, {"states": LIVE}):
		yield Finding(PAYMENT, name, f"{sublease or registration} {month}: {times}", "1")


def notices() -> Iterator[Finding]:
	"""A month that the fund has paid is covered by no other paper: its claims are its own (R49)."""
	rows = frappe.db.sql(
		"select `row`.`parent`, `row`.`month` from `tabDisbursement Month` `row`"
		f" join `tab{PAYMENT}` `pay` on `pay`.`name` = `row`.`parent` and `pay`.`workflow_state` in %(states)s"
		" where `row`.`amount` > 0 and not exists (select 1 from `tabArrears Month Claim` `claim`"
		" where `claim`.`covered_by` = `row`.`parent` and `claim`.`month` = `row`.`month`)",
		{"states": LIVE},
	)
	for name, month in rows:
		yield Finding(PAYMENT, name, str(month), "")


def came_back() -> Iterator[Finding]:
	"""No more comes back of a payment, or is written off, than was paid."""
	rows = frappe.db.sql(
		f"select `name`, `amount` from `tab{PAYMENT}` where `workflow_state` in %(out)s", {"out": OUT}
	)
	back = funds.totals(("source_row",), kind=(REPAYMENT, WRITE_OFF))
	used = {name: total for (name,), total in back.items() if total}
	yield from rules.room_of(PAYMENT, used, {name: cents(amount) for name, amount in rows})


def plans() -> Iterator[Finding]:
	"""The instalments of a plan sum to what was left to repay, and one plan is in force for a payment (R48)."""
	rows = frappe.get_all(
		PLAN,
		filters={"docstatus": 1},
		fields=["name", "disbursement", "total", "replaced_by"],
		limit_page_length=0,
	)
	found = frappe.db.sql(
		"select `parent`, sum(`amount`) from `tabFund Repayment Instalment`"
		f" where `parenttype` = '{PLAN}' group by `parent`"
	)
	expected = {(row.name,): cents(row.total) for row in rows}
	sums = {(name,): cents(total) for name, total in found if (name,) in expected}
	yield from rules.same_sums(PLAN, sums, expected)
	in_force: dict[str, str] = {}
	for row in rows:
		if not row.replaced_by:
			if row.disbursement in in_force:
				yield Finding(PLAN, row.name, in_force[row.disbursement], "")
			in_force[row.disbursement] = row.name
