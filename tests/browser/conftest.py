"""A real browser, and a desk in it for each person."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from support.desk import CHROMIUM, FLAGS, Desk, admit
from support.host import Host

Open = Callable[..., Desk]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
	with sync_playwright() as playwright:
		found = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
		yield found
		found.close()


@pytest.fixture
def desk(browser: Browser, host: Host) -> Iterator[Open]:
	"""`desk(user)` is that person's desk, logged in; `desk()` the one of a guest. Its scripts must not fail."""
	opened: list[tuple[BrowserContext, Desk]] = []

	def open_desk(user: str = "", width: int = 1280, height: int = 900) -> Desk:
		context = browser.new_context(
			viewport={"width": width, "height": height},
			locale="it-IT",
			timezone_id="Europe/Rome",
			reduced_motion="reduce",
		)
		context.set_default_timeout(10_000)
		if user:
			admit(context, host.fresh_client(user))
		found = Desk(context, host.address)
		opened.append((context, found))
		return found

	yield open_desk
	faults = [fault for _context, found in opened for fault in found.faults]
	for context, _found in opened:
		context.close()
	assert faults == []
