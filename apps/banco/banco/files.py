"""Files attached to documents: private unless said otherwise, kept by harmless names inside the site's
folder.

Who may read an attached file is who may read the document it is attached to.
"""

import hashlib
import os
import re
import secrets
import tempfile
import time
import unicodedata
from pathlib import Path
from typing import Any, BinaryIO

from banco.context import ADMINISTRATOR, GUEST, current
from banco.document.load import get_doc
from banco.document.problems import shown
from banco.errors import DoesNotExistError, MaxFileSizeReachedError, PermissionError, ValidationError
from banco.messages import throw
from banco.meta.load import get_meta
from banco.translate import _

PRIVATE, PUBLIC = "/private/files/", "/files/"
UPLOADING = ".upload-"
_CHUNK = 1 << 16
_LONGEST_NAME = 120
_LONGEST_SUFFIX = 12
_GIVEN_NAME = re.compile(r"-[0-9a-f]{10}(\.[^.]*)?$")
_UNSAFE = re.compile(r"[\x00-\x1f\x7f/\\:*?\"<>|%#&;`$\u202a-\u202e\u2066-\u2069\ud800-\udfff]+")


def save_upload(
	filename: str,
	stream: BinaryIO,
	*,
	doctype: str | None = None,
	docname: str | None = None,
	fieldname: str | None = None,
	is_private: bool = True,
	folder: str | None = None,
) -> Any:
	"""Store what a user sends, attached to a document that they may write, and return the File.

	Raises PermissionError, DoesNotExistError, MaxFileSizeReachedError, ValidationError when the document has
	as many attachments as its doctype allows.
	"""
	if doctype and docname:
		_check_target(doctype, docname)
	file = get_doc(
		{
			"doctype": "File",
			"file_name": filename,
			"attached_to_doctype": doctype,
			"attached_to_name": docname,
			"attached_to_field": fieldname,
			"is_private": int(is_private),
			"folder": folder,
		}
	)
	file.flags.content = stream
	return file.insert(ignore_permissions=bool(doctype and docname))


def take_content(file: Any) -> None:
	"""Put the content that comes with a new File on disk and note its address, size and hash.

	The content is in `flags.content` (a stream) or `content` (bytes or text). A File without content must
	point to one that its maker may read, or to a page on the web.
	"""
	content = file.flags.pop("content", None) or file.__dict__.pop("content", None)
	if content is None:
		_check_address(file)
		return
	file.file_name = safe_name(str(file.file_name or "file"))
	is_private = file.is_private = 1 if file.is_private in (None, "") else int(file.is_private)
	path, size, digest = _write(file.file_name, content, bool(is_private))
	file.file_url = f"{PRIVATE if is_private else PUBLIC}{path.name}"
	file.file_size, file.content_hash = size, digest
	file.file_type = path.suffix.lstrip(".").upper()[:_LONGEST_SUFFIX]


def readable_path(file_url: str) -> tuple[Path, str]:
	"""The place of a file on disk and the name to offer it by.

	Raises DoesNotExistError, PermissionError unless the user may read one of its File documents.
	"""
	rows = current().db.fetch("select name, file_name from tabFile where file_url = ?", (file_url,))
	path = path_of(file_url)
	if not rows or path is None or not path.is_file():
		throw(_("There is no such file"), DoesNotExistError)
	for name, file_name in rows:
		if may_read(get_doc("File", name)):
			return path, str(file_name or path.name)
	throw(_("You may not read this file"), PermissionError)


def path_of(file_url: str) -> Path | None:
	"""The place on disk of a file's address; None for a page on the web or a path out of the folder."""
	for start, parts in ((PRIVATE, ("private", "files")), (PUBLIC, ("public", "files"))):
		if file_url.startswith(start) and "\0" not in file_url:
			folder = current().site.path.joinpath(*parts).resolve()
			path = folder / file_url[len(start) :]
			return path if path.resolve().parent == folder else None
	return None


def may_read(file: Any, user: str | None = None) -> bool:
	"""Whether a user may read a file: a public one, their own, one of a document that they may read."""
	from banco.permissions import get_roles, has_permission, permitted_levels

	user = user or current().user
	if user == ADMINISTRATOR or not file.is_private:
		return True
	if user == GUEST:
		return False
	if file.attached_to_doctype and file.attached_to_name:
		try:
			doc = get_doc(file.attached_to_doctype, file.attached_to_name)
		except DoesNotExistError:
			return bool(file.owner == user)
		field = doc.meta.get_field(str(file.attached_to_field or ""))
		level = int(field.permlevel or 0) if field is not None else 0
		if level and level not in permitted_levels(doc.meta, "read", user):
			return False
		return bool(has_permission(doc.doctype, "read", doc, user=user))
	return bool(file.owner == user or "System Manager" in get_roles(user))


def has_permission(doc: Any, ptype: str = "read", user: str | None = None, **_unused: Any) -> bool:
	"""The `has_permission` hook of File: reading follows the document, changing also asks for write on it."""
	from banco.permissions import has_permission as may

	user = user or current().user
	if ptype in ("read", "select", "create") or user == ADMINISTRATOR:
		return ptype == "create" or may_read(doc, user)
	if doc.attached_to_doctype and doc.attached_to_name:
		target = get_doc(doc.attached_to_doctype, doc.attached_to_name)
		return may_read(doc, user) and bool(may(target.doctype, "write", target, user=user))
	return bool(doc.owner == user) or (may_read(doc, user) and bool(doc.is_private))


def list_condition(user: str | None = None, **_unused: Any) -> str:
	"""The `permission_query_conditions` hook of File: lists show public files and one's own.

	Those of a document are listed with the document.
	"""
	db = current().db
	return (
		f"(`tabFile`.is_private = 0 or `tabFile`.owner = {db.escape(user or current().user, percent=False)})"
	)


def delete_attachments(doctype: str, name: Any) -> None:
	"""Delete the files attached to a document that is being deleted."""
	from banco.document.delete import delete_doc

	names = current().db.fetch(
		"select name from tabFile where attached_to_doctype = ? and attached_to_name = ?",
		(doctype, str(name)),
	)
	for (file,) in names:
		delete_doc("File", file, ignore_permissions=True, force=True)


def remove_content(file: Any) -> None:
	"""Delete a File's content from disk once the deletion is certain, unless another File shares it."""
	path = path_of(file.file_url or "")
	shared = current().db.fetch(
		"select 1 from tabFile where file_url = ? and name != ? limit 1", (file.file_url, file.name)
	)
	if path is not None and not shared:
		current().db.after_commit.add(lambda: path.unlink(missing_ok=True))


def remove_orphans() -> None:
	"""Delete what crashes left: content older than a day whose File was never stored."""
	oldest = time.time() - 24 * 3600
	for address, folder in ((PRIVATE, "private"), (PUBLIC, "public")):
		for path in (current().site.path / folder / "files").iterdir():
			is_ours = path.name.startswith(UPLOADING) or _GIVEN_NAME.search(path.name)
			known = current().db.fetch("select 1 from tabFile where file_url = ?", (f"{address}{path.name}",))
			if is_ours and not known and path.is_file() and path.stat().st_mtime < oldest:
				path.unlink(missing_ok=True)


def safe_name(name: str) -> str:
	"""A file name without path, control and shell characters, of a length that every disk takes."""
	text = _UNSAFE.sub("_", unicodedata.normalize("NFC", name.replace("\\", "/").rpartition("/")[2]))
	text = text.strip(" .") or "file"
	stem, dot, suffix = text.rpartition(".")
	if not dot or len(suffix) > _LONGEST_SUFFIX:
		return text[:_LONGEST_NAME]
	return f"{stem[: _LONGEST_NAME - len(suffix) - 1]}.{suffix}"


def _write(name: str, content: Any, is_private: bool) -> tuple[Path, int, str]:
	"""Write content under a name of its own, whole or not at all; undone when the transaction is."""
	from banco.settings import system_setting

	folder = current().site.path / ("private" if is_private else "public") / "files"
	folder.mkdir(parents=True, exist_ok=True)
	limit = int(system_setting("max_file_size") or 25) * 1024 * 1024
	stem, dot, suffix = name.rpartition(".")
	path = folder / (f"{stem}-{secrets.token_hex(5)}.{suffix}" if dot else f"{name}-{secrets.token_hex(5)}")
	handle, temporary = tempfile.mkstemp(dir=folder, prefix=UPLOADING)
	try:
		with os.fdopen(handle, "wb") as out:
			size, digest = _copy(content, out, limit)
			out.flush()
			os.fsync(out.fileno())
		os.replace(temporary, path)
		_keep_names(folder)
	except BaseException:
		Path(temporary).unlink(missing_ok=True)
		raise
	current().db.after_rollback.add(lambda: path.unlink(missing_ok=True))
	return path, size, digest


def _keep_names(folder: Path) -> None:
	"""Make the names in a folder durable: after a power cut a file synced under no name is lost."""
	handle = os.open(folder, os.O_RDONLY)
	try:
		os.fsync(handle)
	finally:
		os.close(handle)


def _copy(content: Any, out: BinaryIO, limit: int) -> tuple[int, str]:
	digest, size = hashlib.sha256(), 0
	for chunk in _chunks(content):
		size += len(chunk)
		if size > limit:
			throw(
				_("The file is larger than the {0} MB that are allowed").format(limit // (1024 * 1024)),
				MaxFileSizeReachedError,
			)
		digest.update(chunk)
		out.write(chunk)
	return size, digest.hexdigest()


def _chunks(content: Any) -> Any:
	if isinstance(content, str):
		content = content.encode()
	if isinstance(content, bytes | bytearray | memoryview):
		return (bytes(content),)
	return iter(lambda: content.read(_CHUNK), b"")


def _check_target(doctype: str, docname: str) -> None:
	document = get_doc(doctype, docname)
	document.check_permission("write")
	allowed = int(get_meta(doctype).max_attachments or 0)
	if not allowed:
		return
	count = current().db.count("File", {"attached_to_doctype": doctype, "attached_to_name": docname})
	if count >= allowed:
		throw(
			_("{0} {1} may have {2} attachments at most: remove one first").format(
				_(doctype), shown(docname), allowed
			),
			ValidationError,
		)


def _check_address(file: Any) -> None:
	url = str(file.file_url or "")
	if file.is_folder or url.startswith(("https://", "http://")):
		return
	if not url:
		throw(_("The file has no content: choose a file"), ValidationError, fieldname="file_url")
	# Whoever points to a stored file must be able to read it: the address alone opens nothing.
	path, _name = readable_path(url)
	file.file_name = file.file_name or path.name
	file.is_private = int(url.startswith(PRIVATE))
