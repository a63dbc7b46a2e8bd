"""Reading requests: limits, forms, JSON, cookies."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from banco.errors import PayloadTooLargeError, UnsupportedMediaType, ValidationError
from banco.web import request as reading
from banco.web.request import Request, read_request


def scope(method: str = "POST", query: bytes = b"", **headers: str) -> dict[str, Any]:
	pairs = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
	return {
		"type": "http",
		"method": method,
		"path": "/api/method/ping",
		"query_string": query,
		"headers": pairs,
		"client": ("10.1.2.3", 5000),
		"scheme": "http",
	}


def read(
	body: bytes, query: bytes = b"", limit: int = 10_000_000, pieces: int = 1, **headers: str
) -> Request:
	size = max(1, -(-len(body) // pieces))
	chunks = [body[at : at + size] for at in range(0, len(body), size)] or [b""]

	async def receive() -> dict[str, Any]:
		return {"type": "http.request", "body": chunks.pop(0), "more_body": bool(chunks)}

	return asyncio.run(read_request(scope(query=query, **headers), receive, limit))


def test_a_json_body_takes_the_place_of_the_query() -> None:
	request = read(b'{"a": [1]}', query=b"a=2&b=3", content_type="application/json; charset=utf-8", pieces=3)
	assert request.arguments() == {"a": [1]}


def test_a_form_is_merged_with_the_query() -> None:
	request = read(b"a=1&a=2&c=%C3%A0", query=b"b=9", content_type="application/x-www-form-urlencoded")
	assert request.arguments() == {"b": "9", "a": "1", "c": "à"}


@pytest.mark.parametrize("body", [b"[1]", b'"x"', b"{bad", b"\xff"])
def test_what_is_no_json_object_is_refused(body: bytes) -> None:
	with pytest.raises(ValidationError):
		read(body, content_type="application/json").arguments()


def test_deep_nesting_is_refused_and_flat_size_is_not() -> None:
	deep = b'{"a":' + b"[" * 100 + b"]" * 100 + b"}"
	with pytest.raises(ValidationError, match="64"):
		read(deep, content_type="application/json").arguments()
	flat = json.dumps({"rows": [{"n": n} for n in range(500)]}).encode()
	assert len(read(flat, content_type="application/json").arguments()["rows"]) == 500


def test_extreme_nesting_is_refused_without_recursion() -> None:
	with pytest.raises(ValidationError):
		read(b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}", content_type="application/json").arguments()


def test_too_large_bodies_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
	monkeypatch.setattr(reading, "JSON_LIMIT", 1000)
	with pytest.raises(PayloadTooLargeError, match="shorter texts or a smaller file"):
		read(b" " * 1001, content_type="application/json")
	with pytest.raises(PayloadTooLargeError):
		read(b"", content_type="application/json", content_length="999999")


def test_a_body_must_say_what_it_is() -> None:
	with pytest.raises(UnsupportedMediaType):
		read(b"abc")


BOUNDARY = "xyz"


def multipart(*parts: tuple[str, str, bytes]) -> bytes:
	body = b""
	for name, filename, content in parts:
		file = f'; filename="{filename}"' if filename else ""
		body += f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{file}\r\n\r\n'.encode()
		body += content + b"\r\n"
	return body + f"--{BOUNDARY}--\r\n".encode()


def test_uploads_are_read_with_their_fields() -> None:
	body = multipart(("doctype", "", b"ToDo"), ("file", "a b.txt", b"x" * 3_000_000))
	request = read(body, content_type=f"multipart/form-data; boundary={BOUNDARY}", pieces=40)
	assert request.form == {"doctype": "ToDo"}
	assert request.files["file"].filename == "a b.txt"
	assert len(request.files["file"].read()) == 3_000_000
	assert request.files["file"].file._rolled  # type: ignore[attr-defined]  # a large one lies on disk
	request.close()
	assert request.files["file"].file.closed


@pytest.mark.parametrize(
	("body", "kind"),
	[(b"--abc\r\nrubbish", "multipart/form-data; boundary=xyz"), (b"abc", "multipart/form-data")],
)
def test_a_broken_multipart_form_is_refused(body: bytes, kind: str) -> None:
	with pytest.raises(ValidationError):
		read(body, content_type=kind)


def test_an_upload_cut_short_is_no_file() -> None:
	body = multipart(("file", "a.bin", b"x" * 5000))[:3000]
	assert read(body, content_type=f"multipart/form-data; boundary={BOUNDARY}").files == {}


def test_an_upload_over_its_limit_is_refused() -> None:
	body = multipart(("file", "a.bin", b"x" * 5000))
	with pytest.raises(PayloadTooLargeError):
		read(body, limit=1000, content_type=f"multipart/form-data; boundary={BOUNDARY}")


def test_too_many_fields_are_refused() -> None:
	with pytest.raises(ValidationError):
		read(b"&".join(b"a%d=1" % n for n in range(2000)), content_type="application/x-www-form-urlencoded")


def test_headers_and_cookies_are_read() -> None:
	request = Request(scope("GET", cookie="sid=abc; user_id=a%40b.it", x_frappe_csrf_token="t"))
	assert request.cookies == {"sid": "abc", "user_id": "a@b.it"}
	assert request.headers.get("X-Frappe-CSRF-Token") == request.headers["x-frappe-csrf-token"] == "t"
	assert "X-FRAPPE-CSRF-TOKEN" in request.headers
	assert request.remote_addr == "10.1.2.3"
	assert request.is_reading
