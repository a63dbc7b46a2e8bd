"""The state of one request or command; never a module global.

`frappe.local` is the current context: an app may hang attributes of its own on it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from banco.errors import OutsideContextError
from banco.types import _dict

if TYPE_CHECKING:
	from banco.site import Site
	from banco.storage.database import Database

GUEST = "Guest"
ADMINISTRATOR = "Administrator"


class Context:
	"""One request's or command's site, user, database session, flags, messages and memo."""

	def __init__(self, site: Site, db: Database, user: str = GUEST, lang: str | None = None) -> None:
		self.site = site
		self.db = db
		self.session = _dict(user=user, sid=user, data=_dict())
		self.flags = _dict()
		self.form_dict = _dict()
		self.request: Any = None
		self.response = _dict(docs=[])
		self.message_log: list[_dict] = []
		self.memo: dict[Any, Any] = {}
		# What this context reads may be kept process-wide only while no one has cleared since it began.
		self.generation = site.cache.generation
		self.lang = lang or site.language

	@property
	def conf(self) -> _dict:
		return self.site.config

	@property
	def user(self) -> str:
		"""The name of the user on whose behalf this context acts."""
		return str(self.session.user)

	def set_user(self, user: str) -> None:
		"""Act as another user from here on; what was remembered about the former one is forgotten."""
		self.session.user = user
		self.session.sid = user
		self.session.data = _dict()
		self.memo.clear()

	@contextmanager
	def acting_as(self, user: str, lang: str | None = None) -> Iterator[None]:
		"""For the length of the block, ask and write as another user; that is no request of theirs."""
		kept = self.session, self.memo, self.lang, self.request
		self.session, self.memo, self.request = _dict(user=user, sid=user, data=_dict()), {}, None
		self.lang = lang or self.lang
		try:
			yield
		finally:
			self.session, self.memo, self.lang, self.request = kept

	def forget(self, kind: str) -> None:
		"""Drop the memo entries of one kind (the first item of their key), e.g. after roles change."""
		for key in [key for key in self.memo if (key[0] if isinstance(key, tuple) else key) == kind]:
			del self.memo[key]


_current: ContextVar[Context | None] = ContextVar("banco_context", default=None)


def current() -> Context:
	"""The context in force. Raises OutsideContextError when there is none."""
	context = _current.get()
	if context is None:
		raise OutsideContextError("No site is open: use `with site.context(): ...`")
	return context


def peek() -> Context | None:
	"""The context in force, or None."""
	return _current.get()


@contextmanager
def use(context: Context) -> Iterator[Context]:
	"""Make `context` the current one for the length of the block."""
	token = _current.set(context)
	try:
		yield context
	finally:
		_current.reset(token)
