"""One's own account over HTTP: password, sessions, API keys; and that of others, for System Managers."""

from __future__ import annotations

import random
import re
import time
from statistics import median
from typing import Any

import pytest
from web_support import PASSWORD, READER, Client

from banco import passwords
from banco.accounts import recovery
from banco.accounts.sealed import seal
from banco.site import Site

pytest_plugins = ["web_support"]

WHO = "/api/method/frappe.auth.get_logged_user"
ACCOUNT = "banco.accounts.account."
USER = "frappe.core.doctype.user.user."
NEW = "un armadio pieno di tamburi"


def another(client: Client, **headers: str) -> Client:
	return Client(client.app, base_url="http://site.test", headers=headers)


@pytest.fixture(autouse=True)
def same_password(served: Site) -> Any:
	yield
	passwords._WRONG.__init__(5, 300)  # type: ignore[misc]
	with served.context():
		if not passwords.is_right_password(READER, PASSWORD):
			passwords.update_password(READER, PASSWORD)


def sessions(client: Client, **options: Any) -> list[dict[str, Any]]:
	return list(client.call(ACCOUNT + "get_account", **options).json()["message"]["sessions"])


def test_ones_sessions_with_device_and_address(reader: Client) -> None:
	other = another(reader, **{"user-agent": "Other device"}).login(READER)
	listed = sessions(reader)
	assert sum(session["current"] for session in listed) == 1
	found = next(session for session in listed if session["device"] == "Other device")
	assert not found["current"] and found["address"] and found["last_used"] >= found["created"]
	assert other.cookies["sid"] not in str(listed), "what is shown opens no session"


def test_an_ended_session_is_dead_at_once(reader: Client) -> None:
	other = another(reader, **{"user-agent": "Lost device"}).login(READER)
	assert other.get(WHO).status_code == 200
	found = next(session for session in sessions(reader) if session["device"] == "Lost device")
	assert reader.call(ACCOUNT + "end_session", id=found["id"]).status_code == 200
	assert other.get(WHO).status_code == 403
	assert other.post("/api/resource/Book", json={}).status_code == 403
	assert reader.get(WHO).status_code == 200


def test_all_others_end_at_once(reader: Client) -> None:
	others = [another(reader).login(READER) for _number in range(3)]
	assert reader.call(ACCOUNT + "end_session").status_code == 200
	assert [other.get(WHO).status_code for other in others] == [403] * 3
	assert len(sessions(reader)) == 1


def test_other_peoples_sessions(reader: Client, keeper: Client, admin: Client) -> None:
	found = sessions(admin, user=READER)[0]["id"]
	assert keeper.call(ACCOUNT + "get_account", user=READER).status_code == 403
	assert keeper.call(ACCOUNT + "end_session", id=found, user=READER).status_code == 403
	keeper.call(ACCOUNT + "end_session", id=found)
	assert reader.get(WHO).status_code == 200, "an id of another's session ends none"
	admin.call(ACCOUNT + "end_session", user=READER)
	assert reader.get(WHO).status_code == 403
	assert admin.get(WHO).status_code == 200


def test_a_system_manager_has_no_way_into_administrators_account(
	admin: Client, reader: Client, site: Site
) -> None:
	import frappe

	with site.context():
		user = frappe.get_doc("User", READER)
		user.append("roles", {"role": "System Manager"})
		user.save()
	for call in ("get_account", "end_session", "generate_keys", "revoke_keys", "remove_second_factor"):
		assert reader.call(ACCOUNT + call, user="Administrator").status_code == 403, call
	with site.context():
		frappe.db.delete("Has Role", {"parent": READER, "role": "System Manager"})
	assert admin.get(WHO).status_code == 200


def test_a_secret_is_shown_once_and_revoked_keys_open_nothing(
	reader: Client, admin: Client, site: Site
) -> None:
	keys = reader.call(USER + "generate_keys", user=READER).json()["message"]
	program = another(reader, Authorization=f"token {keys['api_key']}:{keys['api_secret']}")
	assert program.get(WHO).json() == {"message": READER}
	ways = (
		admin.get(f"/api/resource/User/{READER}"),
		admin.get("/api/resource/User", params={"fields": '["*"]'}),
		admin.post("/api/method/frappe.client.get", json={"doctype": "User", "name": READER}),
		admin.post(
			"/api/method/frappe.client.get_value",
			json={"doctype": "User", "filters": READER, "fieldname": "api_secret"},
		),
		admin.post(
			"/api/method/frappe.client.get_password",
			json={"doctype": "User", "name": READER, "fieldname": "api_secret"},
		),
		admin.get("/api/method/frappe.desk.form.load.getdoc", params={"doctype": "User", "name": READER}),
		reader.call(ACCOUNT + "get_account"),
	)
	for reply in ways:
		assert keys["api_secret"] not in reply.text
	assert reader.call(ACCOUNT + "get_account").json()["message"]["api_key"] == keys["api_key"]
	assert reader.call(ACCOUNT + "revoke_keys", user=READER).status_code == 200
	assert program.get(WHO).status_code == 401
	with site.context(write=False):
		assert not passwords.has_secret("User", READER, "api_secret")
	assert reader.call(ACCOUNT + "get_account").json()["message"]["api_key"] is None


def test_a_new_password_ends_the_other_sessions(reader: Client) -> None:
	other = another(reader).login(READER)
	change = USER + "update_password"
	assert reader.call(change, new_password=NEW).status_code == 401
	assert reader.call(change, new_password=NEW, old_password="wrong").status_code == 401
	assert reader.call(change, new_password=NEW, old_password=PASSWORD).status_code == 200
	assert (other.get(WHO).status_code, reader.get(WHO).status_code) == (403, 200)
	assert another(reader).login(READER, NEW)


@pytest.mark.parametrize(
	"weak",
	["corto", "undicicarat", "Password1234", "anna@example.org", "a" * 40, "qwertyuiop12"],
)
def test_weak_passwords_are_refused_and_told_why(reader: Client, weak: str) -> None:
	reply = reader.call(USER + "update_password", new_password=weak, old_password=PASSWORD)
	assert reply.status_code == 417
	told = reader.call(USER + "test_password_strength", new_password=weak).json()["message"]
	assert told["feedback"]["password_policy_validation_passed"] is False
	assert told["feedback"]["warning"] or told["feedback"]["suggestions"]


@pytest.mark.parametrize(
	"good",
	[
		"tutte minuscole e lunghe",
		"àèìòù ñ 你好 🐴🔋 spazi ",
		"x9" * 20 + "lampada tavolo" * 7,
		"K" + "correre piano " * 60,
	],
)
def test_any_characters_and_any_length_up_to_the_most(reader: Client, good: str) -> None:
	good = good[:1000]
	told = reader.call(USER + "test_password_strength", new_password=good).json()["message"]
	assert told["feedback"]["password_policy_validation_passed"] is True
	assert reader.call(USER + "update_password", new_password=good, old_password=PASSWORD).status_code == 200
	assert another(reader).login(READER, good)


@pytest.mark.parametrize("odd", ["", " " * 30, "x" * 100_000, "\x00" * 20])
def test_odd_passwords_get_an_answer(reader: Client, odd: str) -> None:
	assert reader.call(USER + "test_password_strength", new_password=odd).status_code == 200


def test_a_guest_asks_for_no_strength(guest: Client) -> None:
	assert guest.call(USER + "test_password_strength", new_password="x").status_code == 403
	assert guest.call(USER + "test_password_strength", new_password="x", key="made up").status_code == 401


# -- a forgotten password


@pytest.fixture
def mails(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
	"""What is sent, by jobs that run at once."""
	import frappe

	sent: list[dict[str, Any]] = []
	monkeypatch.setattr(frappe, "sendmail", lambda **mail: sent.append(mail), raising=False)
	monkeypatch.setattr(recovery, "enqueue", lambda path, **given: recovery.send_link(**given))
	for throttle in (recovery._ASKED, recovery._ASKED_FROM):
		throttle.__init__(throttle.limit, throttle.seconds)  # type: ignore[misc]
	return sent


def key_in(mail: dict[str, Any]) -> str:
	found = re.search(r"#key=([\w=-]+)", mail["message"])
	assert found
	return found[1]


def test_a_link_in_a_mail_sets_a_password_once(
	guest: Client, reader: Client, mails: list[dict[str, Any]]
) -> None:
	assert guest.call(USER + "reset_password", user=READER).status_code == 200
	assert mails[0]["recipients"] == [READER]
	key = key_in(mails[0])
	assert guest.call(USER + "test_password_strength", new_password=NEW, key=key).status_code == 200
	weak = guest.call(USER + "update_password", new_password="Password1234", key=key)
	assert weak.status_code == 417
	assert guest.call(USER + "update_password", new_password=NEW, key=key).json()["message"] == "/login"
	assert reader.get(WHO).status_code == 403, "all sessions end"
	again = guest.call(USER + "update_password", new_password="altre parole molto lunghe", key=key)
	assert again.status_code == 401
	assert another(guest).login(READER, NEW)


@pytest.mark.parametrize("name", ["Administrator", "administrator", " ADMINISTRATOR ", "Guest"])
def test_no_mail_opens_administrators_account(guest: Client, mails: list[dict[str, Any]], name: str) -> None:
	assert guest.call(USER + "reset_password", user=name).status_code == 200
	assert mails == []


def test_the_mail_has_the_link_in_both_its_forms_and_the_queue_has_not(ctx: Any, site: Site) -> None:
	import email
	from email import policy

	from banco.office.mail import send

	recovery.send_link(READER)
	row = ctx.db.sql("select * from `tabEmail Queue` order by creation desc limit 1", as_dict=True)[0]
	assert row.message and not {"key", "update-password", READER} & set(re.findall(r"[\w@.-]+", str(row)))
	send(row.name)
	(file,) = (site.path / "mails").iterdir()
	mail = email.message_from_bytes(file.read_bytes(), policy=policy.SMTP)
	for kind in ("plain", "html"):
		part = mail.get_body((kind,))
		assert part is not None and "/update-password#key=" in part.get_content().replace("=\n", "")
	kept = ctx.db.sql("select message from `tabEmail Queue` where name = %s", row.name)
	assert kept == ((row.message,),)


def test_a_link_runs_out(guest: Client, mails: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch) -> None:
	guest.call(USER + "reset_password", user=READER)
	now = time.time() + 3601
	monkeypatch.setattr(time, "time", lambda: now)
	reply = guest.call(USER + "update_password", new_password=NEW, key=key_in(mails[0]))
	assert reply.status_code == 401


def test_a_link_does_not_pass_the_second_factor_by(
	guest: Client, mails: list[dict[str, Any]], site: Site
) -> None:
	with site.context():
		passwords.set_encrypted_password(
			"User", READER, '{"secret": "A", "used": 0, "codes": []}', "second_factor"
		)
	try:
		guest.call(USER + "reset_password", user=READER)
		reply = guest.call(USER + "update_password", new_password=NEW, key=key_in(mails[0]))
		assert reply.status_code == 200 and "sid" not in guest.cookies
		assert "verification" in guest.post("/api/method/login", json={"usr": READER, "pwd": NEW}).json()
	finally:
		with site.context():
			passwords.remove_encrypted_password("User", READER, "second_factor")


def test_a_proof_of_one_purpose_is_none_for_another(guest: Client, site: Site) -> None:
	with site.context(write=False):
		step, link = seal("OTP App", READER, 600), seal(recovery.PURPOSE, READER, 600)
	assert guest.call(USER + "update_password", new_password=NEW, key=step).status_code == 401
	reply = guest.post("/api/method/login", json={"tmp_id": link, "otp": "123456"})
	assert reply.status_code == 401


@pytest.mark.parametrize("header", ["Host", "X-Forwarded-Host", "X-Host", "Forwarded"])
def test_the_host_of_the_link_is_the_sites_own(
	guest: Client, mails: list[dict[str, Any]], site: Site, header: str
) -> None:
	evil = {header: "host=evil.test" if header == "Forwarded" else "evil.test"}
	site.config["host_name"] = "https://casa.example.org/"
	try:
		reply = guest.post(f"/api/method/{USER}reset_password", json={"user": READER}, headers=evil)
	finally:
		del site.config["host_name"]
	assert reply.status_code == 200
	assert "evil" not in str(mails) and "https://casa.example.org/update-password#key=" in mails[0]["message"]


def test_a_reset_does_not_tell_who_exists(guest: Client, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
	for throttle in (recovery._ASKED, recovery._ASKED_FROM):
		monkeypatch.setattr(throttle, "limit", 10_000)
	with site.context() as context:
		context.db.set_value("User", "bruno@example.org", "enabled", 0)
	monkeypatch.setattr(recovery, "enqueue", lambda path, user: None)  # whose row is the same for all
	users, said = [READER, "bruno@example.org", "nobody@example.org", "Guest"], set()

	def spread() -> float:
		took: dict[str, list[float]] = {user: [] for user in users}
		for _round in range(30):
			for user in random.sample(users, len(users)):
				began = time.perf_counter()
				reply = guest.call(USER + "reset_password", user=user)
				took[user].append(time.perf_counter() - began)
				said.add((reply.status_code, reply.text))
		medians = [median(times) for times in took.values()]
		return max(medians) / min(medians)

	# The machine has other work to do: one quiet stretch of three is enough to see a difference.
	assert min(spread() for _attempt in range(3)) < 1.6
	with site.context() as context:
		context.db.set_value("User", "bruno@example.org", "enabled", 1)
	assert len(said) == 1 and said.pop()[0] == 200


def test_asking_often_is_refused_alike(guest: Client, mails: list[dict[str, Any]]) -> None:
	for user in (READER, "nobody@example.org"):
		statuses = [guest.call(USER + "reset_password", user=user).status_code for _number in range(5)]
		assert statuses == [200] * 3 + [429] * 2
	assert len(mails) == 3


def test_a_new_user_gets_a_welcome(
	ctx: Any, mails: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
	from tests_support import user

	from banco.core.doctype.user import user as controller

	monkeypatch.setattr(controller, "enqueue", lambda path, **given: recovery.send_link(**given))
	user("nuova@example.org", send_welcome_email=1)
	user("altra@example.org", send_welcome_email=0)
	assert [mail["recipients"] for mail in mails] == [["nuova@example.org"]]
	recovery.update_password(NEW, key=key_in(mails[0]))
	assert passwords.is_right_password("nuova@example.org", NEW)
