"""`banco serve` as a process: the address, a taken port, signals, and every method that a client can reach."""

from __future__ import annotations

import pkgutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import httpx
import pytest
from web_support import Client

from banco.site import Site
from banco.whitelist import rule_of

pytest_plugins = ["web_support"]

SERVE = "import sys; from pathlib import Path; from banco.site import Site; from banco.web.server import serve; serve(Site(sys.argv[1], Path(sys.argv[2])), port=int(sys.argv[3]))"
# What answers to everybody; anything else must refuse a guest.
OPEN_TO_GUESTS = {
	"ping", "boot", "load_all_translations", "download_file", "reset_password", "test_password_strength", "update_password"
}  # fmt: skip


def free_port() -> int:
	with socket.socket() as probe:
		probe.bind(("127.0.0.1", 0))
		return int(probe.getsockname()[1])


def start(site: Site, port: int) -> subprocess.Popen[bytes]:
	command = [sys.executable, "-c", SERVE, site.name, str(site.sites_path), str(port)]
	return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def wait(address: str) -> float:
	began = time.monotonic()
	while time.monotonic() - began < 15:
		try:
			httpx.get(f"{address}/api/method/ping")
			break
		except httpx.TransportError:
			time.sleep(0.02)
	return time.monotonic() - began


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_serves_says_where_and_stops_cleanly(site: Site, how: signal.Signals) -> None:
	port = free_port()
	process = start(site, port)
	try:
		assert wait(f"http://127.0.0.1:{port}") < 10
		began = time.monotonic()
		process.send_signal(how)
		said, complained = process.communicate(timeout=15)
	finally:
		process.kill()
	assert (process.returncode, said, complained) == (0, f"http://127.0.0.1:{port}\n".encode(), b"")
	assert time.monotonic() - began < 5
	assert not Path(f"{site.database_path}-wal").exists()


def test_a_taken_port_is_one_clear_line(site: Site) -> None:
	with socket.create_server(("127.0.0.1", 0)) as taken:
		port = taken.getsockname()[1]
		process = start(site, port)
		said, complained = process.communicate(timeout=15)
	assert process.returncode == 1 and said == b""
	assert (
		complained.decode().strip()
		== f"Port {port} on 127.0.0.1 cannot be used (Address already in use): choose another with --port"
	)


def methods() -> Iterator[tuple[str, Any]]:
	"""Every whitelisted function of the public modules, by the path a client calls it by."""
	import frappe

	for module in pkgutil.walk_packages(frappe.__path__, "frappe."):
		if ".tests" in module.name:
			continue
		for name, value in vars(import_module(module.name)).items():
			if rule_of(value) is not None and not isinstance(value, type):
				yield f"{module.name}.{name}", value


def test_guests_reach_only_what_is_meant_for_them(guest: Client) -> None:
	found = dict(methods())
	assert len(found) > 25
	for path, function in found.items():
		verb = next(iter(rule_of(function).methods))  # type: ignore[union-attr]
		reply = guest.request(verb, f"/api/method/{path}")
		if function.__name__ in OPEN_TO_GUESTS:
			assert reply.status_code != 403, path
		else:
			assert (reply.status_code, reply.json()["exc_type"]) == (403, "PermissionError"), path


def test_no_method_falls_over_without_arguments(reader: Client) -> None:
	for path, function in methods():
		verb = next(iter(rule_of(function).methods))  # type: ignore[union-attr]
		assert reader.request(verb, f"/api/method/{path}").status_code < 500, path


HOSTILE = [
	"",
	"x",
	"%",
	"`",
	"User` where sleep(5)-- ",
	"../..",
	"[",
	"{}",
	"[[]]",
	"\u202e",
	"a" * 1000,
	-1,
	2**70,
	None,
	[],
	{},
	[[1]],
	{"a": 1},
	True,
]


def test_no_method_falls_over_on_odd_arguments(reader: Client) -> None:
	import inspect

	for path, function in methods():
		verb = "POST" if "POST" in rule_of(function).methods else "GET"  # type: ignore[union-attr]
		if verb == "GET":
			continue
		names = [*inspect.signature(function).parameters, "filters", "fields", "order_by", "limit"]
		for value in HOSTILE:
			for arguments in (
				dict.fromkeys(names, value),
				{**dict.fromkeys(names, value), "doctype": "Book", "dt": "Book"},
			):
				reply = reader.post(f"/api/method/{path}", json=arguments)
				assert reply.status_code < 500, (path, value, reply.text[:300])
