"""The desk's own files: its page for every address under /app, and what that page loads."""

import gzip
from functools import lru_cache
from pathlib import Path

from banco.web.headers import DESK_POLICY
from banco.web.reply import TEXT, Reply, content_type_of

DESK = Path(__file__).resolve().parents[2] / "desk" / "dist"
ASSETS = "/assets/desk/"
FOREVER = "public, max-age=31536000, immutable"
REVALIDATE = "no-cache"

_PAGES = ("/app", "/login", "/desk", "/update-password")
_COMPRESSIBLE = (".js", ".css", ".html", ".svg", ".json", ".map")
_NOT_BUILT = (
	b"The desk is not built yet: run `npm ci && npm run build` in apps/banco/desk, or `make run` in the repo."
)


def static_reply(method: str, path: str, accepts_gzip: bool) -> Reply | None:
	"""The reply for a file of the desk; None when the path is none of its."""
	if method not in ("GET", "HEAD"):
		return None
	if path == "/":
		return Reply(302, headers=[("location", "/app")], content_type=TEXT, cache=REVALIDATE)
	if path in _PAGES or path.startswith("/app/"):
		return desk_page(accepts_gzip)
	if path.startswith(ASSETS):
		return _asset(path.removeprefix(ASSETS), accepts_gzip)
	if path == "/favicon.ico":
		return _asset("favicon.ico", accepts_gzip)
	return None


def desk_page(accepts_gzip: bool) -> Reply:
	"""The page that the desk starts from."""
	page = DESK / "index.html"
	if not page.is_file():
		return Reply(503, _NOT_BUILT, TEXT)
	reply = _file(page, accepts_gzip)
	reply.policy, reply.cache = DESK_POLICY, REVALIDATE
	return reply


def _asset(name: str, accepts_gzip: bool) -> Reply:
	try:
		file = (DESK / name).resolve()
		found = file.is_relative_to(DESK.resolve()) and file.is_file()
	except (OSError, ValueError):  # too long a name, a NUL in it
		found = False
	if not found:
		return Reply(404, b"Not found", TEXT)
	reply = _file(file, accepts_gzip)
	# The build puts a hash of the content into the names of all but the entry page.
	hashed = "/" in name or "-" in file.stem
	reply.cache = FOREVER if hashed else REVALIDATE
	return reply


def _file(file: Path, accepts_gzip: bool) -> Reply:
	content_type = content_type_of(file.name)
	if accepts_gzip and file.suffix in _COMPRESSIBLE:
		body = _compressed(file, file.stat().st_mtime_ns)
		return Reply(200, body, content_type, [("content-encoding", "gzip"), ("vary", "accept-encoding")])
	return Reply(200, file.read_bytes(), content_type)


@lru_cache(maxsize=256)
def _compressed(file: Path, changed: int) -> bytes:
	return gzip.compress(file.read_bytes(), 6, mtime=0)
