"""A served site for the tests of the web room: doctypes, users and clients."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest
from starlette.testclient import TestClient

from banco.site import Site
from banco.web.app import App

ADMIN_PASSWORD = "correct horse battery"  # of the site that conftest makes
PASSWORD = "lungo come un treno merci"
READER, KEEPER = "anna@example.org", "bruno@example.org"


class Client(TestClient):
	"""Speaks to a served site; `login` takes the CSRF token along from then on."""

	def login(self, user: str, password: str = PASSWORD) -> Client:
		reply = self.post("/api/method/login", data={"usr": user, "pwd": password})
		assert reply.status_code == 200, reply.text
		self.headers["X-Frappe-CSRF-Token"] = reply.json()["csrf_token"]
		return self

	def call(self, method: str, **arguments: Any) -> Any:
		return self.post(f"/api/method/{method}", json=arguments)


def messages(reply: Any) -> list[dict[str, Any]]:
	return [json.loads(entry) for entry in json.loads(reply.json().get("_server_messages", "[]"))]


def text_of(reply: Any) -> str:
	return " ".join(str(message["message"]) for message in messages(reply))


@pytest.fixture(scope="module")
def served(site: Site) -> Iterator[Site]:
	"""The module's site with the doctypes Book and Book Page, a Reader (level 0) and a Keeper (levels 0, 1)."""
	with site.context():
		_make_doctypes()
		_make_users()
	yield site


@pytest.fixture(scope="module")
def app(served: Site) -> Iterator[App]:
	application = App(served)
	with TestClient(application):
		yield application


@pytest.fixture
def guest(app: App) -> Client:
	app.handler.attempts.by_user.__init__(10, 300)  # type: ignore[misc]
	app.handler.attempts.by_address.__init__(100, 300)  # type: ignore[misc]
	return Client(app, base_url="http://site.test", headers={"Accept": "application/json"})


@pytest.fixture
def admin(app: App, guest: Client) -> Client:
	return Client(app, base_url="http://site.test").login("Administrator", ADMIN_PASSWORD)


@pytest.fixture
def reader(app: App, guest: Client) -> Client:
	return Client(app, base_url="http://site.test").login(READER)


@pytest.fixture
def keeper(app: App, guest: Client) -> Client:
	return Client(app, base_url="http://site.test").login(KEEPER)


@pytest.fixture
def probe(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
	"""A module of whitelisted functions, called as banco.probe.<name>."""
	module = ModuleType("banco.probe")
	monkeypatch.setitem(sys.modules, "banco.probe", module)
	return module


def _make_doctypes() -> None:
	import frappe

	levels = [
		{"role": "Reader", "read": 1, "write": 1, "create": 1, "delete": 1, "submit": 1, "cancel": 1},
		{"role": "Keeper", "read": 1, "write": 1},
		{"role": "Keeper", "permlevel": 1, "read": 1, "write": 1},
	]
	for role in ("Reader", "Keeper"):
		frappe.get_doc({"doctype": "Role", "role_name": role, "desk_access": 1}).insert()
	page = [
		{"fieldname": "heading", "fieldtype": "Data", "label": "Heading", "reqd": 1},
		{"fieldname": "length", "fieldtype": "Int", "label": "Length"},
	]
	book = [
		{"fieldname": "title", "fieldtype": "Data", "label": "Title", "reqd": 1},
		{
			"fieldname": "kind",
			"fieldtype": "Select",
			"label": "Kind",
			"options": "Novel\nPoem",
			"default": "Novel",
		},
		{"fieldname": "price", "fieldtype": "Currency", "label": "Price"},
		{"fieldname": "bought", "fieldtype": "Date", "label": "Bought"},
		{"fieldname": "owner_of_copy", "fieldtype": "Link", "label": "Owner of Copy", "options": "User"},
		{"fieldname": "secret", "fieldtype": "Data", "label": "Secret", "permlevel": 1},
		{"fieldname": "pages", "fieldtype": "Table", "label": "Pages", "options": "Book Page"},
	]
	common = {"doctype": "DocType", "module": "Core", "custom": 1}
	frappe.get_doc({**common, "name": "Book Page", "istable": 1, "fields": page}).insert()
	frappe.get_doc(
		{
			**common, "name": "Book", "autoname": "BOOK-.####", "fields": book, "permissions": levels,
			"title_field": "title", "show_title_field_in_link": 1, "search_fields": "kind", "track_changes": 1,
			"is_submittable": 1,
		}
	).insert()  # fmt: skip


def _make_users() -> None:
	import frappe

	for email, role in ((READER, "Reader"), (KEEPER, "Keeper")):
		frappe.get_doc(
			{
				"doctype": "User", "email": email, "first_name": role, "new_password": PASSWORD, "language": "en",
				"roles": [{"role": role}], "send_welcome_email": 0,
			}
		).insert()  # fmt: skip
