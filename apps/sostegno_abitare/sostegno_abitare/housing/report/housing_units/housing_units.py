"""The homes of the service: title, owner, rent, who bears which cost, state (EM-09, R37)."""

from collections import Counter
from typing import Any

import frappe
from frappe import _
from frappe.utils import flt
from sostegno_abitare import reporting
from sostegno_abitare.housing.doctype.housing_unit.states import AVAILABLE, OCCUPIED, RELEASED, VOID

FIELDS = [
	"name", "municipality", "location_area", "action", "typology", "rooms", "surface", "occupancy_title",
	"title_to", "monthly_rent", "monthly_charges", "household_rent", "is_shared", "accessible", "workflow_state",
]  # fmt: skip
COSTS = ("Rent", "Condominium Charges", "Utilities", "Ordinary Maintenance", "Extraordinary Maintenance")
TRANSLATED = ("workflow_state", "typology", "location_area", "occupancy_title")


def execute(filters: dict[str, Any] | None = None) -> tuple[Any, ...]:
	"""Columns, a row for each home, chart by state and summary."""
	filters = frappe._dict(filters or {})
	asked = reporting.chosen(
		filters, "agreement", "action", "municipality", "typology", "workflow_state", "occupancy_title"
	)
	if not filters.get("workflow_state") and not filters.get("with_released"):
		asked["workflow_state"] = ["!=", RELEASED]
	found = reporting.every("Housing Unit", FIELDS, asked, order_by="municipality asc, address asc")
	bearers = reporting.rows_of("Cost Bearer", [row.name for row in found], ["item", "bearer"])
	rows = units(found, bearers)
	picture, figures = chart(rows), summary(rows)
	for row in rows:
		row.update({field: _(row[field] or "") for field in TRANSLATED})
	return columns(), rows, None, picture, figures


def columns() -> list[dict[str, Any]]:
	"""The columns, in the reader's language."""
	return [
		reporting.column("workflow_state", _("State"), width=110),
		reporting.link("unit", _("Housing Unit"), "Housing Unit", 300),
		reporting.column("typology", _("Unit Type"), width=130),
		reporting.column("rooms", _("Rooms"), "Int", 70),
		reporting.column("surface", _("Floor Area (m²)"), "Float", 90),
		reporting.column("is_shared", _("Shared by More Households"), "Check", 90),
		reporting.column("accessible", _("Accessible to Wheelchairs"), "Check", 90),
		reporting.column("location_area", _("Area"), width=180),
		reporting.link("action", _("Action"), "Agreement Action", 130),
		reporting.column("occupancy_title", _("Held As"), width=130),
		reporting.column("title_to", _("Held Until"), "Date", 110),
		reporting.column("monthly_rent", _("Monthly Rent"), "Currency", 110),
		reporting.column("monthly_charges", _("Monthly Charges"), "Currency", 110),
		reporting.column("household_rent", _("Rent Asked of the Household"), "Currency", 120),
		*(reporting.column(frappe.scrub(cost), _(cost), width=190) for cost in COSTS),
	]


def units(found: reporting.Rows, bearers: reporting.Rows) -> reporting.Rows:
	"""A row for each home, with the bearer of each cost in the column of the cost."""
	borne: dict[str, dict[str, str]] = {}
	for row in bearers:
		borne.setdefault(row["parent"], {})[frappe.scrub(row["item"])] = row["bearer"]
	return [
		{
			**{field: row[field] for field in FIELDS if field != "name"},
			"unit": row["name"],
			"household_rent": flt(row["household_rent"]) or flt(row["monthly_rent"]),
			**{frappe.scrub(cost): borne.get(row["name"], {}).get(frappe.scrub(cost), "") for cost in COSTS},
		}
		for row in found
	]


def chart(rows: reporting.Rows) -> dict[str, Any] | None:
	"""Homes by state."""
	counted = Counter(row["workflow_state"] for row in rows)
	states = sorted(counted)
	return reporting.bars(reporting.state_names(states), (_("Homes"), [counted[state] for state in states]))


def summary(rows: reporting.Rows) -> list[dict[str, Any]]:
	"""The figures above the rows."""
	free = sum(row["workflow_state"] in (AVAILABLE, VOID) for row in rows)
	return [
		reporting.figure(_("Homes"), len(rows)),
		reporting.figure(_("Occupied"), sum(row["workflow_state"] == OCCUPIED for row in rows)),
		reporting.figure(_("Free"), free, "Orange" if free else "Green"),
		reporting.figure(
			_("Rents Paid a Month"), sum(flt(row["monthly_rent"]) for row in rows), datatype="Currency"
		),
	]
