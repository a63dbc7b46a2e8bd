"""The REST contract that Frappe documents, as seen on a real bench: envelopes, status codes, v1 and v2 side
by side.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from support.cases import eviction, fiscal_code, household, person, surname, token
from support.client import Client
from support.host import Host
from support.people import who

As = Callable[[str], Client]
STANDARD = ["name", "owner", "creation", "modified", "modified_by", "docstatus", "idx"]
STAMP = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}")
VERSIONS = {"v1": ("/api/resource", "/api/v1/resource"), "v2": ("/api/v2/document",)}


@pytest.fixture(scope="module")
def worker(as_user: As) -> Client:
	return as_user(who("Social Worker", "Segrate"))


@pytest.fixture(scope="module")
def home(worker: Client) -> dict[str, Any]:
	return household(worker, "Segrate", person(worker, "Segrate"), person(worker, "Segrate"))


def messages(body: dict[str, Any]) -> list[dict[str, Any]]:
	return [json.loads(entry) for entry in json.loads(body["_server_messages"])]


@pytest.mark.requirement("BO-07")
@pytest.mark.parametrize("route", [*VERSIONS["v1"], *VERSIONS["v2"]])
def test_a_document_is_made_read_changed_and_deleted(worker: Client, admin: Client, route: str) -> None:
	values = {"last_name": surname(), "first_name": "Ada", "residence_municipality": "Segrate"}
	made = worker.http.post(f"{route}/Person", json=values)
	assert (made.status_code, list(made.json())) == (200, ["data"])
	assert made.headers["content-type"].split(";")[0] == "application/json"
	doc = made.json()["data"]
	assert list(doc)[: len(STANDARD)] == STANDARD
	assert doc["doctype"] == "Person" and doc["owner"] == doc["modified_by"] == worker.user
	assert STAMP.fullmatch(doc["creation"]) and doc["modified"] == doc["creation"]
	assert None not in doc.values(), "empty fields are left out"

	path = f"{route}/Person/{doc['name']}"
	read = worker.http.get(path)
	assert (read.status_code, read.json()["data"]["full_name"]) == (200, f"{values['last_name']} Ada")
	changed = worker.http.put(path, json={"citizenship": "Italiana"})
	assert changed.status_code == 200
	assert changed.json()["data"]["citizenship"] == "Italiana"
	assert changed.json()["data"]["last_name"] == values["last_name"], "what is not sent stays"
	assert changed.json()["data"]["modified"] > doc["modified"]
	gone = admin.http.delete(path)
	assert (gone.status_code, gone.json()) == (202, {"data": "ok"})
	assert worker.http.get(path).status_code == 404


@pytest.mark.requirement("BO-07")
def test_child_rows_come_in_order_and_are_replaced_as_a_whole(worker: Client, home: dict[str, Any]) -> None:
	rows = home["members"]
	assert [row["idx"] for row in rows] == [1, 2]
	for row in rows:
		assert (row["parent"], row["parentfield"], row["parenttype"], row["doctype"]) == (
			home["name"],
			"members",
			"Household",
			"Household Member",
		)
	kept = worker.update("Household", home["name"], address="via Prova 1")
	assert [row["name"] for row in kept["members"]] == [row["name"] for row in rows]
	fewer = worker.update("Household", home["name"], members=[rows[0]])
	assert [row["name"] for row in fewer["members"]] == [rows[0]["name"]]
	again = worker.update("Household", home["name"], members=[rows[0], {"person": rows[1]["person"]}])
	assert [row["idx"] for row in again["members"]] == [1, 2]


def test_bodies_may_be_forms(worker: Client) -> None:
	values = {"last_name": surname(), "first_name": "Modulo", "residence_municipality": "Segrate"}
	plain = worker.http.post("/api/resource/Person", data=values)
	packed = worker.http.post("/api/resource/Person", data={"data": json.dumps(values)})
	for response in (plain, packed):
		assert (response.status_code, response.json()["data"]["first_name"]) == (200, "Modulo")


@pytest.mark.requirement("BO-07")
@pytest.mark.parametrize(
	("verb", "path", "options", "status", "kind"),
	[
		("GET", "/api/resource/Person/PER-99999", {}, 404, "DoesNotExistError"),
		("PUT", "/api/resource/Person/PER-99999", {"json": {"citizenship": "x"}}, 404, "DoesNotExistError"),
		("GET", "/api/resource/Nessuno", {}, 404, "DoesNotExistError"),
		("GET", "/api/nessuna/strada", {}, 404, "DoesNotExistError"),
		("POST", "/api/resource/Person", {"json": {"first_name": "Ada"}}, 417, "MandatoryError"),
		("POST", "/api/resource/Municipality", {"json": {"municipality_name": "x"}}, 403, "PermissionError"),
		("GET", "/api/resource/Case Read Log", {}, 403, "PermissionError"),
		("GET", "/api/resource/Household Member", {}, 403, "PermissionError"),
		("GET", "/api/method/frappe.utils.now", {}, 403, "PermissionError"),
		("GET", "/api/method/nessuna.app.metodo", {}, 417, "ValidationError"),
		("GET", '/api/resource/Person?fields=["no_such"]', {}, 417, "DataError"),
		("GET", '/api/resource/Person?filters=[["no_such","=","x"]]', {}, 417, "DataError"),
		(
			"GET",
			"/api/method/sostegno_abitare.intake.doctype.referral.referral.check_eligibility?referral=x",
			{},
			403,
			"PermissionError",
		),
		(
			"POST",
			"/api/method/sostegno_abitare.intake.doctype.referral.referral.choices",
			{"json": {"agreement": ["EM-2018"]}},
			417,
			"FrappeTypeError",
		),
	],
)
def test_errors_carry_status_and_kind(
	worker: Client, verb: str, path: str, options: dict[str, Any], status: int, kind: str
) -> None:
	response = worker.http.request(verb, path, **options)
	assert (response.status_code, response.json()["exc_type"]) == (status, kind), response.text[:300]
	if status != 404:
		assert kind in response.json()["exception"]


@pytest.mark.requirement("BO-07")
@pytest.mark.parametrize(
	("verb", "path", "options", "status", "kind"),
	[
		("GET", "/api/v2/document/Person/PER-99999", {}, 404, "DoesNotExistError"),
		("GET", "/api/v2/nessuna/strada", {}, 404, "DoesNotExistError"),
		("POST", "/api/v2/document/Person", {"json": {"first_name": "Ada"}}, 417, "MandatoryError"),
		(
			"POST",
			"/api/v2/document/Municipality",
			{"json": {"municipality_name": "x"}},
			403,
			"PermissionError",
		),
		("GET", "/api/v2/doctype/Case Read Log/count", {}, 403, "PermissionError"),
		("GET", "/api/v2/method/frappe.utils.now", {}, 403, "PermissionError"),
	],
)
def test_errors_of_v2_stand_in_a_list(
	worker: Client, verb: str, path: str, options: dict[str, Any], status: int, kind: str
) -> None:
	response = worker.http.request(verb, path, **options)
	assert (response.status_code, [error["type"] for error in response.json()["errors"]]) == (status, [kind])


def test_a_message_says_what_is_missing(worker: Client) -> None:
	body = worker.http.post("/api/resource/Person", json={"residence_municipality": "Segrate"}).json()
	texts = [message["message"] for message in messages(body)]
	assert ["Cognome" in texts[0], "Nome" in texts[1], len(texts)] == [True, True, 2], "one for each field"
	body = worker.http.post("/api/v2/document/Person", json={"residence_municipality": "Segrate"}).json()
	assert body["errors"][0]["type"] == "MandatoryError"


def test_warnings_do_not_stop_a_save(worker: Client) -> None:
	values = {"last_name": surname(), "first_name": "Ada", "residence_municipality": "Segrate"}
	of_a_woman = {**values, "fiscal_code": fiscal_code("1980-01-01", "F"), "birth_date": "1980-01-01"}
	response = worker.http.post("/api/resource/Person", json={**of_a_woman, "sex": "Male"})
	assert response.status_code == 200, response.text[:300]
	assert messages(response.json())[0]["indicator"] == "orange"


def test_the_same_name_twice_is_a_conflict(admin: Client) -> None:
	values = {"municipality_name": f"Comune {token()} (demo)", "region": "Lombardia"}
	assert admin.http.post("/api/resource/Municipality", json=values).status_code == 200
	response = admin.http.post("/api/resource/Municipality", json=values)
	assert (response.status_code, response.json()["exc_type"]) == (409, "DuplicateEntryError")
	other = {**values, "municipality_name": f"Comune {token()} (demo)", "istat_code": "015175"}
	response = admin.http.post("/api/resource/Municipality", json=other)
	assert (response.status_code, response.json()["exc_type"]) == (417, "UniqueValidationError")


def test_a_collection_is_not_written_as_a_whole(worker: Client) -> None:
	for verb in ("PUT", "DELETE"):
		assert worker.http.request(verb, "/api/resource/Person").status_code == 405


@pytest.mark.requirement("BO-07")
def test_methods_answer_in_an_envelope(host: Host, worker: Client) -> None:
	assert host.guest().http.get("/api/method/ping").json() == {"message": "pong"}
	assert host.guest().http.get("/api/v2/method/ping").json() == {"data": "pong"}
	path = "method/sostegno_abitare.intake.doctype.referral.referral.choices?agreement=EM-2018"
	v1 = worker.http.get(f"/api/{path}").json()["message"]
	v2 = worker.http.get(f"/api/v2/{path}").json()["data"]
	assert v1 == v2
	assert sorted(v1["municipalities"]) == ["Pioltello", "Rodano", "Segrate", "Vimodrone"]


def test_a_method_of_a_document_changes_it_in_memory_only(as_user: As) -> None:
	coordinator = as_user(who("Coordinator", "EM-2018"))
	referral = eviction(as_user(who("Social Worker", "Segrate")), "Segrate", "EM-2018-A1")["name"]
	coordinator.act("Referral", referral, "Refer")
	coordinator.insert("Assessment", referral=referral, intervention_hypothesis="x")
	coordinator.act("Referral", referral, "Assess")
	coordinator.act("Referral", referral, "Send to Commission")
	session = coordinator.insert("Commission Session", agreement="EM-2018", session_date="2018-03-20")
	reply = coordinator.request(
		"POST",
		"/api/method/run_doc_method",
		json={"dt": "Commission Session", "dn": session["name"], "method": "fetch_cases"},
	)
	assert referral in {row["referral"] for row in reply["docs"][0]["decisions"]}
	assert coordinator.get("Commission Session", session["name"])["decisions"] == []
	response = coordinator.http.post(
		"/api/method/run_doc_method",
		json={"dt": "Commission Session", "dn": session["name"], "method": "validate_quorum"},
	)
	assert (response.status_code, response.json()["exc_type"]) == (403, "PermissionError"), "not offered"


def test_v2_tells_the_fields_of_a_doctype(worker: Client) -> None:
	meta = worker.request("GET", "/api/v2/doctype/Person/meta")["data"]
	fields = {field["fieldname"]: field for field in meta["fields"]}
	assert (meta["name"], fields["residence_municipality"]["options"]) == ("Person", "Municipality")
	assert fields["health_notes"]["permlevel"] == 1
	everyone = worker.request("GET", "/api/v2/doctype/Person/count")["data"]
	assert everyone == len(worker.list("Person"))


def test_a_head_request_is_answered(worker: Client) -> None:
	response = worker.http.head("/api/resource/Municipality")
	assert (response.status_code, response.content) == (200, b"")
