"""The calls that a desk lives on, in the names and shapes of Frappe's: doctype, form, save, search, list."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from support.cases import eviction, person, surname
from support.client import Client, Refused
from support.people import who

As = Callable[[str], Client]
LOAD, SAVE = "/api/method/frappe.desk.form.load", "/api/method/frappe.desk.form.save"


@pytest.fixture(scope="module")
def worker(as_user: As) -> Client:
	return as_user(who("Social Worker", "Segrate"))


def savedocs(client: Client, doc: dict[str, Any], action: str = "Save") -> dict[str, Any]:
	return client.request("POST", f"{SAVE}.savedocs", json={"doc": json.dumps(doc), "action": action})


@pytest.mark.requirement("BO-07")
def test_a_doctype_comes_with_its_tables_its_script_and_its_workflow(worker: Client) -> None:
	body = worker.request("GET", f"{LOAD}.getdoctype", params={"doctype": "Referral"})
	referral, checks = body["docs"][0], body["docs"][1]
	assert (referral["name"], checks["name"], checks["istable"]) == ("Referral", "Eligibility Check", 1)
	fields = {field["fieldname"]: field for field in referral["fields"]}
	assert fields["household"]["options"] == "Household"
	assert {row["role"] for row in referral["permissions"]} >= {"Social Worker", "Coordinator"}
	assert 'frappe.ui.form.on("Referral"' in referral["__js"]
	workflow = next(doc for doc in referral["__workflow_docs"] if doc["doctype"] == "Workflow")
	assert workflow["workflow_state_field"] == "workflow_state"
	with pytest.raises(Refused) as refused:
		worker.request("GET", f"{LOAD}.getdoctype", params={"doctype": "Nessuno"})
	assert refused.value.status == 404


@pytest.mark.requirement("BO-07")
def test_a_form_comes_with_what_surrounds_it(worker: Client) -> None:
	name = eviction(worker, "Segrate", "EM-2018-A1")["name"]
	body = worker.request("GET", f"{LOAD}.getdoc", params={"doctype": "Referral", "name": name})
	assert (body["docs"][0]["name"], body["docs"][0]["doctype"]) == (name, "Referral")
	info = body["docinfo"]
	assert {"attachments", "comments", "versions", "assignments", "shared", "permissions"} <= set(info)
	rights = info["permissions"]
	assert (rights["read"], rights["write"], rights["delete"]) == (1, 1, 0)


@pytest.mark.requirement("BO-07")
def test_a_new_form_is_saved_and_saved_again(worker: Client) -> None:
	new = {
		"doctype": "Person",
		"__islocal": 1,
		"__unsaved": 1,
		"name": "new-person-abcdefghij",
		"last_name": surname(),
		"first_name": "Ada",
		"residence_municipality": "Segrate",
	}
	body = savedocs(worker, new)
	saved = body["docs"][0]
	assert saved["localname"] == new["name"] != saved["name"]
	assert body["docinfo"]["permissions"]["write"] == 1
	assert json.loads(json.loads(body["_server_messages"])[0])["alert"] == 1
	again = savedocs(worker, {**saved, "citizenship": "Italiana"})["docs"][0]
	assert (again["citizenship"], again["modified"] > saved["modified"]) == ("Italiana", True)
	with pytest.raises(Refused) as refused:
		savedocs(worker, {**saved, "citizenship": "Peruviana"})
	assert (refused.value.status, refused.value.kind) == (417, "TimestampMismatchError")
	assert worker.get("Person", saved["name"])["citizenship"] == "Italiana"


@pytest.mark.requirement("BO-07")
def test_a_form_lacking_something_is_not_saved(worker: Client) -> None:
	new = {"doctype": "Person", "__islocal": 1, "name": "new-person-a", "residence_municipality": "Segrate"}
	with pytest.raises(Refused) as refused:
		savedocs(worker, new)
	assert (refused.value.status, refused.value.kind) == (417, "MandatoryError")


@pytest.mark.requirement("BO-07")
def test_links_are_searched(worker: Client) -> None:
	someone = person(worker, "Segrate")
	found = worker.call("frappe.desk.search.search_link", doctype="Person", txt=someone["last_name"])
	assert [row["value"] for row in found] == [someone["name"]]
	assert someone["last_name"] in json.dumps(found)
	assert worker.call("frappe.desk.search.search_link", doctype="Person", txt="nessunochesichiamicosi") == []
	narrowed = worker.call(
		"frappe.desk.search.search_link",
		doctype="Agreement Action",
		txt="",
		filters={"agreement": "VA-2025", "accepts_referrals": 1},
	)
	assert {row["value"] for row in narrowed} == {f"VA-2025-L{line}" for line in (1, 2, 3, 5)}


@pytest.mark.requirement("BO-07")
def test_the_list_of_the_desk_answers_in_columns(worker: Client) -> None:
	someone = person(worker, "Segrate")
	found = worker.call(
		"frappe.desk.reportview.get",
		doctype="Person",
		fields=["name", "first_name"],
		filters=[["Person", "last_name", "=", someone["last_name"]]],
		order_by="`tabPerson`.`modified` desc",
		start=0,
		page_length=20,
		view="List",
	)
	row = dict(zip(found["keys"], found["values"][0], strict=True))
	assert (row["name"], row["first_name"]) == (someone["name"], someone["first_name"])


@pytest.mark.requirement("BO-07")
def test_workflow_actions_are_those_of_the_state_and_the_person(worker: Client, as_user: As) -> None:
	coordinator = as_user(who("Coordinator", "EM-2018"))
	name = eviction(worker, "Segrate", "EM-2018-A1")["name"]
	assert worker.actions("Referral", name) == {"Refer"}
	assert coordinator.actions("Referral", name) == {"Refer", "Close"}
	worker.act("Referral", name, "Refer")
	assert worker.actions("Referral", name) == set()
	assert coordinator.actions("Referral", name) == {"Ask for Data", "Assess", "Close"}
	with pytest.raises(Refused) as refused:
		worker.act("Referral", name, "Refer")
	assert (refused.value.status, refused.value.kind) == (417, "WorkflowTransitionError")
