"""Documents as points on a map, and where the pictures under the points come from."""

import re
from typing import Any
from urllib.parse import urlsplit

from banco.messages import throw
from banco.meta import get_meta
from banco.query.listing import get_list
from banco.translate import _
from banco.web.documents import filters_of
from banco.whitelist import whitelist

MOST_POINTS = 5000
FIELDS = ("latitude", "longitude")
_HOST = re.compile(r"[\w.*:-]+")
_STREETS = {
	"map_tiles": "https://tile.openstreetmap.org/{z}/{x}/{y}.png",
	"map_credit": "© OpenStreetMap",
}


@whitelist(reads=True)
def get_coords(doctype: str, filters: Any = None, type: str = "coordinates") -> dict[str, Any]:
	"""The documents that the user may read and that have coordinates, as a GeoJSON FeatureCollection of points;
	`properties` hold the name. Raises ValidationError for a doctype without latitude and longitude.
	"""
	if type != "coordinates" or not all(map(get_meta(doctype).has_field, FIELDS)):
		throw(_("{0} has no fields latitude and longitude").format(_(doctype)))
	rows = get_list(doctype, ["name", *FIELDS], filters_of(filters), order_by="name asc", limit=MOST_POINTS)
	return {
		"type": "FeatureCollection",
		"features": [
			{
				"type": "Feature",
				"properties": {"name": row.name},
				"geometry": {"type": "Point", "coordinates": [row.longitude, row.latitude]},
			}
			for row in rows
			if row.latitude and row.longitude
		],
	}


def tiles(config: dict[str, Any]) -> dict[str, str]:
	"""`map_tiles` and `map_credit` of a site: an address with {z}, {x} and {y}; empty shows points alone."""
	return _STREETS | {key: str(config[key] or "") for key in _STREETS if key in config}


def origin(config: dict[str, Any]) -> str:
	"""Where a browser may fetch the pictures from; empty for none, and for the site's own."""
	parts = urlsplit(tiles(config)["map_tiles"].replace("{s}", "*"))
	return f"https://{parts.netloc}" if parts.scheme == "https" and _HOST.fullmatch(parts.netloc) else ""
