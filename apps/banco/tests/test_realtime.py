"""Server-sent events: who hears what, for how long, and that a stream holds neither a thread nor the writer."""

from __future__ import annotations

import asyncio
import json
import signal
import threading
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from test_web_server import free_port, wait
from web_support import ADMIN_PASSWORD, KEEPER, PASSWORD, READER

import frappe
from banco import realtime
from banco.passwords import make_api_secret
from banco.site import Site
from banco.web.app import create

pytest_plugins = ["web_support"]

EVENTS = "/api/method/banco.realtime.events"


class Listener:
	"""A client that reads a stream in a thread of its own and keeps the events."""

	def __init__(self, address: str, user: str, **params: str) -> None:
		self.client = httpx.Client(base_url=address, timeout=10)
		self.user, self.params = user, params
		password = ADMIN_PASSWORD if user == "Administrator" else PASSWORD
		reply = self.client.post("/api/method/login", data={"usr": user, "pwd": password})
		self.client.headers["X-Frappe-CSRF-Token"] = reply.json()["csrf_token"]
		self.events: list[tuple[str, Any]] = []
		self.status = 0
		self.ended = threading.Event()

	def listen(self) -> Listener:
		threading.Thread(target=self._read, daemon=True).start()
		return self.until(lambda: self.status)

	def until(self, holds: Any, seconds: float = 5) -> Listener:
		end = time.monotonic() + seconds
		while not holds():
			assert time.monotonic() < end, (self.status, self.events)
			time.sleep(0.01)
		return self

	def hears(self, event: str) -> Listener:
		return self.until(lambda: event in [name for name, _data in self.events])

	def _read(self) -> None:
		try:
			with self.client.stream("GET", EVENTS, params=self.params) as reply:
				self.status, name = reply.status_code, ""
				for line in reply.iter_lines():
					if line.startswith("event: "):
						name = line[7:]
					elif line.startswith("data: "):
						self.events.append((name, json.loads(line[6:])))
		finally:
			self.ended.set()


@pytest.fixture(scope="module")
def address(served: Site) -> Iterator[str]:
	"""The module's site, served in a thread of this process."""
	import uvicorn

	port = free_port()
	server = uvicorn.Server(uvicorn.Config(create(served), port=port, log_level="error", lifespan="on"))
	thread = threading.Thread(target=server.run, daemon=True)
	thread.start()
	wait(f"http://127.0.0.1:{port}")
	yield f"http://127.0.0.1:{port}"
	realtime.close(served)
	server.should_exit = True
	thread.join(10)


@pytest.fixture(autouse=True)
def silence(served: Site) -> Iterator[None]:
	"""No stream outlives its test."""
	yield
	realtime.close(served)
	end = time.monotonic() + 5
	while served.streams and time.monotonic() < end:
		time.sleep(0.01)


@pytest.fixture
def book(served: Site) -> str:
	with served.context():
		return str(frappe.get_doc({"doctype": "Book", "title": "A"}).insert().name)


def publish(site: Site, *args: Any, user: str = "Administrator", **kwargs: Any) -> None:
	with site.context(user=user):
		frappe.publish_realtime(*args, **kwargs)


def test_an_event_reaches_its_user_only(served: Site, address: str) -> None:
	anna, bruno = Listener(address, READER).listen(), Listener(address, KEEPER).listen()
	anna.hears("connected") and bruno.hears("connected")
	publish(served, "ciao", {"day": frappe.utils.getdate("2026-01-02")}, user=READER)
	publish(served, "mine", 1, user=KEEPER)
	anna.hears("ciao")
	bruno.hears("mine")
	assert ("ciao", {"day": "2026-01-02"}) in anna.events
	assert [name for name, _data in bruno.events] == ["connected", "mine"]
	assert [name for name, _data in anna.events] == ["connected", "ciao"]


def test_after_the_commit_or_never(served: Site, address: str) -> None:
	anna = Listener(address, READER).listen().hears("connected")
	with served.context() as context:
		frappe.publish_realtime("undone", 1, user=READER, after_commit=True)
		context.db.rollback()
		frappe.publish_realtime("done", 1, user=READER, after_commit=True)
		time.sleep(0.1)
		assert len(anna.events) == 1
	anna.hears("done")
	assert "undone" not in str(anna.events)


def test_events_of_a_document_are_for_who_reads_it(served: Site, address: str, book: str) -> None:
	anna = Listener(address, READER, doctype="Book", name=book).listen().hears("connected")
	other = Listener(address, READER).listen().hears("connected")
	publish(served, "changed", 1, doctype="Book", docname=book)
	anna.hears("changed")
	time.sleep(0.1)
	assert len(other.events) == 1


@pytest.mark.parametrize(("doctype", "name"), [("User", KEEPER), ("RQ Job", "x"), ("Nonsense", "x")])
def test_nobody_follows_a_document_they_may_not_read(address: str, doctype: str, name: str) -> None:
	anna = Listener(address, READER, doctype=doctype, name=name).listen()
	assert anna.status in (403, 404) and anna.events == []


def test_a_stream_ends_when_its_document_is_no_longer_open_to_it(
	served: Site, address: str, book: str
) -> None:
	anna = Listener(address, READER, doctype="Book", name=book).listen().hears("connected")
	with served.context():
		frappe.get_doc(
			{"doctype": "User Permission", "user": READER, "allow": "Book", "for_value": "BOOK-9999"}
		).insert(ignore_links=True)
	publish(served, "secret", 1, doctype="Book", docname=book)
	assert anna.ended.wait(5) and "secret" not in str(anna.events)
	with served.context():
		frappe.db.delete("User Permission", {"user": READER})


def test_a_stream_ends_with_its_session(served: Site, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
	anna = Listener(address, READER).listen().hears("connected")
	assert anna.client.post("/api/method/logout").status_code == 200
	publish(served, "late", 1, user=READER)
	assert anna.ended.wait(5) and "late" not in str(anna.events)
	monkeypatch.setattr(realtime, "HEARTBEAT_SECONDS", 0.1)
	anna = Listener(address, READER).listen().hears("connected")
	with served.context():
		frappe.db.sql("delete from `tabSessions` where user = %s", (READER,))
	assert anna.ended.wait(5)


def test_a_guest_hears_nothing(address: str) -> None:
	assert httpx.get(address + EVENTS).status_code == 403


def test_many_streams_hold_no_thread_and_are_limited(served: Site, address: str) -> None:
	bruno = Listener(address, KEEPER)
	with_bruno = [bruno.client.cookies] * realtime.STREAMS_PER_USER
	before = threading.active_count()
	clients = [httpx.Client(base_url=address, cookies=cookies) for cookies in with_bruno]
	streams = [client.stream("GET", EVENTS) for client in clients]
	opened = [stream.__enter__() for stream in streams]
	try:
		assert {one.status_code for one in opened} == {200}
		kept = [one.iter_raw() for one in opened]
		for one in kept:
			next(one)
		assert bruno.client.get(EVENTS).status_code == 429
		began = time.monotonic()
		for _turn in range(20):
			assert bruno.client.get("/api/method/ping").status_code == 200
			assert bruno.client.post("/api/resource/ToDo", json={"description": "x"}).status_code in (
				200,
				403,
			)
		assert time.monotonic() - began < 3
		assert threading.active_count() - before < 12
	finally:
		for stream in streams:
			stream.__exit__(None, None, None)
		for client in clients:
			client.close()
	for _turn in range(200):
		if not [one for one in served.streams if one.user == KEEPER]:
			break
		time.sleep(0.02)
	assert not [one for one in served.streams if one.user == KEEPER]


def test_a_stream_ends_when_its_document_is_deleted(served: Site, address: str, book: str) -> None:
	anna = Listener(address, READER, doctype="Book", name=book).listen().hears("connected")
	with served.context():
		frappe.delete_doc("Book", book)
	publish(served, "late", 1, doctype="Book", docname=book)
	assert anna.ended.wait(5) and "late" not in str(anna.events)


def test_a_key_opens_no_stream(served: Site, address: str) -> None:
	with served.context():
		frappe.db.set_value("User", KEEPER, "api_key", "key")
		secret = make_api_secret(KEEPER)
	reply = httpx.get(address + EVENTS, headers={"Authorization": f"token key:{secret}"})
	assert reply.status_code == 403


def test_who_does_not_read_is_cut_off(served: Site, monkeypatch: pytest.MonkeyPatch) -> None:
	monkeypatch.setattr(realtime.Stream, "may_hear", lambda self: True)

	async def scenario() -> bool:
		stream = realtime.Stream(served, "Administrator", "", None)
		lines = stream.lines()
		await anext(lines)
		for number in range(realtime.WAITING_EVENTS + 1):
			realtime.send(served, b"data: %d\n\n" % number, None, "Administrator")
		await asyncio.sleep(0)
		assert stream._queue.qsize() == realtime.WAITING_EVENTS
		return [line async for line in lines] == []

	assert asyncio.run(scenario())


def test_who_looks_at_a_document_hears_that_it_was_stored(served: Site, address: str, book: str) -> None:
	anna = Listener(address, READER, doctype="Book", name=book).listen().hears("connected")
	with served.context(user=KEEPER):
		frappe.get_doc("Book", book).save()
	assert anna.hears("doc_update").events[-1][1] == {"doctype": "Book", "name": book, "user": KEEPER}


def test_nothing_in_an_event_makes_a_second_one(served: Site, address: str) -> None:
	anna = Listener(address, READER).listen().hears("connected")
	publish(served, "a\nevent: b", "x\n\nevent: c\ndata: {}", user=READER)
	anna.until(lambda: len(anna.events) > 1)
	assert anna.events[1:] == [("a event: b", "x\n\nevent: c\ndata: {}")]


def test_progress_goes_to_who_works_and_beside_the_document(served: Site, address: str, book: str) -> None:
	anna = Listener(address, READER).listen().hears("connected")
	bruno = Listener(address, KEEPER, doctype="Book", name=book).listen().hears("connected")
	with served.context(user=READER):
		frappe.publish_progress(40, title="Import", doctype="Book", docname=book)
	told = anna.hears("progress").events[-1][1]
	assert told == {"percent": 40, "title": "Import", "description": None, "doctype": "Book", "docname": book}
	bruno.hears("progress")


def test_a_server_with_open_streams_stops_at_once(site: Site) -> None:
	from test_web_server import start

	port = free_port()
	process = start(site, port)
	try:
		wait(f"http://127.0.0.1:{port}")
		admin = Listener(f"http://127.0.0.1:{port}", "Administrator").listen().hears("connected")
		began = time.monotonic()
		process.send_signal(signal.SIGTERM)
		process.communicate(timeout=15)
	finally:
		process.kill()
	assert process.returncode == 0 and time.monotonic() - began < 4 and admin.ended.wait(1)
