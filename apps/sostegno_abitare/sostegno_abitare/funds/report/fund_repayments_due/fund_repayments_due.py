"""What is to come back to the guarantee funds: each plan in force with its next instalment, and what is late (R48)."""

from datetime import date
from typing import Any

import frappe
from frappe import _, _dict
from frappe.utils import getdate
from sostegno_abitare import reporting
from sostegno_abitare.funds import receivable
from sostegno_abitare.housing.dues import in_cents
from sostegno_abitare.rules import repayment
from sostegno_abitare.rules.money import cents

FIELDS = ["name", "disbursement", "case_code", "municipality", "fund", "agreed_on", "total", "replaces"]
STATES = (repayment.KEPT, repayment.LATE, repayment.BROKEN, repayment.COMPLETED)


def execute(filters: dict[str, Any] | None = None) -> tuple[Any, ...]:
	"""Columns, rows with what is late most first, chart and summary."""
	reporting.seen("Fund Repayments Due")
	filters = _dict(filters or {})
	day = getdate(reporting.plain(filters, "as_of") or None)
	asked = reporting.chosen(filters, "agreement", "municipality", docstatus=1, replaced_by=["is", "not set"])
	plans = reporting.every(receivable.PLAN, FIELDS, asked, order_by="agreed_on asc, name asc")
	rows = [line(plan, frappe.get_doc(receivable.PLAN, plan.name), day) for plan in plans]
	wanted = reporting.plain(filters, "state")
	rows = [row for row in rows if (row["state"] == wanted if wanted else row["left"])]
	rows.sort(key=lambda row: (-row["behind"], str(row["next_due"] or "9999"), row["plan"]))
	return columns(), rows, None, chart(rows), summary(rows)


def line(plan: Any, doc: Any, day: date) -> dict[str, Any]:
	"""A row of the report."""
	found = receivable.standing(doc, day)
	dues = {getdate(row.due_date): cents(row.amount) for row in doc.instalments}
	late = found.next_due is not None and found.next_due < day
	return {
		"plan": plan.name,
		"disbursement": plan.disbursement,
		"case_code": plan.case_code,
		"municipality": plan.municipality,
		"agreed_on": reporting.day_of(plan.agreed_on),
		"total": in_cents(plan.total) / 100,
		"paid": found.paid / 100,
		"left": found.left / 100,
		"behind": found.behind / 100,
		"next_due": found.next_due,
		"instalment": dues.get(found.next_due, 0) / 100 if found.next_due else 0,
		"days_late": (day - found.next_due).days if late and found.next_due else 0,
		"state": found.state,
		"shown_state": _(found.state),
		"rescheduled": _("Yes") if plan.replaces else "",
	}


def columns() -> list[dict[str, Any]]:
	"""The columns, in the reader's language."""
	return [
		reporting.column("case_code", _("Case Code"), width=130),
		reporting.column("shown_state", _("State"), width=150),
		reporting.column("next_due", _("Next Instalment"), "Date", 130),
		reporting.column("instalment", _("Instalment"), "Currency", 110),
		reporting.column("days_late", _("Days Late"), "Int", 100, disable_total=1),
		reporting.column("behind", _("Behind"), "Currency", 110),
		reporting.column("paid", _("Paid Back"), "Currency", 110),
		reporting.column("left", _("Left to Repay"), "Currency", 120),
		reporting.column("total", _("Total"), "Currency", 110),
		reporting.link("municipality", _("Municipality"), "Municipality", 150),
		reporting.link("plan", _("Fund Repayment Plan"), receivable.PLAN, 200),
		reporting.column("rescheduled", _("Rescheduled"), width=110),
		reporting.link("disbursement", _("Guarantee Disbursement"), receivable.DISBURSEMENT, 200),
		reporting.column("agreed_on", _("Agreed On"), "Date", 110),
	]


def chart(rows: reporting.Rows) -> dict[str, Any] | None:
	"""Plans by how they stand."""
	found = [row["state"] for row in rows]
	names = [state for state in STATES if state in found]
	data = {
		"labels": reporting.state_names(names),
		"datasets": [{"name": _("Plans"), "values": [found.count(name) for name in names]}],
	}
	return {"data": data, "type": "bar", "fieldtype": "Int"} if rows else None


def summary(rows: reporting.Rows) -> list[dict[str, Any]]:
	"""The figures above the rows."""
	sums = {name: sum(in_cents(row[name]) for row in rows) / 100 for name in ("left", "behind", "paid")}
	late = sum(row["state"] in (repayment.LATE, repayment.BROKEN) for row in rows)
	return [
		reporting.figure(_("Plans"), len(rows)),
		reporting.figure(_("Left to Repay"), sums["left"], "Blue", "Currency"),
		reporting.figure(_("Paid Back"), sums["paid"], "Green", "Currency"),
		reporting.figure(_("Behind"), sums["behind"], "Red" if sums["behind"] else "Green", "Currency"),
		reporting.figure(_("Late Plans"), late, "Red" if late else "Green"),
	]
