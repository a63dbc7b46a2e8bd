"""Files over HTTP: upload, download, who may read them."""

from __future__ import annotations

from typing import Any

import pytest
from web_support import Client

from banco.site import Site
from banco.web.app import App

pytest_plugins = ["web_support"]


def upload(client: Client, name: str = "nota.txt", content: bytes = b"ciao", **fields: Any) -> Any:
	return client.post("/api/method/upload_file", files={"file": (name, content)}, data=fields)


def book(client: Client) -> str:
	return str(client.post("/api/resource/Book", json={"title": "x"}).json()["data"]["name"])


def test_a_file_is_private_and_follows_its_document(
	reader: Client, keeper: Client, guest: Client, admin: Client
) -> None:
	name = book(reader)
	sent = upload(reader, doctype="Book", docname=name).json()["message"]
	assert sent["is_private"] == 1 and sent["file_url"].startswith("/private/files/")
	assert (sent["attached_to_doctype"], sent["attached_to_name"], sent["file_size"]) == ("Book", name, 4)
	for client, status in ((reader, 200), (keeper, 200), (guest, 403)):
		assert client.get(sent["file_url"]).status_code == status
	reply = reader.get(sent["file_url"])
	assert reply.content == b"ciao" and reply.headers["content-disposition"].startswith("inline")
	assert "sandbox" in reply.headers["content-security-policy"]
	saved = reader.get("/api/method/download_file", params={"file_url": sent["file_url"]})
	assert saved.content == b"ciao" and saved.headers["content-disposition"].startswith("attachment")
	part = reader.get(sent["file_url"], headers={"Range": "bytes=1-2"})
	assert (part.status_code, part.content) == (206, b"ia")
	own = admin.post("/api/method/upload_file", files={"file": ("a.txt", b"x")}).json()["message"]
	assert reader.get(own["file_url"]).status_code == 403


def test_uploads_need_write_permission_on_the_document(reader: Client, guest: Client, admin: Client) -> None:
	assert upload(guest).status_code == 403
	assert upload(reader, doctype="Error Log", docname="x").status_code in (403, 404)
	role = upload(reader, doctype="Role", docname="System Manager")
	assert role.status_code == 403
	assert upload(reader, doctype="Book", docname="nope").status_code == 404


def test_without_a_file_nothing_is_fetched_or_borrowed(reader: Client, admin: Client) -> None:
	other = upload(admin, content=b"riservato").json()["message"]
	for fields in (
		{"file_url": "http://127.0.0.1:1/"},
		{"file_url": other["file_url"]},
		{"library_file_name": other["name"]},
		{},
	):
		assert reader.post("/api/method/upload_file", data=fields).status_code == 417


@pytest.mark.parametrize(
	"name", ["../../x.html", "<img src=x>.svg", "a\\b.html", "x" * 300 + ".txt", "..", "con\x01trol.txt"]
)
def test_names_and_markup_do_no_harm(reader: Client, name: str, site: Site) -> None:
	sent = upload(reader, name, b"<script>1</script>", is_private="0").json()["message"]
	assert ".." not in sent["file_url"] and "<" not in sent["file_url"]
	reply = reader.get(sent["file_url"])
	assert reply.status_code == 200 and reply.headers["x-content-type-options"] == "nosniff"
	if name.endswith(("html", "svg")):
		assert reply.headers["content-disposition"].startswith("attachment")
	assert all(
		file.parent.name == "files"
		for file in site.path.rglob("*")
		if file.is_file() and b"<script>" in file.read_bytes()[:20]
	)


@pytest.mark.parametrize(
	"path",
	[
		"/files/..%2f..%2fsite_config.json",
		"/private/files/..%2f..%2fsite_config.json",
		"/private/files/%2e%2e/%2e%2e/site_config.json",
		"/private/files/",
		"/files/x%00.txt",
		"/backups/x",
		"/private/backups/x",
	],
)
def test_paths_do_not_leave_their_folder(admin: Client, path: str) -> None:
	assert admin.get(path).status_code in (403, 404)
	assert admin.get("/api/method/download_file", params={"file_url": path}).status_code in (403, 404)


def test_large_uploads_are_refused(app: App, reader: Client, monkeypatch: pytest.MonkeyPatch) -> None:
	monkeypatch.setattr(app, "upload_limit", 100_000)
	reply = upload(reader, content=b"x" * 200_000)
	assert (reply.status_code, reply.json()["exc_type"]) == (413, "PayloadTooLargeError")


def test_an_attachment_is_removed(reader: Client, guest: Client) -> None:
	name = book(reader)
	sent = upload(reader, doctype="Book", docname=name).json()["message"]
	call = "frappe.desk.form.utils.remove_attach"
	assert reader.call(call, fid=sent["name"], dt="Book", dn="other").status_code == 417
	assert guest.call(call, fid=sent["name"]).status_code == 403
	assert reader.call(call, fid=sent["name"], dt="Book", dn=name).status_code == 200
	assert reader.get(sent["file_url"]).status_code == 404
