"""The list of contributions that the law has published: by substitute code alone, above an amount in a year (R53,
art. 26 c. 2 and 4 of d.lgs. 33/2013). Nothing in a row leads to the case.
"""

from typing import Any

import frappe
from frappe import _, _dict
from frappe.utils import cint, getdate
from sostegno_abitare import reporting
from sostegno_abitare.funds import fund, receivable
from sostegno_abitare.rules import guarantees
from sostegno_abitare.rules.money import cents

FIELDS = ["household", "public_code", "municipality", "agreement", "paid_on", "amount", "heading"]
FIRST_YEAR, LAST_YEAR = 1970, 2999


def execute(filters: dict[str, Any] | None = None) -> tuple[Any, ...]:
	"""Columns and rows, of one year (this one)."""
	reporting.seen("Published Contributions")
	filters = _dict(filters or {})
	year = min(max(cint(reporting.plain(filters, "year")) or getdate().year, FIRST_YEAR), LAST_YEAR)
	agreement = reporting.plain(filters, "agreement")
	asked = reporting.chosen(
		filters,
		"agreement",
		"municipality",
		workflow_state=["in", receivable.MADE],
		paid_on=["between", [f"{year}-01-01", f"{year}-12-31"]],
	)
	paid = reporting.every(receivable.DISBURSEMENT, FIELDS, asked)
	agreements = sorted({row.agreement for row in paid})
	day = getdate(f"{year}-12-31")
	rows = [
		line(found, basis(name))
		for name in agreements
		for found in guarantees.published(
			(contribution(row) for row in paid if row.agreement == name),
			fund.published_above(day, name or agreement),
		)
	]
	return (
		columns(),
		sorted(rows, key=lambda row: (row["municipality"], row["code"])),
		None,
		None,
		summary(rows),
	)


def contribution(row: Any) -> guarantees.Contribution:
	"""A payment, as the rule takes it."""
	return guarantees.Contribution(
		row.household or row.public_code,
		row.public_code,
		row.municipality,
		getdate(row.paid_on),
		cents(row.amount),
		row.heading,
	)


def basis(agreement: str) -> dict[str, str]:
	"""By what title, and by which body, it was granted."""
	found = frappe.db.get_value("Service Agreement", agreement, ["title", "authority"], as_dict=True)
	return {"basis": found.title, "office": found.authority}


def line(found: guarantees.Published, granted: dict[str, str]) -> dict[str, Any]:
	"""A row of the list."""
	return {
		"code": found.code,
		"municipality": found.municipality,
		"year": str(found.year),
		"amount": found.cents / 100,
		"payments": found.payments,
		"headings": ", ".join(_(heading) for heading in found.headings),
		**granted,
	}


def columns() -> list[dict[str, Any]]:
	"""The columns, in the reader's language; none is a link."""
	return [
		reporting.column("code", _("Substitute Code"), width=150),
		reporting.column("municipality", _("Municipality"), width=170),
		reporting.column("year", _("Year"), width=80),
		reporting.column("amount", _("Amount"), "Currency", 130),
		reporting.column("payments", _("Payments"), "Int", 110),
		reporting.column("headings", _("Heading"), width=220),
		reporting.column("basis", _("Granted Under"), width=260),
		reporting.column("office", _("Granting Body"), width=180),
	]


def summary(rows: reporting.Rows) -> list[dict[str, Any]]:
	"""The figures above the rows."""
	return [
		reporting.figure(_("Beneficiaries"), len(rows)),
		reporting.figure(_("Amount"), sum(cents(row["amount"]) for row in rows) / 100, "Blue", "Currency"),
	]
