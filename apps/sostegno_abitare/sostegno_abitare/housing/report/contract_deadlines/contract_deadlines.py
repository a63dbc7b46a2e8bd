"""Which contracts are to be registered, given notice of, or end, and when (VA-01, EM-08, R42, R44)."""

from collections import Counter
from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, getdate
from sostegno_abitare import reporting
from sostegno_abitare.housing import deadlines
from sostegno_abitare.housing.contracts import CONTRACTS
from sostegno_abitare.housing.deadlines import KINDS, REGISTRATION, Deadline

SOON = 30


def execute(filters: dict[str, Any] | None = None) -> tuple[Any, ...]:
	"""Columns, rows by day, chart and summary."""
	reporting.seen("Contract Deadlines")
	filters = frappe._dict(filters or {})
	today = getdate()
	first = date(1900, 1, 1) if cint(filters.get("include_past")) else today
	last = getdate(reporting.last_day(filters.get("within_days"), today))
	wanted = reporting.plain(filters, "contract_type")
	found = deadlines.within(
		first,
		last,
		(wanted,) if wanted in CONTRACTS else CONTRACTS,
		reporting.chosen(filters, "agreement", "municipality", "unit"),
	)
	kind = reporting.plain(filters, "kind")
	rows = due([row for row in found if not kind or row.kind == kind], today)
	people = reporting.called(row["followed_by"] for row in rows)
	for row in rows:
		row["followed_by"] = people[row["followed_by"]]
		row["shown_kind"], row["shown_state"] = _(row["kind"]), _(row["state"])
	return columns(), rows, None, chart(rows), summary(rows)


def columns() -> list[dict[str, Any]]:
	"""The columns, in the reader's language."""
	return [
		reporting.column("day", _("Day"), "Date", 110),
		reporting.column("days_left", _("Days Left"), "Int", 100),
		reporting.column("shown_kind", _("Deadline"), width=170),
		reporting.column("contract_type", _("Contract Type"), width=120, hidden=1),
		reporting.column("contract", _("Contract"), "Dynamic Link", 150, options="contract_type"),
		reporting.link("unit", _("Housing Unit"), "Housing Unit", 260),
		reporting.link("municipality", _("Municipality"), "Municipality", 140),
		reporting.column("shown_state", _("State"), width=110),
		reporting.column("followed_by", _("Followed By"), width=180),
	]


def due(found: list[Deadline], today: date) -> reporting.Rows:
	"""A row for each deadline."""
	return [
		{
			"day": one.day,
			"days_left": (one.day - today).days,
			"kind": one.kind,
			"contract_type": one.doctype,
			"contract": one.row["name"],
			"unit": one.row["unit"],
			"municipality": one.row["municipality"],
			"state": one.row["workflow_state"],
			"followed_by": one.row["followed_by"],
		}
		for one in found
	]


def chart(rows: reporting.Rows) -> dict[str, Any] | None:
	"""Deadlines by kind: late, within a month, later."""
	bands = {
		_("Overdue"): [row for row in rows if row["days_left"] < 0],
		_("Within 30 days"): [row for row in rows if 0 <= row["days_left"] <= SOON],
		_("Later"): [row for row in rows if row["days_left"] > SOON],
	}
	series = []
	for name, part in bands.items():
		counted = Counter(row["kind"] for row in part)
		series.append((name, [counted[kind] for kind in KINDS]))
	return reporting.bars([_(kind) for kind in KINDS], *series, stacked=True) if rows else None


def summary(rows: reporting.Rows) -> list[dict[str, Any]]:
	"""The figures above the rows."""
	late = sum(row["days_left"] < 0 for row in rows)
	unregistered = sum(row["days_left"] < 0 and row["kind"] == REGISTRATION for row in rows)
	return [
		reporting.figure(_("Deadlines"), len(rows)),
		reporting.figure(_("Overdue"), late, "Red" if late else "Green"),
		reporting.figure(_("Not Registered in Time"), unregistered, "Red" if unregistered else "Green"),
		reporting.figure(_("Within 30 days"), sum(0 <= row["days_left"] <= SOON for row in rows), "Orange"),
	]
