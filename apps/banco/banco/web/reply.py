"""What goes back to the client, before it is turned into bytes on the wire."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

from banco.types import _dict
from banco.web.encode import encode
from banco.web.headers import DATA_POLICY

JSON = "application/json"
TEXT = "text/plain; charset=utf-8"


@dataclass(slots=True)
class Reply:
	"""A status with a body, with the file at `path`, or with what `stream` gives bit by bit."""

	status: int = 200
	body: bytes = b""
	content_type: str = JSON
	headers: list[tuple[str, str]] = field(default_factory=list)
	path: Path | None = None
	policy: str = DATA_POLICY
	cache: str = "no-store"
	stream: Callable[[], AsyncIterator[bytes]] | None = None

	@property
	def status_code(self) -> int:
		return self.status


class Cookies:
	"""Cookies for the whole site, as header pairs; sent back over HTTPS only when they came by it.

	`max_age` in seconds, 0 deletes them.
	"""

	def __init__(self, https: bool, max_age: int) -> None:
		self.headers: list[tuple[str, str]] = []
		self._tail = f"; Path=/; Max-Age={max_age}; SameSite=Lax{'; Secure' if https else ''}"

	def set(self, name: str, value: str, http_only: bool = False) -> None:
		text = f"{name}={quote(value, safe='@')}{self._tail}{'; HttpOnly' if http_only else ''}"
		self.headers.append(("set-cookie", text))


def disposition(filename: str, inline: bool = False) -> str:
	"""A Content-Disposition for any file name: ASCII for old readers, UTF-8 for the others."""
	plain = "".join(c if 31 < ord(c) < 127 and c not in '"\\' else "_" for c in filename)
	kind = "inline" if inline else "attachment"
	return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(filename, safe='')}"


def reply_of(response: _dict, envelope: dict[str, Any]) -> Reply:
	"""The reply a handler asked for through `frappe.response`: a file, a redirect, else the envelope as JSON."""
	status = int(response.get("http_status_code") or 200)
	kind = response.get("type") or "json"
	if kind == "redirect":
		return Reply(302, headers=[("location", str(response.get("location") or "/"))], content_type=TEXT)
	if kind in ("download", "binary", "pdf", "csv"):
		return _file_reply(response, kind, status)
	return Reply(status, encode(envelope))


def _file_reply(response: _dict, kind: str, status: int) -> Reply:
	content = response.get("result" if kind == "csv" else "filecontent") or b""
	filename = str(response.get("filename") or response.get("doctype") or "download")
	if kind == "csv" and not filename.endswith(".csv"):
		filename += ".csv"
	content_type = response.get("content_type") or content_type_of(filename)
	inline = response.get("display_content_as") == "inline" or kind == "pdf"
	body = content.encode() if isinstance(content, str) else bytes(content)
	headers = [("content-disposition", disposition(filename, inline and is_inert(content_type)))]
	return Reply(status, body, content_type, headers)


def content_type_of(filename: str) -> str:
	"""The media type that a file's name tells; `application/octet-stream` when it tells none."""
	import mimetypes

	guessed = mimetypes.guess_type(filename)[0] or "application/octet-stream"
	return f"{guessed}; charset=utf-8" if guessed.startswith("text/") else guessed


def is_inert(content_type: str) -> bool:
	"""Whether a browser may show such a file in place: pictures, PDF, sound, film and plain text, no markup."""
	kind = content_type.partition(";")[0].strip().lower()
	if kind in ("application/pdf", "text/plain", "text/csv"):
		return True
	return kind.startswith(("image/", "audio/", "video/")) and kind != "image/svg+xml"
