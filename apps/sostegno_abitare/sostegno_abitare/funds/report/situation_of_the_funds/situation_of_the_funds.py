"""How the guarantee fund of each municipality stands: what it was given, paid, has back, keeps ready and has free;
what is still to come back, and what of it is late (R45).
"""

from collections import Counter
from datetime import date
from typing import Any

import frappe
from frappe import _, _dict
from frappe.utils import getdate
from sostegno_abitare import reporting
from sostegno_abitare.funds import receivable
from sostegno_abitare.housing.dues import in_cents
from sostegno_abitare.rules import ledgers

SUMS = (
	"allocated",
	"transferred",
	"paid",
	"repaid",
	"written_off",
	"balance",
	"ready",
	"free",
	"receivable",
	"late",
)


def execute(filters: dict[str, Any] | None = None) -> tuple[Any, ...]:
	"""Columns, a row for each fund, chart and summary; as of a day where one is given."""
	reporting.seen("Situation of the Funds")
	filters = _dict(filters or {})
	day = reporting.plain(filters, "as_of")
	asked = reporting.chosen(filters, "agreement", "municipality")
	upto = {"posting_date": ["<=", day]} if day else {}
	entries = reporting.grouped(
		"Fund Ledger Entry", ["fund", "kind", "repayable"], {**asked, **upto}, sums=["amount"]
	)
	fields = ["name", "municipality", "agreement", "status", "joined_on"]
	homes = reporting.every("Guarantee Fund", fields, asked, order_by="agreement asc, municipality asc")
	guarantees = Counter(
		row.fund for row in reporting.every("Rent Guarantee", ["fund"], {**asked, "workflow_state": "Given"})
	)
	late = late_by_fund(asked, getdate(day))
	rows = [line(home, entries, guarantees[home.name], late.get(home.name, 0)) for home in homes]
	return columns(), rows, None, chart(rows), summary(rows)


def late_by_fund(asked: dict[str, Any], day: date) -> dict[str, int]:
	"""Cents that should have been repaid by the day and were not, of each fund."""
	plans = reporting.every(
		receivable.PLAN, ["name", "fund"], {**asked, "docstatus": 1, "replaced_by": ["is", "not set"]}
	)
	found: dict[str, int] = {}
	for plan in plans:
		stands = receivable.standing(frappe.get_doc(receivable.PLAN, plan.name), day)
		found[plan.fund] = found.get(plan.fund, 0) + stands.behind
	return found


def line(home: Any, entries: reporting.Rows, guarantees: int, late: int) -> dict[str, Any]:
	"""A fund, from its entries."""
	kinds: Counter[str] = Counter()
	repayable = 0
	for entry in entries:
		if entry.fund == home.name:
			kinds[entry.kind] += in_cents(entry.amount)
			if entry.kind == ledgers.DISBURSEMENT and int(entry.repayable or 0):
				repayable += in_cents(entry.amount)
	stands = ledgers.balance(kinds, repayable)
	figures = {
		"allocated": kinds[ledgers.ALLOCATION],
		"transferred": kinds[ledgers.TRANSFER],
		"paid": kinds[ledgers.DISBURSEMENT],
		"repaid": kinds[ledgers.REPAYMENT],
		"written_off": kinds[ledgers.WRITE_OFF],
		"balance": stands.balance,
		"ready": stands.committed,
		"free": stands.free,
		"receivable": stands.receivable,
		"late": late,
	}
	return {
		"fund": home.name,
		"municipality": home.municipality,
		"agreement": home.agreement,
		"status": _(home.status or "Open"),
		"guarantees": guarantees,
		**{name: cents / 100 for name, cents in figures.items()},
	}


def columns() -> list[dict[str, Any]]:
	"""The columns, in the reader's language."""
	money = {
		"allocated": _("Given to the Fund"),
		"transferred": _("Transferred"),
		"paid": _("Disbursed"),
		"repaid": _("Repaid"),
		"balance": _("Balance"),
		"ready": _("Kept Ready"),
		"free": _("Free"),
		"receivable": _("To Come Back"),
		"late": _("Late"),
		"written_off": _("Given Up by Decision"),
	}
	return [
		reporting.link("municipality", _("Municipality"), "Municipality", 170),
		reporting.column("status", _("Status"), width=90),
		*(reporting.column(name, text, "Currency", 120) for name, text in money.items()),
		reporting.column("guarantees", _("Guarantees"), "Int", 90),
		reporting.link("fund", _("Guarantee Fund"), "Guarantee Fund", 180),
		reporting.link("agreement", _("Agreement"), "Service Agreement", 110),
	]


def chart(rows: reporting.Rows) -> dict[str, Any] | None:
	"""Free and kept ready, fund by fund."""
	data = {
		"labels": [row["municipality"] for row in rows],
		"datasets": [
			{"name": _("Free"), "values": [row["free"] for row in rows]},
			{"name": _("Kept Ready"), "values": [row["ready"] for row in rows]},
			{"name": _("To Come Back"), "values": [row["receivable"] for row in rows]},
		],
	}
	return {"data": data, "type": "bar", "fieldtype": "Currency"} if rows else None


def summary(rows: reporting.Rows) -> list[dict[str, Any]]:
	"""The figures above the rows."""
	sums = {name: sum(in_cents(row[name]) for row in rows) / 100 for name in SUMS}
	return [
		reporting.figure(_("Given to the Fund"), sums["allocated"], "Blue", "Currency"),
		reporting.figure(_("Balance"), sums["balance"], "Blue", "Currency"),
		reporting.figure(_("Free"), sums["free"], "Green", "Currency"),
		reporting.figure(_("To Come Back"), sums["receivable"], "Orange", "Currency"),
		reporting.figure(_("Late"), sums["late"], "Red" if sums["late"] else "Green", "Currency"),
	]
