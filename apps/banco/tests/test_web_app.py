"""Whitelisted functions, hooks, faults and load, over HTTP on a real site."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from types import ModuleType
from typing import Any

import pytest
from web_support import READER, Client, messages

from banco.context import current
from banco.errors import ValidationError
from banco.messages import msgprint, throw
from banco.site import Site
from banco.web import app as application
from banco.web.app import App
from banco.whitelist import whitelist

pytest_plugins = ["web_support"]

Offer = Callable[..., str]


@pytest.fixture
def offer(probe: ModuleType) -> Offer:
	"""`offer(function, ...)` whitelists a function and gives its path."""

	def add(function: Callable[..., Any], read_only: bool = False, **rule: Any) -> str:
		setattr(probe, function.__name__, whitelist(reads=read_only, **rule)(function))
		return f"/api/method/banco.probe.{function.__name__}"

	return add


@pytest.fixture
def hooked(site: Site, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
	def set_hooks(**hooks: Any) -> None:
		monkeypatch.setattr(site.hooks, "_merged", {**site.hooks._merged, **hooks})

	return set_hooks


def insert(title: str = "made") -> str:
	import frappe

	return str(frappe.get_doc({"doctype": "Book", "title": title}).insert().name)


def titles(site: Site) -> list[str]:
	with site.context(write=False) as context:
		return [row[0] for row in context.db.fetch("select title from `tabBook`")]


def test_results_and_messages(reader: Client, offer: Offer) -> None:
	def told(n: int = 0) -> Any:
		msgprint("ciao", title="Titolo")
		current().response["extra"] = n
		return None if n < 0 else n

	path = offer(told)
	reply = reader.post(path, json={"n": "5"})
	assert (reply.json()["message"], reply.json()["extra"]) == (5, 5)
	assert messages(reply) == [{"message": "ciao", "title": "Titolo"}]
	assert "message" not in reader.get(path, params={"n": -1}).json()
	second = reader.get(path.replace("/api/", "/api/v2/")).json()
	assert second["data"] == 0 and second["messages"] == [{"message": "ciao", "title": "Titolo"}]


def test_errors_of_apps_keep_their_class_and_status(reader: Client, offer: Offer) -> None:
	class OutOfStock(Exception):
		http_status_code = 410

	def raise_it() -> None:
		msgprint("before")
		throw("Non ce n'è", OutOfStock, title="Magazzino")

	reply = reader.get(offer(raise_it))
	assert (reply.status_code, reply.json()["exc_type"]) == (410, "OutOfStock")
	assert [message["message"] for message in messages(reply)] == ["before", "Non ce n'è"]
	assert messages(reply)[-1]["title"] == "Magazzino"


def test_an_error_is_told_though_another_was_caught_before(reader: Client, offer: Offer) -> None:
	def raises() -> None:
		with suppress(ValidationError):
			throw("caught")
		raise ValidationError("told")

	told = [message["message"] for message in messages(reader.get(offer(raises)))]
	assert told == ["caught", "told"]


def test_faults_are_recorded_and_not_told(reader: Client, offer: Offer, site: Site) -> None:
	def fails() -> None:
		insert("never")
		raise KeyError("inner secret")

	reply = reader.post(offer(fails))
	assert (reply.status_code, reply.json()["exc_type"]) == (500, "KeyError")
	assert "inner secret" not in reply.text and "Traceback" not in reply.text
	assert "never" not in titles(site)
	with site.context(write=False) as context:
		method, error = context.db.fetch(
			"select method, error from `tabError Log` order by creation desc limit 1"
		)[0]
	assert method == "POST /api/method/banco.probe.fails" and "inner secret" in error


def test_writing_by_get_is_refused_and_undone(reader: Client, offer: Offer, site: Site) -> None:
	def writes() -> str:
		return insert("by get")

	path = offer(writes)
	reply = reader.get(path)
	assert (reply.status_code, reply.json()["exc_type"]) == (403, "PermissionError")
	assert "by get" not in titles(site)
	assert reader.post(path).status_code == 200
	assert "by get" in titles(site)
	for method, arguments in (
		("frappe.client.insert", {"doc": '{"doctype":"Book","title":"x"}'}),
		(
			"frappe.client.set_value",
			{"doctype": "Book", "name": "BOOK-0001", "fieldname": "title", "value": "x"},
		),
		("frappe.client.delete", {"doctype": "Book", "name": "BOOK-0001"}),
		("frappe.desk.form.save.savedocs", {"doc": "{}", "action": "Save"}),
		("frappe.model.utils.user_settings.save", {"doctype": "Book", "user_settings": "{}"}),
	):
		assert reader.get(f"/api/method/{method}", params=arguments).status_code == 403, method


def test_methods_that_are_not_open(reader: Client, offer: Offer) -> None:
	def post_only() -> str:
		return "done"

	path = offer(post_only, methods=["POST"])
	assert reader.post(path).json() == {"message": "done"}
	assert reader.get(path).status_code == reader.put(path).status_code == 403
	for unknown in (
		"os.getcwd",
		"frappe.nope",
		"nope",
		"banco.probe.post_only.__call__",
		"banco.web..app",
		"subprocess.run",
	):
		assert reader.get(f"/api/method/{unknown}").status_code == 417, unknown
	for closed in ("frappe.get_all", "frappe.db.sql", "frappe.utils.now", "banco.sessions.start"):
		assert reader.get(f"/api/method/{closed}").status_code in (403, 417), closed


def test_methods_of_documents(
	reader: Client, keeper: Client, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
	from banco.document import Document

	def praise(self: Any, word: str = "good") -> str:
		self.kind = "Poem"
		return f"{word} {self.title}"

	monkeypatch.setattr(Document, "praise", whitelist()(praise), raising=False)
	made = reader.post("/api/resource/Book", json={"title": "Rime"}).json()["data"]
	name = made["name"]
	calls: list[tuple[str, dict[str, Any], str]] = [
		(f"/api/resource/Book/{name}", {"params": {"run_method": "praise", "word": "fine"}}, "data"),
		(f"/api/v2/document/Book/{name}/method/praise", {"json": {"word": "fine"}}, "data"),
		(
			"/api/method/run_doc_method",
			{"json": {"dt": "Book", "dn": name, "method": "praise", "args": {"word": "fine"}}},
			"message",
		),
		(
			"/api/method/run_doc_method",
			{"json": {"docs": made, "method": "praise", "args": '{"word": "fine"}'}},
			"message",
		),
	]
	for path, arguments, key in calls:
		reply = reader.post(path, **arguments)
		assert reply.json()[key] == "fine Rime", reply.text
	assert reply.json()["docs"][0]["kind"] == "Poem"
	assert reader.get(f"/api/resource/Book/{name}").json()["data"]["kind"] == "Novel"  # nobody saved it
	new = {"doctype": "Book", "__islocal": 1, "title": "Neu", "name": "new-book-1"}
	reply = reader.post("/api/method/run_doc_method", json={"docs": new, "method": "praise"}).json()
	assert (reply["message"], reply["docs"][0]["__islocal"]) == ("good Neu", 1)
	stale = reader.post(
		"/api/method/run_doc_method", json={"docs": {**made, "modified": "2001-01-01"}, "method": "praise"}
	)
	assert stale.json()["exc_type"] == "TimestampMismatchError"
	assert (
		keeper.post("/api/method/run_doc_method", json={"docs": new, "method": "praise"}).status_code == 403
	)
	for method in ("save", "delete", "insert", "_meta", "__init__", "nope"):
		status = reader.post(f"/api/resource/Book/{name}", params={"run_method": method}).status_code
		assert status in (403, 404), method
	assert reader.get(f"/api/resource/Book/{name}").status_code == 200


def test_hooks_around_a_request(
	reader: Client, probe: ModuleType, hooked: Callable[..., None], site: Site
) -> None:
	seen: list[Any] = []

	def before() -> None:
		current().request_note = current().user  # type: ignore[attr-defined]

	def after(request: Any, response: Any) -> None:
		seen.append((request.method, request.path, response.status_code, current().request_note))  # type: ignore[attr-defined]
		if request.method == "GET":
			insert("read log")
			current().db.commit()

	probe.before, probe.after = before, after  # type: ignore[attr-defined]
	hooked(before_request=("banco.probe.before",), after_request=("banco.probe.after",))
	assert reader.get("/api/method/ping").status_code == 200
	assert seen == [("GET", "/api/method/ping", 200, READER)]
	assert "read log" in titles(site)


def test_a_read_that_cannot_be_logged_is_not_answered(
	reader: Client, probe: ModuleType, hooked: Callable[..., None], site: Site
) -> None:
	def after(request: Any) -> None:
		raise OSError("disk")

	probe.after = after  # type: ignore[attr-defined]
	hooked(after_request=("banco.probe.after",))
	assert reader.get("/api/resource/Book").status_code == 500
	# A write is stored by then: it must not look as if it had failed.
	assert reader.post("/api/resource/Book", json={"title": "kept"}).status_code == 200
	assert "kept" in titles(site)


def test_an_app_replaces_a_method(reader: Client, offer: Offer, hooked: Callable[..., None]) -> None:
	def pong() -> str:
		return "own pong"

	offer(pong)
	hooked(override_whitelisted_methods={"frappe.handler.ping": ("banco.probe.pong",)})
	assert reader.get("/api/method/ping").json() == {"message": "own pong"}


def test_reads_by_post_do_not_wait_for_the_writer(reader: Client, offer: Offer, site: Site) -> None:
	def wait() -> str:
		return "waited"

	writing = offer(wait)
	with site.context() as context:
		context.db.write("update `tabBook` set idx = idx")
		began = time.perf_counter()
		assert reader.call("frappe.client.get_list", doctype="Book").status_code == 200
		assert time.perf_counter() - began < 2
		late: list[Any] = []

		def send() -> None:
			insert_path = reader.post("/api/resource/Book", json={"title": "later"})
			late.append(insert_path.status_code)

		thread = threading.Thread(target=send)
		thread.start()
		time.sleep(0.2)
		assert late == []
	thread.join(10)
	assert late == [200] and "later" in titles(site)
	assert reader.post(writing).status_code == 200


def test_writers_do_not_lose_each_others_updates(reader: Client, site: Site) -> None:
	name = reader.post("/api/resource/Book", json={"title": "counter", "price": 0}).json()["data"]["name"]
	path, outcomes = f"/api/resource/Book/{name}", []

	def add() -> None:
		for _ in range(5):
			document = reader.get(path).json()["data"]
			change = {"price": document["price"] + 1, "modified": document["modified"]}
			outcomes.append(reader.put(path, json=change).status_code)

	threads = [threading.Thread(target=add) for _ in range(4)]
	for thread in threads:
		thread.start()
	for thread in threads:
		thread.join(30)
	assert set(outcomes) <= {200, 417}
	assert reader.get(path).json()["data"]["price"] == outcomes.count(200)


def test_too_many_at_once_are_turned_away(app: App, reader: Client, monkeypatch: pytest.MonkeyPatch) -> None:
	monkeypatch.setattr(application, "WAITING_LIMIT", 0)
	reply = reader.get("/api/method/ping")
	assert (reply.status_code, reply.headers["retry-after"]) == (503, "2")
	monkeypatch.undo()
	assert reader.get("/api/method/ping").status_code == 200
	assert app._waiting == 0


def test_a_request_that_takes_too_long_is_given_up(
	reader: Client, offer: Offer, monkeypatch: pytest.MonkeyPatch
) -> None:
	def slow() -> None:
		time.sleep(0.5)

	monkeypatch.setattr(application, "DEADLINE_SECONDS", 0.1)
	assert reader.get(offer(slow)).status_code == 503


def test_bodies_have_limits(reader: Client) -> None:
	large = reader.post("/api/resource/Book", json={"title": "x" * 6_000_000})
	assert (large.status_code, large.json()["exc_type"]) == (413, "PayloadTooLargeError")
	deep = reader.post(
		"/api/resource/Book", content=b'{"title":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
		headers={"Content-Type": "application/json"},
	)  # fmt: skip
	assert deep.status_code == 417
	assert (
		reader.post(
			"/api/resource/Book", content=b"{bad", headers={"Content-Type": "application/json"}
		).status_code
		== 417
	)
	assert reader.post("/api/resource/Book", content=b"x", headers={"Content-Type": ""}).status_code == 415


@pytest.mark.parametrize(
	"text", ["שלום عربي", "😀 è", "<img src=x onerror=alert(1)>", "{{7*7}}", "'; drop table x--", "x" * 140]
)
def test_hostile_text_comes_back_as_it_was(reader: Client, text: str) -> None:
	made = reader.post("/api/resource/Book", json={"title": text}).json()["data"]
	assert reader.get(f"/api/resource/Book/{made['name']}").json()["data"]["title"] == text


@pytest.mark.parametrize(
	"body",
	[
		b'{"title": "a\\u0000b"}',
		b'{"title": "\\ud800"}',
		b'{"title": "a\\u202eb"}',
		b'{"title": "' + b"x" * 2000 + b'"}',
	],
)
def test_text_that_cannot_be_kept_is_refused(reader: Client, body: bytes) -> None:
	reply = reader.post("/api/resource/Book", content=body, headers={"Content-Type": "application/json"})
	assert reply.status_code == 417
