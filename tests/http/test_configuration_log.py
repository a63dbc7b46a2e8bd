"""What an administrator changes without code is in the log, whatever the route, and the log cannot be touched."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from support.cases import token
from support.client import Client, document_path
from support.host import Host
from support.people import who

As = Callable[[str], Client]
LOG = "Configuration Change"


def logged(admin: Client, doctype: str, document: str) -> list[dict[str, Any]]:
	return admin.list(
		LOG,
		fields=["name", "kind", "user", "summary", "differences"],
		filters={"document_type": doctype, "document": document},
		order_by="name asc",
	)


@pytest.mark.requirement("BO-02", "BO-06")
def test_a_change_by_rest_is_in_the_log_with_its_author(admin: Client, as_user: As) -> None:
	programme = as_user(who("Programme Administrator"))
	name = programme.insert(
		"Threshold",
		threshold_key=f"prova_{token().lower()}",
		label="Soglia di prova",
		value=10,
		unit="EUR",
		valid_from="2018-01-01",
	)["name"]
	programme.update("Threshold", name, value=12.5)
	programme.delete("Threshold", name)
	rows = logged(admin, "Threshold", name)[-3:]  # a deleted number may have been given before
	assert [row["kind"] for row in rows] == ["Insert", "Change", "Delete"]
	assert {row["user"] for row in rows} == {programme.user}
	assert "12.5" in rows[1]["differences"]


@pytest.mark.requirement("BO-02", "BO-06")
def test_roles_rights_and_users_are_in_the_log(admin: Client) -> None:
	role = admin.insert("Role", role_name=f"Ruolo di prova {token()}")["name"]
	right = admin.insert("Custom DocPerm", parent="Capacity Scheme", role=role, read=1)["name"]
	admin.update("Custom DocPerm", right, write=1)
	admin.delete("Custom DocPerm", right)
	assert [row["kind"] for row in logged(admin, "Custom DocPerm", right)] == ["Insert", "Change", "Delete"]
	assert [row["kind"] for row in logged(admin, "Role", role)] == ["Insert"]
	admin.delete("Role", role)
	assert [row["kind"] for row in logged(admin, "Role", role)] == ["Insert", "Delete"]


@pytest.mark.requirement("BO-06")
def test_nobody_writes_in_the_log(admin: Client, as_user: As) -> None:
	row = admin.list(LOG, limit_page_length=1)[0]["name"]
	for client in (admin, as_user(who("Programme Administrator"))):
		http = client.http
		assert http.put(document_path(LOG, row), json={"summary": "Altro"}).status_code == 403
		assert http.delete(document_path(LOG, row)).status_code == 403
		assert http.post(document_path(LOG), json={"summary": "Falso"}).status_code == 403
		renamed = {"doctype": LOG, "old_name": row, "new_name": "CC-1"}
		assert http.post("/api/method/frappe.client.rename_doc", json=renamed).status_code in (403, 417)
	found = admin.call("sostegno_abitare.administration.log.verify")
	assert found["ok"], found["problems"][:3]
	assert found["rows"] >= 1 and len(found["head"]) == 64


@pytest.mark.requirement("BO-05", "BO-06")
def test_only_administrators_read_and_verify(as_user: As) -> None:
	for role, place in (("Coordinator", "EM-2018"), ("Social Worker", "Segrate"), ("Finance Officer", "")):
		http = as_user(who(role, place)).http
		assert http.get(document_path(LOG)).status_code == 403
		assert http.post("/api/method/sostegno_abitare.administration.log.verify").status_code == 403


@pytest.mark.requirement("BO-06")
def test_changes_at_the_same_time_make_one_chain(host: Host, admin: Client) -> None:
	clients = [host.fresh_client("Administrator") for _number in range(4)]
	names = [[f"Stato {token()}" for _number in range(5)] for _client in clients]

	def make(client: Client, wanted: list[str]) -> list[int]:
		path = document_path("Workflow State")
		return [client.http.post(path, json={"workflow_state_name": name}).status_code for name in wanted]

	with ThreadPoolExecutor(len(clients)) as pool:
		statuses = [status for found in pool.map(make, clients, names) for status in found]
	assert statuses == [200] * 20
	for name in (name for wanted in names for name in wanted):
		admin.delete("Workflow State", name)
	found = admin.call("sostegno_abitare.administration.log.verify")
	assert found["ok"], found["problems"][:3]


@pytest.mark.requirement("BO-02", "BO-06")
def test_the_page_of_role_permissions_is_heard(admin: Client) -> None:
	page = "frappe.core.page.permission_manager.permission_manager"
	right = {"role": "Volunteer", "permlevel": 0}

	def kinds() -> list[str]:
		rows = admin.list(
			LOG,
			fields=["name", "kind", "summary"],
			filters={"document_type": "Custom DocPerm", "summary": ["like", "%Volontari%"]},
			order_by="name asc",
			limit_page_length=0,
		)
		return [row["kind"] for row in rows]

	before = len(kinds())
	admin.call(f"{page}.add", parent="Capacity Scheme", **right)
	admin.call(f"{page}.update", doctype="Capacity Scheme", ptype="print", value=0, **right)
	admin.call(f"{page}.update", doctype="Capacity Scheme", ptype="print", value=1, **right)
	admin.call(f"{page}.remove", doctype="Capacity Scheme", **right)
	admin.call(f"{page}.reset", doctype="Capacity Scheme")
	found = kinds()[before:]
	assert found[0] == "Insert" and found[-1] == "Delete" and "Change" in found
	assert not admin.names("Custom DocPerm", filters={"parent": "Capacity Scheme"})
	for name in admin.list(
		LOG,
		fields=["document"],
		filters={"document_type": "Custom DocPerm", "kind": "Insert"},
		limit_page_length=0,
	):
		ends = admin.list(LOG, filters={"document": name["document"], "kind": "Delete"}, limit_page_length=5)
		assert len(ends) <= 1
