"""What must hold of hours and of goods brought in (R10, R12, R13, R15, R16)."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import frappe
from frappe.utils import flt, getdate
from sostegno_abitare.accountability.doctype.pay_scale.pay_scale import scale_of
from sostegno_abitare.rules import hours, pay, use
from sostegno_abitare.rules import invariants as rules
from sostegno_abitare.rules.invariants import Finding
from sostegno_abitare.rules.ledgers import VALUED
from sostegno_abitare.rules.money import cents

HOURS, GOODS = "Volunteer Hours", "In-Kind Contribution"
_TIMES = """
	select `who`.`fiscal_code`, `done`.`name`, 'Volunteer Hours' as `doctype`, `done`.`date`, `done`.`start_time`,
		`done`.`end_time`
	from `tabVolunteer Hours` `done` join `tabRegistered Volunteer` `who` on `who`.`name` = `done`.`volunteer`
	where `done`.`docstatus` < 2
	union all
	select `who`.`fiscal_code`, `sheet`.`name`, 'Staff Hours' as `doctype`, `done`.`date`, `done`.`start_time`,
		`done`.`end_time`
	from `tabStaff Hours Day` `done` join `tabStaff Hours` `sheet` on `sheet`.`name` = `done`.`parent`
	join `tabStaff Member` `who` on `who`.`name` = `sheet`.`staff_member`
	where `sheet`.`docstatus` < 2 and ifnull(`done`.`start_time`, '') <> ''
"""
_BOTH = """
	select `done`.`name`, `staff`.`name` from `tabVolunteer Hours` `done`
	join `tabRegistered Volunteer` `who` on `who`.`name` = `done`.`volunteer`
	join `tabStaff Member` `staff` on `staff`.`fiscal_code` = `who`.`fiscal_code`
		and `staff`.`organisation` = `who`.`organisation`
	where `done`.`docstatus` < 2 and `staff`.`hired_on` <= `done`.`date`
	and (`staff`.`left_on` is null or `staff`.`left_on` >= `done`.`date`)
"""
_POSTED = """
	select `source_name`, sum(`amount`) from `tabBudget Ledger Entry`
	where `source_doctype` = %(doctype)s and `kind` = %(kind)s group by `source_name`
"""


def apart() -> Iterator[Finding]:
	"""A person's hours share no moment, in whatever register they stand."""
	by_person: dict[str, list[hours.Slot]] = defaultdict(list)
	kinds: dict[str, str] = {}
	for row in frappe.db.sql(_TIMES, as_dict=True):
		span = hours.span(getdate(row.date), row.start_time, row.end_time)
		by_person[row.fiscal_code].append(hours.Slot(row.name, span))
		kinds[row.name] = row.doctype
	for slots in by_person.values():
		for earlier, later in hours.clashes(slots):
			yield Finding(kinds[later.name], later.name, earlier.name, "")


def unpaid() -> Iterator[Finding]:
	"""Who volunteers for a body is not paid by it on that day."""
	for name, staff in frappe.db.sql(_BOTH):
		yield Finding(HOURS, name, staff, "")


def values() -> Iterator[Finding]:
	"""The value is the minutes by the rate, and the rate what the scale says of the level on the day."""
	scales: dict[str, pay.Scale] = {}
	fields = ["name", "date", "minutes", "pay_scale", "basis", "level", "rate", "value"]
	for row in frappe.get_all(HOURS, filters={"docstatus": 1}, fields=fields, limit_page_length=0):
		if row.pay_scale not in scales:
			scales[row.pay_scale] = scale_of(frappe.get_doc("Pay Scale", row.pay_scale))
		expected = _worth(scales[row.pay_scale], row)
		if expected != cents(row.value):
			yield Finding(HOURS, row.name, rules.euros(cents(row.value)), rules.euros(expected))


def posted() -> Iterator[Finding]:
	"""What is submitted stands on its row with its value, and nothing else does."""
	for doctype in (HOURS, GOODS):
		rows = frappe.db.sql(_POSTED, {"doctype": doctype, "kind": VALUED})
		found = {(name, VALUED): cents(amount) for name, amount in rows}
		expected = {
			(row.name, VALUED): cents(row.value) if row.docstatus == 1 else 0
			for row in frappe.get_all(
				doctype,
				filters={"docstatus": [">", 0]},
				fields=["name", "value", "docstatus"],
				limit_page_length=0,
			)
		}
		yield from rules.same_sums(doctype, found, expected)


def resources() -> Iterator[Finding]:
	"""On no day is a resource used more than whole, over all agreements."""
	fields = ["name", "resource", "period_from", "period_to", "share_of_use"]
	filters = {"docstatus": 1, "resource": ["is", "set"]}
	by_resource: dict[str, list[use.Use]] = defaultdict(list)
	for row in frappe.get_all(
		GOODS, filters=filters, fields=fields, order_by="creation asc", limit_page_length=0
	):
		share = Decimal(str(round(flt(row.share_of_use), 2)))
		by_resource[row.resource].append(
			use.Use(row.name, getdate(row.period_from), getdate(row.period_to), share)
		)
	for uses in by_resource.values():
		for number, one in enumerate(uses):
			over = use.over_use(one, uses[:number])
			if over:
				yield Finding(GOODS, one.name, f"{over[0]} {over[1]:f}%", "<= 100%")


def _worth(scale: pay.Scale, row: Any) -> int:
	"""The cents that the hours should be worth; nothing where the scale has no rate for them."""
	try:
		rate = pay.in_force(scale, row.level, getdate(row.date))
	except pay.NoRateError:
		return 0
	return pay.value(row.minutes, pay.hourly(scale, rate, row.basis))
