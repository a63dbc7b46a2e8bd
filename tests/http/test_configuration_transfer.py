"""A configuration made on the desk goes out as a file and comes in again, on whichever host."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from support.cases import eviction
from support.client import Client
from support.people import who

As = Callable[[str], Client]
AREA = "sostegno_abitare.administration"
STATE, ACTION, FIELD = "Integrazione richiesta (prova)", "Chiedi integrazione (prova)", "prova_integrazione"


def exported(client: Client, **chosen: Any) -> list[dict[str, Any]]:
	return list(json.loads(client.call(f"{AREA}.export.export", **chosen)["content"]))


def make(admin: Client) -> None:
	admin.insert("Workflow State", workflow_state_name=STATE, style="Warning")
	admin.insert("Workflow Action Master", workflow_action_name=ACTION)
	admin.insert(
		"Custom Field",
		dt="Referral",
		fieldname=FIELD,
		label="Integrazione di prova",
		fieldtype="Small Text",
		insert_after="needs",
	)
	workflow = admin.get("Workflow", "Referral")
	row = {"state": "Draft", "action": ACTION, "next_state": STATE, "allowed": "Social Worker"}
	admin.update(
		"Workflow",
		"Referral",
		states=[*workflow["states"], {"state": STATE, "doc_status": "0", "allow_edit": "All"}],
		transitions=[*workflow["transitions"], {**row, "allow_self_approval": 1}],
	)


def unmake(admin: Client, original: dict[str, Any]) -> None:
	# Without their names: those rows are gone, and Frappe would update them instead of making them anew.
	rows = {
		table: [{key: value for key, value in row.items() if key != "name"} for row in original[table]]
		for table in ("states", "transitions")
	}
	admin.update("Workflow", "Referral", **rows)
	for doctype, name in (
		("Workflow State", STATE),
		("Workflow Action Master", ACTION),
		("Custom Field", f"Referral-{FIELD}"),
	):
		if admin.names(doctype, filters={"name": name}):
			admin.delete(doctype, name)


@pytest.mark.requirement("BO-02", "BO-07")
def test_a_state_and_a_field_go_out_and_come_in(admin: Client, as_user: As) -> None:
	original = admin.get("Workflow", "Referral")
	worker, name = as_user(who("Social Worker", "Segrate")), ""
	try:
		make(admin)
		file = json.dumps(exported(admin))
		unmake(admin, original)
		seen = admin.call(f"{AREA}.transfer.preview", content=file)
		found = {row["name"]: row["status"] for row in seen["rows"] if row["status"] != "Same"}
		assert found == {STATE: "New", ACTION: "New", f"Referral-{FIELD}": "New", "Referral": "Changed"}
		done = admin.call(f"{AREA}.transfer.apply", content=file, digest=seen["digest"])
		assert done["applied"] == 4, [row["problem"] for row in done["rows"] if row["problem"]]
		name = eviction(worker, "Segrate", "EM-2018-A1", **{FIELD: "Manca il contratto"})["name"]
		assert worker.act("Referral", name, ACTION)["workflow_state"] == STATE
		assert worker.get("Referral", name)[FIELD] == "Manca il contratto"
		again = admin.call(f"{AREA}.transfer.preview", content=file)
		assert {row["status"] for row in again["rows"]} == {"Same"}
	finally:
		if name:
			admin.delete("Referral", name)
		unmake(admin, original)


@pytest.mark.requirement("BO-02")
def test_one_bad_record_and_nothing_is_kept(admin: Client) -> None:
	good = {"doctype": "Custom Field", "name": "Referral-prova_b", "dt": "Referral", "fieldname": "prova_b"}
	good |= {"label": "Prova B", "fieldtype": "Data", "insert_after": "needs"}
	state = {"doctype": "Workflow State", "name": "Stato B (prova)", "workflow_state_name": "Stato B (prova)"}
	bad = {"doctype": "Workflow", "name": "Nessuno", "workflow_name": "Nessuno", "document_type": "Nessuno"}
	done = admin.call(f"{AREA}.transfer.apply", content=json.dumps([good, state, bad]))
	assert done["applied"] == 0
	assert [row["name"] for row in done["rows"] if row["problem"]] == ["Nessuno"]
	assert not admin.names("Custom Field", filters={"name": good["name"]})
	assert not admin.names("Workflow State", filters={"name": state["name"]})


@pytest.mark.requirement("BO-02", "BO-05")
def test_nobody_brings_in_more_than_they_may_write(admin: Client, as_user: As) -> None:
	right = {"doctype": "Custom DocPerm", "name": "x", "parent": "Person", "role": "Volunteer", "read": 1}
	user = {"doctype": "User", "name": "nuovo@example.org", "email": "nuovo@example.org", "first_name": "N"}
	programme = as_user(who("Programme Administrator"))
	done = programme.call(f"{AREA}.transfer.apply", content=json.dumps([right, user]))
	assert done["applied"] == 0
	assert [row["doctype"] for row in done["rows"] if row["problem"]] == ["User"]
	assert not admin.names("Custom DocPerm", filters={"parent": "Person", "role": "Volunteer"})
	assert not admin.names("User", filters={"name": user["name"]})
	worker = as_user(who("Social Worker", "Segrate"))
	for method in ("export.export", "transfer.preview", "transfer.apply"):
		assert worker.http.post(f"/api/method/{AREA}.{method}", json={"content": "[]"}).status_code == 403
		assert worker.http.get(f"/api/method/{AREA}.{method}").status_code in (403, 405)


@pytest.mark.requirement("BO-02")
def test_a_file_attached_to_the_form_is_looked_at(admin: Client, as_user: As) -> None:
	form = "Configuration Transfer"
	state = {"doctype": "Workflow State", "name": "Stato C (prova)", "workflow_state_name": "Stato C (prova)"}
	answer = admin.http.post(
		"/api/method/upload_file",
		data={"doctype": form, "docname": form, "fieldname": "file", "is_private": "1"},
		files={"file": ("configurazione.json", json.dumps([state]).encode(), "application/json")},
	)
	assert answer.status_code == 200, answer.text
	address = answer.json()["message"]["file_url"]
	rows = admin.call(f"{AREA}.transfer.preview", file_url=address)["rows"]
	assert [(row["name"], row["status"]) for row in rows] == [(state["name"], "New")]
	given = {"file_url": "/private/files/another.json"}
	assert admin.http.post(f"/api/method/{AREA}.transfer.preview", json=given).status_code == 417
	worker = as_user(who("Social Worker", "Segrate"))
	assert (
		worker.http.post(f"/api/method/{AREA}.transfer.preview", json={"file_url": address}).status_code
		== 403
	)
