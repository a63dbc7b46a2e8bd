"""One context's dealings with the database: its transaction, its statements, and what waits for the commit."""

import logging
import time
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any

import apsw

from banco.errors import JobTimeoutException, UnsafeStorageError
from banco.storage import columns
from banco.storage.connection import STATEMENT_SECONDS, Connection
from banco.storage.faults import public_error
from banco.storage.pool import Pool
from banco.translate import lazy

Row = tuple[Any, ...]
Description = tuple[tuple[str, str | None], ...]

logger = logging.getLogger("banco.storage")

_ERRORS = (apsw.Error, UnicodeEncodeError, OverflowError)


class Callbacks:
	"""Functions that wait for a point of the transaction; each runs once."""

	def __init__(self) -> None:
		self._functions: list[Callable[[], Any]] = []

	def add(self, function: Callable[[], Any]) -> None:
		self._functions.append(function)

	def __len__(self) -> int:
		return len(self._functions)

	def run(self) -> None:
		"""Call each function in the order of adding, those added meanwhile included."""
		while self._functions:
			self._functions.pop(0)()

	def run_regardless(self) -> None:
		"""The same; one that fails is logged, since what it waited for has happened and stays."""
		while self._functions:
			try:
				self.run()
			except Exception:
				logger.exception("A function that waited for the transaction failed")

	def cut(self, length: int) -> list[Callable[[], Any]]:
		"""Take out and return the functions beyond the first `length`."""
		taken = self._functions[length:]
		del self._functions[length:]
		return taken

	def reset(self) -> None:
		self._functions.clear()


class Transaction:
	"""Statements of one context, in one transaction at a time.

	With `write`, the first statement takes the writer and begins at once (BEGIN IMMEDIATE), so that what is
	read cannot change before it is written back. Without, statements run on a reader's snapshot; the first
	one that writes moves the context to the writer, and what it wrote is undone at the end unless committed.
	"""

	def __init__(self, pool: Pool, write: bool = True) -> None:
		self.pool = pool
		self.before_commit = Callbacks()
		self.after_commit = Callbacks()
		self.before_rollback = Callbacks()
		self.after_rollback = Callbacks()
		self._for_writing = write
		self._connection: Connection | None = None
		self._changes_at_begin = 0
		self._early_savepoints: list[str] = []
		self._waiting_at: dict[str, tuple[int, ...]] = {}
		self._changed_schema = False
		self._broken: Exception | None = None
		self.deadline: float | None = None  # time.monotonic() after which nothing is done any more

	# -- statements

	def fetch(self, query: str, params: Sequence[Any] = ()) -> list[Row]:
		"""Rows of a query in SQLite's own SQL (`?` parameters), converted by declared column type."""
		return self.fetch_described(query, params)[1]

	def fetch_described(self, query: str, params: Sequence[Any] = ()) -> tuple[tuple[str, ...], list[Row]]:
		"""The column names and rows of a query; no names when there are no rows."""
		try:
			cursor, description = self._run(query, params)
			rows = cursor.fetchall() if description else []
		except _ERRORS as error:
			raise self._public(error) from error
		names, converters = _plan(description)
		if converters and rows:
			rows = [_converted(row, converters) for row in rows]
		return names, rows

	def fetch_judged(
		self, query: str, params: Sequence[Any], judge: Callable[..., int]
	) -> tuple[tuple[str, ...], list[Row]]:
		"""The same; `judge` (an authorizer of SQLite) says what the query may do and read."""
		connection = self._connection or self._begin()
		connection.authorizer = judge
		try:
			return self.fetch_described(query, params)
		finally:
			connection.authorizer = None

	def write(self, query: str, params: Sequence[Any] = ()) -> int:
		"""Run a statement that changes data, with `?` parameters; the number of rows changed."""
		connection = self.writing()
		before = connection.total_changes()
		self.fetch(query, params)
		return connection.total_changes() - before

	def write_many(self, query: str, rows: Iterable[Sequence[Any]]) -> None:
		"""Run a statement once for each row of parameters."""
		connection = self.writing()
		try:
			connection.executemany(query, rows)
		except _ERRORS as error:
			raise self._public(error) from error

	def writing(self) -> Connection:
		"""The writer, its transaction begun; a context that only read so far moves to it."""
		self._refuse_if_broken()
		connection = self._connection
		if connection is not None and connection.read_only:
			self._connection = None
			self.pool.give_reader(connection)
			connection = None
		if connection is None:
			connection = self._connection = self.pool.take_writer()
			self._changes_at_begin = connection.total_changes()
			for name in self._early_savepoints:
				connection.execute(f"savepoint {name}")
			self._early_savepoints.clear()
		return connection

	def _run(self, query: str, params: Sequence[Any]) -> tuple[apsw.Cursor, Description]:
		self._refuse_if_broken()
		connection = self._connection or self._begin()
		try:
			return _executed(connection, query, params, self.deadline)
		except apsw.ReadOnlyError:
			if not connection.read_only:
				raise
			return _executed(self.writing(), query, params, self.deadline)

	def _begin(self) -> Connection:
		if self._for_writing:
			return self.writing()
		self._connection = self.pool.take_reader()
		return self._connection

	def _public(self, error: Exception) -> Exception:
		connection = self._connection
		if connection is not None and not connection.in_transaction:
			# SQLite gave the transaction up itself (disk full, I/O error): nothing may be written outside it.
			self._broken = error
		return public_error(error)

	def _refuse_if_broken(self) -> None:
		if self._broken is not None:
			raise UnsafeStorageError("The transaction was lost: roll back and start again") from self._broken
		if self.deadline is not None and time.monotonic() > self.deadline:
			raise JobTimeoutException(
				lazy("The job took too long, or was stopped: what it had not stored yet is undone.")
			)

	# -- transactions

	@property
	def has_uncommitted_writes(self) -> bool:
		"""Whether this context has changed anything since its last commit."""
		connection = self._connection
		if connection is None or connection.read_only:
			return False
		return self._changed_schema or connection.total_changes() != self._changes_at_begin

	@property
	def keeps_writes(self) -> bool:
		"""Whether this context holds the writer, or will at its next statement."""
		return self._for_writing or (self._connection is not None and not self._connection.read_only)

	def commit(self) -> None:
		"""Make what was written durable; then run what waits for that. The next statement begins anew."""
		self._refuse_if_broken()
		self.before_commit.run()
		connection = self._connection
		if connection is not None and not connection.read_only:
			try:
				self.pool.commit()
			except _ERRORS as error:
				raise public_error(error) from error
			self._connection = None
			if self._changed_schema:
				self._changed_schema = False
				with self.pool.read():
					pass  # a reader's start notices the new generation
		elif connection is not None:
			self._connection = None
			self.pool.give_reader(connection)
		self.before_rollback.reset()
		self.after_rollback.reset()
		self.after_commit.run_regardless()

	def rollback(self, *, save_point: str | None = None) -> None:
		"""Undo everything since the last commit, or since a savepoint (which stays)."""
		if save_point:
			self._at_savepoint("rollback to", save_point)
			self._forget_since(save_point)
			return
		self.before_rollback.run()
		self._leave()
		self.before_commit.reset()
		self.after_commit.reset()
		self.after_rollback.run()

	def savepoint(self, save_point: str) -> None:
		"""Mark a point to which `rollback(save_point=...)` can return."""
		self._at_savepoint("savepoint", save_point)
		self._waiting_at[save_point] = tuple(map(len, self._callbacks()))

	def release_savepoint(self, save_point: str) -> None:
		"""Forget a savepoint; what came after it stays."""
		self._at_savepoint("release", save_point)

	def _at_savepoint(self, verb: str, save_point: str) -> None:
		self._refuse_if_broken()
		name = '"' + str(save_point).replace('"', "") + '"'
		connection = self._connection or self._begin()
		if not connection.read_only:
			connection.execute(f"{verb} {name}")
		elif verb == "savepoint":
			self._early_savepoints.append(name)  # made for good once there is something to undo
		elif verb == "release" and name in self._early_savepoints:
			del self._early_savepoints[self._early_savepoints.index(name) :]

	def _callbacks(self) -> tuple[Callbacks, ...]:
		return self.before_commit, self.after_commit, self.before_rollback, self.after_rollback

	def _forget_since(self, save_point: str) -> None:
		"""What was put off since a savepoint is not to happen; what undoes it otherwise, happens now."""
		lengths = self._waiting_at.get(save_point)
		if lengths is None:
			return
		*_dropped, undoing = [found.cut(n) for found, n in zip(self._callbacks(), lengths, strict=True)]
		for function in undoing:
			function()

	def close(self) -> None:
		"""Give the connection back; what was not committed is undone."""
		self._leave()

	def _leave(self) -> None:
		connection, self._connection, self._broken = self._connection, None, None
		self._early_savepoints.clear()
		if connection is None:
			return
		if connection.read_only:
			self.pool.give_reader(connection)
			return
		self.pool.rollback()
		if self._changed_schema:
			# Caches may have been filled with what has just been undone.
			self._changed_schema = False
			self.pool.new_generation(self.pool.generation)

	# -- changes of schema and configuration

	def generation(self) -> int | None:
		"""The generation of the schema that this transaction sees; None after a change of its own."""
		connection = self._connection or self._begin()
		return None if self._changed_schema else connection.generation

	def bump_generation(self) -> None:
		"""Tell every process, at the commit, that schema or configuration changed: caches are dropped."""
		self.writing().execute("update `__Generation` set value = value + 1")
		self._changed_schema = True
		self.pool.columns.clear()


def _executed(
	connection: Connection, query: str, params: Sequence[Any], deadline: float | None
) -> tuple[apsw.Cursor, Description]:
	if connection.read_only:
		connection.deadline = deadline or time.monotonic() + STATEMENT_SECONDS
	cursor = connection.cursor()
	cursor.execute(query, params)
	try:
		return cursor, cursor.getdescription()
	except apsw.ExecutionCompleteError:
		return cursor, ()


@lru_cache(maxsize=1_000)
def _plan(
	description: Description,
) -> tuple[tuple[str, ...], tuple[tuple[int, Callable[[Any], Any]], ...]]:
	converters = ((index, columns.from_db(declared)) for index, (_, declared) in enumerate(description))
	return tuple(name for name, _ in description), tuple((index, fn) for index, fn in converters if fn)


def _converted(row: Row, converters: tuple[tuple[int, Callable[[Any], Any]], ...]) -> Row:
	values = list(row)
	for index, convert in converters:
		value = values[index]
		if value is not None:
			values[index] = convert(value)
	return tuple(values)
