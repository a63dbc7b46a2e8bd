"""Backups that System Managers ask for in the desk: made in the background, kept where `banco backup` keeps its own."""

from typing import Any

from banco import backup
from banco.context import current
from banco.jobs.queue import enqueue
from banco.permissions import only_for
from banco.whitelist import whitelist


@whitelist(methods=["POST"])
def back_up() -> None:
	"""Have a backup of the site made; one at a time."""
	only_for("System Manager")
	enqueue("banco.office.backups.make", queue="long", job_id="backup", deduplicate=True)


def make() -> None:
	"""The job of `back_up`."""
	backup.backup(current().site)


@whitelist(reads=True)
def list_backups() -> list[dict[str, Any]]:
	"""The site's backups, the newest first: `{name, made, size}`, in seconds since 1970 and bytes.

	The archives hold the site's secrets: they are fetched from the server's disk, not over HTTP.
	"""
	only_for("System Manager")
	found = {file.name: file.stat() for file in backup.folder_of(current().site).glob("*.zip")}
	return [
		{"name": name, "made": found[name].st_mtime, "size": found[name].st_size}
		for name in sorted(found, reverse=True)
	]
