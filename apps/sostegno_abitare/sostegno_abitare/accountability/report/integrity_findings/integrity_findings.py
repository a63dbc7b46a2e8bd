"""What must hold of money and does not, as the last check found it, or another (reliability paper, section 4)."""

from collections import Counter
from typing import Any

import frappe
from frappe import _
from frappe.utils import get_datetime
from sostegno_abitare import reporting
from sostegno_abitare.ledgers.invariants import REGISTRY

FIELDS = ["code", "document_type", "document", "found", "expected", "agreement", "municipality"]
CHECK = ["name", "checked_at", "rules", "ok", "findings"]


def execute(filters: dict[str, Any] | None = None) -> tuple[Any, ...]:
	"""Columns, rows by rule, and what was checked when."""
	reporting.seen("Integrity Findings")
	filters = frappe._dict(filters or {})
	asked = reporting.chosen(filters, "agreement", "municipality")
	check = last(reporting.plain(filters, "integrity_check"))
	if not check:
		return columns(), [], _("No check has ended yet"), None, []
	asked["integrity_check"] = check["name"]
	rows = findings(reporting.every("Integrity Finding", FIELDS, asked, order_by="code asc, document asc"))
	for row in rows:
		row["shown_type"] = _(row["document_type"])
	return columns(), rows, None, chart(rows), summary(check, rows)


def last(name: str | None) -> Any:
	"""The check asked for, or the last that ended."""
	found = reporting.every(
		"Integrity Check",
		CHECK,
		{"name": name} if name else {"status": "Done"},
		order_by="checked_at desc",
		limit=1,
	)
	return found[0] if found else None


def columns() -> list[dict[str, Any]]:
	"""The columns, in the reader's language."""
	return [
		reporting.column("rule", _("What Does Not Hold"), width=420),
		reporting.column("shown_type", _("Document Type"), width=150),
		reporting.column("document", _("Document"), "Dynamic Link", 180, options="document_type"),
		reporting.column("found", _("Found"), width=180),
		reporting.column("expected", _("Expected"), width=160),
		reporting.link("agreement", _("Agreement"), "Service Agreement", 120),
		reporting.link("municipality", _("Municipality"), "Municipality", 140),
	]


def findings(rows: reporting.Rows) -> reporting.Rows:
	"""A row for each finding, with its rule in words."""
	titles = {invariant.code: invariant.title for invariant in REGISTRY}
	return [{**row, "rule": _(titles.get(row["code"], row["code"]))} for row in rows]


def chart(rows: reporting.Rows) -> dict[str, Any] | None:
	"""Findings by rule."""
	if not rows:
		return None
	counted = Counter(row["rule"] for row in rows)
	return {
		"data": {
			"labels": list(counted),
			"datasets": [{"name": _("Findings"), "values": list(counted.values())}],
		},
		"type": "bar",
	}


def summary(check: Any, rows: reporting.Rows) -> list[dict[str, Any]]:
	"""The figures above the rows: those of the check are of the whole site, the findings those that the reader
	sees.
	"""
	return [
		reporting.figure(
			_("Checked At"), f"{get_datetime(check['checked_at']):%d/%m/%Y %H:%M}", datatype="Data"
		),
		reporting.figure(_("Rules Checked"), check["rules"]),
		reporting.figure(_("Findings"), len(rows), "Red" if rows else "Green"),
	]
