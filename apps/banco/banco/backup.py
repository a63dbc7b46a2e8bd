"""Backups: the database, settings and files of a site in one ZIP archive, taken while the site is in use.

Every member carries its checksum: an archive is read through right after writing and again before a restore.
"""

import shutil
import time
import zlib
from contextlib import suppress
from datetime import datetime
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

import apsw

from banco.errors import ValidationError
from banco.files import UPLOADING
from banco.install import FOLDERS, UNFINISHED, require_unused
from banco.site import DATABASE_FILE, Site

CONFIG = "site_config.json"
FILE_FOLDERS = ("private/files", "public/files")
UNDER_WAY = ".backup-"  # folders of a backup that is being made; one that was killed leaves them
LONGEST_SECONDS = 24 * 3600  # that one may take: after it what is left of it goes
# What reading a damaged archive may raise.
_DAMAGE = (BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError)


def backup(site: Site, folder: Path | None = None) -> Path:
	"""Write a backup of a site into `folder` (the site's own backups by default); returns the archive.

	Raises ValidationError when what was written does not read back the same.
	"""
	target, private = folder or folder_of(site), site.path / "private"
	target.mkdir(parents=True, exist_ok=True)
	for left in (*target.glob(f"{UNDER_WAY}*"), *private.glob(f"{UNDER_WAY}*")):
		if left.stat().st_mtime < time.time() - LONGEST_SECONDS:
			shutil.rmtree(left, ignore_errors=True)
	archive = target / f"{datetime.now():%Y%m%d_%H%M%S_%f}-{site.name.replace('.', '_')}.zip"
	with (
		TemporaryDirectory(dir=target, prefix=UNDER_WAY) as scratch,
		TemporaryDirectory(dir=private, prefix=UNDER_WAY) as kept,
	):
		unfinished, snapshot = Path(scratch) / archive.name, Path(scratch) / DATABASE_FILE
		unfinished.touch(mode=0o600)
		# What is deleted while the database is copied is in it still; what comes meanwhile may be.
		_hold_files(site, Path(kept))
		_copy_database(site.database_path, snapshot)
		_hold_files(site, Path(kept))
		with ZipFile(unfinished, "w", ZIP_DEFLATED, compresslevel=1, strict_timestamps=False) as packed:
			packed.write(snapshot, DATABASE_FILE)
			packed.write(site.path / CONFIG, CONFIG)
			for file in sorted(Path(kept).rglob("*")):
				if file.is_file():
					packed.write(file, file.relative_to(kept).as_posix())
		verify(unfinished)
		return unfinished.replace(archive)


def folder_of(site: Site) -> Path:
	"""Where a site's own backups are kept."""
	return site.path / "private" / "backups"


def verify(archive: Path) -> list[str]:
	"""Read a backup through and return the names of its members.

	Raises ValidationError for an archive that is damaged, incomplete, or holds what no backup holds.
	"""
	try:
		with ZipFile(archive) as packed:
			damaged, names = packed.testzip(), packed.namelist()
	except _DAMAGE as error:
		raise ValidationError(f"{archive} is no backup, or it is damaged: {error}") from error
	if damaged or DATABASE_FILE not in names:
		raise ValidationError(f"{archive} is damaged: {damaged or 'the database is missing'}")
	seen: set[str] = set()
	for name in names:
		if name in seen or not _is_in_place(name):
			raise ValidationError(
				f"The backup holds something unexpected, nothing was restored: {name[:200]!r}"
			)
		seen.add(name)
	return names


def restore(archive: Path, sites_path: Path, name: str, force: bool = False) -> Site:
	"""Put a backup in the place of a site, or make a site of it; returns the site, open.

	The settings of a site that exists are kept. Raises ValidationError when the site exists and `force` is
	not given, or when the archive is not sound; the present site is untouched then.
	"""
	target = sites_path / name
	if target.exists() and not force:
		raise ValidationError(f"Site {name!r} exists already: use --force to replace its data")
	require_unused(target)
	members = verify(archive)
	building = sites_path / f"{UNFINISHED}{name}"
	shutil.rmtree(building, ignore_errors=True)
	for folder in FOLDERS:
		(building / folder).mkdir(parents=True)
	try:
		with ZipFile(archive) as packed:
			for member in members:
				Path(packed.extract(member, building)).chmod(0o600)
		_check_database(building / DATABASE_FILE)
		if target.exists():
			shutil.copy2(target / CONFIG, building / CONFIG)
			backups = Path("private", "backups")
			shutil.copytree(target / backups, building / backups, dirs_exist_ok=True)
	except BaseException:
		shutil.rmtree(building, ignore_errors=True)
		raise
	_swap(building, target)
	return Site(name, sites_path)


def _swap(building: Path, target: Path) -> None:
	former = target.with_name(f"{UNFINISHED}former-{target.name}")
	shutil.rmtree(former, ignore_errors=True)
	if target.exists():
		target.rename(former)
	building.rename(target)
	shutil.rmtree(former, ignore_errors=True)


def _copy_database(source: Path, target: Path) -> None:
	"""Copy the database as of one moment, through SQLite's online backup: writers go on meanwhile."""
	reader = apsw.Connection(str(source), flags=apsw.SQLITE_OPEN_READONLY)
	reader.set_busy_timeout(60_000)
	writer = apsw.Connection(str(target))
	try:
		with writer.backup("main", reader, "main") as copying:
			copying.step(-1)
		writer.pragma("journal_mode", "delete")
	finally:
		writer.close()
		reader.close()
	_check_database(target)


def _check_database(file: Path) -> None:
	connection = apsw.Connection(str(file), flags=apsw.SQLITE_OPEN_READONLY)
	try:
		found = connection.pragma("integrity_check")
	except apsw.Error as error:
		raise ValidationError(f"The backup's database cannot be read: {error}") from error
	finally:
		connection.close()
	if found != "ok":
		raise ValidationError(f"The backup's database is damaged: {str(found)[:200]}")


def _hold_files(site: Site, kept: Path) -> None:
	"""Give the site's files a second name under `kept`, so that deleting one takes nothing from the backup."""
	for folder in FILE_FOLDERS:
		for file in (site.path / folder).rglob("*"):
			held = kept / file.relative_to(site.path)
			if (
				file.is_file()
				and not file.is_symlink()
				and not file.name.startswith(UPLOADING)
				and not held.exists()
			):
				held.parent.mkdir(parents=True, exist_ok=True)
				with suppress(FileNotFoundError):
					held.hardlink_to(file)


def _is_in_place(name: str) -> bool:
	"""Whether a backup may hold a member of that name: a plain file in one of the known places."""
	if name in (DATABASE_FILE, CONFIG):
		return True
	is_plain = ".." not in PurePosixPath(name).parts and "\\" not in name and not name.endswith("/")
	return is_plain and name.startswith(tuple(f"{folder}/" for folder in FILE_FOLDERS))
