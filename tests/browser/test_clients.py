"""Other people's clients, unchanged, in a page of the site: npm `frappe-js-sdk` and frappe-ui's two data layers.

Their scenarios are in `apps/banco/desk/clients`; the plain REST client in Frappe's manner is the one that all of
`tests/http` uses.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from support.cases import surname
from support.desk import admit
from support.host import REPO, Host
from support.people import who

DESK = REPO / "apps" / "banco" / "desk"
PAGE = "<!doctype html><title>A page of another app</title><script src='/clients.js'></script>"


@pytest.fixture(scope="module")
def script(tmp_path_factory: pytest.TempPathFactory) -> Path:
	folder = tmp_path_factory.mktemp("clients")
	vite = str(DESK / "node_modules" / ".bin" / "vite")
	command = [
		vite,
		"build",
		"--config",
		"clients/vite.config.ts",
		"--outDir",
		str(folder),
		"--logLevel",
		"error",
	]
	done = subprocess.run(command, cwd=DESK, capture_output=True, text=True)
	assert done.returncode == 0, done.stderr
	return folder / "clients.js"


@pytest.mark.requirement("BO-07")
@pytest.mark.parametrize("name", ["sdk", "composables", "resources"])
def test_a_client_works_unchanged(browser: Browser, host: Host, script: Path, name: str) -> None:
	user = who("Social Worker", "Segrate")
	client = host.fresh_client(user)
	context = browser.new_context()
	admit(context, client)
	page = context.new_page()
	page.route("**/clients.html", lambda route: route.fulfill(body=PAGE, content_type="text/html"))
	page.route("**/clients.js", lambda route: route.fulfill(path=script))
	page.goto(f"{host.address}/clients.html")
	assert set(page.evaluate("clients.names()")) == {"sdk", "composables", "resources"}
	run(page, name, user, host.password, client.csrf_token() or "")
	context.close()


def run(page: Page, name: str, user: str, password: str, csrf: str) -> None:
	given = {
		"csrf": csrf,
		"user": user,
		"password": password,
		"municipality": "Segrate",
		"surname": surname(),
	}
	page.evaluate("([name, given]) => clients.run(name, given)", [name, given])
