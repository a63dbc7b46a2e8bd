"""Documents on a map: those that the reader sees in the list."""

from typing import Any

import frappe
from frappe.geo.utils import get_coords as coords_of_the_host

from . import ROWS


@frappe.whitelist()
def get_coords(doctype: str, filters: Any = None, type: str = "coordinates") -> dict[str, Any]:
	"""In place of `frappe.geo.utils.get_coords`, which asks for the right on the doctype but for no row of it:
	the GeoJSON of the host, without the documents out of sight.
	"""
	found: dict[str, Any] = coords_of_the_host(doctype, filters, type)
	if doctype in ROWS:
		asked = frappe.parse_json(filters) or []
		seen = set(frappe.get_list(doctype, filters=asked, pluck="name", limit_page_length=0))
		found["features"] = [place for place in found["features"] if place["properties"]["name"] in seen]
	return found
