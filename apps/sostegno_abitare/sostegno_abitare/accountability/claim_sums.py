"""What claims amount to: sums of their lines, payments and advances, added up by the database (R23).

The totals that stand on a claim are written here alone, whenever a line or a payment changes.
"""

from typing import Any

import frappe
from frappe.utils import flt
from sostegno_abitare.rules import claims as rules
from sostegno_abitare.rules.money import percent_of

CLAIM, LINE, SHARED = "Reimbursement Claim", "Claim Line", "Claim Co-participation Line"
ADVANCE, PAYMENT = "Claim Advance", "Claim Payment"
# Of a claim that is not decided yet.
OPEN_STATES = ("Draft", "Prepared", "Submitted", "Under Control", "Integration Requested")
_KINDS = {
	"hours_value": "Hours",
	"goods_value": "Goods",
	"partner_cash": "Partner Cash",
	"third_party": "Third Party",
}


def lock(claim: str) -> Any:
	"""Holds the claim until the end of the transaction, and gives it as it is now (workflow_state, docstatus,
	prepared_by, approved_by, agreement).
	"""
	fields = ["name", "workflow_state", "docstatus", "prepared_by", "approved_by", "agreement"]
	return frappe.db.get_value(CLAIM, claim, fields, as_dict=True, for_update=True)


def sums(claim: str, current: bool = False) -> rules.Sums:
	"""What the lines of a claim amount to; `current` as they are now, whatever the transaction read before."""
	[[lines, claimed, admitted, cut, open_lines]] = frappe.db.sql(
		"select count(*), sum(`claimed`), sum(`admitted`), sum(`cut`),"
		" sum(case when `decision` in %(open)s then 1 else 0 end)"
		f" from `tab{LINE}` where `claim` = %(claim)s" + (" for update" if current else ""),
		{"claim": claim, "open": rules.OPEN},
	)
	return rules.Sums(in_cents(claimed), in_cents(admitted), in_cents(cut), lines, int(open_lines or 0))


def shared(claim: str) -> dict[str, int]:
	"""Cents of co-participation by the field of the claim that shows them, and `count` of the rows."""
	rows = frappe.db.sql(
		f"select `kind`, sum(`amount`), count(*) from `tab{SHARED}` where `claim` = %s group by `kind`",
		(claim,),
	)
	found = {kind: in_cents(amount) for kind, amount, _count in rows}
	return {
		**{field: found.get(kind, 0) for field, kind in _KINDS.items()},
		"count": sum(count for _kind, _amount, count in rows),
	}


def by_row(claim: str, current: bool = False) -> list[Any]:
	"""The lines added up by budget row and municipality: cents `claimed`, `admitted`, `cut`. `current`: as they are now,
	wherever the sums are posted.
	"""
	rows = frappe.db.sql(
		"select `budget_row`, `municipality`, sum(`claimed`) as `claimed`, sum(`admitted`) as `admitted`,"
		f" sum(`cut`) as `cut` from `tab{LINE}` where `claim` = %s"
		" group by `budget_row`, `municipality` order by `budget_row`, `municipality`"
		+ (" for update" if current else ""),
		(claim,),
		as_dict=True,
	)
	for row in rows:
		row.update({field: in_cents(row[field]) for field in ("claimed", "admitted", "cut")})
	return rows


def paid(claim: str, but: str = "") -> int:
	"""Cents of the submitted payments of a claim, `but` one, as they are now."""
	[[amount]] = frappe.db.sql(
		f"select sum(`amount`) from `tab{PAYMENT}` where `claim` = %s and `docstatus` = 1 and `name` <> %s for update",
		(claim, but),
	)
	return in_cents(amount)


def outstanding_advance(agreement: str, but_claim: str = "") -> int:
	"""Cents of the advances of an agreement that no claim kept back yet, `but_claim` not counted."""
	[[given]] = frappe.db.sql(
		f"select sum(`amount`) from `tab{ADVANCE}` where `agreement` = %s and `docstatus` = 1 for update",
		(agreement,),
	)
	[[kept]] = frappe.db.sql(
		f"select sum(`advance_recovered`) from `tab{CLAIM}`"
		" where `agreement` = %s and `docstatus` = 1 and `name` <> %s for update",
		(agreement, but_claim),
	)
	return in_cents(given) - in_cents(kept)


def refresh(claim: str, **more: Any) -> dict[str, Any]:
	"""Writes the totals of a claim, with `more` values; gives what was written. Nothing is to be paid before the
	control is concluded.
	"""
	stored = frappe.db.get_value(
		CLAIM, claim, ["advance_recovered", "vat_rate", "workflow_state"], as_dict=True, for_update=True
	)
	found, own = sums(claim, current=True), shared(claim)
	kept = in_cents(more.get("advance_recovered", stored.advance_recovered))
	rate, was_paid = stored.vat_rate, paid(claim)
	is_open = (more.get("workflow_state") or stored.workflow_state) in OPEN_STATES
	values = {
		"claimed": found.claimed / 100,
		"admitted": found.admitted / 100,
		"cut": found.cut / 100,
		"outcome": rules.outcome(found),
		"line_count": found.lines,
		"open_count": found.open,
		"to_pay": 0 if is_open else rules.still_to_pay(found.admitted, kept, was_paid) / 100,
		"paid": was_paid / 100,
		"vat_on_top": percent_of(found.admitted, rate) / 100 if rate else 0,
		"coparticipation_count": own.pop("count"),
		**{field: amount / 100 for field, amount in own.items()},
		**more,
	}
	frappe.db.set_value(CLAIM, claim, values)
	return values


def note(claim: str, **values: Any) -> None:
	"""Writes values of a claim, and tells the forms that show it: what a job does is not waited for."""
	frappe.db.set_value(CLAIM, claim, values)
	modified = str(frappe.db.get_value(CLAIM, claim, "modified"))
	told = {"doctype": CLAIM, "name": claim, "modified": modified}
	frappe.publish_realtime("doc_update", told, doctype=CLAIM, docname=claim, after_commit=True)


def in_cents(amount: Any) -> int:
	"""A sum of the database in whole cents."""
	return round(flt(amount) * 100)
