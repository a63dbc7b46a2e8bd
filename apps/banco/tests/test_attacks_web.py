"""Attacks over HTTP that worked once: each must stay refused."""

from __future__ import annotations

from typing import Any

import pytest
from documents_support import doctype, field
from web_support import KEEPER, READER, Client, messages, text_of

import frappe
from banco.site import Site

pytest_plugins = ["web_support"]

BOOKS = "/api/resource/Book"


def stored(site: Site, doctype: str, name: str, fieldname: str) -> Any:
	with site.context(write=False) as context:
		return context.db.get_value(doctype, name, fieldname)


@pytest.mark.parametrize("claim", [{}, {"owner": READER}])
@pytest.mark.parametrize("method", ["frappe.client.save", "frappe.desk.form.save.savedocs"])
def test_nobody_owns_a_record_by_saying_so(
	reader: Client, served: Site, method: str, claim: dict[str, str]
) -> None:
	"""Users may write their own record; the owner is the stored one, not what was sent or left out."""
	modified = str(stored(served, "User", KEEPER, "modified"))
	doc = {"doctype": "User", "name": KEEPER, "email": KEEPER, "first_name": "Mine", "modified": modified}
	reply = reader.call(method, doc={**doc, **claim}, action="Save")
	assert (reply.status_code, stored(served, "User", KEEPER, "first_name")) == (403, "Keeper")


def test_a_refused_save_does_not_tell_who_changed_the_document(reader: Client) -> None:
	doc = {"doctype": "User", "name": KEEPER, "first_name": "Mine", "modified": "2020-01-01 00:00:00"}
	assert reader.call("frappe.client.save", doc=doc).status_code == 403


def test_a_system_manager_gets_no_keys_of_administrator(admin: Client, served: Site) -> None:
	with served.context():
		manager = "capo@example.org"
		frappe.get_doc(
			{
				"doctype": "User", "email": manager, "first_name": "Capo", "roles": [{"role": "System Manager"}],
				"new_password": "lungo come un treno merci",
			}
		).insert()  # fmt: skip
	client = Client(admin.app, base_url="http://site.test").login(manager)
	keys = "frappe.core.doctype.user.user.generate_keys"
	assert client.call(keys, user=READER).status_code == 200
	assert client.call(keys, user="Administrator").status_code == 403
	assert admin.call(keys, user="Administrator").status_code == 200


def test_the_state_of_a_document_is_told_to_its_readers_only(reader: Client, served: Site) -> None:
	with served.context():
		doctype("Verdict", field("title"))
		for state in ("Weighed", "Found Wanting"):
			frappe.get_doc({"doctype": "Workflow State", "workflow_state_name": state}).insert()
		frappe.get_doc({"doctype": "Workflow Action Master", "workflow_action_name": "Weigh"}).insert()
		row = {
			"state": "Weighed",
			"action": "Weigh",
			"next_state": "Found Wanting",
			"allowed": "System Manager",
		}
		frappe.get_doc(
			{
				"doctype": "Workflow", "workflow_name": "Verdicts", "document_type": "Verdict", "is_active": 1,
				"workflow_state_field": "workflow_state",
				"states": [{"state": s, "allow_edit": "System Manager"} for s in ("Weighed", "Found Wanting")],
				"transitions": [row],
			}
		).insert()  # fmt: skip
		verdict = frappe.get_doc({"doctype": "Verdict", "title": "x"}).insert().name
	doc = {"doctype": "Verdict", "name": verdict}
	reply = reader.call("frappe.model.workflow.apply_workflow", doc=doc, action="Guess")
	assert reply.status_code == 403 and "Weighed" not in text_of(reply)


def test_a_client_makes_no_series_of_its_own(reader: Client, served: Site) -> None:
	"""A name taken ahead of the series would stop it for good when it gets there."""
	with served.context():
		doctype(
			"Receipt",
			field("naming_series", "Select", options="REC-.####\nOLD-.####"),
			autoname="naming_series:",
			permissions=[{"role": "Reader", "read": 1, "create": 1}],
		)
	for series in ("REC-000.#", "hash", "REC-.{owner}.-.#"):
		reply = reader.post("/api/resource/Receipt", json={"naming_series": series})
		assert reply.status_code == 409, reply.text
	made = [
		reader.post("/api/resource/Receipt", json=values) for values in ({}, {"naming_series": "OLD-.####"})
	]
	assert [reply.json()["data"]["name"] for reply in made] == ["REC-0001", "OLD-0001"]


def test_guests_fill_no_memory_with_languages(guest: Client, served: Site) -> None:
	url = "/api/method/frappe.translate.load_all_translations"
	assert guest.get(url, params={"lang": "it"}).status_code == 200
	for made_up in ("it-aaaa", "xx", "../../it"):
		assert guest.get(url, params={"lang": made_up}).status_code == 404
	assert set(served.cache.map("translations")) <= {"it", "en"}


def test_nothing_is_hung_on_a_document_one_may_not_open(reader: Client, keeper: Client, served: Site) -> None:
	"""Comments, files and tasks show on the form of the document they are about."""
	with served.context():
		doctype("Vault", field("title"), permissions=[{"role": "Keeper", "read": 1, "write": 1}])
		vault = frappe.get_doc({"doctype": "Vault", "title": "x"}).insert().name
	about = {"reference_doctype": "Vault", "reference_name": vault}
	uploaded = reader.post("/api/method/upload_file", files={"file": ("a.txt", b"a")}).json()["message"]
	attacks = {
		"Comment": {**about, "comment_type": "Comment", "content": "x"},
		"ToDo": {"reference_type": "Vault", "reference_name": vault, "description": "x"},
		"File": {"file_url": uploaded["file_url"], "attached_to_doctype": "Vault", "attached_to_name": vault},
	}
	for kind, values in attacks.items():
		reply = reader.post(f"/api/resource/{kind}", json=values)
		assert reply.status_code == 403, (kind, reply.text)
	for kind in ("Comment", "ToDo"):
		assert keeper.post(f"/api/resource/{kind}", json=attacks[kind]).status_code == 200
	task = reader.post("/api/resource/ToDo", json={"description": "x"}).json()["data"]["name"]
	assert reader.put(f"/api/resource/ToDo/{task}", json=attacks["ToDo"]).status_code == 403
	book = reader.post(BOOKS, json={"title": "Il gattopardo"}).json()["data"]["name"]
	own = {"reference_doctype": "Book", "reference_name": book, "content": "x"}
	comment = reader.post("/api/resource/Comment", json=own).json()["data"]["name"]
	address = f"/api/resource/Comment/{comment}"
	assert reader.put(address, json=about).status_code == 403
	assert reader.get(address).json()["data"]["reference_name"] == book


def test_a_comment_bears_its_writer_and_is_no_history(reader: Client, served: Site) -> None:
	book = reader.post(BOOKS, json={"title": "Il gattopardo"}).json()["data"]["name"]
	forged = {
		"comment_type": "Workflow",
		"comment_email": KEEPER,
		"comment_by": "Keeper",
		"content": "Approved",
	}
	values = {**forged, "reference_doctype": "Book", "reference_name": book}
	made = reader.post("/api/resource/Comment", json=values).json()["data"]
	assert (made["comment_type"], made["comment_email"]) == ("Comment", READER)


def test_a_name_is_no_search_over_http(reader: Client, served: Site) -> None:
	"""Found by filters, a document is there or not by values that the reader may not see."""
	with served.context():
		book = frappe.get_doc({"doctype": "Book", "title": "x", "secret": "Alfa"}).insert().name
	for guess in ("A%", "Z%"):
		name = {"name": book, "secret": ["like", guess]}
		page = {"doctype": "Book Page", "parenttype": "Book", "parentfield": "pages", "heading": "x"}
		calls: list[tuple[str, dict[str, Any]]] = [
			("frappe.client.get", {"doctype": "Book", "name": name}),
			(
				"frappe.client.set_value",
				{"doctype": "Book", "name": name, "fieldname": "title", "value": "y"},
			),
			("frappe.client.cancel", {"doctype": "Book", "name": name}),
			("frappe.client.delete", {"doctype": "Book", "name": name}),
			("frappe.client.has_permission", {"doctype": "Book", "docname": name}),
			("frappe.client.validate_link", {"doctype": "Book", "docname": name}),
			("frappe.desk.search.get_link_title", {"doctype": "Book", "docname": name}),
			("frappe.desk.form.load.getdoc", {"doctype": "Book", "name": name}),
			("frappe.client.insert", {"doc": page | {"parent": name}}),
			("run_doc_method", {"dt": "Book", "dn": name, "method": "x"}),
			("run_doc_method", {"docs": {"doctype": "Book", "name": name}, "method": "x"}),
		]
		for method, arguments in calls:
			reply = reader.post(f"/api/method/{method}", json=arguments)
			assert reply.status_code == 417, (method, guess, reply.status_code, reply.text)


def test_cancelling_sets_no_field_of_the_clients_choice(reader: Client) -> None:
	book = reader.post(BOOKS, json={"title": "Il gattopardo"}).json()["data"]["name"]
	other = reader.post(BOOKS, json={"title": "Altro"}).json()["data"]["name"]
	for name in (book, other):
		assert reader.put(f"{BOOKS}/{name}", json={"docstatus": 1}).status_code == 200
	aim = {"workflow_state_fieldname": "name", "workflow_state": other}
	reply = reader.call("frappe.desk.form.save.cancel", doctype="Book", name=book, **aim)
	assert reply.status_code == 200, reply.text
	standing = {name: reader.get(f"{BOOKS}/{name}").json()["data"]["docstatus"] for name in (book, other)}
	assert standing == {book: 2, other: 1}


@pytest.mark.parametrize("filters", [5, "x", [[["x"]]], ["a"], {"title": {"a": 1}}, [["title", "~", 1]]])
def test_a_link_search_refuses_what_are_no_filters(reader: Client, filters: Any) -> None:
	reply = reader.call("frappe.desk.search.search_link", doctype="Book", txt="", filters=filters)
	assert reply.status_code in (200, 417), reply.text


def test_a_link_search_leaves_hidden_fields_alone(reader: Client, keeper: Client, served: Site) -> None:
	with served.context():
		levels = [{"role": role, "read": 1} for role in ("Reader", "Keeper")]
		doctype(
			"Shelf",
			field("place"),
			field("code", permlevel=1),
			search_fields="code,place",
			permissions=[*levels, {"role": "Keeper", "permlevel": 1, "read": 1}],
		)
		shelf = frappe.get_doc({"doctype": "Shelf", "place": "Atrio", "code": "Quarzo"}).insert().name

	def found(client: Client, txt: str) -> list[str]:
		reply = client.call("frappe.desk.search.search_link", doctype="Shelf", txt=txt)
		assert reply.status_code == 200, reply.text
		return [row["value"] for row in reply.json()["message"]]

	assert found(reader, "Atrio") == found(keeper, "Quarzo") == [shelf]
	assert found(reader, "Quarzo") == []


def test_documents_do_not_stay_in_memory_for_their_methods(served: Site) -> None:
	import gc
	import weakref

	from banco.calling import shape_of

	with served.context(write=False):
		doc = frappe.get_doc("User", READER)
		assert shape_of(doc.has_permission).names == {"permtype", "debug", "user"}
		kept = weakref.ref(doc)
		del doc
		gc.collect()
		assert kept() is None


def test_a_file_of_a_hidden_field_is_hidden(reader: Client, keeper: Client, served: Site) -> None:
	book = reader.post(BOOKS, json={"title": "Il gattopardo"}).json()["data"]["name"]
	place = {"doctype": "Book", "docname": book, "fieldname": "secret"}
	sent = keeper.post("/api/method/upload_file", files={"file": ("referto.txt", b"x")}, data=place)
	file = sent.json()["message"]
	moved = reader.put(f"/api/resource/File/{file['name']}", json={"attached_to_field": ""})
	assert moved.status_code == 403
	assert (reader.get(file["file_url"]).status_code, keeper.get(file["file_url"]).status_code) == (403, 200)

	def listed(client: Client) -> list[str]:
		reply = client.get("/api/method/frappe.desk.form.load.get_docinfo", params=place | {"name": book})
		return [row["name"] for row in reply.json()["docinfo"]["attachments"]]

	assert (listed(reader), listed(keeper)) == ([], [file["name"]])


def test_an_app_that_is_not_there_is_not_listed(admin: Client) -> None:
	"""A site that lists one answers no request any more, and starts no more either."""
	reply = admin.post("/api/resource/Installed Application", json={"app_name": "nowhere"})
	assert reply.status_code == 417
	assert admin.get("/api/method/banco.desk.boot").status_code == 200


def test_controllers_meet_text_where_text_belongs(admin: Client, monkeypatch: pytest.MonkeyPatch) -> None:
	from banco.core.doctype.todo.todo import ToDo

	seen: list[Any] = []

	def note(self: Any) -> None:
		seen.append((self.color, self.description))

	monkeypatch.setattr(ToDo, "before_insert", note, raising=False)
	monkeypatch.setattr(ToDo, "before_validate", note, raising=False)
	made = admin.post("/api/resource/ToDo", json={"color": True, "description": 12.5})
	assert made.status_code == 200, made.text
	assert seen == [("1", "12.5"), ("1", "12.5")]
	for value in ([], {"a": 1}):
		assert admin.post("/api/resource/ToDo", json={"description": value}).status_code == 417


def test_a_property_setter_names_its_doctype(admin: Client) -> None:
	values = {"doctype_or_field": "DocType", "property": "title_field", "value": "x"}
	assert admin.post("/api/resource/Property Setter", json=values).status_code == 417


@pytest.mark.parametrize("row", [{}, {"heading": "x", "reviewer": "nobody"}])
def test_the_reply_to_many_wrong_rows_stays_small(reader: Client, served: Site, row: dict[str, str]) -> None:
	"""Each message named every field of every row: two thousand rows made 60 MB, a hundred thousand no
	server.
	"""
	with served.context():
		if not frappe.db.exists("DocType", "Volume"):
			reviewer = field("reviewer", "Link", options="User")
			doctype("Volume Page", field("heading", reqd=1), reviewer, istable=1)
			doctype(
				"Volume",
				field("pages", "Table", options="Volume Page"),
				permissions=[{"role": "Reader", "read": 1, "create": 1}],
			)
	reply = reader.post("/api/resource/Volume", json={"pages": [row] * 2_000})
	assert (reply.status_code, len(reply.content) < 20_000) == (417, True)
	assert [message["idx"] for message in messages(reply)][:20] == list(range(1, 21))
	assert len(messages(reply)) <= 21  # and one for the whole


def test_a_table_takes_no_endless_rows(reader: Client) -> None:
	reply = reader.post(BOOKS, json={"title": "x", "pages": [{}] * 1_000_000})
	assert reply.status_code == 417 and "5000" in text_of(reply)


@pytest.mark.parametrize("parentfield", ["name", "doctype", "title", "flags", "", None])
def test_rows_go_into_tables_only(reader: Client, parentfield: str | None) -> None:
	book = reader.post(BOOKS, json={"title": "Il gattopardo"}).json()["data"]["name"]
	page = {"doctype": "Book Page", "parenttype": "Book", "parent": book, "parentfield": parentfield}
	assert reader.call("frappe.client.insert", doc=page | {"heading": "x"}).status_code == 417
