"""An administrator has a backup made, and sees that it was."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from browser.test_desk import violations
from playwright.sync_api import expect

from support.client import Client
from support.desk import Desk
from support.words import it

Open = Callable[..., Desk]
As = Callable[[str], Client]
pytestmark = pytest.mark.browser


def finished(admin: Client) -> list[dict[str, Any]]:
	"""The backups, once the job has ended."""
	for _moment in range(100):
		if admin.get("RQ Job", "backup")["status"] == "finished":
			break
		time.sleep(0.2)
	return list(admin.request("GET", "/api/method/banco.office.backups.list_backups")["message"])


def test_a_backup_is_made_from_the_settings(desk: Open, as_user: As) -> None:
	page = desk("Administrator")
	page.open("/app/system-settings")
	page.press("Back Up Now")
	expect(
		page.page.get_by_text(it("The backup is being made: find it in Backups when it is done."))
	).to_be_visible()
	backups = finished(as_user("Administrator"))
	page.press("Backups")
	dialog = page.page.get_by_role("dialog")
	row = dialog.get_by_role("row").nth(1)
	expect(row).to_have_text(re.compile(r"\d\d/\d\d/\d{2,4}, \d\d:\d\d.*\d MB"))
	for width in (1280, 320):
		page.page.set_viewport_size({"width": width, "height": 900})
		violations(page)
		assert page.width_beyond() == 0
		page.shot(f"72-backups-{width}")
	assert row.get_by_role("cell").last.inner_text() == backups[0]["name"]
