"""The connections of a site: one that writes, behind a lock, and as many readers as run at once.

SQLite takes one writer at a time. Writers queue here, in the order of a lock, so that none of them meets a
busy database; another process (a command beside the server) is waited for by SQLite's busy timeout.
"""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import apsw

from banco.errors import QueryTimeoutError, UnsafeStorageError
from banco.storage.connection import BUSY_TIMEOUT_MS, Connection
from banco.translate import lazy

_log = logging.getLogger(__name__)

WRITER_WAIT_SECONDS = 60.0
_IDLE_READERS_KEPT = 8
_CHECKPOINT_PAGES = 1_000
_TRUNCATE_PAGES = 8_000

_GENERATION = "select value from `__Generation`"
_GENERATION_TABLE = """
create table if not exists `__Generation` (id integer primary key check (id = 1), value integer not null);
insert or ignore into `__Generation` values (1, 0);
"""


class Pool:
	"""The connections to one database file.

	`generation` counts the changes of schema and configuration made by any process; when a transaction
	starts and finds it moved, every function in `on_new_generation` is called (a site drops its caches).
	`failed` holds the reason once an I/O error has made further writes unsafe.
	"""

	def __init__(self, path: Path | str) -> None:
		self.path = Path(path)
		self.generation = 0
		self.failed: str | None = None
		self.on_new_generation: list[Callable[[], None]] = []
		# Both by generation too: a context on an older snapshot sees, and remembers, what was.
		self.columns: dict[tuple[int | None, str], dict[str, str]] = {}
		self.plans: dict[tuple[int | None, int], Any] = {}
		self._readers: list[Connection] = []
		self._lock = threading.Lock()
		self._writing_thread: int | None = None
		self._writer = Connection(self.path, read_only=False)
		if not self._writer.table_exists(None, "__Generation"):
			self._writer.execute(f"begin immediate; {_GENERATION_TABLE} commit;")
		self.generation = self._writer.execute(_GENERATION).fetchone()[0]  # type: ignore[index]

	# -- readers

	def take_reader(self) -> Connection:
		"""A reader with its snapshot begun; give it back with `give_reader`."""
		try:
			reader = self._readers.pop()
		except IndexError:
			reader = Connection(self.path, read_only=True)
		try:
			reader.execute("begin")
			self._look_at_generation(reader)
		except BaseException:
			reader.close()
			raise
		return reader

	def give_reader(self, reader: Connection) -> None:
		"""End the reader's snapshot and keep it for the next."""
		if reader.in_transaction:
			reader.execute("rollback")
		reader.deadline = None
		if len(self._readers) < _IDLE_READERS_KEPT:
			self._readers.append(reader)
		else:
			reader.close()

	@contextmanager
	def read(self) -> Iterator[Connection]:
		"""A reader on a snapshot, for the length of the block."""
		reader = self.take_reader()
		try:
			yield reader
		finally:
			self.give_reader(reader)

	# -- the writer

	def take_writer(self) -> Connection:
		"""The writer, in a transaction that nobody else can write beside.

		Raises QueryTimeoutError when others write for longer than the wait, UnsafeStorageError after an
		I/O error, RuntimeError when this very thread already holds it (it would wait for itself).
		"""
		self._refuse_if_failed()
		if self._writing_thread == threading.get_ident():
			raise RuntimeError(
				"This thread already has a write transaction: commit it before opening another"
			)
		if not self._lock.acquire(timeout=WRITER_WAIT_SECONDS):
			raise QueryTimeoutError(lazy("Other users are writing: try again in a moment"))
		try:
			self._refuse_if_failed()
			self._writer.execute("begin immediate")
			self._look_at_generation(self._writer)
		except BaseException as error:
			if self._writer.in_transaction:
				self._writer.execute("rollback")
			self._lock.release()
			if isinstance(error, apsw.BusyError):
				raise QueryTimeoutError(lazy("Another program is writing: try again in a moment")) from error
			raise
		self._writing_thread = threading.get_ident()
		return self._writer

	def commit(self) -> None:
		"""Make the writer's transaction durable, then hand the writer on.

		When the disk fails at this point nobody can tell what is on it, and trying again may report success
		for data that is lost: the pool refuses every further write. A full disk is no such case.
		"""
		try:
			self._writer.execute("commit")
		except apsw.IOError as error:
			self._fail(error)
			raise UnsafeStorageError(self.failed) from error
		try:
			self._checkpoint()
		finally:
			self._release_writer()

	def rollback(self) -> None:
		"""Undo the writer's transaction and hand the writer on."""
		try:
			if self._writer.in_transaction:
				self._writer.execute("rollback")
		finally:
			self._release_writer()

	def new_generation(self, generation: int) -> None:
		"""Note that schema or configuration changed, here or in another process."""
		self.generation = generation
		self.columns.clear()
		self.plans.clear()
		for listener in self.on_new_generation:
			listener()

	def close(self) -> None:
		"""Close every connection; the last one to close folds the log into the database."""
		while self._readers:
			self._readers.pop().close()
		with self._lock:
			self._writer.close()

	def _look_at_generation(self, connection: Connection) -> None:
		row = connection.execute(_GENERATION).fetchone()
		connection.generation = int(row[0]) if row else 0
		if connection.generation > self.generation:
			self.new_generation(connection.generation)

	def _release_writer(self) -> None:
		self._writing_thread = None
		self._lock.release()

	def _checkpoint(self) -> None:
		"""Fold the log into the database now and then; SQLite's own way of doing it hides I/O errors."""
		pages = self._writer.wal_pages
		if pages < _CHECKPOINT_PAGES:
			return
		try:
			self._writer.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_PASSIVE)
			if pages > _TRUNCATE_PAGES:
				self._writer.set_busy_timeout(0)
				try:
					self._writer.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_TRUNCATE)
				finally:
					self._writer.set_busy_timeout(BUSY_TIMEOUT_MS)
			self._writer.wal_pages = 0
		except apsw.IOError as error:
			self._fail(error)
		except (apsw.BusyError, apsw.LockedError):
			return  # readers hold it: after a later commit
		except apsw.Error:
			# The commit stands, whatever became of the folding, which is tried again after the next one.
			_log.exception("The log of %s could not be folded in", self.path.name)

	def _fail(self, error: Exception) -> None:
		self.failed = f"Writing to {self.path.name} failed ({error}): no more writes until a restart"

	def _refuse_if_failed(self) -> None:
		if self.failed:
			raise UnsafeStorageError(self.failed)
