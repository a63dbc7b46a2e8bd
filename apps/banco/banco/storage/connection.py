"""One connection to a site's SQLite file, set up the same way wherever it is opened.

apsw carries its own SQLite: the library of the interpreter is on many systems one of those whose WAL reset
can corrupt a database (mended in 3.51.3).
"""

import time
from pathlib import Path
from typing import Any

import apsw

from banco.errors import UnsafeStorageError
from banco.storage import functions

OLDEST_SAFE_SQLITE = (3, 51, 3)
BUSY_TIMEOUT_MS = 30_000
STATEMENT_SECONDS = 30.0

_STATEMENTS_KEPT = 400
_CACHE_KIB = {True: 4_000, False: 16_000}  # read only, writing
_STEPS_BETWEEN_CLOCK_LOOKS = 200_000
_LONGEST_LIKE_PATTERN = 1_000
_JOURNAL_BYTES_KEPT = 32 * 1024 * 1024

_PRAGMAS = """
pragma synchronous = full;
pragma foreign_keys = off;
pragma recursive_triggers = off;
pragma trusted_schema = off;
pragma temp_store = memory;
pragma wal_autocheckpoint = 0;
pragma journal_size_limit = {journal};
pragma cache_size = -{cache};
pragma query_only = {query_only};
"""


class Connection(apsw.Connection):
	"""A connection of a pool.

	`deadline` (time.monotonic) is when a running statement is broken off, `generation` that of the schema and
	configuration which its transaction sees.
	"""

	def __init__(self, path: Path | str, read_only: bool) -> None:
		require_safe_sqlite()
		super().__init__(str(path), statementcachesize=_STATEMENTS_KEPT)
		self.read_only = read_only
		self.deadline: float | None = None
		self.generation = 0
		self.wal_pages = 0
		self.set_busy_timeout(BUSY_TIMEOUT_MS)
		self.config(apsw.SQLITE_DBCONFIG_DQS_DML, 0)
		self.config(apsw.SQLITE_DBCONFIG_DQS_DDL, 0)
		self.config(apsw.SQLITE_DBCONFIG_DEFENSIVE, 1)
		self.limit(apsw.SQLITE_LIMIT_LIKE_PATTERN_LENGTH, _LONGEST_LIKE_PATTERN)
		if not read_only:
			self._require_wal()
		settings = _PRAGMAS.format(
			journal=_JOURNAL_BYTES_KEPT, cache=_CACHE_KIB[read_only], query_only="on" if read_only else "off"
		)
		self.execute(settings).fetchall()  # runs them all: some answer with a row
		if not read_only:
			self.set_wal_hook(self._note_wal_size)  # after the settings: turning autocheckpoint off clears it
		self.set_progress_handler(self._is_overdue, _STEPS_BETWEEN_CLOCK_LOOKS)
		functions.register(self)

	def _require_wal(self) -> None:
		mode = self.pragma("journal_mode", "wal")
		if mode != "wal":
			raise UnsafeStorageError(
				f"{self.filename} stays in journal mode {mode!r}: move it to a local disk"
			)

	def _note_wal_size(self, connection: Any, database: str, pages: int) -> int:
		self.wal_pages = pages
		return apsw.SQLITE_OK

	def _is_overdue(self) -> bool:
		return self.deadline is not None and time.monotonic() > self.deadline


def is_open_elsewhere(path: Path) -> bool:
	"""Whether somebody (a server, a command) has the database open."""
	if not path.is_file():
		return False
	connection = apsw.Connection(str(path))
	try:
		connection.pragma("locking_mode", "exclusive")
		connection.execute("begin immediate; commit")
	except apsw.BusyError:
		return True
	finally:
		connection.close()
	return False


def require_safe_sqlite() -> None:
	"""Raises UnsafeStorageError when the SQLite that apsw carries is older than the first safe one."""
	version = tuple(int(part) for part in apsw.sqlite_lib_version().split("."))
	if version < OLDEST_SAFE_SQLITE:
		wanted = ".".join(map(str, OLDEST_SAFE_SQLITE))
		raise UnsafeStorageError(
			f"SQLite {apsw.sqlite_lib_version()} can lose data: install apsw {wanted} or newer"
		)
