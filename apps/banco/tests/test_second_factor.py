"""The second factor at the login and in one's account: what it asks for, and what attackers try."""

from __future__ import annotations

import time
from typing import Any

import pyotp
import pytest
from web_support import PASSWORD, READER, Client

from banco.accounts import second_factor
from banco.passwords import SHORTEST_PASSWORD
from banco.site import Site

pytest_plugins = ["web_support"]

WHO = "/api/method/frappe.auth.get_logged_user"
ACCOUNT = "banco.accounts.account."


@pytest.fixture(autouse=True)
def clean(served: Site) -> Any:
	yield
	second_factor._WRONG.__init__(5, 300)  # type: ignore[misc]
	with served.context() as context:
		context.db.sql("delete from `__Auth` where fieldname = 'second_factor'")
		context.db.set_single_value("System Settings", "enable_two_factor_auth", 0)
		context.db.set_value("Role", "Reader", "two_factor_auth", 0)


def first_step(guest: Client, user: str = READER) -> dict[str, Any]:
	reply = guest.post("/api/method/login", json={"usr": user, "pwd": PASSWORD})
	assert reply.status_code == 200, reply.text
	return dict(reply.json())


def second_step(guest: Client, tmp_id: Any, otp: Any) -> Any:
	return guest.post("/api/method/login", json={"tmp_id": tmp_id, "otp": otp})


def set_up(client: Client) -> tuple[pyotp.TOTP, list[str]]:
	offered = client.call(ACCOUNT + "begin_second_factor", password=PASSWORD).json()["message"]
	totp = pyotp.TOTP(offered["secret"])
	reply = client.call(ACCOUNT + "confirm_second_factor", tmp_id=offered["tmp_id"], otp=totp.now())
	assert reply.status_code == 200, reply.text
	return totp, reply.json()["message"]


def later(totp: pyotp.TOTP, monkeypatch: pytest.MonkeyPatch, seconds: int = 60) -> str:
	"""A code of a later step, once the clock has come there."""
	now = time.time() + seconds
	monkeypatch.setattr(time, "time", lambda: now)
	return totp.at(int(now))


def test_nobody_is_asked_who_has_none(guest: Client) -> None:
	body = first_step(guest)
	assert body["message"] == "Logged In" and "verification" not in body


def test_password_and_code_open_a_session(reader: Client, guest: Client, monkeypatch: Any) -> None:
	totp, _codes = set_up(reader)
	body = first_step(guest)
	assert body["verification"] == {"method": "OTP App", "setup": True}
	assert "message" not in body and "sid" not in guest.cookies
	assert guest.get(WHO).status_code == 403
	reply = second_step(guest, body["tmp_id"], later(totp, monkeypatch))
	assert reply.json()["message"] == "Logged In"
	assert guest.get(WHO).json() == {"message": READER}


def test_setting_it_up_needs_the_password_and_a_code(reader: Client) -> None:
	assert reader.call(ACCOUNT + "begin_second_factor", password="wrong").status_code == 401
	offered = reader.call(ACCOUNT + "begin_second_factor", password=PASSWORD).json()["message"]
	assert offered["qr"].startswith("data:image/svg+xml") and offered["secret"] in offered["uri"]
	reply = reader.call(ACCOUNT + "confirm_second_factor", tmp_id=offered["tmp_id"], otp="000000")
	assert reply.status_code == 401
	assert reader.call(ACCOUNT + "get_account").json()["message"]["second_factor"] is False


def test_what_was_offered_to_one_user_is_nothing_to_another(reader: Client, keeper: Client) -> None:
	offered = reader.call(ACCOUNT + "begin_second_factor", password=PASSWORD).json()["message"]
	code = pyotp.TOTP(offered["secret"]).now()
	reply = keeper.call(ACCOUNT + "confirm_second_factor", tmp_id=offered["tmp_id"], otp=code)
	assert reply.status_code == 403
	for client in (reader, keeper):
		assert client.call(ACCOUNT + "get_account").json()["message"]["second_factor"] is False


def test_a_code_is_good_once(reader: Client, guest: Client, monkeypatch: Any) -> None:
	totp, _codes = set_up(reader)
	code = later(totp, monkeypatch)
	assert second_step(guest, first_step(guest)["tmp_id"], code).status_code == 200
	assert second_step(guest, first_step(guest)["tmp_id"], code).status_code == 401
	# The code before it, still within its time, is spent too.
	assert second_step(guest, first_step(guest)["tmp_id"], totp.at(int(time.time()) - 30)).status_code == 401


def test_the_first_step_is_good_once_and_for_a_while(reader: Client, guest: Client, monkeypatch: Any) -> None:
	totp, _codes = set_up(reader)
	step = first_step(guest)["tmp_id"]
	assert second_step(guest, step, later(totp, monkeypatch)).status_code == 200
	assert second_step(guest, step, later(totp, monkeypatch)).status_code == 401
	step = first_step(guest)["tmp_id"]
	assert second_step(guest, step, later(totp, monkeypatch, 601)).status_code == 401


@pytest.mark.parametrize("proof", ["", "x", None, 5, [], {"a": 1}, "gAAAAA" + "A" * 100])
def test_made_up_proofs(guest: Client, proof: Any) -> None:
	reply = second_step(guest, proof, "123456")
	assert reply.status_code == 401 and "sid" not in guest.cookies


def test_guessing_codes_is_stopped_whatever_the_address(
	reader: Client, guest: Client, monkeypatch: Any
) -> None:
	totp, _codes = set_up(reader)
	statuses = []
	for number in range(8):
		step = first_step(guest)["tmp_id"]
		claims = {"X-Forwarded-For": f"10.1.1.{number}"}
		reply = guest.post("/api/method/login", json={"tmp_id": step, "otp": f"{number:06d}"}, headers=claims)
		statuses.append(reply.status_code)
	assert statuses == [401] * 5 + [429] * 3
	assert int(reply.headers["retry-after"]) > 0
	reply = second_step(guest, first_step(guest)["tmp_id"], later(totp, monkeypatch))
	assert reply.status_code == 429, "nor does the right code help then"


def test_recovery_codes_open_once_each_and_are_kept_as_hashes(
	reader: Client, guest: Client, site: Site
) -> None:
	_totp, codes = set_up(reader)
	assert len(set(codes)) == 10
	assert second_step(guest, first_step(guest)["tmp_id"], codes[0].upper()).status_code == 200
	assert second_step(guest, first_step(guest)["tmp_id"], codes[0]).status_code == 401
	assert second_step(guest, first_step(guest)["tmp_id"], codes[1].replace("-", " ")).status_code == 200
	assert second_step(guest, first_step(guest)["tmp_id"], "").status_code == 401
	with site.context(write=False) as context:
		assert second_factor.codes_left(READER) == 8
		stored = second_factor._stored(READER)
		rows = str(context.db.sql("select * from `__Auth`"))
	assert all(code.startswith("$argon2id$") for code in stored["codes"])
	assert stored["secret"] not in rows, "the secret is encrypted at rest"


def test_a_role_can_demand_it_and_the_login_sets_it_up(guest: Client, site: Site) -> None:
	with site.context() as context:
		context.db.set_value("Role", "Reader", "two_factor_auth", 1)
		context.db.set_single_value("System Settings", "enable_two_factor_auth", 1)
	body = first_step(guest)
	asked = body["verification"]
	assert asked["setup"] is False and asked["qr"].startswith("data:image/svg+xml")
	assert "sid" not in guest.cookies
	reply = second_step(guest, body["tmp_id"], pyotp.TOTP(asked["secret"]).now())
	assert reply.json()["message"] == "Logged In" and len(reply.json()["recovery_codes"]) == 10
	assert first_step(guest)["verification"]["setup"] is True


def test_an_old_offer_does_not_replace_what_was_set_up_since(guest: Client, site: Site) -> None:
	with site.context() as context:
		context.db.set_value("Role", "Reader", "two_factor_auth", 1)
		context.db.set_single_value("System Settings", "enable_two_factor_auth", 1)
	thief, owner = first_step(guest), first_step(guest)
	code = pyotp.TOTP(owner["verification"]["secret"]).now()
	assert second_step(guest, owner["tmp_id"], code).status_code == 200
	code = pyotp.TOTP(thief["verification"]["secret"]).now()
	assert second_step(guest, thief["tmp_id"], code).status_code == 401


def test_a_new_password_or_a_disabled_account_voids_the_first_step(
	reader: Client, guest: Client, site: Site, monkeypatch: Any
) -> None:
	totp, _codes = set_up(reader)
	step = first_step(guest)["tmp_id"]
	with site.context() as context:
		context.db.set_value("User", READER, "enabled", 0)
	try:
		assert second_step(guest, step, later(totp, monkeypatch)).status_code == 401
	finally:
		with site.context() as context:
			context.db.set_value("User", READER, "enabled", 1)
	from banco import passwords

	with site.context():
		passwords.update_password(READER, PASSWORD)
	assert second_step(guest, step, later(totp, monkeypatch)).status_code == 401


def test_programs_with_a_key_are_not_asked(reader: Client, app: Any) -> None:
	keys = reader.call(ACCOUNT + "generate_keys", user=READER).json()["message"]
	set_up(reader)
	program = Client(app, headers={"Authorization": f"token {keys['api_key']}:{keys['api_secret']}"})
	assert program.get(WHO).json() == {"message": READER}


def test_removing_it_needs_the_password_or_an_administrator(
	reader: Client, admin: Client, keeper: Client
) -> None:
	set_up(reader)
	remove = ACCOUNT + "remove_second_factor"
	assert reader.call(remove).status_code == 401
	assert reader.call(remove, password="wrong").status_code == 401
	assert keeper.call(remove, user=READER).status_code == 403
	assert admin.call(remove, user=READER).status_code == 200
	assert reader.get(WHO).status_code == 403, "its sessions ended"
	assert reader.login(READER).call(ACCOUNT + "get_account").json()["message"]["second_factor"] is False


def test_failures_and_changes_are_in_the_activity_log(reader: Client, guest: Client, admin: Client) -> None:
	set_up(reader)
	second_step(guest, first_step(guest)["tmp_id"], "nonsense")
	admin.call(ACCOUNT + "remove_second_factor", user=READER)
	rows = admin.get(
		"/api/resource/Activity Log",
		params={
			"fields": '["operation","status","subject","user"]',
			"order_by": "creation desc",
			"limit": 12,
		},
	).json()["data"]
	found = [(row["operation"], row["status"]) for row in rows if row["user"] == READER]
	assert found[:3] == [("Second Factor", "Success"), ("Login", "Failed"), ("Second Factor", "Success")]
	assert "nonsense" not in str(rows) and "Administrator" in rows[0]["subject"]


def test_the_floor_of_the_length(admin: Client) -> None:
	path = "/api/resource/System Settings/System Settings"
	assert admin.put(path, json={"minimum_password_length": SHORTEST_PASSWORD - 1}).status_code == 417
	assert admin.put(path, json={"minimum_password_length": 12}).status_code == 200
