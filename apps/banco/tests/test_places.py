"""Documents on a map: the places of what the reader may read, and pictures from the named place alone."""

from __future__ import annotations

from typing import Any

import pytest
from web_support import Client

import frappe
from banco.office.places import origin, tiles
from banco.site import Site
from banco.web.headers import DESK_POLICY, desk_policy

pytest_plugins = ["web_support"]

COORDS = "frappe.geo.utils.get_coords"
SHOPS = (("Milano", 9.19, 45.46, "Guest"), ("Pisa", 10.4, 43.72, "Administrator"), ("Nowhere", 0, 0, "Guest"))


@pytest.fixture(scope="module", autouse=True)
def _shops(served: Site) -> None:
	"""Three shops, one without a place and one that the Reader may not read."""
	with served.context(user="Administrator", write=True):
		fields: list[dict[str, Any]] = [
			{"fieldname": "title", "fieldtype": "Data"},
			{"fieldname": "keeper", "fieldtype": "Link", "options": "User"},
			*(
				{"fieldname": name, "fieldtype": "Float", "precision": "6"}
				for name in ("latitude", "longitude")
			),
		]
		doctype = {
			"doctype": "DocType",
			"name": "Shop",
			"module": "Core",
			"custom": 1,
			"autoname": "field:title",
		}
		frappe.get_doc({**doctype, "fields": fields, "permissions": [{"role": "Reader", "read": 1}]}).insert()
		for title, longitude, latitude, keeper in SHOPS:
			shop = {"doctype": "Shop", "title": title, "longitude": longitude, "latitude": latitude}
			frappe.get_doc({**shop, "keeper": keeper}).insert()
		only = {
			"doctype": "User Permission",
			"user": "anna@example.org",
			"allow": "User",
			"for_value": "Guest",
		}
		frappe.get_doc({**only, "apply_to_all_doctypes": 1}).insert()


def names(reply: Any) -> list[str]:
	return [feature["properties"]["name"] for feature in reply.json()["message"]["features"]]


def test_points_are_geojson_with_the_longitude_first(admin: Client) -> None:
	reply = admin.call(COORDS, doctype="Shop", filters='[["Shop","title","=","Milano"]]', type="coordinates")
	assert reply.json()["message"] == {
		"type": "FeatureCollection",
		"features": [
			{
				"type": "Feature",
				"properties": {"name": "Milano"},
				"geometry": {"type": "Point", "coordinates": [9.19, 45.46]},
			}
		],
	}


def test_a_document_without_place_is_no_point(admin: Client) -> None:
	assert names(admin.call(COORDS, doctype="Shop", filters="[]", type="coordinates")) == ["Milano", "Pisa"]


def test_points_are_those_of_the_list(reader: Client) -> None:
	assert names(reader.call(COORDS, doctype="Shop", filters="[]")) == ["Milano"]
	assert reader.call(COORDS, doctype="User Permission", filters="[]").status_code in (403, 417)


@pytest.mark.parametrize("asked", [{"doctype": "Book"}, {"doctype": "Shop", "type": "location_field"}])
def test_a_doctype_without_coordinates_is_told_so(admin: Client, asked: dict[str, str]) -> None:
	reply = admin.call(COORDS, filters="[]", **asked)
	assert (reply.status_code, reply.json()["exc_type"]) == (417, "ValidationError")


def test_the_site_says_where_the_pictures_come_from() -> None:
	assert origin({}) == "https://tile.openstreetmap.org"
	own = {"map_tiles": "https://{s}.maps.example.org/{z}/{x}/{y}.png", "map_credit": "Comune"}
	assert (tiles(own), origin(own)) == (own, "https://*.maps.example.org")
	assert tiles({"map_tiles": None})["map_tiles"] == ""


@pytest.mark.parametrize("address", ["", "/tiles/{z}", "http://x.org/{z}", "https://x;script-src *.org/{z}"])
def test_nothing_else_is_let_through_the_policy(address: str) -> None:
	assert desk_policy(origin({"map_tiles": address})) == DESK_POLICY


def test_the_policy_of_the_desk_names_the_place(reader: Client) -> None:
	policy = reader.get("/app").headers["content-security-policy"]
	assert "img-src 'self' https://tile.openstreetmap.org data: blob:;" in policy
	assert reader.get("/api/method/ping").headers["content-security-policy"].startswith("default-src 'none'")
