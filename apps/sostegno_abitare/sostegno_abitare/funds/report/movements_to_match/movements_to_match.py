"""What the bank booked and nobody has decided on yet, with what it may be; the certain ones confirmed at once."""

import json
from typing import Any

import frappe
from frappe import _
from sostegno_abitare import reporting
from sostegno_abitare.funds.bank import matching
from sostegno_abitare.funds.doctype.bank_movement.bank_movement import reason_text
from sostegno_abitare.housing.dues import in_cents
from sostegno_abitare.rules.matching_bank import CERTAIN, PROBABLE

MOST_ROWS = 1_000
WAITING = ("Proposed", "Open")


def execute(filters: dict[str, Any] | None = None) -> tuple[Any, ...]:
	"""Columns, rows with the certain first, and summary."""
	reporting.seen("Movements to Match")
	filters = frappe._dict(filters or {})
	found = waiting(filters)
	return columns(), rows(found), None, None, summary(found)


def waiting(filters: Any) -> reporting.Rows:
	"""The movements that wait, as the reader may see them."""
	asked = reporting.chosen(filters, "account", "agreement", "certainty", state=["in", WAITING])
	days = reporting.between(filters)
	if days:
		asked["booked_on"] = days
	fields = ["name", "booked_on", "amount", "certainty", "account", "statement", "bank_reference"]
	found = reporting.every(
		"Bank Movement", [*fields, *names_read()], asked, "booked_on asc, name asc", MOST_ROWS
	)
	order = {CERTAIN: 0, PROBABLE: 1}
	return sorted(found, key=lambda row: (order.get(row.certainty, 2), str(row.booked_on), row.name))


def names_read() -> list[str]:
	"""The fields with names, for who reads their level."""
	roles = set(frappe.get_roles())
	rights = frappe.get_meta("Bank Movement").permissions
	may = any(right.role in roles and right.permlevel == 2 and right.read for right in rights)
	return ["counterparty", "remittance"] if may else []


def rows(found: reporting.Rows) -> reporting.Rows:
	"""A row for each movement."""
	told = proposals([row.name for row in found])
	return [{**row, **told.get(row.name, {}), "certainty": _(row.certainty or "")} for row in found]


def proposals(names: list[str]) -> dict[str, dict[str, Any]]:
	"""Movement -> what it may be, and why."""
	fields = ["target_type", "target", "reasons"]
	return {
		row.parent: {
			"target_type": row.target_type,
			"target": row.target,
			"why": ", ".join(_(reason_text(reason)) for reason in (row.reasons or "").split(",") if reason),
		}
		for row in reversed(reporting.rows_of("Bank Match", names, fields))
	}


def columns() -> list[dict[str, Any]]:
	"""The columns, in the reader's language."""
	return [
		reporting.link("name", _("Bank Movement"), "Bank Movement", 165),
		reporting.column("certainty", _("Certainty"), width=110),
		reporting.column("amount", _("Amount"), "Currency", 95),
		*(reporting.column(name, label, width=165) for name, label in named()),
		reporting.column("target", _("It May Be"), "Dynamic Link", 150, options="target_type"),
		reporting.column("why", _("Because"), width=300),
		reporting.column("booked_on", _("Booked On"), "Date", 110),
		reporting.link("account", _("Dedicated Account"), "Dedicated Account", 150),
		reporting.column("target_type", _("Kind"), width=110, hidden=1),
	]


def named() -> list[tuple[str, str]]:
	"""The columns with names, for who reads their level."""
	labels = {"counterparty": _("Counterparty"), "remittance": _("Remittance")}
	return [(name, labels[name]) for name in names_read()]


def summary(found: reporting.Rows) -> list[dict[str, Any]]:
	"""The figures above the rows."""
	total = sum(in_cents(row.amount) for row in found) / 100
	counts = [sum(row.certainty == certainty for row in found) for certainty in (CERTAIN, PROBABLE)]
	return [
		reporting.figure(_("Certain Matches"), counts[0], "Green"),
		reporting.figure(_("Probable Matches"), counts[1], "Orange" if counts[1] else "Green"),
		reporting.figure(
			_("Nothing Fits"), len(found) - sum(counts), "Red" if len(found) > sum(counts) else "Green"
		),
		reporting.figure(_("Balance of Them"), total, datatype="Currency"),
	]


@frappe.whitelist(methods=["POST"])
def confirm_certain(filters: str | dict[str, Any] | None = None) -> dict[str, Any]:
	"""Confirms the certain ones of the report, each by itself; gives how many, why others failed, and how many are
	left.
	"""
	asked = frappe._dict(json.loads(filters) if isinstance(filters, str) else filters or {})
	names = [row.name for row in waiting(frappe._dict(asked, certainty=CERTAIN))]
	done, failures = matching.confirm_certain(names)
	return {"done": done, "failures": failures, "left": max(len(names) - matching.MOST_AT_ONCE, 0)}


@frappe.whitelist(methods=["POST"])
def look_again(filters: str | dict[str, Any] | None = None) -> int:
	"""Proposes anew for the movements of the report; gives how many have a proposal."""
	asked = frappe._dict(json.loads(filters) if isinstance(filters, str) else filters or {})
	return matching.look_again([row.name for row in waiting(asked)])
