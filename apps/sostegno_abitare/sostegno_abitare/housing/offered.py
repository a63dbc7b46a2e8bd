"""The homes on offer, with what the comparison with households needs (VA-09)."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from frappe.utils import cint, flt
from sostegno_abitare import reporting
from sostegno_abitare.housing import occupation
from sostegno_abitare.housing.capacity import places_by_scheme
from sostegno_abitare.rules import matching

from .doctype.housing_unit.states import OCCUPIED, OFFERED, RESERVED
from .territory import BORDERING

COMING = ("Agreed", "Under Works")
FIELDS = [
	"name", "title", "agreement", "action", "municipality", "location_area", "typology", "surface", "maximum_people",
	"accessible", "is_shared", "capacity_scheme", "intended_for", "monthly_rent", "household_rent", "workflow_state",
]  # fmt: skip


def homes(filters: dict[str, Any], coming: bool = False) -> reporting.Rows:
	"""The homes that the reader sees and a household can be proposed for: free ones, shared ones where others
	live, and with `coming` those not ready yet.
	"""
	states = [*OFFERED, OCCUPIED, RESERVED, *(COMING if coming else ())]
	rows = reporting.every("Housing Unit", FIELDS, {**filters, "workflow_state": ["in", states]})
	return [row for row in rows if row.is_shared or row.workflow_state not in (OCCUPIED, RESERVED)]


def as_homes(rows: Iterable[Any], day: date) -> dict[str, matching.Home]:
	"""Unit -> home as it is on the day, with those who live in the shared ones."""
	rows = list(rows)
	schemes = places_by_scheme({row.capacity_scheme for row in rows})
	present = occupation.present_in([row.name for row in rows if row.capacity_scheme], day)
	return {
		row.name: matching.Home(
			name=row.name,
			municipality=row.municipality,
			action=row.action or "",
			within=row.location_area != BORDERING,
			studio=row.typology == "Studio",
			surface=flt(row.surface),
			people=cint(row.maximum_people),
			accessible=bool(row.accessible),
			shared=bool(row.is_shared),
			ready=row.workflow_state not in COMING,
			intended_for=row.intended_for or "",
			rent=flt(row.household_rent) or flt(row.monthly_rent),
			places=schemes.get(row.capacity_scheme, ()),
			present=tuple(present.get(row.name, ())),
		)
		for row in rows
	}
