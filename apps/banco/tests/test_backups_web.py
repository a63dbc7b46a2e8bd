"""Backups asked for over HTTP: by whom, once at a time, and what is told of them."""

from __future__ import annotations

import pytest
from web_support import Client

import frappe
from banco import backup
from banco.office import backups
from banco.site import Site

pytest_plugins = ["web_support"]

ROOM = "banco.office.backups."


def test_backups_are_for_system_managers(guest: Client, reader: Client, served: Site) -> None:
	for client in (guest, reader):
		assert client.call(ROOM + "back_up").status_code == 403
		assert client.get(f"/api/method/{ROOM}list_backups").status_code == 403
	with served.context(write=False) as context:
		assert not context.db.exists("RQ Job", "backup")


@pytest.mark.parametrize("name", ["make", "backup.backup", "backup.restore"])
def test_nothing_else_of_the_room_is_called_over_http(admin: Client, name: str) -> None:
	assert admin.call(ROOM + name).status_code == 403


def test_one_is_made_at_a_time_and_listed(admin: Client, served: Site) -> None:
	for _press in range(2):
		assert admin.call(ROOM + "back_up").status_code == 200
	with served.context():
		jobs = frappe.get_all("RQ Job", filters={"method": ROOM + "make"}, fields=["name", "status", "queue"])
		assert jobs == [{"name": "backup", "status": "queued", "queue": "long"}]
		backups.make()
	listed = admin.get(f"/api/method/{ROOM}list_backups").json()["message"]
	assert [set(row) for row in listed] == [{"name", "made", "size"}]
	archive = backup.folder_of(served) / listed[0]["name"]
	assert archive.stat().st_size == listed[0]["size"] > 10_000
	assert backup.CONFIG in backup.verify(archive)


def test_backing_up_is_asked_for_by_post(admin: Client) -> None:
	assert admin.get(f"/api/method/{ROOM}back_up").status_code in (403, 405)
