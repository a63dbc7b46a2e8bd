"""Paths to routes, addresses behind proxies, requests from other sites."""

from __future__ import annotations

from typing import Any

import pytest

from banco.types import _dict
from banco.web.actions import Route, find_route
from banco.web.origin import Proxies, is_foreign
from banco.web.request import Request


@pytest.mark.parametrize(
	("path", "route"),
	[
		("/api/method/ping", Route("method", 1, method="ping")),
		("/api/v1/method/a.b/", Route("method", 1, method="a.b")),
		("/api/resource/ToDo", Route("list", 1, "ToDo")),
		("/api/resource/ToDo/x", Route("document", 1, "ToDo", "x")),
		("/api/resource/ToDo/a/b", Route("document", 1, "ToDo", "a/b")),
		("/api/v2/document/ToDo/", Route("list", 2, "ToDo")),
		("/api/v2/document/ToDo/a/b", Route("document", 2, "ToDo", "a/b")),
		("/api/v2/document/ToDo/x/method/close", Route("document method", 2, "ToDo", "x", "close")),
		("/api/v2/document/ToDo/a/b/method/close/", Route("document method", 2, "ToDo", "a/b", "close")),
		("/api/v2/method/a.b", Route("method", 2, method="a.b")),
		("/api/v2/method/ToDo/close", Route("doctype method", 2, "ToDo", method="close")),
		("/api/v2/doctype/ToDo/meta", Route("meta", 2, "ToDo")),
		("/api/v2/doctype/ToDo/count", Route("count", 2, "ToDo")),
		("/api/v2/doctype/ToDo/other", None),
		("/api/v3/method/ping", None),
		("/api/method", None),
		("/api/resource/", None),
		("/api", None),
		("/", None),
		("/files/a.txt", None),
		("/api/v2/resource/ToDo", None),
	],
)
def test_paths(path: str, route: Route | None) -> None:
	assert find_route(path) == route


def test_older_clients_name_the_method_on_the_root() -> None:
	assert find_route("/", _dict(cmd="login")) == Route("method", method="login")
	assert find_route("/api/method/ping", _dict(cmd="login")) == Route("method", method="ping")


def request(**headers: str) -> Request:
	pairs = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
	return Request({"method": "POST", "path": "/", "headers": pairs, "query_string": b""})


@pytest.mark.parametrize(
	("headers", "foreign"),
	[
		({"host": "a.it"}, False),
		({"host": "a.it", "origin": "https://a.it"}, False),
		({"host": "a.it:8000", "origin": "http://a.it"}, True),
		({"host": "a.it", "origin": "https://evil.test"}, True),
		({"host": "a.it", "origin": "null"}, True),
		({"host": "a.it", "sec_fetch_site": "cross-site"}, True),
		({"host": "a.it", "sec_fetch_site": "same-origin", "origin": "https://a.it"}, False),
		({"host": "inner:8000", "origin": "https://casa.example.it"}, False),
	],
)
def test_requests_of_other_sites(headers: dict[str, str], foreign: bool) -> None:
	assert is_foreign(request(**headers), {"host_name": "https://casa.example.it"}) is foreign


def scope(peer: str, forwarded: str = "", proto: str = "") -> dict[str, Any]:
	headers = [(b"x-forwarded-for", forwarded.encode()), (b"x-forwarded-proto", proto.encode())]
	return {"client": (peer, 1), "scheme": "http", "headers": headers}


@pytest.mark.parametrize(
	("trusted", "given", "client", "scheme"),
	[
		(None, scope("1.2.3.4", "9.9.9.9", "https"), "1.2.3.4", "http"),
		(["10.0.0.0/8"], scope("1.2.3.4", "9.9.9.9", "https"), "1.2.3.4", "http"),
		(["10.0.0.0/8"], scope("10.0.0.1", "9.9.9.9", "https"), "9.9.9.9", "https"),
		(["10.0.0.0/8"], scope("10.0.0.1", "6.6.6.6, 9.9.9.9, 10.0.0.7"), "9.9.9.9", "http"),
		("10.0.0.1", scope("10.0.0.1", "<script>"), "10.0.0.1", "http"),
		(["10.0.0.1"], scope("10.0.0.1"), "10.0.0.1", "http"),
	],
)
def test_proxies(trusted: Any, given: dict[str, Any], client: str, scheme: str) -> None:
	Proxies(trusted).apply(given)
	assert (given["client"][0], given["scheme"]) == (client, scheme)
