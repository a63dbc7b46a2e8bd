"""Backups under writes, damage, and archives that mean harm."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import warnings
import zipfile

import pytest

from banco import backup
from banco.errors import ValidationError
from banco.site import Site

pytestmark = pytest.mark.usefixtures("site")


@pytest.fixture
def archive(site, tmp_path):
	(site.path / "private" / "files" / "paper.pdf").write_bytes(b"%PDF private")
	return backup.backup(site, tmp_path)


def test_a_backup_comes_back_whole(site, archive, bench):
	restored = backup.restore(archive, bench, "copy.localhost", force=True)
	assert (restored.path / "private" / "files" / "paper.pdf").read_bytes() == b"%PDF private"
	with restored.context(write=False) as context:
		assert context.db.exists("User", "Administrator")
	restored.close()
	assert archive.stat().st_mode & 0o077 == 0


def test_a_backup_that_is_killed_leaves_nothing_for_long(site, tmp_path):
	script = f"""
import os, signal
from pathlib import Path
from banco import backup
from banco.site import Site
backup.verify = lambda _archive: os.kill(os.getpid(), signal.SIGKILL)
backup.backup(Site({site.name!r}, Path({str(site.path.parent)!r})), Path({str(tmp_path)!r}))
"""
	assert subprocess.run([sys.executable, "-c", script]).returncode == -signal.SIGKILL
	places = [tmp_path, site.path / "private"]
	left = [path for place in places for path in place.iterdir() if path.name not in ("files", "backups")]
	assert len(left) == 2 and not list(tmp_path.glob("*.zip"))
	second = backup.backup(site, tmp_path)
	assert all(path.exists() for path in left)  # another one may still be at it
	for path in left:
		os.utime(path, (0, 0))
	third = backup.backup(site, tmp_path)
	assert set(tmp_path.iterdir()) == {second, third} and not any(path.exists() for path in left)
	assert {path.name for path in places[1].iterdir()} <= {"files", "backups"}


def test_an_existing_site_is_replaced_only_by_force_and_keeps_its_settings(site, archive, bench):
	backup.restore(archive, bench, "kept.localhost", force=True).close()
	config = bench / "kept.localhost" / "site_config.json"
	config.write_text('{"mine": 1}')
	with pytest.raises(ValidationError, match="exists already"):
		backup.restore(archive, bench, "kept.localhost")
	backup.restore(archive, bench, "kept.localhost", force=True).close()
	assert config.read_text() == '{"mine": 1}'


def test_a_flipped_byte_is_noticed_or_harmless(archive, bench, tmp_path):
	whole = archive.read_bytes()
	content = backup.verify(archive)
	damaged = tmp_path / "damaged.zip"
	draw = random.Random(5)
	noticed = 0
	for _ in range(80):
		position = draw.randrange(len(whole))
		damaged.write_bytes(whole[:position] + bytes([whole[position] ^ 0x10]) + whole[position + 1 :])
		try:
			# A few bits, of a time stamp say, mean nothing: the content is the very same.
			assert backup.verify(damaged) == content
			assert _content(damaged) == _content(archive)
		except ValidationError:
			noticed += 1
	assert noticed > 70
	damaged.write_bytes(whole[: len(whole) // 2])
	with pytest.raises(ValidationError):
		backup.restore(damaged, bench, "damaged.localhost")
	assert not (bench / "damaged.localhost").exists()


@pytest.mark.parametrize(
	"name",
	[
		"../evil",
		"/etc/evil",
		"private/files/../../../evil",
		"private/files/..",
		"cron.d/evil",
		"a\\b",
		"site.db",
	],
)
def test_members_outside_their_place_are_refused(archive, bench, tmp_path, name):
	changed = tmp_path / "changed.zip"
	shutil.copy(archive, changed)
	with zipfile.ZipFile(changed, "a") as packed, warnings.catch_warnings(action="ignore"):
		packed.writestr(name, b"")
	with pytest.raises(ValidationError, match="unexpected"):
		backup.restore(changed, bench, "evil.localhost")
	assert not (bench / "evil.localhost").exists()
	assert not list(bench.parent.rglob("evil"))


def test_what_is_no_archive(tmp_path):
	file = tmp_path / "x.zip"
	file.write_text("hello")
	with pytest.raises(ValidationError, match="no backup"):
		backup.verify(file)


def test_backups_taken_while_others_write_hold_whole_transactions(site, tmp_path, bench):
	stop = threading.Event()

	def write():
		number = 0
		while not stop.is_set():
			number += 1
			with site.context() as context:
				for side in ("left", "right"):
					context.db.set_default(side, str(number))

	writer = threading.Thread(target=write)
	writer.start()
	try:
		archives = [backup.backup(site, tmp_path) for _ in range(8)]
	finally:
		stop.set()
		writer.join()
	for archive in archives:
		restored: Site = backup.restore(archive, bench, "live.localhost", force=True)
		with restored.context(write=False) as context:
			assert context.db.get_default("left") == context.db.get_default("right")
		restored.close()


def _content(archive):
	with zipfile.ZipFile(archive) as packed:
		return {name: packed.read(name) for name in packed.namelist()}


def test_files_that_come_and_go_meanwhile_fail_no_backup(site, tmp_path, bench, monkeypatch):
	folder = site.path / "private" / "files"
	there, late = folder / "there.pdf", folder / "late.pdf"
	there.write_bytes(b"there")
	(folder / ".upload-half").write_bytes(b"half")
	real = backup._copy_database

	def copy(source, target):
		real(source, target)
		there.unlink()
		late.write_bytes(b"late")

	monkeypatch.setattr(backup, "_copy_database", copy)
	archive = backup.backup(site, tmp_path)
	names = set(backup.verify(archive))
	assert {"private/files/there.pdf", "private/files/late.pdf"} <= names
	assert not any("upload" in name for name in names)
	assert sorted(path.name for path in (site.path / "private").iterdir()) == ["backups", "files"]
	late.unlink()


def test_a_file_that_vanishes_at_any_moment_fails_no_backup(site, tmp_path):
	folder = site.path / "private" / "files"
	stop = threading.Event()

	def churn():
		number = 0
		while not stop.is_set():
			number += 1
			path = folder / f"churn-{number % 50}.bin"
			path.write_bytes(b"x")
			path.unlink()

	worker = threading.Thread(target=churn)
	worker.start()
	try:
		for _ in range(10):
			backup.verify(backup.backup(site, tmp_path))
	finally:
		stop.set()
		worker.join()
