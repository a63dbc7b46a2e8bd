"""Attacks over HTTP that worked once: each must stay refused."""

from __future__ import annotations

from typing import Any

import pytest
from documents_support import doctype, field
from web_support import KEEPER, READER, Client, text_of

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
	moved = reader.put(f"/api/resource/Comment/{comment}", json=about)
	assert moved.json()["data"]["reference_name"] == book


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
