"""One's own account over HTTP: password, sessions, API keys; and that of others, for System Managers."""

from __future__ import annotations

from typing import Any

import pytest
from web_support import PASSWORD, READER, Client

from banco import passwords
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


def test_a_secret_is_shown_once_and_revoked_keys_open_nothing(reader: Client, admin: Client) -> None:
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
