"""How the repayment agreements stand: what was paid of each, what is missing, when the next instalment is due
(VA-01). Nothing of it is stored: it follows from the payments laid on the dues that the agreement covers.
"""

from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.utils import getdate
from sostegno_abitare import reporting
from sostegno_abitare.housing import arrears, dues
from sostegno_abitare.rules import repayment

FIELDS = ["name", "sublease", "case_code", "unit", "municipality", "agreed_on", "total"]
STATES = (repayment.KEPT, repayment.LATE, repayment.BROKEN, repayment.COMPLETED)


def execute(filters: dict[str, Any] | None = None) -> tuple[Any, ...]:
	"""Columns, rows with what is missing most first, chart and summary."""
	reporting.seen("Repayment Plans")
	filters = frappe._dict(filters or {})
	day = getdate(reporting.plain(filters, "as_of") or None)
	asked = reporting.chosen(filters, "agreement", "municipality", docstatus=1)
	plans = reporting.every("Repayment Agreement", FIELDS, asked, order_by="agreed_on asc, name asc")
	rows = [line(plan, standing(plan.name, day)) for plan in plans]
	wanted = reporting.plain(filters, "state")
	rows = sorted(
		(row for row in rows if wanted in (None, "", row["state"])),
		key=lambda row: (-row["behind"], row["plan"]),
	)
	return columns(), rows, None, chart(rows), summary(rows)


def standing(name: str, day: date) -> repayment.Standing:
	"""The standing of one agreement that the reader may see."""
	return arrears.standing(frappe.get_doc("Repayment Agreement", name), day)


def line(plan: Any, found: repayment.Standing) -> dict[str, Any]:
	"""A row of the report."""
	return {
		"plan": plan["name"],
		"sublease": plan["sublease"],
		"case_code": plan["case_code"],
		"agreed_on": reporting.day_of(plan["agreed_on"]),
		"total": dues.in_cents(plan["total"]) / 100,
		"paid": found.paid / 100,
		"behind": found.behind / 100,
		"taken": (dues.in_cents(plan["total"]) - found.paid - found.left) / 100,
		"left": found.left / 100,
		"next_due": found.next_due,
		"state": found.state,
		"shown_state": _(found.state),
		"unit": plan["unit"],
		"municipality": plan["municipality"],
	}


def columns() -> list[dict[str, Any]]:
	"""The columns, in the reader's language."""
	return [
		reporting.link("plan", _("Repayment Agreement"), "Repayment Agreement", 220),
		reporting.column("shown_state", _("State"), width=130),
		reporting.column("total", _("Total"), "Currency", 110),
		reporting.column("paid", _("Paid Back"), "Currency", 110),
		reporting.column("behind", _("Behind"), "Currency", 110),
		reporting.column("taken", _("No Longer Asked For"), "Currency", 130),
		reporting.column("left", _("Left to Pay"), "Currency", 120),
		reporting.column("next_due", _("Next Instalment"), "Date", 130),
		reporting.column("agreed_on", _("Agreed On"), "Date", 120),
		reporting.link("sublease", _("Sublease"), "Sublease", 200),
		reporting.link("unit", _("Housing Unit"), "Housing Unit", 200),
		reporting.link("municipality", _("Municipality"), "Municipality", 130),
		reporting.column("case_code", _("Case Code"), width=120),
	]


def chart(rows: reporting.Rows) -> dict[str, Any] | None:
	"""Agreements by how they stand."""
	found = [row["state"] for row in rows]
	names = [state for state in STATES if state in found]
	counted = [found.count(name) for name in names]
	return reporting.bars(reporting.state_names(names), (_("Repayment Agreements"), counted))


def summary(rows: reporting.Rows) -> list[dict[str, Any]]:
	"""The figures above the rows."""
	sums = {name: sum(dues.in_cents(row[name]) for row in rows) / 100 for name in ("total", "paid", "behind")}
	broken = sum(row["state"] == repayment.BROKEN for row in rows)
	return [
		reporting.figure(_("Repayment Agreements"), len(rows)),
		reporting.figure(_("Total"), sums["total"], datatype="Currency"),
		reporting.figure(_("Paid Back"), sums["paid"], "Green", "Currency"),
		reporting.figure(_("Behind"), sums["behind"], "Red" if sums["behind"] else "Green", "Currency"),
		reporting.figure(_("Broken"), broken, "Red" if broken else "Green"),
	]
