"""The quarterly sheet for the Cabina di Regia: indicators with targets and values (VA-16)."""

from typing import Any

import frappe
from frappe import _
from frappe.utils import formatdate, getdate
from sostegno_abitare import reporting
from sostegno_abitare.governance import sheet


def execute(filters: dict[str, Any] | None = None) -> tuple[Any, ...]:
	"""Columns, rows by action, the period in words, chart and summary."""
	filters = frappe._dict(filters or {})
	first, last = reporting.plain(filters, "period_from"), reporting.plain(filters, "period_to")
	quarter = sheet.quarter_asked(first, last, getdate())
	action = reporting.plain(filters, "action")
	asked = reporting.chosen(filters, status="Active")
	if filters.get("agreement"):
		asked = {"name": reporting.plain(filters, "agreement")}
	rows: reporting.Rows = []
	for agreement in reporting.every("Service Agreement", ["name"], asked):
		for row in sheet.lines(agreement.name, quarter, action):
			rows.append({"agreement": agreement.name, **row})
	picture, figures = chart(rows), summary(rows)
	for row in rows:
		for field in ("unit", "direction", "met", "how"):
			row[field] = _(row[field] or "")
	message = _("Quarter from {0} to {1}").format(formatdate(quarter[0]), formatdate(quarter[1]))
	return columns(), rows, message, picture, figures


def columns() -> list[dict[str, Any]]:
	"""The columns, in the reader's language."""
	return [
		reporting.link("action", _("Action"), "Agreement Action", 130),
		reporting.column("title", _("Title"), width=240),
		reporting.column("direction", _("Target Is"), width=100),
		reporting.column("target", _("Target"), "Float", 100, precision=2),
		reporting.column("value", _("Value"), "Float", 100, precision=2),
		reporting.column("unit", _("Unit"), width=90),
		reporting.column("met", _("Target Met"), width=110),
		reporting.column("before", _("Quarter Before"), "Float", 120, precision=2),
		reporting.column("difference", _("Difference"), "Float", 110, precision=2),
		reporting.column("period_from", _("From"), "Date", 105),
		reporting.column("period_to", _("To"), "Date", 105),
		reporting.column("how", _("Measured By"), width=110),
		reporting.column("source", _("Source"), width=280),
		reporting.column("measured_at", _("Measured At"), "Datetime", 150),
		reporting.link("indicator", _("Indicator"), "Programme Indicator", 180),
		reporting.link("indicator_value", _("Value (Row)"), "Indicator Value", 110),
		reporting.link("agreement", _("Agreement"), "Service Agreement", 130),
	]


def chart(rows: reporting.Rows) -> dict[str, Any] | None:
	"""Each value as percent of its target, where there are both."""
	measured = [row for row in rows if row["value"] is not None and row["target"]]
	shares = [round(100 * row["value"] / row["target"], 1) for row in measured]
	labels = [row["title"] for row in measured]
	return reporting.bars(labels, (_("Percent of the Target"), shares), fieldtype="Percent")


def summary(rows: reporting.Rows) -> list[dict[str, Any]]:
	"""The figures above the rows."""
	met = [row["met"] for row in rows]
	return [
		reporting.figure(_("Indicators"), len(rows)),
		reporting.figure(_("Targets Met"), met.count("Yes"), "Green"),
		reporting.figure(_("Targets Missed"), met.count("No"), "Red" if "No" in met else "Green"),
		reporting.figure(_("Not Measured"), met.count(""), "Orange" if "" in met else "Green"),
	]
