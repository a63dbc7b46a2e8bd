"""The known attacks on such hosts, each a probe that must come back empty.

Where a bench of the named version is known to fail, the probe says so and runs on Banco alone.
"""

from __future__ import annotations

import json
from collections.abc import Callable

import httpx
import pytest
from support.cases import eviction, person
from support.client import Client, Refused
from support.host import Host
from support.people import who

As = Callable[[str], Client]


@pytest.fixture
def ours(host: Host) -> Host:
	if not host.is_ours:
		pytest.skip("a known defect of the other host")
	return host


@pytest.fixture(scope="module")
def worker(as_user: As) -> Client:
	return as_user(who("Social Worker", "Segrate"))


def test_guests_see_nothing(host: Host) -> None:
	guest = host.guest()
	for path in (
		"/api/resource/Referral",
		"/api/resource/User",
		"/api/v2/document/Person",
		"/api/resource/DocType",
	):
		assert guest.http.get(path).status_code in (401, 403), path


def test_writing_by_get_is_refused(ours: Host, worker: Client) -> None:
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


def test_a_write_needs_the_token(ours: Host) -> None:
	client = Client(ours.address, who("Social Worker", "Segrate"), ours.password)
	del client.http.headers["X-Frappe-CSRF-Token"]
	response = client.http.post("/api/resource/Person", json={"last_name": "x"})
	assert (response.status_code, response.json()["exc_type"]) == (400, "CSRFTokenError")
	response = client.http.post(
		"/api/resource/Person", json={"last_name": "x"}, headers={"X-Frappe-CSRF-Token": "falso"}
	)
	assert response.status_code == 400


def test_a_session_id_in_the_address_is_ignored(host: Host, worker: Client) -> None:
	sid = worker.http.cookies.get("sid")
	assert sid
	response = httpx.get(f"{host.address}/api/method/frappe.auth.get_logged_user", params={"sid": sid})
	assert response.status_code in (401, 403)


def test_the_session_dies_at_logout(host: Host) -> None:
	client = Client(host.address, who("Social Worker", "Segrate"), host.password)
	sid = client.http.cookies.get("sid")
	assert client.request("GET", "/api/method/frappe.auth.get_logged_user")["message"] == client.user
	client.call("logout")
	response = httpx.get(f"{host.address}/api/method/frappe.auth.get_logged_user", cookies={"sid": str(sid)})
	assert response.status_code in (401, 403)


def test_cookies_are_closed_to_scripts(host: Host) -> None:
	response = httpx.post(
		f"{host.address}/api/method/login",
		json={"usr": who("Social Worker", "Segrate"), "pwd": host.password},
	)
	cookie = next(value for value in response.headers.get_list("set-cookie") if value.startswith("sid="))
	assert "httponly" in cookie.lower() and "samesite" in cookie.lower()


def test_login_does_not_tell_who_exists(host: Host) -> None:
	answers = []
	for user in (who("Housing Manager"), "nessuno@demo.invalid"):
		response = httpx.post(f"{host.address}/api/method/login", json={"usr": user, "pwd": "sbagliata"})
		body = response.json()
		body.pop("exc", None)
		answers.append((response.status_code, json.dumps(body).replace(user, "")))
	assert answers[0] == answers[1]
	assert answers[0][0] == 401


def test_many_wrong_passwords_lock(ours: Host) -> None:
	statuses = []
	for attempt in range(12):
		response = httpx.post(
			f"{ours.address}/api/method/login",
			json={"usr": "bersaglio@demo.invalid", "pwd": "sbagliata"},
			headers={"X-Forwarded-For": f"10.0.0.{attempt}"},
		)
		statuses.append(response.status_code)
	assert 429 in statuses
	assert set(statuses) <= {401, 429}


def test_user_secrets_stay_hidden(worker: Client, admin: Client) -> None:
	for fields in (["name", "api_secret"], ["name", "reset_password_key"], ["name", "api_key"]):
		try:
			rows = worker.list("User", fields=fields)
		except Refused as refused:
			assert refused.status in (403, 417)
		else:
			assert all(not row.get(fields[1]) for row in rows)
	response = worker.http.get(
		"/api/resource/User", params={"filters": json.dumps([["api_key", "like", "a%"]])}
	)
	assert response.status_code in (403, 417) or response.json()["data"] == []


def test_child_rows_are_not_a_way_in(worker: Client) -> None:
	for doctype, parent in (("Household Member", "User"), ("Has Role", "ToDo"), ("DocPerm", "ToDo")):
		response = worker.http.get("/api/resource/" + doctype, params={"fields": '["*"]', "parent": parent})
		assert response.status_code in (403, 417), (doctype, response.text[:200])


def test_a_level_above_stays_hidden(as_user: As, ours: Host, worker: Client) -> None:
	word = "Segreto5521"
	someone = person(worker, "Segrate", health_notes=word, disability=1)
	programme = as_user(who("Programme Administrator"))
	assert word not in json.dumps(programme.get("Person", someone["name"]))
	assert word not in json.dumps(programme.update("Person", someone["name"], phone="+39 02 1234567"))
	assert worker.get("Person", someone["name"])["health_notes"] == word
	programme.update("Person", someone["name"], health_notes="cancellato")
	assert worker.get("Person", someone["name"])["health_notes"] == word
	for query in (
		{"fields": '["name", "health_notes"]'},
		{"filters": '[["health_notes", "like", "S%"]]'},
		{"order_by": "health_notes asc"},
		{"fields": '["health_notes", "count(name) as n"]', "group_by": "health_notes"},
	):
		response = programme.http.get("/api/resource/Person", params=query)
		assert response.status_code in (403, 417), (query, response.text[:200])
		assert word not in response.text


def test_linked_documents_are_not_opened_on_the_way(worker: Client) -> None:
	name = eviction(worker, "Segrate", "EM-2018-A1")["name"]
	for path in ("/api/resource/Referral", "/api/v2/document/Referral"):
		for query in ({"expand_links": "True"}, {"expand": '["household"]'}):
			body = worker.http.get(f"{path}/{name}", params=query).json()
			assert isinstance(body["data"]["household"], str)


def test_paths_do_not_leave_their_folder(host: Host, worker: Client) -> None:
	for path in (
		"/assets/../../site_config.json",
		"/assets/%2e%2e/%2e%2e/site_config.json",
		"/assets/desk/..%2f..%2f..%2fpyproject.toml",
		"/files/..%2f..%2fsite_config.json",
		"/private/files/..%2f..%2fsite_config.json",
		"/backups/..%2f..%2fsite_config.json",
	):
		response = worker.http.get(path)
		assert (
			"db_name" not in response.text
			and "demo_password" not in response.text
			and "[project]" not in response.text
		)
		assert response.status_code in (301, 302, 403, 404), (path, response.status_code)


def test_attachments_are_private_and_harmless(as_user: As, ours: Host, worker: Client) -> None:
	name = eviction(worker, "Segrate", "EM-2018-A1")["name"]
	sent = worker.request(
		"POST",
		"/api/method/upload_file",
		files={"file": ("../../<img src=x>.html", b"<script>alert(1)</script>", "text/html")},
		data={"doctype": "Referral", "docname": name, "is_private": "1"},
	)["message"]
	assert sent["is_private"] == 1 and ".." not in sent["file_url"]
	response = worker.http.get(sent["file_url"])
	assert response.status_code == 200
	assert "attachment" in response.headers["content-disposition"]
	assert response.headers["x-content-type-options"] == "nosniff"
	assert as_user(who("Social Worker", "Pioltello")).http.get(sent["file_url"]).status_code in (403, 404)
	assert host_guest_status(ours, sent["file_url"]) in (401, 403, 404)


def host_guest_status(host: Host, path: str) -> int:
	return host.guest().http.get(path).status_code


def test_someone_elses_file_is_not_borrowed(as_user: As, ours: Host, worker: Client) -> None:
	name = eviction(worker, "Segrate", "EM-2018-A1")["name"]
	sent = worker.request(
		"POST",
		"/api/method/upload_file",
		files={"file": ("relazione.txt", b"riservato", "text/plain")},
		data={"doctype": "Referral", "docname": name, "is_private": "1"},
	)["message"]
	other = as_user(who("Social Worker", "Pioltello"))
	response = other.http.post(
		"/api/method/upload_file", data={"library_file_name": sent["name"], "is_private": "0"}
	)
	assert response.status_code >= 400
	response = other.http.post(
		"/api/resource/File",
		json={"file_url": sent["file_url"], "file_name": "relazione.txt", "is_private": 0},
	)
	assert response.status_code >= 400 or other.http.get(sent["file_url"]).status_code in (403, 404)


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


def test_more_is_not_shared_than_is_held(ours: Host, worker: Client) -> None:
	someone = person(worker, "Segrate")
	response = worker.http.post(
		"/api/method/frappe.share.add",
		json={
			"doctype": "Person",
			"name": someone["name"],
			"user": who("Finance Officer"),
			"write": 1,
			"share": 1,
		},
	)
	assert response.status_code >= 400
	with pytest.raises(Refused):
		ours.client(who("Finance Officer")).get("Person", someone["name"])


def test_huge_pages_are_capped(worker: Client) -> None:
	for length in ("0", "1000000000", "-1"):
		response = worker.http.get("/api/resource/Municipality", params={"limit_page_length": length})
		assert response.status_code < 500


def test_headers_protect_the_desk(ours: Host) -> None:
	response = httpx.get(f"{ours.address}/app")
	policy = response.headers["content-security-policy"]
	assert "script-src 'self'" in policy and "unsafe-eval" not in policy
	assert response.headers["x-content-type-options"] == "nosniff"
	assert "frame-ancestors" in policy or response.headers["x-frame-options"]
