"""What must hold of rents, deposits and homes (R29, R36, R39, R41, R49; invariants 5 and 6)."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import frappe
from frappe.utils import getdate
from sostegno_abitare.housing import issuing, occupation
from sostegno_abitare.housing.capacity import explain_all, places_by_scheme
from sostegno_abitare.housing.contracts import BINDING, CONTRACTS
from sostegno_abitare.programme.validity import as_date
from sostegno_abitare.rules import capacity
from sostegno_abitare.rules import invariants as rules
from sostegno_abitare.rules.invariants import Finding, Span, euros
from sostegno_abitare.rules.money import cents

_CHUNK = 500
_LAID = (
	"`tabRent Allocation` `part` join `tabRent Payment` `payment`"
	" on `payment`.`name` = `part`.`parent` and `payment`.`docstatus` = 1"
)


def months_once() -> Iterator[Finding]:
	"""The dues of each contract, without their adjustments, lie on no day twice."""
	rows = frappe.get_all(
		"Rent Due",
		filters={"kind": issuing.RENT},
		fields=["name", "contract_type", "contract", "period_from", "period_to"],
		order_by="creation asc, name asc",
		limit_page_length=0,
	)
	spans: dict[str, list[Span]] = {}
	for row in rows:
		span = Span(row.name, getdate(row.period_from), getdate(row.period_to))
		spans.setdefault(f"{row.contract_type} {row.contract}", []).append(span)
	yield from rules.each_once("Rent Due", spans)


def schedules() -> Iterator[Finding]:
	"""The dues of each contract with their adjustments are what it asks for by now."""
	for doctype in CONTRACTS:
		names = frappe.get_all(
			"Rent Due",
			filters={"contract_type": doctype},
			pluck="contract",
			distinct=True,
			order_by="contract",
		)
		for first in range(0, len(names), _CHUNK):
			for _contract, row in issuing.wrong(doctype, names[first : first + _CHUNK]):
				yield Finding("Rent Due", row.root, euros(row.rent + row.charges), euros(0))


def payments() -> Iterator[Finding]:
	"""Submitted payments against their parts."""
	rows = frappe.get_all(
		"Rent Payment",
		filters={"docstatus": 1},
		fields=["name", "amount", "allocated", "unallocated"],
		limit_page_length=0,
	)
	parts = frappe.db.sql(
		f"select `payment`.`name`, sum(`part`.`amount`) from {_LAID} group by `payment`.`name`"
	)
	yield from rules.laid(
		"Rent Payment",
		{row.name: (cents(row.amount), cents(row.allocated), cents(row.unallocated)) for row in rows},
		{name: cents(total) for name, total in parts},
	)


def dues_paid() -> Iterator[Finding]:
	"""Parts of payments, against the most that a due with its adjustments ever asked for."""
	used = frappe.db.sql(
		f"select `part`.`rent_due`, sum(`part`.`amount`) from {_LAID} group by `part`.`rent_due`"
	)
	most = frappe.db.sql(
		"select coalesce(nullif(`adjusts`, ''), `name`), sum(case when `amount` > 0 then `amount` else 0 end)"
		" from `tabRent Due` group by coalesce(nullif(`adjusts`, ''), `name`)"
	)
	yield from rules.room_of("Rent Due", _cents(used), _cents(most))


def repayments() -> Iterator[Finding]:
	"""Plans in force."""
	rows = frappe.get_all(
		"Repayment Agreement", filters={"docstatus": 1}, fields=["name", "total"], limit_page_length=0
	)
	expected = {(row.name,): cents(row.total) for row in rows}
	found = frappe.db.sql(
		"select `parent`, sum(`amount`) from `tabRepayment Instalment`"
		" where `parenttype` = 'Repayment Agreement' group by `parent`"
	)
	sums = {(name,): cents(total) for name, total in found if (name,) in expected}
	yield from rules.same_sums("Repayment Agreement", sums, expected)


def deposits() -> Iterator[Finding]:
	"""Every deposit."""
	rows = frappe.get_all(
		"Security Deposit",
		fields=["name", "returned_on", "amount", "returned_amount", "kept_amount"],
		limit_page_length=0,
	)
	yield from rules.deposits_settled(
		"Security Deposit",
		(
			(
				row.name,
				bool(row.returned_on),
				cents(row.amount),
				cents(row.returned_amount),
				cents(row.kept_amount),
			)
			for row in rows
		),
	)


def subleases() -> Iterator[Finding]:
	"""Those that were signed."""
	rows = frappe.db.sql(
		"select `sub`.`name`, `sub`.`start_date`, `sub`.`ends_on`, `head`.`name`, `head`.`start_date`,"
		" `head`.`ends_on` from `tabSublease` `sub` join `tabHead Lease` `head` on `head`.`name` = `sub`.`head_lease`"
		" where `sub`.`workflow_state` in %(states)s",
		{"states": BINDING},
	)
	yield from rules.within("Sublease", ((_span(*row[:3]), _span(*row[3:])) for row in rows))


def households() -> Iterator[Finding]:
	"""Homes without a scheme of capacity that are not shared."""
	spans: dict[str, list[Span]] = {}
	for holder in occupation.holders(_units(is_shared=0)):
		# The day on which one leaves is free for the next.
		last = holder.end - timedelta(days=1) if holder.end else None
		if last is None or last >= holder.start:
			spans.setdefault(holder.unit, []).append(Span(holder.name, holder.start, last))
	yield from rules.each_once("Housing Unit", spans)


def capacities() -> Iterator[Finding]:
	"""Homes with a scheme: whoever lives there fits beside the others, on every day."""
	schemes = dict(
		frappe.get_all(
			"Housing Unit",
			filters={"is_shared": 1, "capacity_scheme": ["is", "set"]},
			fields=["name", "capacity_scheme"],
			as_list=True,
			limit_page_length=0,
		)
	)
	places = places_by_scheme(schemes.values())
	found: dict[str, list[tuple[Any, capacity.Occupation]]] = {}
	for holder, held in occupation.occupations(occupation.holders(schemes)):
		found.setdefault(holder.unit, []).append((holder, held))
	for unit, rows in sorted(found.items()):
		for holder, held in rows:
			verdict = capacity.admits(
				places[schemes[unit]], held, [other for row, other in rows if row is not holder]
			)
			if not verdict.ok:
				yield Finding(holder.doctype, holder.name, explain_all(verdict)[:140], schemes[unit])


def notices() -> Iterator[Finding]:
	"""One request covers a month of a person."""
	rows = frappe.db.sql(
		"select `request`.`fiscal_code`, `row`.`month`, count(distinct `request`.`name`), min(`request`.`name`)"
		" from `tabNotice Month` `row` join `tabHelp Request` `request` on `request`.`name` = `row`.`parent`"
		" where ifnull(`request`.`fiscal_code`, '') <> ''"
		" and `request`.`workflow_state` not in ('Rejected', 'Not Solved')"
		" group by `request`.`fiscal_code`, `row`.`month` having count(distinct `request`.`name`) > 1"
	)
	for _code, month, times, name in rows:
		yield Finding("Help Request", name, f"{month}: {times}", "1")


def _units(**filters: Any) -> list[str]:
	return frappe.get_all("Housing Unit", filters=filters, pluck="name", limit_page_length=0)


def _span(name: str, start: Any, end: Any) -> Span:
	return Span(name, getdate(start), as_date(end))


def _cents(rows: Any) -> dict[str, int]:
	return {name: cents(total) for name, total in rows}
