"""HTML to PDF through WeasyPrint, tagged for screen readers (PDF/UA), in a process of its own.

A layout takes the processor for as long as it lasts and cannot be interrupted: beside the server it slows nobody
down and can be ended.
"""

import json
import re
import subprocess
import sys
from functools import cache
from html import unescape
from threading import BoundedSemaphore, Lock, Timer
from urllib.parse import unquote

from banco.context import current
from banco.errors import DoesNotExistError, PermissionError, TooManyRequestsError
from banco.files import readable_path
from banco.messages import throw
from banco.translate import _

SECONDS = 30
AT_ONCE = 3  # made or waited for: fewer than the server has threads that read, which all others go on with
WORKER = "from banco.office.printing.worker import main; main()"
LONGEST_HTML = 10_000_000  # characters
LARGEST_FILE = 10_000_000  # bytes of a picture
_FILE = re.compile(r"/(?:private/)?files/[^\"'()<>\s?#]+")


def pdf_of(html: str) -> bytes:
	"""The PDF of an HTML page. Pictures are `data:` addresses, or files of the site that the user may read.

	Raises ValidationError when the page is too long, takes too long, or the host lacks WeasyPrint's libraries,
	TooManyRequestsError while others wait for theirs.
	"""
	if len(html) > LONGEST_HTML:
		throw(_("The print is too long: print fewer documents at once"))
	job = json.dumps({"html": html, "files": _readable_files(html)}).encode()
	if not _room.acquire(blocking=False):
		throw(_("Other PDFs are being made: try again in a moment"), TooManyRequestsError)
	try:
		return _worker().ask(job)
	finally:
		_room.release()


class _Worker:
	"""The process, started at the first print and again after it had to be ended."""

	def __init__(self) -> None:
		self._lock = Lock()
		self._process: subprocess.Popen[bytes] | None = None

	def ask(self, job: bytes) -> bytes:
		with self._lock:
			process = self._process = self._process or subprocess.Popen(
				[sys.executable, "-c", WORKER], stdin=subprocess.PIPE, stdout=subprocess.PIPE
			)
			assert process.stdin is not None and process.stdout is not None
			limit = Timer(SECONDS, process.kill)
			limit.start()
			try:
				process.stdin.write(len(job).to_bytes(8) + job)
				process.stdin.flush()
				if pdf := process.stdout.read(int.from_bytes(process.stdout.read(8))):
					return pdf
			except BrokenPipeError:
				pass
			finally:
				limit.cancel()
			self._process = None
			if process.wait(SECONDS) == 3:
				throw(_("PDFs cannot be made here: the server lacks Pango (package libpango-1.0-0)"))
			throw(_("The PDF could not be made: the document is too long or its layout is broken"))


_worker = cache(_Worker)
_room = BoundedSemaphore(AT_ONCE)


def _readable_files(html: str) -> dict[str, str]:
	found, log = {}, current().message_log
	told = len(log)
	for address in {unquote(unescape(match)) for match in _FILE.findall(html)}:
		try:
			path, _name = readable_path(address)
		except (DoesNotExistError, PermissionError):
			del log[told:]  # a picture that stays out is no refusal of the print
			continue
		if path.stat().st_size <= LARGEST_FILE:
			found[address] = str(path)
	return found
