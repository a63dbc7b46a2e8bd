"""Advances received, and what claims kept back of them, day by day, with what is outstanding (R23)."""

from typing import Any

import frappe
from frappe import _
from sostegno_abitare import reporting
from sostegno_abitare.rules.money import cents

CLAIM, ADVANCE = "Reimbursement Claim", "Claim Advance"


def execute(filters: dict[str, Any] | None = None) -> tuple[Any, ...]:
	"""Columns, rows and summary."""
	asked = reporting.chosen(frappe._dict(filters or {}), "agreement", docstatus=1)
	given = reporting.every(ADVANCE, ["name", "agreement", "received_on", "amount", "reference"], asked)
	kept = reporting.every(
		CLAIM,
		["name", "agreement", "concluded_on", "advance_recovered"],
		{**asked, "advance_recovered": [">", 0]},
	)
	rows = lines(given, kept)
	return columns(), rows, None, None, summary(rows)


def lines(given: reporting.Rows, kept: reporting.Rows) -> list[dict[str, Any]]:
	"""Advances and recoveries of each agreement in the order of their days, with what is outstanding after each."""
	moves = [
		(
			row["agreement"],
			str(row["received_on"])[:10],
			0,
			ADVANCE,
			row["name"],
			cents(row["amount"]),
			row["reference"],
		)
		for row in given
	]
	moves += [
		(
			row["agreement"],
			str(row["concluded_on"])[:10],
			1,
			CLAIM,
			row["name"],
			-cents(row["advance_recovered"]),
			"",
		)
		for row in kept
	]
	rows: list[dict[str, Any]] = []
	left: dict[str, int] = {}
	for agreement, day, _order, doctype, name, amount, reference in sorted(moves):
		left[agreement] = left.get(agreement, 0) + amount
		rows.append(
			{
				"agreement": agreement,
				"day": day,
				"document_type": doctype,
				"kind": _(doctype),
				"document": name,
				"received": max(amount, 0) / 100,
				"recovered": max(-amount, 0) / 100,
				"outstanding": left[agreement] / 100,
				"reference": reference or "",
			}
		)
	return rows


def columns() -> list[dict[str, Any]]:
	"""The columns, in the reader's language."""
	return [
		reporting.link("agreement", _("Agreement"), "Service Agreement", 130),
		reporting.column("day", _("Date"), "Date", 110),
		reporting.column("kind", _("Kind"), width=170),
		reporting.column("document", _("Document"), "Dynamic Link", 160, options="document_type"),
		reporting.column("received", _("Received"), "Currency", 130),
		reporting.column("recovered", _("Recovered"), "Currency", 130),
		reporting.column("outstanding", _("Outstanding"), "Currency", 130),
		reporting.column("reference", _("Reference"), width=180),
	]


def summary(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
	"""The figures above the rows."""
	received = sum(cents(row["received"]) for row in rows)
	recovered = sum(cents(row["recovered"]) for row in rows)
	return [
		reporting.figure(_("Received"), received / 100, datatype="Currency"),
		reporting.figure(_("Recovered"), recovered / 100, "Green", "Currency"),
		reporting.figure(
			_("Outstanding"),
			(received - recovered) / 100,
			"Orange" if received > recovered else "Green",
			"Currency",
		),
	]
