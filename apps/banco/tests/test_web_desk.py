"""What the desk asks for, over HTTP on a real site."""

from __future__ import annotations

import json
from typing import Any

import pytest
from web_support import KEEPER, READER, Client, messages

from banco.desk.workspaces import without_empty_cards
from banco.site import Site
from banco.types import _dict

pytest_plugins = ["web_support"]


def get(client: Client, method: str, **query: Any) -> Any:
	return client.get(f"/api/method/{method}", params=query)


def book(client: Client, **values: Any) -> dict[str, Any]:
	return dict(client.post("/api/resource/Book", json={"title": "Zeno", **values}).json()["data"])


def test_boot_of_a_guest_tells_nothing(guest: Client) -> None:
	boot = get(guest, "banco.desk.boot").json()["message"]
	assert boot == {
		"user": {"name": "Guest"},
		"csrf_token": "",
		"lang": "it",
		"translations_hash": boot["translations_hash"],
		"sitename": boot["sitename"],
		"app_title": boot["app_title"],
	}


def test_boot_tells_what_a_user_may(reader: Client, keeper: Client) -> None:
	boot = get(reader, "banco.desk.boot").json()["message"]
	assert boot["user"]["name"] == READER and "Reader" in boot["user"]["roles"]
	assert boot["csrf_token"] == reader.headers["X-Frappe-CSRF-Token"]
	assert "Book" in boot["can"]["create"] and "Book" not in boot["can"]["import"]
	assert "Error Log" not in [entry["name"] for entry in boot["doctypes"]]
	entry = next(entry for entry in boot["doctypes"] if entry["name"] == "Book")
	assert (entry["title_field"], entry["show_title_field_in_link"], entry["is_submittable"]) == (
		"title",
		1,
		1,
	)
	assert boot["number_format"] == "#.###,##" and boot["time_zone"] == "Europe/Rome"
	keepers = get(keeper, "banco.desk.boot").json()["message"]
	assert "Book" in keepers["can"]["read"] and "Book" not in keepers["can"]["create"]
	assert len(json.dumps(boot)) < 200_000


def test_boot_tells_what_new_documents_begin_with(keeper: Client, site: Site) -> None:
	import frappe

	def defaults() -> Any:
		return get(keeper, "banco.desk.boot").json()["message"]["user_defaults"]

	with site.context():
		first = frappe.get_doc(
			{"doctype": "User Permission", "user": KEEPER, "allow": "Role", "for_value": "Reader"}
		).insert()
	assert defaults() == {"Role": "Reader"}
	with site.context():
		second = frappe.get_doc(
			{"doctype": "User Permission", "user": KEEPER, "allow": "Role", "for_value": "Keeper"}
		).insert()
	assert defaults() == {}
	with site.context():
		frappe.get_doc("User Permission", second.name).update({"is_default": 1}).save()
	assert defaults() == {"Role": "Keeper"}
	with site.context():
		for permission in (first, second):
			frappe.delete_doc("User Permission", permission.name)


def test_getdoctype(reader: Client, guest: Client, admin: Client) -> None:
	admin.call(
		"frappe.client.insert",
		doc={
			"doctype": "Client Script",
			"name": "Book-Form",
			"dt": "Book",
			"view": "Form",
			"enabled": 1,
			"script": "let scripted;",
		},
	)
	body = get(reader, "frappe.desk.form.load.getdoctype", doctype="Book").json()
	assert [doc["name"] for doc in body["docs"]] == ["Book", "Book Page"]
	first = body["docs"][0]
	assert first["fields"][0]["fieldname"] == "title" and first["__workflow_docs"] == []
	assert first["__js"] == "let scripted;" and json.loads(body["user_settings"]) == {}
	assert get(guest, "frappe.desk.form.load.getdoctype", doctype="Book").status_code == 403
	assert get(reader, "frappe.desk.form.load.getdoctype", doctype="Nope").status_code == 404
	script = reader.get(f"/assets/client-script/Book.js?v={first['__js_hash']}")
	assert script.text == "let scripted;" and script.headers["content-type"].startswith("text/javascript")
	assert guest.get("/assets/client-script/Book.js").status_code == 403
	assert reader.get("/assets/client-script/Error%20Log.js").status_code == 403
	listed = {"doctype": "Client Script", "name": "Book-List", "dt": "Book", "view": "List", "enabled": 1}
	admin.call("frappe.client.insert", doc={**listed, "script": "let listed;"})
	body = get(reader, "frappe.desk.form.load.getdoctype", doctype="Book").json()
	assert body["docs"][0]["__list_js"] == "let listed;"
	assert reader.get("/assets/list-script/Book.js").text == "let listed;"
	assert guest.get("/assets/list-script/Book.js").status_code == 403


def test_getdoc_brings_what_surrounds_a_document(reader: Client) -> None:
	name = book(reader, owner_of_copy=READER)["name"]
	document = reader.get(f"/api/resource/Book/{name}").json()["data"]
	reader.put(f"/api/resource/Book/{name}", json={"kind": "Poem"})
	reader.call(
		"frappe.desk.form.utils.add_comment",
		reference_doctype="Book",
		reference_name=name,
		content="<p>Bello</p>",
		comment_by="Somebody else",
	)
	body = get(reader, "frappe.desk.form.load.getdoc", doctype="Book", name=name).json()
	assert body["docs"][0]["kind"] == "Poem" and document["name"] == name
	info = body["docinfo"]
	assert [comment["content"] for comment in info["comments"]] == ["<p>Bello</p>"]
	assert info["comments"][0]["owner"] == READER
	assert json.loads(info["versions"][0]["data"])["changed"] == [["kind", "Novel", "Poem"]]
	assert (info["permissions"]["write"], info["permissions"]["export"]) == (1, 0)
	assert info["user_info"][READER]["fullname"] == "Reader"
	assert get(reader, "frappe.desk.form.load.getdoc", doctype="Book", name="nope").status_code == 404


def test_history_hides_fields_of_a_level_above(reader: Client, keeper: Client) -> None:
	name = book(reader)["name"]
	keeper.put(f"/api/resource/Book/{name}", json={"secret": "Forziere", "kind": "Poem"})
	for client, seen in ((reader, False), (keeper, True)):
		reply = get(client, "frappe.desk.form.load.getdoc", doctype="Book", name=name)
		assert ("Forziere" in reply.text) is seen
		assert "Poem" in reply.json()["docinfo"]["versions"][0]["data"]


def test_savedocs(reader: Client) -> None:
	def save(doc: Any, action: str = "Save") -> Any:
		return reader.post(
			"/api/method/frappe.desk.form.save.savedocs", data={"doc": json.dumps(doc), "action": action}
		)

	new = {
		"doctype": "Book", "__islocal": 1, "__unsaved": 1, "name": "new-book-abc", "title": "Nuovo",
		"pages": [{"doctype": "Book Page", "__islocal": 1, "name": "new-page-x", "heading": "Uno", "idx": 1}],
	}  # fmt: skip
	reply = save(new)
	saved = reply.json()["docs"][0]
	assert saved["localname"] == "new-book-abc" and saved["name"].startswith("BOOK-")
	assert not saved["pages"][0]["name"].startswith("new-")
	assert messages(reply)[-1] == {"message": "Saved", "title": "Message", "indicator": "green", "alert": 1}
	again = save({**saved, "kind": "Poem"})
	assert again.json()["docs"][0]["kind"] == "Poem" and len(again.json()["docs"][0]["pages"]) == 1
	stale = save({**saved, "kind": "Novel"})
	assert (stale.status_code, stale.json()["exc_type"]) == (417, "TimestampMismatchError")
	submitted = save(again.json()["docs"][0], "Submit").json()["docs"][0]
	assert submitted["docstatus"] == 1
	refused = save({**submitted, "title": "changed"}, "Update")
	assert refused.json()["exc_type"] == "UpdateAfterSubmitError"
	cancelled = reader.call("frappe.desk.form.save.cancel", doctype="Book", name=submitted["name"])
	assert cancelled.json()["docs"][0]["docstatus"] == 2
	assert save(saved, "Explode").status_code == 417
	assert save({**new, "title": ""}).json()["exc_type"] == "MandatoryError"


def test_names_that_the_desk_translates_are_all_given(admin: Client, served: Site) -> None:
	"""The desk looks for them by their translation, so it asks for all of them, however many apps bring."""
	import frappe

	with served.context(user="Administrator", write=True):
		for number in range(101):
			frappe.get_doc({"doctype": "Role", "role_name": f"Role {number:03}"}).insert()
	found = get(admin, "frappe.desk.search.search_link", doctype="Role", txt="Role ", page_length=1000)
	assert len(found.json()["message"]) == 101


def test_search_link(reader: Client, admin: Client) -> None:
	names = [book(reader, title=title)["name"] for title in ("Cento% anni", "Centosei", "Il cento")]
	found = get(reader, "frappe.desk.search.search_link", doctype="Book", txt="cento", page_length=5).json()[
		"message"
	]
	assert [option["label"] for option in found] == ["Cento% anni", "Centosei", "Il cento"]
	assert found[0] == {"value": names[0], "label": "Cento% anni", "description": f"{names[0]}, Novel"}
	literal = get(reader, "frappe.desk.search.search_link", doctype="Book", txt="o% a").json()["message"]
	assert [option["value"] for option in literal] == [names[0]]
	filtered = reader.call(
		"frappe.desk.search.search_link", doctype="Book", txt="cento", filters={"name": ["!=", names[0]]}
	)
	assert len(filtered.json()["message"]) == 2
	users = get(admin, "frappe.desk.search.search_link", doctype="User", txt="anna").json()["message"]
	assert [option["value"] for option in users] == [READER]
	assert get(reader, "frappe.desk.search.search_link", doctype="Error Log", txt="").status_code == 403
	assert (
		get(
			reader, "frappe.desk.search.search_link", doctype="Book", txt="", query="frappe.get_all"
		).status_code
		== 403
	)
	title = get(reader, "frappe.desk.search.get_link_title", doctype="Book", docname=names[1]).json()
	assert title == {"message": "Centosei"}


def test_switched_off_documents_are_not_offered(admin: Client, site: Site) -> None:
	with site.context() as context:
		context.db.set_value("User", READER, "enabled", 0)
	found = get(admin, "frappe.desk.search.search_link", doctype="User", txt="anna").json()["message"]
	with site.context() as context:
		context.db.set_value("User", READER, "enabled", 1)
	assert found == []


def test_list_rows_and_counts(reader: Client) -> None:
	for title in ("R1", "R2"):
		book(reader, title=title)
	form = {
		"doctype": "Book", "fields": '["`tabBook`.`name`","`tabBook`.`title`","`tabBook`.`owner`"]', "start": 0,
		"filters": '[["Book","title","like","R%"]]', "order_by": "`tabBook`.`title` asc", "page_length": 20, "view": "List",
	}  # fmt: skip
	reply = reader.post("/api/method/frappe.desk.reportview.get", data=form).json()["message"]
	assert reply["keys"] == ["name", "title", "owner"]
	assert [row[1] for row in reply["values"]] == ["R1", "R2"]
	assert reply["user_info"][READER]["fullname"] == "Reader"
	empty = reader.post("/api/method/frappe.desk.reportview.get", data={**form, "filters": '{"title":"zz"}'})
	assert empty.json() == {"message": []}
	count = {"doctype": "Book", "filters": form["filters"], "fields": "[]", "distinct": "false"}
	assert reader.post("/api/method/frappe.desk.reportview.get_count", data=count).json() == {"message": 2}
	assert reader.post("/api/method/frappe.desk.reportview.get_count", data={**count, "limit": 1}).json() == {
		"message": 1
	}


@pytest.mark.parametrize(
	("method", "arguments"),
	[
		("frappe.client.get_count", {"doctype": "Error Log"}),
		("frappe.desk.reportview.get_count", {"doctype": "Error Log"}),
		("frappe.desk.reportview.get", {"doctype": "Error Log"}),
		("frappe.client.get_list", {"doctype": "Error Log"}),
		("frappe.client.get_value", {"doctype": "System Settings", "fieldname": "country"}),
		("frappe.client.get_value", {"doctype": "Error Log", "fieldname": "method", "filters": {}}),
		("frappe.client.get_count", {"doctype": "User", "filters": '[["api_key","like","a%"]]'}),
	],
)
def test_nothing_leaks_by_another_door(reader: Client, method: str, arguments: dict[str, Any]) -> None:
	reply = reader.call(method, **arguments)
	assert reply.status_code in (403, 417) or reply.json().get("message") in (0, [], {}), reply.text


def test_user_settings_are_merged_and_one_s_own(reader: Client, keeper: Client) -> None:
	path = "/api/method/frappe.model.utils.user_settings.save"
	reader.post(path, data={"doctype": "Book", "user_settings": '{"List": {"order": "title"}}'})
	both = reader.post(path, data={"doctype": "Book", "user_settings": '{"last_view": "List"}'}).json()[
		"message"
	]
	assert both == {"List": {"order": "title"}, "last_view": "List"}
	assert (
		json.loads(get(reader, "frappe.model.utils.user_settings.get", doctype="Book").json()["message"])
		== both
	)
	assert get(keeper, "frappe.model.utils.user_settings.get", doctype="Book").json() == {"message": "{}"}
	assert reader.post(path, data={"doctype": "Book", "user_settings": "[1]"}).status_code == 417
	assert reader.post(path, data={"doctype": "Nope", "user_settings": "{}"}).status_code == 404


def test_workspaces_show_what_may_be_opened(reader: Client, admin: Client) -> None:
	shortcuts = [{"type": "DocType", "link_to": name, "label": name} for name in ("Book", "Error Log")]
	links = [
		{"type": "Card Break", "label": "Errors"},
		{"type": "Link", "label": "Errors", "link_type": "DocType", "link_to": "Error Log"},
		{"type": "Card Break", "label": "Books"},
		{"type": "Link", "label": "Books", "link_type": "DocType", "link_to": "Book"},
	]
	common = {"doctype": "Workspace", "public": 1, "module": "Core", "content": "[]"}
	for title, more in (
		("Shelf", {"shortcuts": shortcuts, "links": links}),
		("Office", {"roles": [{"role": "System Manager"}]}),
	):
		reply = admin.call(
			"frappe.client.insert", doc={**common, "label": title, "title": title, "name": title, **more}
		)
		assert reply.status_code == 200, reply.text
	pages = get(reader, "frappe.desk.desktop.get_workspace_sidebar_items").json()["message"]["pages"]
	assert [page["name"] for page in pages] == ["Shelf"]
	boot = get(reader, "banco.desk.boot").json()["message"]["workspaces"]
	assert [row["link_to"] for row in boot[0]["shortcuts"]] == ["Book"]
	assert [row["label"] for row in boot[0]["links"]] == ["Books", "Books"]


def test_headings_without_links_are_dropped() -> None:
	rows = [_dict(type=kind) for kind in ("Card Break", "Card Break", "Link", "Card Break")]
	assert without_empty_cards(rows) == rows[1:3]


def test_comments_are_one_s_own_and_need_reading(reader: Client, guest: Client) -> None:
	arguments = {"reference_doctype": "Error Log", "reference_name": "x", "content": "hi"}
	assert reader.call("frappe.desk.form.utils.add_comment", **arguments).status_code == 403
	own = {"reference_doctype": "Book", "reference_name": book(reader)["name"]}
	assert reader.call("frappe.desk.form.utils.add_comment", **own, content=" ").status_code == 417
	made = reader.call(
		"frappe.desk.form.utils.add_comment",
		**own,
		content="<script>x</script>hi",
		comment_email="Administrator",
	)
	assert made.json()["message"]["owner"] == READER and "<script>" not in made.text
	assert made.json()["message"]["comment_email"] == READER
