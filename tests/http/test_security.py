"""The known attacks on such hosts, each a probe that must come back empty.

Sessions and files have probes of their own beside this file. Where Frappe 15.55 is known to fail, the probe
says so.
"""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from support.cases import eviction, person
from support.client import Client, Refused
from support.people import who

As = Callable[[str], Client]
bench_defect = pytest.mark.bench_defect


@pytest.fixture(scope="module")
def worker(as_user: As) -> Client:
	return as_user(who("Social Worker", "Segrate"))


@bench_defect("CVE-2026-63654, methods that write answer to GET")
def test_writing_by_get_is_refused(worker: Client) -> None:
	name = person(worker, "Segrate")["name"]
	for method, arguments in (
		(
			"frappe.client.set_value",
			{"doctype": "Person", "name": name, "fieldname": "phone", "value": "+39021234567"},
		),
		("frappe.client.delete", {"doctype": "Person", "name": name}),
		("frappe.client.insert", {"doc": json.dumps({"doctype": "Person", "last_name": "x"})}),
		("logout", {}),
	):
		response = worker.http.get(f"/api/method/{method}", params=arguments)
		assert response.status_code in (403, 405), (method, response.status_code)
	assert not worker.get("Person", name).get("phone")


@pytest.mark.parametrize("field", ["api_secret", "reset_password_key", "api_key"])
def test_user_secrets_stay_hidden(worker: Client, field: str) -> None:
	try:
		rows = worker.list("User", fields=["name", field])
	except Refused as refused:
		assert refused.status in (403, 417)
	else:
		assert all(not row.get(field) for row in rows)
	response = worker.http.get("/api/resource/User", params={"filters": json.dumps([[field, "like", "a%"]])})
	assert response.status_code in (403, 417) or response.json()["data"] == []


def test_counting_needs_the_right_to_read(as_user: As) -> None:
	volunteer = as_user(who("Housing Manager"))
	for doctype, filters in (("Person", {}), ("User", {"api_key": ["like", "a%"]})):
		try:
			assert volunteer.call("frappe.client.get_count", doctype=doctype, filters=filters) == 0
		except Refused as refused:
			assert refused.status == 403


@pytest.mark.parametrize(
	("doctype", "parent"), [("Household Member", "User"), ("Has Role", "ToDo"), ("DocPerm", "ToDo")]
)
def test_child_rows_are_not_a_way_in(worker: Client, doctype: str, parent: str) -> None:
	for query in ({}, {"parent": parent}):
		response = worker.http.get(f"/api/resource/{doctype}", params={"fields": '["*"]', **query})
		assert response.status_code in (403, 417), (query, response.text[:200])


def test_linked_documents_are_not_opened_on_the_way(worker: Client) -> None:
	name = eviction(worker, "Segrate", "EM-2018-A1")["name"]
	for path in ("/api/resource/Referral", "/api/v2/document/Referral"):
		for query in ({"expand_links": "True"}, {"expand": '["household"]'}):
			body = worker.http.get(f"{path}/{name}", params=query).json()
			assert isinstance(body["data"]["household"], str)


def test_values_are_never_templates(worker: Client) -> None:
	text = '{{7*7}}{{frappe.db.sql("select 1")}}'
	someone = person(worker, "Segrate", address=text)
	assert worker.get("Person", someone["name"])["address"] == text


def test_a_dictionary_does_not_write_system_fields(worker: Client) -> None:
	someone = person(worker, "Segrate")
	forged = {
		"owner": "Administrator",
		"docstatus": 1,
		"creation": "2001-01-01 00:00:00",
		"phone": "+39 02 7654321",
	}
	worker.http.post(
		"/api/method/frappe.client.set_value",
		json={"doctype": "Person", "name": someone["name"], "fieldname": forged},
	)
	stored = worker.get("Person", someone["name"])
	assert stored["owner"] == worker.user and stored["docstatus"] == 0
	assert not stored["creation"].startswith("2001")


def test_more_is_not_shared_than_is_held(as_user: As, worker: Client) -> None:
	someone = person(worker, "Segrate")
	arguments = {"doctype": "Person", "name": someone["name"], "user": who("Finance Officer")}
	response = worker.http.post("/api/method/frappe.share.add", json={**arguments, "write": 1, "share": 1})
	assert response.status_code >= 400
	with pytest.raises(Refused):
		as_user(who("Finance Officer")).get("Person", someone["name"])


@pytest.mark.parametrize(
	"length",
	["0", "1000000000", pytest.param("-1", marks=bench_defect("a negative page length is a server error"))],
)
def test_odd_page_lengths_do_no_harm(worker: Client, length: str) -> None:
	response = worker.http.get("/api/resource/Municipality", params={"limit_page_length": length})
	assert response.status_code < 500


@pytest.mark.parametrize(
	"doctype", ["User` where sleep(5)-- ", 'User"; drop table tabUser', "tabUser]", "../User", "DocType\x00"]
)
def test_odd_doctype_names_are_unknown(worker: Client, doctype: str) -> None:
	for method, arguments in (
		("frappe.client.get_list", {"doctype": doctype}),
		("frappe.client.get_value", {"doctype": doctype, "fieldname": "name", "filters": {}}),
		("frappe.desk.search.search_link", {"doctype": doctype, "txt": ""}),
	):
		response = worker.http.post(f"/api/method/{method}", json=arguments)
		assert 400 <= response.status_code < 500, (method, response.status_code, response.text[:300])


@pytest.mark.parametrize(
	"method", ["frappe.get_site_config", "frappe.db.sql", "os.system", "frappe.set_user"]
)
def test_only_offered_methods_can_be_called(worker: Client, method: str) -> None:
	response = worker.http.post(f"/api/method/{method}", json={"query": "select 1", "user": "Administrator"})
	assert response.status_code in (403, 417), response.text[:200]


@pytest.mark.parametrize(
	"markup",
	["<img src=x onerror=alert(1)>", "<script>alert(1)</script>", '<a href="javascript:alert(1)">x</a>'],
)
def test_a_report_keeps_its_text_without_its_scripts(worker: Client, markup: str) -> None:
	name = eviction(worker, "Segrate", "EM-2018-A1", report=f"<p>Prima</p>{markup}<p>Dopo</p>")["name"]
	report = worker.get("Referral", name)["report"]
	assert "Prima" in report and "Dopo" in report
	for word in ("onerror", "<script", "javascript:"):
		assert word not in report
