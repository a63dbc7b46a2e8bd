"""The versions of the plan of an agreement beside one another, row by row (R7, VA-16)."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import frappe
from frappe import _
from frappe.utils import formatdate, get_fullname
from sostegno_abitare import reporting
from sostegno_abitare.rules.ledgers import PLANNED, REALLOCATED
from sostegno_abitare.rules.money import cents

VERSION = ["name", "version", "effective_on", "kind", "reason", "approved_by", "moved"]
ROW = ["name", "code", "description", "action", "cost_category"]


def execute(filters: dict[str, Any] | None = None) -> tuple[Any, ...]:
	"""Columns (one for each version), rows, message (what made each version), chart and summary."""
	filters = frappe._dict(filters or {})
	agreement = reporting.plain(filters, "agreement")
	if not agreement:
		return columns([]), [], _("Choose an agreement"), None, []
	versions = reporting.every(
		"Budget Reallocation",
		VERSION,
		{"agreement": agreement, "docstatus": 1},
		order_by="version asc",
	)
	asked = reporting.chosen(
		filters, "agreement", "action", "cost_category", "share", kind=["in", [PLANNED, REALLOCATED]]
	)
	entries = reporting.grouped(
		"Budget Ledger Entry", ["budget_row", "kind", "source_name"], asked, sums=("amount",)
	)
	names = sorted({entry.budget_row for entry in entries})
	known = {row.name: row for row in reporting.every("Budget Row", ROW, {"name": ["in", names or [""]]})}
	rows = beside(entries, known, [version.name for version in versions])
	return columns(versions), rows, message(versions), chart(rows, versions), summary(rows, versions)


def beside(entries: reporting.Rows, known: dict[str, Any], versions: Sequence[str]) -> reporting.Rows:
	"""A line for each row: `v1` the initial plan, `v2` … what it has after each reallocation, in euros."""
	planned: dict[str, int] = defaultdict(int)
	moved: dict[tuple[str, str], int] = defaultdict(int)
	for entry in entries:
		if entry.kind == PLANNED:
			planned[entry.budget_row] += cents(entry.amount)
		else:
			moved[entry.budget_row, entry.source_name] += cents(entry.amount)
	rows = []
	for name in sorted({*planned, *(row for row, _source in moved)} & set(known)):
		row, amount = known[name], planned[name]
		line = {
			"budget_row": name,
			"title": f"{row.code} {row.description}",
			"action": row.action,
			"cost_category": row.cost_category,
			"v1": amount / 100,
		}
		for number, version in enumerate(versions, start=2):
			amount += moved[name, version]
			line[f"v{number}"] = amount / 100
		difference = amount - planned[name]
		line["difference"] = difference / 100
		line["percent"] = 100 * difference / planned[name] if planned[name] else (100 if difference else 0)
		if any(line[f"v{number}"] for number in range(1, len(versions) + 2)):
			rows.append(line)
	return rows


def columns(versions: reporting.Rows) -> list[dict[str, Any]]:
	"""The columns, in the reader's language."""
	labels = [
		_("Initial Plan"),
		*(f"{_('Version')} {row.version}, {formatdate(row.effective_on)}" for row in versions),
	]
	return [
		reporting.column("title", _("Description"), width=280),
		reporting.link("action", _("Action"), "Agreement Action", 120),
		reporting.link("cost_category", _("Cost Category"), "Cost Category", 140),
		*(
			reporting.column(f"v{number}", label, "Currency", 150, options="EUR")
			for number, label in enumerate(labels, start=1)
		),
		reporting.column("difference", _("Difference from the Initial Plan"), "Currency", 170, options="EUR"),
		reporting.column("percent", _("Change in Percent"), "Percent", 100, disable_total=1),
		reporting.link("budget_row", _("Budget Row"), "Budget Row", 180),
	]


def message(versions: reporting.Rows) -> str | None:
	"""What made each version: day, kind, reason, who approved it."""
	texts = []
	for row in versions:
		by = _(", approved by {0}").format(get_fullname(row.approved_by)) if row.approved_by else ""
		texts.append(
			f"{_('Version')} {row.version}, {formatdate(row.effective_on)}: {_(row.kind)}{by}. {row.reason}"
		)
	return "<br>".join(frappe.utils.escape_html(text) for text in texts) or None


def chart(rows: reporting.Rows, versions: reporting.Rows) -> dict[str, Any] | None:
	"""What each cost category has in each version; none while there is only the initial plan."""
	if not versions or not rows:
		return None
	categories = sorted({row["cost_category"] for row in rows})
	sets = [
		{
			"name": _("Version") + f" {number}",
			"values": [
				sum(cents(row[f"v{number}"]) for row in rows if row["cost_category"] == category) / 100
				for category in categories
			],
		}
		for number in range(1, len(versions) + 2)
	]
	return {"data": {"labels": categories, "datasets": sets}, "type": "bar", "fieldtype": "Currency"}


def summary(rows: reporting.Rows, versions: reporting.Rows) -> list[dict[str, Any]]:
	"""The figures above the rows."""
	last = f"v{len(versions) + 1}"
	return [
		reporting.figure(_("Versions"), len(versions) + 1),
		reporting.figure(_("Initial Plan"), sum(cents(row["v1"]) for row in rows) / 100, "Blue", "Currency"),
		reporting.figure(
			_("Plan in Force"), sum(cents(row[last]) for row in rows) / 100, "Green", "Currency"
		),
	]
