"""Logins, sessions, tokens, CSRF, throttling and their records, over HTTP on a real site."""

from __future__ import annotations

import threading
import time
from types import ModuleType
from typing import Any

import pytest
from web_support import PASSWORD, READER, Client

from banco import sessions
from banco.context import current
from banco.site import Site
from banco.web.app import App
from banco.whitelist import whitelist

pytest_plugins = ["web_support"]

WHO = "/api/method/frappe.auth.get_logged_user"
BOOKS = "/api/resource/Book"


def another(app: App, **headers: str) -> Client:
	return Client(app, base_url="http://site.test", headers=headers)


def test_login_tells_who_and_sets_closed_cookies(guest: Client) -> None:
	reply = guest.post("/api/method/login", json={"usr": READER, "pwd": PASSWORD})
	body = reply.json()
	assert (body["message"], body["home_page"], body["full_name"]) == ("Logged In", "/app", "Reader")
	sid = next(cookie for cookie in reply.headers.get_list("set-cookie") if cookie.startswith("sid="))
	assert "HttpOnly" in sid and "SameSite=Lax" in sid and "Secure" not in sid
	assert guest.cookies["user_id"] == READER
	assert guest.get(WHO).json() == {"message": READER}


def test_older_clients_log_in_on_the_root(guest: Client) -> None:
	assert (
		guest.post("/", data={"cmd": "login", "usr": READER, "pwd": PASSWORD}).json()["message"]
		== "Logged In"
	)


@pytest.mark.parametrize(
	"given", [{"usr": READER}, {"pwd": "x"}, {}, {"usr": ["x"], "pwd": {"a": 1}}, {"usr": " ", "pwd": "x"}]
)
def test_incomplete_logins(guest: Client, given: Any) -> None:
	reply = guest.post("/api/method/login", json=given)
	assert (reply.status_code, reply.json()["message"]) == (401, "Dati di accesso incompleti")


def test_a_login_does_not_tell_who_exists(guest: Client, site: Site) -> None:
	with site.context() as context:
		context.db.set_value("User", READER, "enabled", 0)
	bodies = set()
	for user, password in (
		(READER, PASSWORD),
		("keine@example.org", "x"),
		("Guest", "x"),
		("bruno@example.org", "x"),
	):
		reply = guest.post("/api/method/login", json={"usr": user, "pwd": password})
		bodies.add((reply.status_code, reply.text))
	with site.context() as context:
		context.db.set_value("User", READER, "enabled", 1)
	assert len(bodies) == 1 and bodies.pop()[0] == 401


def test_unknown_users_cost_the_same_work(guest: Client) -> None:
	def work(user: str) -> float:
		guest.app.handler.attempts.__init__()
		# Of this process alone: what else the machine does is no work of the login's.
		began = time.process_time()
		guest.post("/api/method/login", json={"usr": user, "pwd": "wrong"})
		return time.process_time() - began

	known, unknown = zip(*[(work(READER), work("nobody@example.org")) for _ in range(7)], strict=True)
	assert 0.5 < sorted(known)[3] / sorted(unknown)[3] < 2


def test_too_many_failures_lock_whatever_address_is_claimed(app: App, guest: Client) -> None:
	statuses = []
	for number in range(12):
		claims = {"X-Forwarded-For": f"10.9.8.{number}", "X-Real-IP": f"10.9.8.{number}"}
		statuses.append(guest.post("/api/method/login", json={"usr": READER, "pwd": "wrong"}, headers=claims))
	assert [reply.status_code for reply in statuses] == [401] * 10 + [429] * 2
	assert 0 < int(statuses[-1].headers["retry-after"]) <= 300
	assert guest.post("/api/method/login", json={"usr": READER, "pwd": PASSWORD}).status_code == 429


def test_logins_are_recorded_and_what_unknown_users_typed_is_not(guest: Client, site: Site) -> None:
	guest.post("/api/method/login", json={"usr": "my-password-by-mistake", "pwd": "x"})
	guest.post("/api/method/login", json={"usr": READER, "pwd": "x"})
	guest.login(READER).call("logout")
	with site.context(write=False) as context:
		rows = context.db.sql(
			"select operation, status, user, subject from `tabActivity Log` order by creation, name"
		)
	assert [row[:3] for row in rows[-4:]] == [
		("Login", "Failed", None),
		("Login", "Failed", READER),
		("Login", "Success", READER),
		("Logout", "Success", READER),
	]
	assert "my-password-by-mistake" not in str(rows)


def test_the_session_changes_at_login_and_ends_at_logout(app: App, guest: Client) -> None:
	guest.cookies.set("sid", "planted", domain="site.test", path="/")
	guest.login(READER)
	first = guest.cookies["sid"]
	assert first != "planted"
	guest.login(READER)
	second = guest.cookies["sid"]
	assert second != first
	assert another(app, Cookie=f"sid={first}").get(WHO).status_code == 403
	assert guest.call("logout").status_code == 200
	assert "sid" not in guest.cookies
	reply = another(app, Cookie=f"sid={second}").get(WHO)
	assert (reply.status_code, reply.json()["session_expired"]) == (403, 1)


def test_sessions_die_with_the_account_the_password_or_in_time(app: App, reader: Client, site: Site) -> None:
	def alive() -> bool:
		return bool(reader.get(WHO).status_code == 200)

	assert alive()
	with site.context() as context:
		context.db.set_value("User", READER, "enabled", 0)
	assert not alive()
	with site.context() as context:
		context.db.set_value("User", READER, "enabled", 1)
	assert alive()
	with site.context() as context:
		context.db.write("update `tabSessions` set lastupdate = ?", (time.time() - 9 * 3600,))
	assert not alive()
	with site.context() as context:
		now = time.time()
		context.db.write("update `tabSessions` set lastupdate = ?, creation = ?", (now, now - 8 * 24 * 3600))
	assert not alive()
	with site.context() as context:
		context.db.write("update `tabSessions` set creation = ?", (time.time(),))
	assert alive()
	with site.context():
		sessions.end_sessions(READER)
	assert not alive()


def test_a_new_password_ends_all_sessions(reader: Client, site: Site) -> None:
	import frappe

	with site.context():
		user = frappe.get_doc("User", READER)
		user.new_password = PASSWORD + "!"
		user.save()
	assert reader.get(WHO).status_code == 403
	with site.context():
		user = frappe.get_doc("User", READER)
		user.new_password = PASSWORD
		user.save()


def test_the_database_opens_no_session(reader: Client, site: Site) -> None:
	with site.context(write=False) as context:
		rows = context.db.sql("select * from `tabSessions`")
	assert rows and reader.cookies["sid"] not in str(rows)


def test_the_session_is_taken_from_the_cookie_only(app: App, reader: Client) -> None:
	sid = reader.cookies["sid"]
	fresh = another(app)
	assert fresh.get(WHO, params={"sid": sid}).status_code == 403
	assert fresh.post(WHO, data={"sid": sid}).status_code == 403
	assert fresh.get(WHO, headers={"sid": sid}).status_code == 403


def test_use_of_a_session_is_written_by_the_upkeep(app: App, reader: Client, site: Site) -> None:
	def recorded() -> float:
		with site.context(write=False) as context:
			return float(
				context.db.fetch("select lastupdate from `tabSessions` where user = ?", (READER,))[-1][0]
			)

	with site.context() as context:
		context.db.write("update `tabSessions` set lastupdate = lastupdate - 3000")
	before = recorded()
	reader.get(WHO)
	assert recorded() == before  # a read does not wait for the writer
	app._tidy(site)
	assert recorded() > before + 2900


def test_writes_with_a_cookie_need_the_token(app: App, reader: Client) -> None:
	token = reader.headers.pop("X-Frappe-CSRF-Token")
	for headers in (
		{},
		{"X-Frappe-CSRF-Token": "wrong"},
		{"X-Frappe-CSRF-Token": ""},
		{"X-Frappe-CSRF-Token": "è"},
	):
		for verb, path in (
			("POST", BOOKS),
			("PUT", f"{BOOKS}/x"),
			("DELETE", f"{BOOKS}/x"),
			("POST", "/api/method/logout"),
		):
			encoded = {name: value.encode() for name, value in headers.items()}
			reply = reader.request(verb, path, json={"title": "x"}, headers=encoded)
			assert (reply.status_code, reply.json()["exc_type"]) == (400, "CSRFTokenError")
			assert "exception" not in reply.json()
	assert reader.post(BOOKS, data={"title": "x", "csrf_token": token}).status_code == 200
	assert reader.post(f"{BOOKS}?csrf_token={token}", json={"title": "x"}).status_code == 400
	assert reader.get(BOOKS).status_code == 200


def test_a_login_from_another_site_is_refused(guest: Client) -> None:
	given = {"usr": READER, "pwd": PASSWORD}
	for headers in ({"Origin": "https://evil.test"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}):
		assert guest.post("/api/method/login", data=given, headers=headers).status_code == 400
	same = {"Origin": "http://site.test", "Sec-Fetch-Site": "same-origin"}
	assert guest.post("/api/method/login", data=given, headers=same).status_code == 200


def test_api_keys(app: App, admin: Client, site: Site) -> None:
	import base64

	import frappe

	keys = admin.call("frappe.core.doctype.user.user.generate_keys", user=READER).json()["message"]
	with site.context():
		key = frappe.db.get_value("User", READER, "api_key")
	pair = f"{key}:{keys['api_secret']}"
	basic = base64.b64encode(pair.encode()).decode()
	for header in (f"token {pair}", f"Basic {basic}"):
		client = another(app, Authorization=header)
		assert client.get(WHO).json() == {"message": READER}
		assert client.post(BOOKS, json={"title": "by key"}).status_code == 200  # no cookie, no CSRF
		assert "set-cookie" not in client.get(WHO).headers
	busy = [
		threading.Thread(target=another(app, Authorization=f"token {pair}").get, args=(WHO,))
		for _ in range(15)
	]
	for thread in busy:
		thread.start()
	for thread in busy:
		thread.join(10)
	assert another(app, Authorization=f"token {pair}").get(WHO).status_code == 200
	for wrong in (f"token {key}:wrong", f"token {key}:", "token x:y", "Bearer abc", f"token {pair}x"):
		reply = another(app, Authorization=wrong).get(WHO)
		assert (reply.status_code, reply.json()["exc_type"]) == (401, "AuthenticationError"), wrong
	assert another(app, Authorization="Basic !!").get(WHO).status_code == 400
	for _ in range(10):
		another(app, Authorization=f"token {key}:wrong").get(WHO)
	assert another(app, Authorization=f"token {key}:wrong").get(WHO).status_code == 429


def test_hooks_of_login_and_logout_run(
	guest: Client, site: Site, probe: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
	seen: list[Any] = []
	probe.note = lambda login_manager: seen.append((login_manager.user, current().user))  # type: ignore[attr-defined]
	names = ("on_login", "on_session_creation", "on_logout")
	merged = {**site.hooks._merged, **dict.fromkeys(names, ("banco.probe.note",))}
	monkeypatch.setattr(site.hooks, "_merged", merged)
	guest.login(READER).call("logout")
	assert seen == [(READER, READER)] * 3


def test_logging_in_and_out_needs_post(reader: Client) -> None:
	for path in ("/api/method/logout", "/api/method/login", "/?cmd=logout"):
		assert reader.get(path).status_code == 403
	assert reader.get(WHO).status_code == 200


def test_guests_may_call_what_is_open_to_them(guest: Client, probe: ModuleType) -> None:
	def closed() -> str:
		return "closed"

	def open_() -> str:
		return current().user

	probe.closed, probe.open_ = whitelist()(closed), whitelist(allow_guest=True)(open_)  # type: ignore[attr-defined]
	assert guest.get("/api/method/banco.probe.open_").json() == {"message": "Guest"}
	assert guest.get("/api/method/banco.probe.closed").status_code == 403
