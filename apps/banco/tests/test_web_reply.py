"""Replies: cookies, files, headers."""

from __future__ import annotations

import pytest

from banco.types import _dict
from banco.web.headers import DATA_POLICY, DESK_POLICY, security_headers
from banco.web.reply import Cookies, disposition, is_inert, reply_of


def test_cookies_are_closed_to_scripts_and_to_plain_http() -> None:
	cookies = Cookies(https=True, max_age=60)
	cookies.set("sid", "abc", http_only=True)
	cookies.set("user_id", "a@b.it; x=1")
	assert cookies.headers == [
		("set-cookie", "sid=abc; Path=/; Max-Age=60; SameSite=Lax; Secure; HttpOnly"),
		("set-cookie", "user_id=a@b.it%3B%20x%3D1; Path=/; Max-Age=60; SameSite=Lax; Secure"),
	]
	plain = Cookies(https=False, max_age=0)
	plain.set("sid", "")
	assert "Secure" not in plain.headers[0][1]


def test_file_names_cannot_break_out_of_the_header() -> None:
	header = disposition('a"\r\nX: y\\è.txt')
	assert "\r" not in header and "\n" not in header
	assert header.startswith("attachment; filename=\"a___X: y__.txt\"; filename*=UTF-8''a%22%0D%0A")


@pytest.mark.parametrize(
	("content_type", "inert"),
	[
		("image/png", True),
		("application/pdf", True),
		("text/plain; charset=utf-8", True),
		("image/svg+xml", False),
		("text/html; charset=utf-8", False),
		("application/xhtml+xml", False),
		("application/octet-stream", False),
	],
)
def test_only_what_runs_no_code_is_shown_in_place(content_type: str, inert: bool) -> None:
	assert is_inert(content_type) is inert


def test_a_handler_asks_for_a_download() -> None:
	reply = reply_of(
		_dict(type="download", filename="righe.html", filecontent="<b>", display_content_as="inline"), {}
	)
	assert (reply.status, reply.body, reply.content_type) == (200, b"<b>", "text/html; charset=utf-8")
	assert dict(reply.headers)["content-disposition"].startswith("attachment")


def test_a_handler_asks_for_a_csv_or_a_redirect_or_a_status() -> None:
	reply = reply_of(_dict(type="csv", result="a;b\n", doctype="ToDo"), {})
	assert (reply.body, reply.content_type) == (b"a;b\n", "text/csv; charset=utf-8")
	reply = reply_of(_dict(type="redirect", location="/app"), {})
	assert (reply.status, dict(reply.headers)["location"]) == (302, "/app")
	reply = reply_of(_dict(http_status_code=202), {"data": "ok"})
	assert (reply.status, reply.body) == (202, b'{"data":"ok"}')


def test_policies() -> None:
	desk = dict(security_headers(True, DESK_POLICY))
	assert b"script-src 'self';" in desk[b"content-security-policy"]
	assert b"unsafe-eval" not in desk[b"content-security-policy"]
	assert b"strict-transport-security" in desk
	data = dict(security_headers(False, DATA_POLICY))
	assert b"sandbox" in data[b"content-security-policy"]
	assert b"strict-transport-security" not in data
