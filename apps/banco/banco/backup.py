"""Backups: the database, settings and files of a site in one archive, taken while the site is in use.

A manifest in the archive holds the SHA-256 of every other member; an archive is checked against it right
after writing and again before a restore.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import shutil
import tarfile
import zlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import IO, Any

import apsw

from banco.errors import ValidationError
from banco.install import FOLDERS, UNFINISHED
from banco.site import DATABASE_FILE, Site

MANIFEST = "manifest.json"
CONFIG = "site_config.json"
FILE_FOLDERS = ("private/files", "public/files")
FORMAT = 1
_CHUNK = 1 << 20
# What reading a damaged archive may raise.
_DAMAGE = (OSError, tarfile.TarError, EOFError, ValueError, zlib.error)
_LARGEST_MANIFEST = 64 << 20


def backup(site: Site, folder: Path | None = None) -> Path:
	"""Write a backup of a site into `folder` (the site's own backups by default); returns the archive.

	Raises ValidationError when what was written does not read back the same.
	"""
	target = folder or site.path / "private" / "backups"
	target.mkdir(parents=True, exist_ok=True)
	archive = target / f"{datetime.now():%Y%m%d_%H%M%S_%f}-{site.name.replace('.', '_')}.tar.gz"
	unfinished = archive.with_suffix(".unfinished")
	with TemporaryDirectory(dir=target) as scratch:
		snapshot = Path(scratch) / DATABASE_FILE
		_copy_database(site.database_path, snapshot)
		_write_archive(unfinished, _members(site, snapshot), _about(site))
	try:
		verify(unfinished)
	except ValidationError:
		unfinished.unlink()
		raise
	unfinished.replace(archive)
	return archive


def verify(archive: Path) -> dict[str, Any]:
	"""Read a backup through and compare it with its manifest, which is returned.

	Raises ValidationError for an archive that is damaged, incomplete, or holds what no backup holds.
	"""
	with _opened(archive) as tar:
		return _checked(tar, None)


def restore(archive: Path, sites_path: Path, name: str, force: bool = False) -> Site:
	"""Put a backup in the place of a site, or make a site of it; returns the site, open.

	The settings of a site that exists are kept. Raises ValidationError when the site exists and `force` is
	not given, or when the archive is not sound; the present site is untouched then.
	"""
	target = sites_path / name
	if target.exists() and not force:
		raise ValidationError(f"Site {name!r} exists already: use --force to replace its data")
	building = sites_path / f"{UNFINISHED}{name}"
	shutil.rmtree(building, ignore_errors=True)
	for folder in FOLDERS:
		(building / folder).mkdir(parents=True)
	try:
		with _opened(archive) as tar:
			_checked(tar, building)
		_check_database(building / DATABASE_FILE)
		if target.exists():
			shutil.copy2(target / CONFIG, building / CONFIG)
			shutil.copytree(
				target / "private" / "backups", building / "private" / "backups", dirs_exist_ok=True
			)
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


def _members(site: Site, snapshot: Path) -> Iterator[tuple[str, Path]]:
	yield DATABASE_FILE, snapshot
	yield CONFIG, site.path / CONFIG
	for folder in FILE_FOLDERS:
		for file in sorted((site.path / folder).rglob("*")):
			if file.is_file() and not file.is_symlink():
				yield file.relative_to(site.path).as_posix(), file


def _about(site: Site) -> dict[str, Any]:
	return {
		"format": FORMAT,
		"site": site.name,
		"apps": list(site.apps),
		"taken": datetime.now().astimezone().isoformat(),
	}


def _write_archive(archive: Path, members: Iterator[tuple[str, Path]], about: dict[str, Any]) -> None:
	hashes: dict[str, str] = {}
	archive.touch(mode=0o600)
	with (
		archive.open("wb") as raw,
		gzip.GzipFile("", "wb", 1, raw, 0) as packed,
		tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as tar,
	):
		for name, file in members:
			# Hash and content come from one reading: a file may change while the backup runs.
			content = _Hashing(file)
			info = tarfile.TarInfo(name)
			info.size, info.mode, info.mtime = content.size, 0o600, int(file.stat().st_mtime)
			tar.addfile(info, content)
			content.close()
			hashes[name] = content.digest()
		text = json.dumps({**about, "sha256": hashes}, indent=1).encode()
		info = tarfile.TarInfo(MANIFEST)
		info.size, info.mode = len(text), 0o600
		tar.addfile(info, io.BytesIO(text))


class _Hashing(io.RawIOBase):
	"""A file of fixed length that is hashed as it is read."""

	def __init__(self, file: Path) -> None:
		self._file: IO[bytes] = file.open("rb")
		self._hash = hashlib.sha256()
		self.size = file.stat().st_size

	def read(self, size: int = -1) -> bytes:
		data = self._file.read(size)
		self._hash.update(data)
		return data

	def digest(self) -> str:
		return self._hash.hexdigest()

	def close(self) -> None:
		self._file.close()
		super().close()


def _opened(archive: Path) -> tarfile.TarFile:
	try:
		return tarfile.open(archive, "r:gz")
	except _DAMAGE as error:
		raise ValidationError(f"{archive} is no backup, or it is damaged: {error}") from error


def _checked(tar: tarfile.TarFile, target: Path | None) -> dict[str, Any]:
	"""Read all members, writing them under `target` when given, and compare them with the manifest."""
	hashes: dict[str, str] = {}
	manifest: dict[str, Any] = {}
	try:
		for member in tar:
			name = _safe_name(member)
			if name in hashes or manifest:
				raise ValidationError(f"The backup holds {name!r} twice or after its end")
			stream = tar.extractfile(member)
			assert stream is not None  # a regular file, or _safe_name had refused it
			if name == MANIFEST:
				manifest = _read_manifest(stream, member.size)
			else:
				hashes[name] = _take(stream, None if target is None else target / name)
		while tar.fileobj is not None and tar.fileobj.read(_CHUNK):
			pass  # to the very end, where gzip's own checksum stands
	except _DAMAGE as error:
		raise ValidationError(f"The backup is damaged: {error}") from error
	if manifest.get("sha256") != hashes or DATABASE_FILE not in hashes:
		raise ValidationError("The backup is damaged: its content does not match its manifest")
	return manifest


def _safe_name(member: tarfile.TarInfo) -> str:
	"""The member's name when a backup may hold it: a plain file in one of the known places."""
	path = PurePosixPath(member.name)
	in_place = member.name in (MANIFEST, DATABASE_FILE, CONFIG) or str(path).startswith(
		tuple(f"{folder}/" for folder in FILE_FOLDERS)
	)
	if not member.isreg() or path.is_absolute() or ".." in path.parts or "\\" in member.name or not in_place:
		raise ValidationError(
			f"The backup holds something unexpected, nothing was restored: {member.name[:200]!r}"
		)
	return member.name


def _read_manifest(stream: IO[bytes], size: int) -> dict[str, Any]:
	if size > _LARGEST_MANIFEST:
		raise ValidationError("The backup's manifest is too large")
	manifest = json.loads(stream.read())
	if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
		raise ValidationError("The backup was written by another version")
	return manifest


def _take(stream: IO[bytes], target: Path | None) -> str:
	digest = hashlib.sha256()
	if target is not None:
		target.parent.mkdir(parents=True, exist_ok=True)
		target.touch(mode=0o600)
	with target.open("wb") if target is not None else io.BytesIO() as out:
		while chunk := stream.read(_CHUNK):
			digest.update(chunk)
			if target is not None:
				out.write(chunk)
	return digest.hexdigest()
