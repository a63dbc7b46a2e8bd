"""Number cards, charts, calendars and home pages: figures of what the reader may read, and of nothing else."""

from __future__ import annotations

import json
from typing import Any

import pytest
from web_support import Client

import frappe
from banco.site import Site

pytest_plugins = ["web_support"]

CARD = "frappe.desk.doctype.number_card.number_card.get_result"
CHART = "frappe.desk.doctype.dashboard_chart.dashboard_chart.get"
EVENTS = "frappe.desk.calendar.get_events"
BOOKS = (
	("Novel", 10, "2026-01-15", "Guest"),
	("Novel", 20.5, "2026-01-31", "Guest"),
	("Poem", 5, "2026-03-01", "Guest"),
	("Poem", 1000, "2026-03-02", "Administrator"),
)


@pytest.fixture(scope="module", autouse=True)
def _books(served: Site) -> None:
	"""Four books, of which the Reader may read the three of Guest."""
	with served.context(user="Administrator", write=True):
		for kind, price, day, of in BOOKS:
			book = {"doctype": "Book", "title": f"{kind} {day}", "kind": kind, "price": price, "bought": day}
			frappe.get_doc({**book, "owner_of_copy": of, "secret": "canary-4711"}).insert()
		only = {
			"doctype": "User Permission",
			"user": "anna@example.org",
			"allow": "User",
			"for_value": "Guest",
		}
		frappe.get_doc({**only, "apply_to_all_doctypes": 1}).insert()
		for name, more in CHARTS.items():
			common = {
				"doctype": "Dashboard Chart",
				"chart_name": name,
				"document_type": "Book",
				"type": "Bar",
			}
			frappe.get_doc({**common, "filters_json": "[]", **more}).insert()


SPAN = {
	"timespan": "Select Date Range",
	"from_date": "2026-01-01",
	"to_date": "2026-03-31",
	"based_on": "bought",
}
CHARTS: dict[str, dict[str, Any]] = {
	"Kinds": {
		"chart_type": "Group By",
		"group_by_based_on": "kind",
		"group_by_type": "Sum",
		"aggregate_function_based_on": "price",
	},
	"Months": {"chart_type": "Count", **SPAN, "time_interval": "Monthly"},
	"Means": {"chart_type": "Average", "value_based_on": "price", **SPAN, "time_interval": "Quarterly"},
	"Weeks": {
		"chart_type": "Sum",
		"value_based_on": "price",
		**SPAN,
		"time_interval": "Weekly",
		"from_date": "2026-02-23",
		"to_date": "2026-03-08",
	},
	"Secrets": {"chart_type": "Group By", "group_by_based_on": "secret", "group_by_type": "Count"},
	"Reserved": {"chart_type": "Group By", "group_by_based_on": "kind", "roles": [{"role": "Keeper"}]},
}


@pytest.mark.parametrize(
	("function", "field", "filters", "admin_sees", "reader_sees"),
	[
		("Count", "", [], 4, 3),
		("Count", "", [["Book", "kind", "=", "Poem"]], 2, 1),
		("Sum", "price", [], 1035.5, 35.5),
		("Average", "price", [["Book", "kind", "=", "Novel"]], 15.25, 15.25),
		("Maximum", "price", [], 1000, 20.5),
		("Minimum", "price", [["Book", "price", ">", 9999]], 0, 0),
	],
)
def test_a_card_counts_what_its_reader_may_read(
	admin: Client,
	reader: Client,
	function: str,
	field: str,
	filters: Any,
	admin_sees: float,
	reader_sees: float,
) -> None:
	card = {"document_type": "Book", "function": function, "aggregate_function_based_on": field}
	for client, seen in ((admin, admin_sees), (reader, reader_sees)):
		reply = client.call(CARD, doc=json.dumps(card), filters=json.dumps(filters))
		assert reply.json()["message"] == seen


def test_a_card_tells_nothing_of_hidden_fields_or_closed_doctypes(reader: Client, guest: Client) -> None:
	for client, card, filters in (
		(reader, {"document_type": "Book", "function": "Count"}, [["Book", "secret", "like", "canary%"]]),
		(reader, {"document_type": "Error Log", "function": "Count"}, []),
		(reader, {"document_type": "User", "function": "Sum", "aggregate_function_based_on": "name) --"}, []),
		(guest, {"document_type": "Book", "function": "Count"}, []),
	):
		reply = client.call(CARD, doc=json.dumps(card), filters=json.dumps(filters))
		assert reply.status_code in (403, 417), reply.text
	card = {"document_type": "Book", "function": "Maximum", "aggregate_function_based_on": "secret"}
	assert "canary" not in reader.call(CARD, doc=json.dumps(card), filters="[]").text


@pytest.mark.parametrize(
	("chart", "labels", "admin_sees", "reader_sees"),
	[
		("Kinds", ["Poem", "Novel"], [1005, 30.5], [5, 30.5]),
		("Months", ["Jan 2026", "Feb 2026", "Mar 2026"], [2, 0, 2], [2, 0, 1]),
		("Means", ["Q1 2026"], [1035.5 / 4], [35.5 / 3]),
		("Weeks", ["23 Feb", "2 Mar"], [5, 1000], [5, 0]),
	],
)
def test_a_chart_counts_what_its_reader_may_read(
	admin: Client,
	reader: Client,
	chart: str,
	labels: list[str],
	admin_sees: list[float],
	reader_sees: list[float],
) -> None:
	for client, seen in ((admin, admin_sees), (reader, reader_sees)):
		found = client.call(CHART, chart_name=chart).json()["message"]
		values = dict(zip(found["labels"], found["datasets"][0]["values"], strict=True))
		if client is reader:
			assert values == pytest.approx(dict(zip(labels, seen, strict=True)))
		else:
			assert list(values.values()) == pytest.approx(seen)


def test_a_chart_shows_no_hidden_values_and_minds_its_roles(reader: Client, keeper: Client) -> None:
	reply = reader.call(CHART, chart_name="Secrets")
	assert reply.status_code == 403 and "canary" not in reply.text
	assert reader.call(CHART, chart_name="Reserved").status_code == 403
	assert keeper.call(CHART, chart_name="Reserved").status_code == 200


def test_a_calendar_shows_the_readable_documents_of_its_days(reader: Client, admin: Client) -> None:
	asked = {"doctype": "Book", "start": "2026-01-31", "end": "2026-03-02", "filters": "[]"}
	field_map = json.dumps(
		{"start": "bought", "end": "bought", "id": "name", "title": "title", "allDay": "all_day"}
	)
	titles = [row["title"] for row in reader.call(EVENTS, field_map=field_map, **asked).json()["message"]]
	assert titles == ["Novel 2026-01-31", "Poem 2026-03-01"]
	assert len(admin.call(EVENTS, field_map=field_map, **asked).json()["message"]) == 3
	secret = json.dumps({"start": "bought", "title": "secret"})
	assert "canary" not in reader.call(EVENTS, field_map=secret, **asked).text
	assert reader.call(EVENTS, field_map=json.dumps({"start": "secret"}), **asked).status_code == 403


def test_a_home_page_offers_the_figures_that_its_reader_may_see(
	served: Site, admin: Client, reader: Client
) -> None:
	with served.context(user="Administrator", write=True):
		for name, about in (("Books", "Book"), ("Errors", "Error Log")):
			card = {
				"doctype": "Number Card",
				"name": name,
				"label": name,
				"document_type": about,
				"function": "Count",
			}
			frappe.get_doc(card).insert()
		page = {"doctype": "Workspace", "label": "Day", "title": "Day", "public": 1, "content": "[]"}
		cards = [{"number_card_name": "Books", "label": "Books"}, {"number_card_name": "Errors"}]
		lists = [{"document_type": "Book", "label": "Latest"}]
		charts = [{"chart_name": "Kinds", "label": "By kind"}]
		frappe.get_doc({**page, "number_cards": cards, "charts": charts, "quick_lists": lists}).insert()
		closed = {**page, "label": "Closed", "roles": [{"role": "Keeper"}]}
		frappe.get_doc(closed).insert()
	found = reader.call("frappe.desk.desktop.get_desktop_page", page="Day").json()["message"]
	assert [row["label"] for row in found["number_cards"]["items"]] == ["Books"]
	assert [row["doc"]["chart_type"] for row in found["charts"]["items"]] == ["Group By"]
	assert [row["label"] for row in found["quick_lists"]["items"]] == ["Latest"]
	assert (
		len(
			admin.call("frappe.desk.desktop.get_desktop_page", page="Day").json()["message"]["number_cards"][
				"items"
			]
		)
		== 2
	)
	assert (
		reader.call("frappe.desk.desktop.get_desktop_page", page=json.dumps({"name": "Closed"})).status_code
		== 403
	)
