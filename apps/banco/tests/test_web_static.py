"""The desk's files, the headers of every reply, and what a proxy tells, over HTTP on a real site."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from web_support import READER, Client

from banco.site import Site
from banco.web import static

pytest_plugins = ["web_support"]

Offer = Callable[..., str]


def test_every_reply_is_protected(guest: Client) -> None:
	for path in ("/api/method/ping", "/app", "/nowhere", "/api/resource/User"):
		headers = guest.get(path).headers
		assert headers["x-content-type-options"] == "nosniff"
		assert "frame-ancestors 'none'" in headers["content-security-policy"]
	assert guest.get("/api/method/ping").headers["cache-control"] == "no-store"


def test_the_desk_is_served(guest: Client, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
	(tmp_path / "js").mkdir()
	(tmp_path / "index.html").write_text("<html>" + "x" * 2000)
	(tmp_path / "js" / "main-1a2b3c4d.js").write_text("let a;")
	(tmp_path.parent / "outside.txt").write_text("secret")
	monkeypatch.setattr(static, "DESK", tmp_path)
	for path in ("/app", "/app/book/BOOK-0001", "/login"):
		page = guest.get(path)
		assert page.status_code == 200 and page.text.startswith("<html>")
		assert page.headers["content-encoding"] == "gzip" and page.headers["cache-control"] == "no-cache"
		assert "script-src 'self';" in page.headers["content-security-policy"]
	for path, is_page in (("/nowhere", True), ("/api/nowhere", False)):
		missed = guest.get(path, headers={"accept": "text/html"})
		assert missed.status_code == 404 and missed.text.startswith("<html>") is is_page, path
	assert guest.get("/nowhere").status_code == 404 and "exc_type" in guest.get("/nowhere").json()
	script = guest.get("/assets/desk/js/main-1a2b3c4d.js")
	assert script.headers["content-type"].startswith("text/javascript")
	assert "immutable" in script.headers["cache-control"]
	assert guest.get("/", follow_redirects=False).headers["location"] == "/app"
	for path in (
		"/assets/desk/nope.js",
		"/assets/desk/%2e%2e/outside.txt",
		"/assets/desk/..%2foutside.txt",
		"/assets/x",
		"/assets/desk/x%00.js",
		"/assets/desk/" + "x" * 5000,
	):
		reply = guest.get(path)
		assert reply.status_code == 404 and "secret" not in reply.text


def test_a_desk_that_is_not_built_says_so(
	guest: Client, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
	monkeypatch.setattr(static, "DESK", tmp_path)
	reply = guest.get("/app")
	assert reply.status_code == 503 and "npm" in reply.text


def test_a_trusted_proxy_tells_the_client_and_https(
	served: Site, guest: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
	from banco.web.origin import Proxies

	application_ = guest.app
	monkeypatch.setattr(application_, "proxies", Proxies("127.0.0.1"))
	client = Client(application_, base_url="http://site.test", client=("127.0.0.1", 5))
	headers = {"X-Forwarded-For": "6.6.6.6, 9.9.9.9", "X-Forwarded-Proto": "https"}
	reply = client.post("/api/method/login", data={"usr": READER, "pwd": "wrong"}, headers=headers)
	assert reply.status_code == 401 and "strict-transport-security" in reply.headers
	with served.context(write=False) as context:
		address = context.db.fetch("select ip_address from `tabActivity Log` order by creation desc limit 1")[
			0
		][0]
	assert address == "9.9.9.9"
