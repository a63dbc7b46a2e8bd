"""Transactions, readers and the writer: nothing acknowledged is lost, nothing is half done."""

# ruff: noqa: F401, F811 (imported fixtures)
from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import apsw
import pytest
from world import db, pool

from banco.errors import QueryTimeoutError, UnsafeStorageError
from banco.storage import connection as connections
from banco.storage.database import Database
from banco.storage.pool import Pool

COUNTER = "create table `tabCounter` (name varchar(140) collate nocase primary key, value integer)"


@pytest.fixture
def counter(db: Database) -> Database:
	db.sql(COUNTER)
	db.sql("insert into `tabCounter` values ('one', 0)")
	db.commit()
	return db


def value_in(pool: Pool) -> int:
	reading = Database(pool, write=False)
	try:
		return int(reading.get_value("Counter", "one", "value"))
	finally:
		reading.close()


def test_an_old_library_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
	monkeypatch.setattr(connections, "OLDEST_SAFE_SQLITE", (99, 0, 0))
	with pytest.raises(UnsafeStorageError, match=r"99\.0\.0"):
		Pool(tmp_path / "site.db")


def test_connections_are_durable_and_readers_cannot_write(pool: Pool) -> None:
	writer = pool.take_writer()
	assert writer.pragma("synchronous") == 2 and writer.pragma("journal_mode") == "wal"
	pool.rollback()
	with pool.read() as reader:
		assert reader.pragma("synchronous") == 2
		with pytest.raises(apsw.ReadOnlyError):
			reader.execute("create table x (y)")


def test_a_commit_is_seen_by_the_next_reader_and_a_rollback_by_none(counter: Database) -> None:
	counter.sql("update `tabCounter` set value = 1")
	assert value_in(counter.pool) == 0
	counter.commit()
	assert value_in(counter.pool) == 1
	counter.sql("update `tabCounter` set value = 2")
	counter.rollback()
	assert value_in(counter.pool) == 1


def test_a_reader_keeps_its_snapshot(counter: Database) -> None:
	reading = Database(counter.pool, write=False)
	assert reading.get_value("Counter", "one", "value") == 0
	counter.sql("update `tabCounter` set value = 1")
	counter.commit()
	assert reading.get_value("Counter", "one", "value") == 0
	reading.commit()
	assert reading.get_value("Counter", "one", "value") == 1
	reading.close()


def test_a_read_context_that_writes_moves_to_the_writer(counter: Database) -> None:
	reading = Database(counter.pool, write=False)
	assert reading.count("Counter") == 1 and not reading.has_uncommitted_writes
	reading.sql("update `tabCounter` set value = 5")
	assert reading.has_uncommitted_writes and reading.get_value("Counter", "one", "value") == 5
	reading.close()
	assert value_in(counter.pool) == 0
	reading.sql("update `tabCounter` set value = 6")
	reading.commit()
	assert value_in(counter.pool) == 6


def test_savepoints(counter: Database) -> None:
	counter.sql("update `tabCounter` set value = 1")
	counter.savepoint("before")
	counter.sql("update `tabCounter` set value = 2")
	counter.rollback(save_point="before")
	counter.sql("update `tabCounter` set value = value + 10")
	counter.release_savepoint("before")
	counter.commit()
	assert value_in(counter.pool) == 11


def test_a_savepoint_in_a_reading_context_waits_for_the_first_write(counter: Database) -> None:
	reading = Database(counter.pool, write=False)
	reading.savepoint("early")
	counter.sql("update `tabCounter` set value = 5")
	counter.commit()  # nobody held the writer
	reading.sql("update `tabCounter` set value = 6")
	reading.rollback(save_point="early")
	assert reading.get_value("Counter", "one", "value") == 5
	reading.release_savepoint("early")
	reading.commit()
	reading.savepoint("unused")
	reading.rollback(save_point="unused")
	reading.release_savepoint("unused")
	reading.close()


def test_callbacks_run_once_and_only_for_their_outcome(counter: Database) -> None:
	ran: list[str] = []
	counter.after_commit.add(lambda: ran.append("commit"))
	counter.after_rollback.add(lambda: ran.append("rollback"))
	counter.rollback()
	assert ran == ["rollback"]
	counter.before_commit.add(lambda: ran.append("before"))
	counter.after_commit.add(lambda: ran.append("commit"))
	counter.after_rollback.add(lambda: ran.append("rollback"))
	counter.commit()
	counter.commit()
	counter.rollback()
	assert ran == ["rollback", "before", "commit"]


def test_a_thread_does_not_wait_for_itself(counter: Database) -> None:
	counter.sql("update `tabCounter` set value = 1")
	with pytest.raises(RuntimeError, match="already"):
		Database(counter.pool).sql("select 1")
	counter.rollback()


def test_eight_threads_lose_no_update(counter: Database) -> None:
	counter.commit()
	errors: list[Exception] = []

	def add_up(write: bool) -> None:
		for _ in range(100):
			session = Database(counter.pool, write=write)
			try:
				if write:
					value = session.get_value("Counter", "one", "value")
					session.sql("update `tabCounter` set value = %s where name = 'one'", value + 1)
					session.commit()
				else:
					session.get_value("Counter", "one", "value")
			except Exception as error:
				errors.append(error)
			finally:
				session.close()

	threads = [threading.Thread(target=add_up, args=(write,)) for write in (True, False) for _ in range(8)]
	for thread in threads:
		thread.start()
	for thread in threads:
		thread.join()
	assert errors == []
	assert value_in(counter.pool) == 800


ADD_IN_PROCESS = """
import sys
from banco.storage.database import Database
from banco.storage.pool import Pool
pool = Pool(sys.argv[1])
for _ in range(100):
	session = Database(pool)
	value = session.get_value("Counter", "one", "value")
	session.sql("update `tabCounter` set value = %s", value + 1)
	session.commit()
	print(value + 1, flush=True)
pool.close()
"""


def start(script: str, path: Path) -> subprocess.Popen[str]:
	return subprocess.Popen([sys.executable, "-c", script, str(path)], stdout=subprocess.PIPE, text=True)


def test_processes_side_by_side_lose_no_update(counter: Database) -> None:
	processes = [start(ADD_IN_PROCESS, counter.pool.path) for _ in range(3)]
	for process in processes:
		process.communicate()
	assert [process.returncode for process in processes] == [0, 0, 0]
	assert value_in(counter.pool) == 300


def test_a_killed_process_loses_nothing_it_acknowledged(counter: Database) -> None:
	acknowledged = 0
	endless = ADD_IN_PROCESS.replace("range(100)", "range(10**9)")
	for wait in (0.02, 0.05, 0.11):
		process = start(endless, counter.pool.path)
		assert process.stdout is not None
		lines = [process.stdout.readline()]
		time.sleep(wait)
		os.kill(process.pid, signal.SIGKILL)
		lines += process.stdout.read().splitlines()
		process.wait()
		acknowledged = max(acknowledged, *(int(line) for line in lines if line.strip().isdigit()))
		assert acknowledged <= value_in(counter.pool) <= acknowledged + 1
	with counter.pool.read() as reader:
		assert reader.pragma("integrity_check") == "ok"
	assert acknowledged > 3


class FailingWriter:
	"""The writer, whose commits meet an I/O error, or whose folding of the log the error given."""

	def __init__(self, writer: Any, folding: Exception | None = None) -> None:
		self._writer = writer
		self._folding = folding

	def execute(self, text: str, *args: object) -> object:
		if text == "commit" and self._folding is None:
			raise apsw.IOError("IOError: disk I/O error")
		return self._writer.execute(text, *args)

	def wal_checkpoint(self, **kwargs: object) -> None:
		if self._folding:
			raise self._folding

	def __getattr__(self, name: str) -> object:
		return getattr(self._writer, name)


def test_an_io_error_at_a_commit_stops_all_further_writes(
	counter: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
	pool = counter.pool
	monkeypatch.setattr(pool, "_writer", FailingWriter(pool._writer))
	counter.sql("update `tabCounter` set value = 1")
	with pytest.raises(UnsafeStorageError):
		counter.commit()
	counter.rollback()
	monkeypatch.undo()
	with pytest.raises(UnsafeStorageError, match="no more writes"):
		counter.sql("update `tabCounter` set value = 2")
	assert value_in(pool) == 0


def test_a_lost_transaction_lets_nothing_through(counter: Database) -> None:
	writer = counter.writing()
	writer.execute("pragma max_page_count = 1")
	with pytest.raises(UnsafeStorageError, match="full"):
		counter.sql("insert into `tabCounter` values ('two', %s)", "x" * 2_000_000)
	writer.execute("pragma max_page_count = 1000000")
	if not writer.in_transaction:
		with pytest.raises(UnsafeStorageError):
			counter.sql("update `tabCounter` set value = 9")
	counter.rollback()
	assert value_in(counter.pool) == 0


def test_a_statement_that_takes_too_long_is_broken_off(
	counter: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
	monkeypatch.setattr("banco.storage.transaction.STATEMENT_SECONDS", 0.05)
	reading = Database(counter.pool, write=False)
	began = time.monotonic()
	with pytest.raises(QueryTimeoutError):
		reading.sql("with recursive n(x) as (select 1 union all select x + 1 from n) select count(*) from n")
	assert time.monotonic() - began < 2
	assert reading.count("Counter") == 1
	reading.close()


def test_changes_of_schema_reach_other_pools(counter: Database) -> None:
	other = Pool(counter.pool.path)
	cleared: list[int] = []
	other.on_new_generation.append(lambda: cleared.append(other.generation))
	session = Database(other, write=False)
	assert session.columns("Counter").keys() == {"name", "value"} and cleared == []
	session.rollback()
	counter.sql_ddl("alter table `tabCounter` add column colour text")
	counter.commit()
	assert "colour" in session.columns("Counter") and cleared == [counter.pool.generation]
	session.close()
	other.close()


def test_an_older_snapshot_leaves_its_columns_to_itself(counter: Database) -> None:
	old = Database(counter.pool, write=False)
	assert old.count("Counter") == 1
	counter.sql_ddl("alter table `tabCounter` add column colour text")
	counter.commit()
	assert counter.has_column("Counter", "colour") and not old.has_column("Counter", "colour")
	later = Database(counter.pool, write=False)
	assert later.has_column("Counter", "colour")
	assert counter.pool.generation == later.generation() == (old.generation() or 0) + 1
	later.close()
	old.close()


def test_folding_the_log_never_spoils_a_commit(counter: Database, monkeypatch: pytest.MonkeyPatch) -> None:
	monkeypatch.setattr("banco.storage.pool._CHECKPOINT_PAGES", 0)
	for error, stops in (
		(apsw.FullError("full"), False),
		(apsw.BusyError("busy"), False),
		(apsw.IOError("bad"), True),
	):
		writer = FailingWriter(counter.pool._writer, error)
		monkeypatch.setattr(counter.pool, "_writer", writer)
		counter.sql("update `tabCounter` set value = value + 1")
		counter.commit()
		monkeypatch.setattr(counter.pool, "_writer", writer._writer)
		assert bool(counter.pool.failed) is stops
	assert value_in(counter.pool) == 3


def test_an_undone_change_of_schema_leaves_no_trace_in_caches(counter: Database) -> None:
	counter.sql_ddl("alter table `tabCounter` add column colour text")
	assert counter.has_column("Counter", "colour")
	counter.rollback()
	assert not counter.has_column("Counter", "colour")


def test_the_log_is_folded_back_once_readers_are_gone(counter: Database) -> None:
	pool, log = counter.pool, Path(f"{counter.pool.path}-wal")
	with pool.read() as reader:
		reader.execute("select count(*) from `tabCounter`").fetchall()
		for index in range(12):
			counter.sql("insert into `tabCounter` values (%s, %s)", (f"big{index}", "x" * 4_000_000))
			counter.commit()
	assert log.stat().st_size > 40_000_000
	counter.sql("update `tabCounter` set value = 1 where name = 'one'")
	counter.commit()
	counter.sql("update `tabCounter` set value = 2 where name = 'one'")
	counter.commit()
	assert log.stat().st_size < 33_000_000
