"""Telling open desks what happens: events of a user and of documents, as server-sent events.

Events reach the streams of this process; what another one publishes (a command beside the server) does not.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from functools import partial
from typing import Any

from banco import sessions
from banco.context import current
from banco.errors import PermissionError, TooManyRequestsError
from banco.permissions import has_permission
from banco.site import Site
from banco.translate import _
from banco.web.encode import encode
from banco.web.reply import Reply
from banco.whitelist import whitelist

HEARTBEAT_SECONDS = 10.0
STREAMS_PER_USER = 20
WAITING_EVENTS = 100  # a client that reads more slowly is cut off, and looks anew when it comes back

Document = tuple[str, str] | None


def publish_realtime(event: str, message: Any = None, user: str | None = None, **more: Any) -> None:
	"""Send an event to a user, or to whoever looks at a document and may read it, else to this user.

	`more`: `doctype` and `docname`, `after_commit` to wait for the commit.
	"""
	context, name = current(), " ".join(event.split())
	document = (more["doctype"], str(more["docname"])) if more.get("docname") and not user else None
	item = b"event: %s\ndata: %s\n\n" % (name.encode(), encode(message))
	tell = partial(send, context.site, item, document, None if document else user or context.user)
	context.db.after_commit.add(tell) if more.get("after_commit") else tell()


def publish_progress(
	percent: float, title: str | None = None, description: str | None = None, **of: Any
) -> None:
	"""Show how far long work has come (percent) to the user it is done for, and beside the document it is of."""
	told = {"percent": percent, "title": title, "description": description, **of}
	publish_realtime("progress", told)
	if of.get("docname"):
		publish_realtime("progress", told, doctype=of.get("doctype"), docname=of["docname"])


def send(site: Site, item: bytes, document: Document = None, user: str | None = None) -> None:
	"""Hand the bytes of an event to the streams of a document or a user; from any thread."""
	for stream in tuple(site.streams):
		if stream.document == document if document else stream.user == user:
			stream.put(item)


def close(site: Site) -> None:
	"""End all streams."""
	for stream in tuple(site.streams):
		stream.over = True
		stream.put(b"")


class Stream:
	"""What one open page hears: its user's events, and those of one document."""

	def __init__(self, site: Site, user: str, sid: str, document: Document) -> None:
		self.site, self.user, self.sid, self.document = site, user, sid, document
		self.over = False
		self._queue: asyncio.Queue[bytes] = asyncio.Queue(WAITING_EVENTS)

	def put(self, item: bytes) -> None:
		self._loop.call_soon_threadsafe(self._put, item)

	def _put(self, item: bytes) -> None:
		self.over = self.over or self._queue.full()
		if not self._queue.full():
			self._queue.put_nowait(item)

	async def lines(self) -> AsyncIterator[bytes]:
		"""The stream's bytes, until its session ends or it may no longer read its document."""
		self._loop = asyncio.get_running_loop()
		self.site.streams.add(self)
		item = b"event: connected\ndata: {}\n\n"
		try:
			while not self.over and await asyncio.to_thread(self.may_hear):
				yield item
				try:
					item = await asyncio.wait_for(self._queue.get(), HEARTBEAT_SECONDS)
				except TimeoutError:
					item = b":\n\n"
		finally:
			self.site.streams.discard(self)

	def may_hear(self) -> bool:
		"""Whether the session still lives and may read the document."""
		with self.site.context(user=self.user, write=False) as context:
			session = sessions.find(self.sid)
			limits = time.time(), sessions.idle_seconds(), sessions.lifetime_seconds()
			alive = session is not None and sessions.is_alive(session, session.lastupdate, *limits)
			doctype, name = self.document or (None, None)
			may = not doctype or (context.db.exists(doctype, name) and has_permission(doctype, doc=name))
			return alive and bool(may)


@whitelist(methods=["GET"])
def events(doctype: str | None = None, name: str | None = None) -> Reply:
	"""A stream of the events of a logged-in user, and of a document the user may read."""
	context = current()
	document = (doctype, name) if doctype and name else None
	stream = Stream(context.site, context.user, str(context.session.sid), document)
	if not stream.may_hear():
		raise PermissionError(_("You have no permission to {0}: {1}").format(_("read"), name))
	if sum(other.user == context.user for other in context.site.streams) >= STREAMS_PER_USER:
		raise TooManyRequestsError(_("Too many pages are open: close some and reload this one."))
	headers = [("x-accel-buffering", "no")]
	return Reply(content_type="text/event-stream; charset=utf-8", headers=headers, stream=stream.lines)
