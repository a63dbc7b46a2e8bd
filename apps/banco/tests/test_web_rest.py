"""REST over HTTP, versions 1 and 2, on a real site."""

from __future__ import annotations

import json
from typing import Any

import pytest
from web_support import READER, Client, messages, text_of

pytest_plugins = ["web_support"]

BOOKS = "/api/resource/Book"


def book(client: Client, **values: Any) -> dict[str, Any]:
	reply = client.post(BOOKS, json={"title": "Il gattopardo", **values})
	assert reply.status_code == 200, reply.text
	return dict(reply.json()["data"])


def test_a_document_is_made_read_changed_and_deleted(reader: Client) -> None:
	made = book(reader, price="12.50", pages=[{"heading": "Uno", "length": 3}])
	assert (made["doctype"], made["owner"], made["docstatus"]) == ("Book", READER, 0)
	assert (made["price"], made["kind"], made["pages"][0]["parentfield"]) == (12.5, "Novel", "pages")
	assert "bought" not in made  # empty fields are left out
	path = f"{BOOKS}/{made['name']}"
	changed = reader.put(path, json={"kind": "Poem", "modified": made["modified"]}).json()["data"]
	assert (changed["kind"], changed["title"], len(changed["pages"])) == ("Poem", "Il gattopardo", 1)
	assert reader.get(path).json()["data"] == changed
	assert reader.get(path + "/").json()["data"] == changed
	gone = reader.delete(path)
	assert (gone.status_code, gone.json()) == (202, {"data": "ok"})
	missing = reader.get(path)
	assert missing.status_code == 404
	assert missing.json()["exc_type"] == "DoesNotExistError" and "exception" not in missing.json()
	assert reader.delete(path).status_code == 404


def test_a_document_comes_as_form_or_as_data(reader: Client) -> None:
	for form in ({"title": "A"}, {"data": json.dumps({"title": "A"})}):
		assert reader.post(BOOKS, data=form).json()["data"]["title"] == "A"


@pytest.mark.parametrize(
	("values", "kind", "word"),
	[
		({"title": "x", "unknown": 1}, "ValidationError", "unknown"),
		({"title": "x", "kind": "Song"}, "ValidationError", "Kind"),
		({}, "MandatoryError", "Title"),
		({"title": "x", "owner_of_copy": "nobody"}, "LinkValidationError", "nobody"),
		({"title": "x", "pages": "none"}, "ValidationError", "Pages"),
		({"title": "x", "pages": [{"heading": "a", "weight": 1}]}, "ValidationError", "weight"),
		({"title": "x", "pages": [{}]}, "MandatoryError", "Heading"),
	],
)
def test_bad_values_name_the_field_and_change_nothing(
	reader: Client, values: Any, kind: str, word: str
) -> None:
	before = reader.call("frappe.client.get_count", doctype="Book").json()["message"]
	reply = reader.post(BOOKS, json=values)
	assert (reply.status_code, reply.json()["exc_type"]) == (417, kind)
	assert word in text_of(reply)
	assert reply.json()["exception"].startswith(f"frappe.exceptions.{kind}: ")
	assert reader.call("frappe.client.get_count", doctype="Book").json()["message"] == before


def test_the_place_of_a_fault_is_told(reader: Client) -> None:
	assert messages(reader.post(BOOKS, json={"title": "x", "unknown": 1}))[-1]["fieldname"] == "unknown"
	assert messages(reader.post(BOOKS, json={"title": "x", "pages": "y"}))[-1]["fieldname"] == "pages"


def test_a_stale_document_is_refused(reader: Client) -> None:
	made = book(reader)
	path = f"{BOOKS}/{made['name']}"
	reader.put(path, json={"kind": "Poem"})
	reply = reader.put(path, json={"kind": "Novel", "modified": made["modified"]})
	assert (reply.status_code, reply.json()["exc_type"]) == (417, "TimestampMismatchError")
	assert reader.get(path).json()["data"]["kind"] == "Poem"


def test_a_duplicate_name_is_a_conflict(admin: Client) -> None:
	reply = admin.post("/api/resource/Role", json={"role_name": "System Manager"})
	assert (reply.status_code, reply.json()["exc_type"]) == (409, "DuplicateEntryError")


def test_nothing_that_steers_the_engine_comes_from_clients(reader: Client) -> None:
	forged = {
		"owner": "Administrator",
		"creation": "2001-01-01",
		"flags": {"ignore_permissions": 1},
		"__islocal": 1,
	}
	made = book(reader, **forged, name="MINE")
	assert made["owner"] == READER and made["creation"] > "2020" and made["name"].startswith("BOOK-")


def test_lists(reader: Client) -> None:
	for title in ("L1", "L2", "L3"):
		book(reader, title=title, kind="Poem", pages=[{"heading": title}])
	get = lambda **query: reader.get(BOOKS, params=query)  # noqa: E731
	filters = '[["title","like","L%"]]'
	found = get(fields='["name","title"]', filters=filters, order_by="title asc", limit_start=1, limit=2)
	assert [row["title"] for row in found.json()["data"]] == ["L2", "L3"]
	as_lists = get(fields='["title"]', filters=filters, order_by="title desc", as_dict="0")
	assert as_lists.json()["data"] == [["L3"], ["L2"], ["L1"]]
	grouped = get(fields='["kind","count(name) as n"]', filters=filters, group_by="kind")
	assert grouped.json()["data"] == [{"kind": "Poem", "n": 3}]
	assert get(filters='{"title":"L1"}', or_filters='{"kind":"Novel"}').json()["data"] == []
	assert len(get().json()["data"]) <= 20


@pytest.mark.parametrize(
	"query",
	[
		{"fields": '["nope"]'},
		{"fields": '["name", "1\' union select * from __Auth --"]'},
		{"fields": "[bad"},
		{"filters": "notjson"},
		{"filters": '[["nope","=",1]]'},
		{"order_by": "sleep(5) asc"},
		{"order_by": "name; drop table tabBook"},
		{"group_by": "sleep(0)"},
		{"limit_page_length": "abc"},
		{"limit_page_length": "-1"},
		{"limit_start": "x"},
	],
)
def test_bad_queries_are_refused(reader: Client, query: dict[str, str]) -> None:
	reply = reader.get(BOOKS, params=query)
	assert reply.status_code == 417, reply.text
	assert "sqlite" not in reply.text.lower()


def test_all_rows_means_as_many_as_a_reply_may_hold(reader: Client, monkeypatch: pytest.MonkeyPatch) -> None:
	from banco.web import documents

	monkeypatch.setattr(documents, "MOST_ROWS", 2)
	for _ in range(3):
		book(reader)
	for limit in ("0", "1000000000", "99999999999999999999999"):
		body = reader.get(BOOKS, params={"limit_page_length": limit}).json()
		assert len(body["data"]) == 2 and body["has_next_page"] is True


def test_fields_of_a_level_above_are_neither_shown_nor_asked_nor_written(
	reader: Client, keeper: Client
) -> None:
	name = book(reader, secret="Forziere")["name"]
	path = f"{BOOKS}/{name}"
	assert "secret" not in keeper.get(path).json()["data"]  # a reader's word for it did not count
	kept = keeper.put(path, json={"secret": "Forziere"})
	assert kept.json()["data"]["secret"] == "Forziere"
	for reply in (reader.get(path), reader.put(path, json={}), reader.get(BOOKS, params={"fields": '["*"]'})):
		assert reply.status_code == 200 and "Forziere" not in reply.text
	assert "Forziere" not in reader.get(BOOKS, params={"fields": '["secret"]'}).text
	reader.put(path, json={"secret": ""})
	assert keeper.get(path).json()["data"]["secret"] == "Forziere"
	for query in (
		{"filters": '[["secret","like","F%"]]'},
		{"order_by": "secret asc"},
		{"group_by": "secret", "fields": '["count(name) as n"]'},
	):
		assert reader.get(BOOKS, params=query).status_code in (403, 417)


def test_who_may_not_learns_nothing(guest: Client, keeper: Client) -> None:
	for client, path in (
		(guest, BOOKS),
		(guest, f"{BOOKS}/x"),
		(guest, "/api/resource/User"),
		(keeper, "/api/resource/Error Log/x"),
	):
		reply = client.get(path)
		assert (reply.status_code, reply.json()["exc_type"]) == (403, "PermissionError"), path
		assert reply.json()["_error_message"]
	assert keeper.post(BOOKS, json={"title": "x"}).status_code == 403
	assert keeper.get("/api/resource/Book Page").status_code == 403


def test_verbs_and_paths_that_do_not_exist(reader: Client) -> None:
	assert reader.put(BOOKS, json={}).status_code == 405
	assert reader.patch(f"{BOOKS}/x", json={}).status_code == 404
	assert reader.get("/api/nope").json()["exc_type"] == "DoesNotExistError"
	assert reader.get("/api/resource/Nope").status_code == 404
	assert reader.get("/api/v2/nope").json() == {
		"errors": [
			{
				"type": "DoesNotExistError",
				"message": "There is nothing at /api/v2/nope.",
				"title": "Message",
				"indicator": "red",
			}
		]
	}
	assert reader.request("OPTIONS", BOOKS).status_code == 405
	head = reader.head(BOOKS)
	assert (head.status_code, head.content) == (200, b"")


def test_version_2(reader: Client) -> None:
	path = "/api/v2/document/Book"
	made = reader.post(path, json={"title": "Due"}).json()["data"]
	assert reader.get(f"{path}/{made['name']}").json() == {"data": made}
	changed = reader.patch(f"{path}/{made['name']}", json={"kind": "Poem"}).json()["data"]
	assert changed["kind"] == "Poem"
	book(reader)
	page = reader.get(path, params={"fields": '["name"]', "start": 0, "limit": 1}).json()
	assert len(page["data"]) == 1 and page["has_next_page"] is True
	last = reader.get(path, params={"filters": json.dumps({"name": made["name"]})}).json()
	assert last == {"data": [{"name": made["name"]}], "has_next_page": False}
	assert reader.get("/api/v2/doctype/Book/count", params={"filters": '{"title":"Due"}'}).json() == {
		"data": 1
	}
	meta = reader.get("/api/v2/doctype/Book/meta").json()["data"]
	assert meta["name"] == "Book" and meta["fields"][0]["fieldname"] == "title"
	refused = reader.post(path, json={"kind": "Song", "title": "x"})
	entry = refused.json()["errors"][0]
	assert refused.status_code == 417
	assert (entry["type"], entry["indicator"]) == ("ValidationError", "red") and "Kind" in entry["message"]
	assert reader.delete(f"{path}/{made['name']}").status_code == 202


def test_client_methods(reader: Client) -> None:
	call = reader.call
	made = call("frappe.client.insert", doc={"doctype": "Book", "title": "C1"}).json()["message"]
	assert made["bought"] is None  # here empty fields are told
	name = made["name"]
	assert (
		call("frappe.client.get", doctype="Book", filters={"title": "C1"}).json()["message"]["name"] == name
	)
	assert call("frappe.client.get_value", doctype="Book", fieldname="title", filters=name).json() == {
		"message": {"title": "C1"}
	}
	assert call(
		"frappe.client.get_value", doctype="Book", fieldname=["title", "kind"], filters=name, as_dict=0
	).json() == {"message": ["C1", "Novel"]}
	assert call(
		"frappe.client.get_value", doctype="Book", fieldname="title", filters={"name": "?"}
	).json() == {"message": {}}
	assert (
		call(
			"frappe.client.set_value", doctype="Book", name=name, fieldname={"kind": "Poem", "price": 3}
		).json()["message"]["price"]
		== 3
	)
	for forged in ({"owner": "z"}, {"docstatus": 1, "kind": "Novel"}, {"creation": "2001-01-01"}):
		assert call("frappe.client.set_value", doctype="Book", name=name, fieldname=forged).status_code == 417
	assert call("frappe.client.get_list", doctype="Book", filters={"title": "C1"}).json() == {
		"message": [{"name": name}]
	}
	assert call("frappe.client.get_count", doctype="Book", filters={"title": "C1"}).json() == {"message": 1}
	document = call("frappe.client.get", doctype="Book", name=name).json()["message"]
	stale = {**document, "modified": "2001-01-01 00:00:00"}
	assert call("frappe.client.save", doc=stale).json()["exc_type"] == "TimestampMismatchError"
	submitted = call("frappe.client.submit", doc=json.dumps(document)).json()["message"]
	assert submitted["docstatus"] == 1
	assert call("frappe.client.delete", doctype="Book", name=name).status_code == 417
	assert call("frappe.client.cancel", doctype="Book", name=name).json()["message"]["docstatus"] == 2
	assert call("frappe.client.delete", doctype="Book", name=name).json() == {}


def test_rows_of_child_tables_by_method(reader: Client) -> None:
	made = book(reader, pages=[{"heading": "Uno"}])
	row = made["pages"][0]["name"]
	changed = reader.call(
		"frappe.client.set_value", doctype="Book Page", name=row, fieldname="length", value=7
	)
	assert changed.json()["message"]["pages"][0]["length"] == 7
	added = reader.call(
		"frappe.client.insert",
		doc={
			"doctype": "Book Page",
			"parent": made["name"],
			"parenttype": "Book",
			"parentfield": "pages",
			"heading": "Due",
		},
	)
	assert [page["heading"] for page in added.json()["message"]["pages"]] == ["Uno", "Due"]


def test_many_at_once(reader: Client) -> None:
	names = reader.call(
		"frappe.client.insert_many", docs=[{"doctype": "Book", "title": t} for t in "ab"]
	).json()["message"]
	assert len(names) == 2
	half = reader.call(
		"frappe.client.insert_many", docs=[{"doctype": "Book", "title": "half"}, {"doctype": "Book"}]
	)
	assert half.status_code == 417
	assert reader.call("frappe.client.get_count", doctype="Book", filters={"title": "half"}).json() == {
		"message": 0
	}
	docs = [
		{"doctype": "Book", "docname": names[0], "kind": "Poem"},
		{"doctype": "Book", "docname": names[1], "kind": "Song"},
		{"doctype": "Book", "docname": "nope", "kind": "Poem"},
	]
	failed = reader.call("frappe.client.bulk_update", docs=json.dumps(docs)).json()["message"]["failed_docs"]
	assert [entry["doc"]["docname"] for entry in failed] == [names[1], "nope"]
	assert reader.get(f"{BOOKS}/{names[0]}").json()["data"]["kind"] == "Poem"


def test_links_are_checked_for_forms(reader: Client, admin: Client) -> None:
	name = book(reader)["name"]
	valid = reader.call("frappe.client.validate_link", doctype="Book", docname=name, fields=["title"]).json()
	assert valid == {"message": {"name": name, "title": "Il gattopardo"}}
	assert reader.call("frappe.client.validate_link", doctype="Book", docname="?").json() == {
		"message": {"name": None}
	}
	assert reader.call("frappe.client.validate_link", doctype="Error Log", docname="x").status_code == 403
	assert reader.call(
		"frappe.client.has_permission", doctype="Book", docname=name, perm_type="write"
	).json() == {"message": {"has_permission": True}}
