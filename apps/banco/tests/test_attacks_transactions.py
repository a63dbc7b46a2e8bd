"""What a transaction puts off, and what a context remembers, follow what is really stored."""

from __future__ import annotations

import os
import stat
from dataclasses import replace
from pathlib import Path

import pytest
from documents_support import doctype, field

import frappe
from banco.context import Context
from banco.document.cache import get_cached_doc
from banco.files import path_of
from banco.meta import get_meta
from banco.sessions import LastUse, Session
from banco.site import Site


def attached(content: bytes) -> tuple[str, Path]:
	"""The name of a new File and the place of its content."""
	file = frappe.get_doc({"doctype": "File", "file_name": "a.txt", "content": content}).insert()
	path = path_of(file.file_url)
	assert path is not None and path.read_bytes() == content
	return file.name, path


def test_a_deletion_undone_to_a_savepoint_keeps_the_file(site: Site) -> None:
	with site.context() as context:
		name, path = attached(b"kept")
		context.db.commit()
		context.db.savepoint("try")
		frappe.delete_doc("File", name)
		context.db.rollback(save_point="try")
	with site.context(write=False) as context:
		assert context.db.exists("File", name) and path.read_bytes() == b"kept"


def test_a_file_undone_to_a_savepoint_leaves_nothing_on_disk(site: Site) -> None:
	with site.context() as context:
		kept = attached(b"before")[1]
		context.db.savepoint("try")
		gone = attached(b"personal data")[1]
		context.db.rollback(save_point="try")
		assert not gone.exists()
	assert kept.exists()


def test_what_a_savepoint_undoes_is_not_remembered(ctx: Context) -> None:
	doctype("Parcel", field("title"))
	parcel = frappe.get_doc({"doctype": "Parcel", "title": "before"}).insert().name
	ctx.db.savepoint("try")
	frappe.get_doc("Parcel", parcel).update({"title": "after"}).save()
	assert get_cached_doc("Parcel", parcel).title == "after"
	frappe.get_doc(
		{
			"doctype": "Custom Field",
			"dt": "Parcel",
			"fieldname": "colour",
			"fieldtype": "Data",
			"label": "Colour",
		}
	).insert()
	assert get_meta("Parcel").has_field("colour")
	ctx.db.rollback(save_point="try")
	assert get_cached_doc("Parcel", parcel).title == "before"
	assert not get_meta("Parcel").has_field("colour")
	assert frappe.get_doc("Parcel", parcel).update({"title": "again"}).save().title == "again"


def test_a_failure_after_the_commit_is_no_failure_of_the_work(
	site: Site, caplog: pytest.LogCaptureFixture
) -> None:
	"""Told that it failed, a client would do it again."""
	done = []

	def fail() -> None:
		raise OSError("the disk of the pictures is gone")

	with site.context() as context:
		task = frappe.get_doc({"doctype": "ToDo", "description": "x"}).insert().name
		context.db.after_commit.add(fail)
		context.db.after_commit.add(lambda: done.append(1))
	assert done == [1] and "waited for the transaction" in caplog.text
	with site.context(write=False) as context:
		assert context.db.exists("ToDo", task)


def test_a_stored_file_outlives_a_power_cut(ctx: Context, monkeypatch: pytest.MonkeyPatch) -> None:
	"""Content and name are on the disk before the File that points to them can be committed."""
	synced: list[str] = []
	real = os.fsync

	def fsync(handle: int) -> None:
		synced.append("folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "content")
		real(handle)

	monkeypatch.setattr(os, "fsync", fsync)
	attached(b"x")
	assert synced == ["content", "folder"]


def test_the_uses_of_sessions_are_written_while_requests_go_on(ctx: Context) -> None:
	use, old = LastUse(), Session("a", "u", "t", 0.0, 0.0, 1, "System User", None, None)
	use.note(old, 1000.0)
	gathered = use._seen  # a request that has it in hand already
	written: list[tuple[float, str]] = []

	class Slow:
		def write(self, _text: str, params: tuple[float, str]) -> int:
			gathered[f"late {len(gathered)}"] = 1000.0
			written.append(params)
			return 1

	use.note(replace(old, key="b"), 1000.0)
	use.write(Slow())  # type: ignore[arg-type]
	assert [key for _used, key in written] == ["a", "b"]
