"""The deposits paid and received, what they yield and what is still to be paid of it (VA-01, R41)."""

from typing import Any

import frappe
from frappe import _
from frappe.utils import flt, getdate
from sostegno_abitare import reporting
from sostegno_abitare.housing.doctype.security_deposit.security_deposit import (
	FROM_TENANT,
	HELD,
	PAID_TO_OWNER,
)
from sostegno_abitare.rules.money import cents

FIELDS = [
	"name", "title", "side", "status", "contract_type", "contract", "agreement", "municipality", "amount", "received_on",
	"interest_total", "interest_unpaid", "next_interest_on", "returned_on", "returned_amount", "kept_amount",
]  # fmt: skip


def execute(filters: dict[str, Any] | None = None) -> tuple[Any, ...]:
	"""Columns, rows by contract, chart and summary."""
	reporting.seen("Deposits and Interest")
	filters = frappe._dict(filters or {})
	asked = reporting.chosen(filters, "agreement", "municipality", "side", "status")
	rows = deposits(reporting.every("Security Deposit", FIELDS, asked, order_by="received_on asc, name asc"))
	for row in rows:
		row["shown_side"], row["shown_status"] = _(row["side"]), _(row["status"])
	return columns(), rows, None, chart(rows), summary(rows)


def columns() -> list[dict[str, Any]]:
	"""The columns, in the reader's language."""
	return [
		reporting.link("deposit", _("Security Deposit"), "Security Deposit", 150),
		reporting.column("title", _("Title"), width=260),
		reporting.column("shown_side", _("Side"), width=160),
		reporting.column("contract", _("Contract"), width=140),
		reporting.link("municipality", _("Municipality"), "Municipality", 130),
		reporting.column("received_on", _("Paid On"), "Date", 110),
		reporting.column("amount", _("Amount"), "Currency", 120),
		reporting.column("interest_total", _("Interest up to Now"), "Currency", 130),
		reporting.column("interest_unpaid", _("Interest Not Yet Paid"), "Currency", 140),
		reporting.column("next_interest_on", _("Next Interest On"), "Date", 130),
		reporting.column("shown_status", _("Status"), width=110),
		reporting.column("returned_amount", _("Returned Amount"), "Currency", 130),
		reporting.column("kept_amount", _("Kept Amount"), "Currency", 130),
	]


def deposits(found: reporting.Rows) -> reporting.Rows:
	"""A row for each deposit, amounts to the cent."""
	money = ("amount", "interest_total", "interest_unpaid", "returned_amount", "kept_amount")
	days = ("received_on", "next_interest_on")
	return [
		{
			**{field: row[field] for field in FIELDS if field != "name"},
			"deposit": row["name"],
			**{field: cents(row[field]) / 100 for field in money},
			**{field: getdate(row[field]) if row[field] else None for field in days},
		}
		for row in found
	]


def chart(rows: reporting.Rows) -> dict[str, Any] | None:
	"""What is held, by side: deposits and interest still to be paid."""
	sides = (PAID_TO_OWNER, FROM_TENANT)
	held = [total(rows, "amount", side=side, status=HELD) for side in sides]
	unpaid = [total(rows, "interest_unpaid", side=side) for side in sides]
	series = ((_("Deposits Held"), held), (_("Interest Not Yet Paid"), unpaid))
	return reporting.bars([_(side) for side in sides], *series, fieldtype="Currency") if rows else None


def summary(rows: reporting.Rows) -> list[dict[str, Any]]:
	"""The figures above the rows."""
	owed = total(rows, "interest_unpaid", side=FROM_TENANT)
	figures = (
		(_("Held by the Owners"), total(rows, "amount", side=PAID_TO_OWNER, status=HELD), "Blue"),
		(_("Held for the Tenants"), total(rows, "amount", side=FROM_TENANT, status=HELD), "Blue"),
		(_("Interest Owed by the Owners"), total(rows, "interest_unpaid", side=PAID_TO_OWNER), "Orange"),
		(_("Interest Owed to the Tenants"), owed, "Red" if owed else "Green"),
	)
	return [reporting.figure(label, value, colour, "Currency") for label, value, colour in figures]


def total(rows: reporting.Rows, field: str, **asked: str) -> float:
	"""The sum of a field over the rows that match, in euros and whole cents."""
	found = [row for row in rows if all(row[name] == value for name, value in asked.items())]
	return flt(sum(cents(row[field]) for row in found) / 100, 2)
