"""Attachments: private, harmless, and only for those who may see what they hang on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from support.cases import eviction, token
from support.client import Client
from support.host import Host
from support.people import who

As = Callable[[str], Client]
bench_defect = pytest.mark.bench_defect
CLOSED = (401, 403, 404)


@pytest.fixture(scope="module")
def worker(as_user: As) -> Client:
	return as_user(who("Social Worker", "Segrate"))


@pytest.fixture(scope="module")
def referral(worker: Client) -> str:
	return str(eviction(worker, "Segrate", "EM-2018-A1")["name"])


def attach(client: Client, referral: str, name: str, content: bytes, **fields: str) -> dict[str, Any]:
	return client.request(
		"POST",
		"/api/method/upload_file",
		files={"file": (name, content)},
		data={"doctype": "Referral", "docname": referral, "is_private": "1", **fields},
	)["message"]


@pytest.mark.requirement("BO-01", "BO-05")
def test_an_attachment_follows_its_case(host: Host, as_user: As, worker: Client, referral: str) -> None:
	content = f"Sfratto {token()}".encode()
	sent = attach(worker, referral, f"sfratto {token()}.txt", content)
	assert (sent["is_private"], sent["attached_to_doctype"], sent["attached_to_name"]) == (
		1,
		"Referral",
		referral,
	)
	assert worker.http.get(sent["file_url"]).content == content
	loaded = worker.request(
		"GET", "/api/method/frappe.desk.form.load.getdoc", params={"doctype": "Referral", "name": referral}
	)
	assert sent["file_url"] in {row["file_url"] for row in loaded["docinfo"]["attachments"]}
	for user in (
		who("Social Worker", "Pioltello"),
		who("Social Worker", "Pontedera"),
		who("Finance Officer"),
	):
		assert as_user(user).http.get(sent["file_url"]).status_code in CLOSED, user
		assert as_user(user).http.get(f"/api/resource/File/{sent['name']}").status_code in CLOSED, user
		assert sent["name"] not in as_user(user).names("File"), user
	assert httpx.get(f"{host.address}{sent['file_url']}").status_code in CLOSED


@pytest.mark.parametrize("name", ["pagina.html", "disegno.svg", "../../<img src=x>.html"])
def test_what_could_run_is_downloaded(worker: Client, referral: str, name: str) -> None:
	sent = attach(worker, referral, name, f"<script>alert('{token()}')</script>".encode())
	assert sent["file_url"].startswith("/private/files/") and sent["file_url"].count("/") == 3
	response = worker.http.get(sent["file_url"])
	assert response.status_code == 200
	assert "attachment" in response.headers["content-disposition"]


@bench_defect("files are sent without nosniff")
def test_the_browser_does_not_guess_what_a_file_is(worker: Client, referral: str) -> None:
	sent = attach(worker, referral, "pagina.html", token().encode())
	assert worker.http.get(sent["file_url"]).headers["x-content-type-options"] == "nosniff"


def test_nothing_is_attached_to_a_foreign_case(as_user: As, referral: str) -> None:
	response = as_user(who("Social Worker", "Pioltello")).http.post(
		"/api/method/upload_file",
		files={"file": ("x.txt", b"x")},
		data={"doctype": "Referral", "docname": referral, "is_private": "1"},
	)
	assert response.status_code == 403


def test_guests_upload_nothing(host: Host) -> None:
	response = host.guest().http.post("/api/method/upload_file", files={"file": ("x.txt", b"x")})
	assert response.status_code == 403


def test_someone_elses_file_is_not_cloned(as_user: As, worker: Client, referral: str) -> None:
	sent = attach(worker, referral, "relazione.txt", token().encode())
	response = as_user(who("Social Worker", "Pioltello")).http.post(
		"/api/method/upload_file", data={"library_file_name": sent["name"], "is_private": "0"}
	)
	assert response.status_code >= 400


def test_someone_elses_file_is_not_named(as_user: As, worker: Client, referral: str) -> None:
	sent = attach(worker, referral, "relazione.txt", token().encode())
	other = as_user(who("Social Worker", "Pioltello"))
	other.http.post(
		"/api/resource/File",
		json={"file_url": sent["file_url"], "file_name": "relazione.txt", "is_private": 1},
	)
	assert other.http.get(sent["file_url"]).status_code in CLOSED


def test_paths_do_not_leave_their_folder(worker: Client) -> None:
	for path in (
		"/assets/../../site_config.json",
		"/assets/%2e%2e/%2e%2e/site_config.json",
		"/assets/desk/..%2f..%2f..%2fpyproject.toml",
		"/files/..%2f..%2fsite_config.json",
		"/private/files/..%2f..%2fsite_config.json",
		"/backups/..%2f..%2fsite_config.json",
		"/api/method/download_file?file_url=/private/files/../../site_config.json",
	):
		response = worker.http.get(path)
		for word in ("db_name", "demo_password", "encryption_key", "[project]"):
			assert word not in response.text, path
		assert response.status_code in (301, 302, 403, 404, 417), (path, response.status_code)
