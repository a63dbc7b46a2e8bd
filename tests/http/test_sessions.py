"""Who is let in, how long, and what a session needs to write."""

from __future__ import annotations

import base64
import json

import httpx
import pytest

from support.cases import token
from support.client import Client
from support.host import Host
from support.people import who

bench_defect = pytest.mark.bench_defect
WHO_AM_I = "/api/method/frappe.auth.get_logged_user"


def ask(host: Host, **options: object) -> httpx.Response:
	return httpx.get(f"{host.address}{WHO_AM_I}", **options)  # type: ignore[arg-type]


@pytest.mark.parametrize(
	"path",
	["/api/resource/Referral", "/api/resource/User", "/api/v2/document/Person", "/api/resource/DocType"],
)
def test_guests_see_nothing(host: Host, path: str) -> None:
	assert host.guest().http.get(path).status_code in (401, 403)


def test_login_says_who_came_in(host: Host) -> None:
	user = who("Social Worker", "Segrate")
	response = httpx.post(f"{host.address}/api/method/login", data={"usr": user, "pwd": host.password})
	body = response.json()
	assert (response.status_code, body["message"], body["full_name"]) == (
		200,
		"Logged In",
		"Assistente sociale Segrate (demo)",
	)
	cookie = next(value for value in response.headers.get_list("set-cookie") if value.startswith("sid="))
	assert "httponly" in cookie.lower() and "samesite" in cookie.lower()
	assert ask(host, cookies={"sid": response.cookies["sid"]}).json() == {"message": user}


def test_login_does_not_tell_who_exists(host: Host) -> None:
	answers = []
	for user in (who("Housing Manager"), f"{token()}@demo.invalid"):
		response = httpx.post(f"{host.address}/api/method/login", json={"usr": user, "pwd": "sbagliata"})
		body = {key: value for key, value in response.json().items() if key != "exc"}
		answers.append((response.status_code, json.dumps(body).replace(user, "")))
	assert answers[0] == answers[1]
	assert answers[0][0] == 401


@bench_defect("the lock is a server error and shuts the whole address for a minute")
def test_many_wrong_passwords_lock_the_account_alone(host: Host) -> None:
	user, statuses = who("Volunteer"), []
	for attempt in range(15):
		response = httpx.post(
			f"{host.address}/api/method/login",
			json={"usr": user, "pwd": "sbagliata"},
			headers={"X-Forwarded-For": f"10.0.0.{attempt}"},
		)
		statuses.append(response.status_code)
	assert set(statuses) == {401, 429}
	assert statuses == sorted(statuses), "once locked, it stays locked"
	assert int(response.headers["retry-after"]) > 0
	assert host.fresh_client(who("Housing Manager")).user, "others at the same address still come in"


def test_a_session_writes_only_with_its_token(host: Host) -> None:
	client = host.fresh_client(who("Social Worker", "Segrate"))
	client.http.get("/app")
	right = client.http.headers.pop("X-Frappe-CSRF-Token", None)
	for headers in ({}, {"X-Frappe-CSRF-Token": "falso"}):
		response = client.http.post("/api/resource/Person", json={"last_name": "x"}, headers=headers)
		assert (response.status_code, response.json()["exc_type"]) == (400, "CSRFTokenError")
	if right:
		response = client.http.post(
			"/api/resource/Person", json={"last_name": "x"}, headers={"X-Frappe-CSRF-Token": right}
		)
		assert response.json()["exc_type"] != "CSRFTokenError"


@bench_defect("the session id is taken from the address too")
def test_a_session_id_in_the_address_is_ignored(host: Host, as_user) -> None:
	sid = as_user(who("Social Worker", "Segrate")).http.cookies["sid"]
	assert ask(host, params={"sid": sid}).status_code in (401, 403)


def test_the_session_changes_at_login_and_dies_at_logout(host: Host) -> None:
	client = host.fresh_client(who("Social Worker", "Segrate"))
	first = client.http.cookies["sid"]
	client.login(client.user, host.password)
	sid = client.http.cookies["sid"]
	assert sid != first
	client.call("logout")
	assert ask(host, cookies={"sid": sid}).status_code in (401, 403)


def test_a_disabled_user_is_out_at_once(host: Host, admin: Client) -> None:
	user, password = f"temporaneo.{token()}@demo.invalid", token() + token() + "Aa1!"
	admin.insert(
		"User",
		email=user,
		first_name="Temporaneo (demo)",
		send_welcome_email=0,
		new_password=password,
		roles=[{"role": "Housing Manager"}],
	)
	client = Client(host.address, user, password)
	assert client.request("GET", WHO_AM_I)["message"] == user
	admin.update("User", user, enabled=0)
	assert client.http.get(WHO_AM_I).status_code in (401, 403)
	response = httpx.post(f"{host.address}/api/method/login", json={"usr": user, "pwd": password})
	assert response.status_code == 401


def test_programs_come_in_with_a_key(host: Host, admin: Client) -> None:
	user = who("Public Controller")
	secret = admin.call("frappe.core.doctype.user.user.generate_keys", user=user)["api_secret"]
	key = admin.list("User", fields=["api_key"], filters={"name": user})[0]["api_key"]
	basic = base64.b64encode(f"{key}:{secret}".encode()).decode()
	for header in (f"token {key}:{secret}", f"Basic {basic}"):
		assert ask(host, headers={"Authorization": header}).json() == {"message": user}
	for header in (f"token {key}:falso", "token nessuno:falso", "Bearer falso"):
		assert ask(host, headers={"Authorization": header}).status_code == 401
	written = httpx.post(
		f"{host.address}/api/resource/Municipality",
		json={"municipality_name": "x"},
		headers={"Authorization": f"token {key}:{secret}"},
	)
	assert (written.status_code, written.json()["exc_type"]) == (403, "PermissionError")


@bench_defect("it sends no Content-Security-Policy")
def test_headers_protect_the_desk(host: Host) -> None:
	response = httpx.get(f"{host.address}/app")
	policy = response.headers["content-security-policy"]
	assert "script-src 'self'" in policy and "unsafe-eval" not in policy
	assert response.headers["x-content-type-options"] == "nosniff"
	assert "frame-ancestors" in policy or response.headers["x-frame-options"]
