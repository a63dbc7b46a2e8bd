"""Jobs: queued with the work that asks for them, run once as their user, told honestly."""

from __future__ import annotations

import datetime
import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from test_web_server import free_port, wait
from tests_support import user

import frappe
from banco.jobs import schedule
from banco.jobs.worker import Workers, claim, fail_orphans
from banco.site import Site

QUEUES = ("short", "default", "default")
ROME = ZoneInfo("Europe/Rome")


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
	"""A module of functions for jobs, importable as `some_jobs`."""
	module = ModuleType("some_jobs")
	module.done = []  # type: ignore[attr-defined]
	monkeypatch.setitem(sys.modules, "some_jobs", module)
	return module


@pytest.fixture
def workers(site: Site) -> Iterator[Callable[[], Workers]]:
	made: list[Workers] = []

	def begin() -> Workers:
		made.append(Workers(site))
		return made[-1]

	yield begin
	for one in made:
		one.stop()
	with site.context():
		frappe.db.delete("RQ Job")


def job(site: Site, name: str) -> Any:
	with site.context(write=False):
		return frappe.get_doc("RQ Job", name)


def settled(site: Site, name: str) -> Any:
	for _turn in range(200):
		found = job(site, name)
		if found.status not in ("queued", "started"):
			return found
		time.sleep(0.02)
	raise AssertionError(f"{found.status} after 4 seconds")


def test_a_job_runs_once_as_its_user_in_their_language(site, work, workers):
	work.say = lambda word: work.done.append((word, frappe.session.user, frappe.lang))
	with site.context():
		user("sara@example.org", language="en")
	with site.context(user="sara@example.org", lang="en"):
		name = frappe.enqueue("some_jobs.say", queue="short", word="ciao").name
		assert work.done == []
	workers()
	found = settled(site, name)
	assert (found.status, found.user, found.exc_info or "") == ("finished", "sara@example.org", "")
	assert found.ended_at >= found.started_at and json.loads(found.arguments) == {"word": "ciao"}
	time.sleep(0.5)
	assert work.done == [("ciao", "sara@example.org", "en")]


def test_what_is_rolled_back_queues_nothing(site, work):
	with site.context() as context:
		frappe.enqueue("some_jobs.say", enqueue_after_commit=True)
		context.db.rollback()
		assert frappe.db.count("RQ Job") == 0


def test_a_failed_job_leaves_nothing_but_its_reason_and_can_be_repeated(site, work, workers):
	def fall() -> None:
		frappe.get_doc({"doctype": "ToDo", "description": "half"}).insert()
		frappe.throw("no luck")

	work.fall = fall
	with site.context():
		name = frappe.enqueue("some_jobs.fall").name
	workers()
	found = settled(site, name)
	assert found.status == "failed" and "no luck" in found.exc_info
	with site.context():
		assert not frappe.db.exists("ToDo", {"description": "half"})
		work.fall = lambda: work.done.append(1)
		from banco.jobs.queue import retry

		retry(name)
	assert settled(site, name).status == "finished" and work.done == [1]


def test_a_job_id_waits_once_and_runs_again_later(site, work, workers):
	work.add = lambda: work.done.append(1)
	with site.context():
		assert frappe.enqueue("some_jobs.add", job_id="one", deduplicate=True)
		assert frappe.enqueue("some_jobs.add", job_id="one", deduplicate=True) is None
		assert frappe.enqueue("some_jobs.add", job_id="one").name != "one"
	workers()
	settled(site, "one")
	with site.context():
		assert frappe.enqueue("some_jobs.add", job_id="one", deduplicate=True)
	time.sleep(0.1)
	settled(site, "one")
	assert len(work.done) == 3


def test_time_is_up_at_the_next_statement(site, work, workers):
	def slow() -> None:
		frappe.get_doc({"doctype": "ToDo", "description": "slow"}).insert()
		time.sleep(1.2)
		frappe.db.count("ToDo")
		work.done.append("beyond")

	work.slow = slow
	with site.context():
		name = frappe.enqueue("some_jobs.slow", timeout=1).name
	workers()
	assert "too long" in settled(site, name).exc_info or "troppo" in settled(site, name).exc_info
	with site.context():
		assert work.done == [] and not frappe.db.exists("ToDo", {"description": "slow"})


def test_a_long_job_keeps_no_short_one_waiting_and_can_be_stopped(site, work, workers):
	def long() -> None:
		while True:
			frappe.db.count("ToDo")
			time.sleep(0.01)

	work.long, work.short = long, lambda: None
	with site.context():
		first = frappe.enqueue("some_jobs.long", queue="long").name
	workers()
	while job(site, first).status == "queued":
		time.sleep(0.02)
	with site.context():
		second = frappe.enqueue("some_jobs.short", queue="short").name
	assert settled(site, second).status == "finished"
	assert job(site, first).status == "started"
	with site.context():
		from banco.jobs.queue import stop

		stop(first)
	assert settled(site, first).status == "failed"


def test_two_claims_never_get_the_same_job(site):
	with site.context():
		names = {frappe.enqueue("some_jobs.x").name for _turn in range(5)}
	with site.context() as context:
		claimed = [claim(context.db, QUEUES).name for _turn in range(5)]
		assert set(claimed) == names and claim(context.db, QUEUES) is None
	fail_orphans(site)
	assert {job(site, name).status for name in names} == {"failed"}
	with site.context():
		frappe.db.delete("RQ Job")


def test_of_two_servers_one_runs_the_jobs(site, work, workers):
	first, second = workers(), workers()
	time.sleep(0.3)
	assert first.threads and not second.threads
	first.stop()
	time.sleep(0.3)
	assert second.threads


def test_arguments_are_plain_and_queues_known(ctx):
	with pytest.raises(TypeError):
		frappe.enqueue("some_jobs.x", day=datetime.date(2026, 1, 1))
	with pytest.raises(frappe.ValidationError):
		frappe.enqueue("some_jobs.x", queue="fast")


def test_at_once_when_asked_or_in_tests(ctx, work):
	work.twice = lambda number: number * 2
	assert frappe.enqueue("some_jobs.twice", now=True, number=4) == 8
	ctx.flags.in_test = True
	assert frappe.enqueue(work.twice, number=5) == 10
	assert frappe.db.count("RQ Job") == 0


def test_a_method_of_a_document(site, workers):
	with site.context():
		todo = frappe.get_doc({"doctype": "ToDo", "description": "call"}).insert()
		name = frappe.enqueue_doc("ToDo", todo.name, "add_comment", text="from a job").name
	workers()
	assert settled(site, name).status == "finished"
	with site.context():
		assert frappe.db.exists("Comment", {"reference_name": todo.name, "content": "from a job"})


# -- a process that dies


def start_busy(site: Site) -> tuple[subprocess.Popen[bytes], str, str]:
	"""A server of the site with a job at work that never ends by itself, its name, and the one queued behind."""
	busy = "import time, frappe\ndef run():\n\twhile True:\n\t\tfrappe.db.count('ToDo'); time.sleep(.01)\n"
	(site.sites_path / "busy_job.py").write_text(busy)
	with site.context():
		name = frappe.enqueue("busy_job.run", queue="long").name
		behind = frappe.enqueue("frappe.utils.now", queue="long").name
	command = (
		"import sys; sys.path.insert(0, sys.argv[2]); from pathlib import Path; from banco.site import Site; "
		"from banco.web.server import serve; serve(Site(sys.argv[1], Path(sys.argv[2])), '127.0.0.1', int(sys.argv[3]))"
	)
	port = free_port()
	arguments = [sys.executable, "-c", command, site.name, str(site.sites_path), str(port)]
	process = subprocess.Popen(arguments, stdout=subprocess.DEVNULL)
	wait(f"http://127.0.0.1:{port}")
	while job(site, name).status == "queued":
		time.sleep(0.02)
	return process, name, behind


def test_a_kill_is_told_of_the_job_at_work_and_loses_none_that_wait(site: Site, workers) -> None:
	process, name, behind = start_busy(site)
	process.kill()
	process.wait()
	assert (job(site, name).status, job(site, behind).status) == ("started", "queued")
	workers()
	assert settled(site, behind).status == "finished"
	found = job(site, name)
	assert found.status == "failed" and "interrotto" in found.exc_info


def test_a_server_stops_although_a_job_runs(site: Site) -> None:
	process, name, _behind = start_busy(site)
	began = time.monotonic()
	process.send_signal(signal.SIGTERM)
	try:
		assert process.wait(10) == 0
	finally:
		process.kill()
	assert time.monotonic() - began < 4
	assert job(site, name).status == "failed" and "JobTimeoutException" in job(site, name).exc_info
	with site.context():
		frappe.db.delete("RQ Job")


# -- the calendar


def at(text: str, fold: int = 0) -> datetime.datetime:
	return datetime.datetime.fromisoformat(text).replace(tzinfo=ROME, fold=fold)


@pytest.mark.parametrize(
	("cron", "last", "following"),
	[
		("0 * * * *", at("2026-10-25 02:00"), at("2026-10-25 02:00", 1)),  # the hour that comes twice
		("0 * * * *", at("2026-10-25 02:00", 1), at("2026-10-25 03:00")),
		("*/4 * * * *", at("2026-10-25 02:58"), at("2026-10-25 02:00", 1)),
		("30 2 * * *", at("2026-10-25 02:30"), at("2026-10-26 02:30")),  # once on that day
		("0 * * * *", at("2026-03-29 01:00"), at("2026-03-29 03:00")),  # the hour that is left out
		("30 2 * * *", at("2026-03-28 02:30"), at("2026-03-29 03:30")),  # late, but on that day
		("30 2 * * *", at("2026-03-29 03:30"), at("2026-03-30 02:30")),
		("0 0 1 * *", at("2026-01-31 23:00"), at("2026-02-01 00:00")),
		("0 0 * * 0", at("2026-11-20 10:00"), at("2026-11-22 00:00")),
	],
)
def test_the_next_run(cron, last, following):
	assert schedule.next_run(cron, last).timestamp() == following.timestamp()


def test_what_was_missed_runs_once(site, work, workers, monkeypatch):
	work.daily = lambda: work.done.append(1)
	monkeypatch.setattr(schedule, "declared", lambda: iter([("some_jobs.daily", "Daily", "0 0 * * *")]))
	with site.context():
		schedule.sync_types()
		(name,) = frappe.get_all("Scheduled Job Type", pluck="name")
		frappe.db.set_value("Scheduled Job Type", name, "last_moment", time.time() - 5 * 86400)
	schedule.tick(site)
	schedule.tick(site)
	workers()
	assert settled(site, f"scheduled_job::{name}").status == "finished"
	schedule.tick(site)
	time.sleep(0.4)
	with site.context():
		assert work.done == [1]
		logs = frappe.get_all("Scheduled Job Log", fields=["scheduled_job_type", "status"])
		assert logs == [{"scheduled_job_type": name, "status": "Complete"}]
		assert frappe.db.get_value("Scheduled Job Type", name, "last_execution")


def test_types_follow_the_hooks_and_stay_stopped(ctx, monkeypatch):
	hooks = {"daily_long": ["a.b"], "cron": {"5 4 * * *": ["a.c"]}, "hourly_maintenance": ["a.d"]}
	monkeypatch.setattr(type(ctx.site.hooks), "get", lambda self, key: hooks)
	schedule.sync_types()
	fields = ["method", "frequency", "cron_format"]
	rows = sorted(frappe.db.get_values("Scheduled Job Type", {}, fields))
	assert rows == [
		("a.b", "Daily Long", "0 0 * * *"), ("a.c", "Cron", "5 4 * * *"), ("a.d", "Hourly", "0 * * * *"),
	]  # fmt: skip
	frappe.db.set_value("Scheduled Job Type", {"method": "a.b"}, "stopped", 1)
	del hooks["cron"]
	schedule.sync_types()
	rows = sorted(frappe.db.get_values("Scheduled Job Type", {}, ["method", "stopped"]))
	assert rows == [("a.b", 1), ("a.d", 0)]


def test_old_records_go_and_failed_jobs_stay(ctx):
	for status in ("finished", "failed"):
		frappe.enqueue("a.b", job_id=status)
		frappe.db.set_value("RQ Job", status, {"status": status}, modified="2020-01-01 00:00:00")
	schedule.tidy()
	assert [name for name in frappe.get_all("RQ Job", pluck="name") if name in ("finished", "failed")] == [
		"failed"
	]
