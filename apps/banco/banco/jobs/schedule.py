"""The calendar: `scheduler_events` of the apps' hooks as Scheduled Job Types, and the jobs they make.

Times are those of the site's zone. When clocks change, what runs at a fixed hour runs once on that day, and
what runs every so many minutes or hours keeps its pace.
"""

import datetime
import time
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

from croniter import croniter

from banco.context import current
from banco.dates import now_datetime
from banco.document import delete_doc, new_doc
from banco.jobs.queue import enqueue
from banco.settings import time_zone
from banco.site import Site

TYPE = "Scheduled Job Type"
FIELDS = ["method", "frequency", "cron_format", "name", "last_moment"]
CRON = {
	"All": "*/4 * * * *", "Hourly": "0 * * * *", "Daily": "0 0 * * *", "Weekly": "0 0 * * 0",
	"Monthly": "0 0 1 * *", "Yearly": "0 0 1 1 *", "Annual": "0 0 1 1 *",
}  # fmt: skip
KEPT_DAYS = {
	"RQ Job": 30, "Scheduled Job Log": 30, "Email Queue": 90, "Email Queue Recipient": 90, "Notification Log": 180,
}  # fmt: skip
_JOB = "scheduled_job::"


def declared() -> Iterator[tuple[str, str, str]]:
	"""(method, frequency, cron expression) of what the apps' hooks schedule."""
	for event, found in current().site.hooks.get("scheduler_events").items():
		if event == "cron":
			yield from ((method, "Cron", cron) for cron, methods in found.items() for method in methods)
		else:
			frequency = event.replace("_maintenance", "").replace("_", " ").title()
			yield from ((method, frequency, CRON[frequency.removesuffix(" Long")]) for method in found)


def sync_types() -> None:
	"""Bring the Scheduled Job Types in line with the hooks; what an administrator stopped stays stopped."""
	known = {row[:3]: row[3] for row in current().db.get_values(TYPE, {}, FIELDS)}
	wanted = set(declared())
	for key in known.keys() - wanted:
		delete_doc(TYPE, known[key], force=True, ignore_permissions=True, delete_permanently=True)
	for method, frequency, cron in sorted(wanted - known.keys()):
		croniter(cron)  # raises for what is no cron expression
		doc = new_doc(TYPE, method=method, frequency=frequency, cron_format=cron, last_moment=time.time())
		doc.update({"create_log": frequency != "All"}).insert(ignore_permissions=True)


def next_run(cron: str, last: datetime.datetime) -> datetime.datetime:
	"""The first moment after `last` (with its zone) that a cron expression names."""
	zone = last.tzinfo
	if cron.split()[1].startswith("*"):
		# By the clock of a fixed offset, which no change of the hour stretches or cuts.
		zone = datetime.timezone(last.utcoffset() or datetime.timedelta())
	naive: datetime.datetime = croniter(cron, last.replace(tzinfo=None)).get_next(datetime.datetime)
	return naive.replace(tzinfo=zone)


def tick(site: Site) -> None:
	"""Queue what is due, unless its last job still waits or runs. What was missed while no server ran is due once."""
	with site.context(write=False) as context:
		zone, db = ZoneInfo(time_zone()), context.db
		now = datetime.datetime.now(zone)
		wanted = {"stopped": ["<", 0 if context.conf.pause_scheduler else 1]}
		for method, frequency, cron, name, last in db.get_values(TYPE, wanted, FIELDS):
			if next_run(cron, datetime.datetime.fromtimestamp(last, zone)) > now:
				continue
			seen = {"last_execution": now_datetime(), "last_moment": now.timestamp()}
			db.set_value(TYPE, name, seen, update_modified=False)
			queue = "long" if frequency.endswith("Long") else "default"
			enqueue(method, queue, job_id=_JOB + name, deduplicate=True)
		db.commit()


def log(job: Any, status: str, trace: str) -> None:
	"""Keep how a scheduled job ended, as far as its type asks for it; failures always."""
	name = job.name.removeprefix(_JOB)
	if name != job.name and (trace or current().db.get_value(TYPE, name, "create_log")):
		doc = new_doc("Scheduled Job Log", scheduled_job_type=name, details=trace)
		doc.status = "Complete" if status == "finished" else "Failed"
		doc.insert(ignore_permissions=True, ignore_links=True)


def tidy() -> None:
	"""Delete old records of jobs, mails and notices; failed jobs stay until somebody has looked at them."""
	for doctype, days in KEPT_DAYS.items():
		old = [["modified", "<", now_datetime() - datetime.timedelta(days=days)]]
		ended = [["status", "in", ("finished", "canceled")]] if doctype == "RQ Job" else []
		current().db.delete(doctype, old + ended)
