"""The ASGI application: reads requests, hands them to threads within limits, sends the replies."""

import asyncio
import logging
import time
from collections.abc import MutableMapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from banco import sessions
from banco.jobs.worker import Workers
from banco.office.places import origin
from banco.settings import system_setting
from banco.site import Site
from banco.web.encode import encode
from banco.web.handler import Handler
from banco.web.headers import DESK_POLICY, desk_policy, security_headers
from banco.web.origin import Proxies
from banco.web.reply import Reply
from banco.web.request import Request, read_request
from banco.web.static import static_reply

READERS = 4
WAITING_LIMIT = 200  # requests at work or waiting for a thread; beyond it the server sheds load
DEADLINE_SECONDS = 120
UPKEEP_SECONDS = 60
FORM_OVERHEAD = 1024 * 1024  # bytes of a multipart body beside the file
METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"))

Scope = MutableMapping[str, Any]
logger = logging.getLogger("banco.web")


class App:
	"""Serves one site. Start it with the lifespan protocol."""

	def __init__(self, site: Site) -> None:
		self.site = site
		self.handler = Handler(site)
		self.proxies = Proxies(site.config.trusted_proxies)
		self.upload_limit = 25 * 1024 * 1024
		# One thread for all writes: the database has one writer, and threads that wait for a lock in turn
		# hand it on far more slowly than a queue does.
		self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="banco-reader")
		self._writer = ThreadPoolExecutor(1, thread_name_prefix="banco-writer")
		self._waiting = 0
		self._desk_policy = desk_policy(origin(site.config))

	async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
		if scope["type"] == "http":
			await self._http(scope, receive, send)
		elif scope["type"] == "lifespan":
			await self._lifespan(receive, send)
		else:
			await send({"type": "websocket.close", "code": 1000})

	# -- requests

	async def _http(self, scope: Scope, receive: Any, send: Any) -> None:
		self.proxies.apply(scope)
		method = scope["method"]
		if method not in METHODS:
			reply: Reply | None = Reply(405, headers=[("allow", ", ".join(sorted(METHODS)))])
		else:
			asks_page = scope["path"] != "/" or not scope["query_string"]
			reply = static_reply(method, scope["path"], _accepts_gzip(scope)) if asks_page else None
		if reply is None:
			try:
				reply = await self._dynamic(scope, receive)
			except ConnectionResetError:
				return
		if reply.policy is DESK_POLICY:
			reply.policy = self._desk_policy
		await _send(reply, scope, receive, send)

	async def _dynamic(self, scope: Scope, receive: Any) -> Reply:
		if self._waiting >= WAITING_LIMIT:
			return _unavailable("The server is busy: try again in a moment.")
		self._waiting += 1
		try:
			early: Exception | None = None
			try:
				request = await read_request(scope, receive, self.upload_limit)
			except ConnectionResetError:
				raise
			except TimeoutError:
				return Reply(408, encode({"exc_type": "TimeoutError"}), headers=[("connection", "close")])
			except Exception as error:
				request, early = Request({**scope, "query_string": b""}), error
			return await self._in_threads(request, early)
		finally:
			self._waiting -= 1

	async def _in_threads(self, request: Request, early: Exception | None) -> Reply:
		loop = asyncio.get_running_loop()
		work: asyncio.Future[Any] = loop.run_in_executor(self._readers, self.handler.begin, request, early)
		try:
			async with asyncio.timeout(DEADLINE_SECONDS):
				begun = await asyncio.shield(work)
				if isinstance(begun, Reply):
					return begun
				work = loop.run_in_executor(self._writer, begun)
				reply: Reply = await asyncio.shield(work)
				return reply
		except TimeoutError:
			work.cancel()  # what still waits for its thread never starts
			return _unavailable("The request takes too long.")
		finally:
			if request.files:
				work.add_done_callback(lambda _done: request.close())

	# -- starting, upkeep, stopping

	async def _lifespan(self, receive: Any, send: Any) -> None:
		await receive()
		loop = asyncio.get_running_loop()
		try:
			await loop.run_in_executor(self._writer, self._start)
		except Exception as error:
			await send({"type": "lifespan.startup.failed", "message": f"{type(error).__name__}: {error}"})
			return
		await send({"type": "lifespan.startup.complete"})
		await receive()
		await loop.run_in_executor(self._writer, self._stop)
		self._readers.shutdown(wait=True)
		self._writer.shutdown(wait=True)
		await send({"type": "lifespan.shutdown.complete"})

	def _start(self) -> None:
		with self.site.context(write=False):
			self.upload_limit = int(system_setting("max_file_size")) * 1024 * 1024 + FORM_OVERHEAD
		self.site.hooks
		self._workers = Workers(self.site, (self._tidy, UPKEEP_SECONDS))

	def _stop(self) -> None:
		self._workers.stop()
		self._tidy(self.site)

	def _tidy(self, site: Site) -> None:
		with site.context(write=True) as context:
			self.handler.last_use.write(context.db)
			sessions.end_expired(time.time())


def create(site: Site) -> App:
	"""The ASGI application of a site."""
	return App(site)


async def _send(reply: Reply, scope: Scope, receive: Any, send: Any) -> None:
	headers = security_headers(scope.get("scheme") == "https", reply.policy)
	headers = [
		*headers,
		(b"cache-control", reply.cache.encode()),
		(b"content-type", reply.content_type.encode()),
	]
	headers += [(name.encode("latin-1"), value.encode("latin-1")) for name, value in reply.headers]
	stream = reply.stream if scope["method"] != "HEAD" else None
	if reply.path is not None or stream is not None:
		from starlette.responses import FileResponse, StreamingResponse

		response = StreamingResponse(stream()) if stream else FileResponse(reply.path or "", reply.status)
		kept = [pair for pair in response.raw_headers if pair[0] != b"content-type"]
		response.raw_headers = kept + headers
		await response(scope, receive, send)
		return
	headers.append((b"content-length", str(len(reply.body)).encode()))
	await send({"type": "http.response.start", "status": reply.status, "headers": headers})
	body = b"" if scope["method"] == "HEAD" else reply.body
	await send({"type": "http.response.body", "body": body})


def _unavailable(message: str) -> Reply:
	body = {"exc_type": "SessionStopped", "exception": message, "message": message}
	return Reply(503, encode(body), headers=[("retry-after", "2")])


def _accepts_gzip(scope: Scope) -> bool:
	return any(name == b"accept-encoding" and b"gzip" in value for name, value in scope["headers"])
