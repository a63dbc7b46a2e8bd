"""The threads of a server that run its site's jobs and watch the calendar."""

import fcntl
import json
import logging
import threading
import time
from collections.abc import Callable, Iterable
from functools import partial

from banco.context import Context
from banco.dates import now
from banco.errorlog import get_traceback
from banco.errors import BancoError
from banco.jobs import schedule
from banco.modules import get_attr
from banco.realtime import publish_realtime
from banco.site import Site
from banco.storage.database import Database
from banco.translate import _
from banco.types import _dict

# The queues of each thread: long jobs never keep short ones waiting.
QUEUES = (("short", "default", "default"), ("long", "default", "short"))
Task = tuple[Callable[[Site], object], float]  # what to do again and again, and the pause in seconds
POLL_SECONDS = 0.2  # a look costs some 0.1 ms, and sees what other processes queue too
TICK_SECONDS = 20.0

_NEXT = "select name from `tabRQ Job` where status = 'queued' and queue in (?,?,?) order by creation limit 1"
_CLAIM = (
	f"update `tabRQ Job` set started_at = ?, modified = ?, status = 'started' where name = ({_NEXT}) "
	"returning name, method, arguments, user, language, timeout, job_name"
)
logger = logging.getLogger("banco.jobs")


class Workers:
	"""The background threads of one site; of several processes that serve it, one at a time has them."""

	def __init__(self, site: Site, *upkeep: Task) -> None:
		"""Start them; `upkeep` is what every process does, whether it has the jobs or not."""
		self.site = site
		self.threads: list[threading.Thread] = []
		self._stopping = threading.Event()
		self._lock = (site.path / "workers.lock").open("w")
		self._begin(upkeep)
		threading.Thread(target=self._take_over, name="banco-jobs", daemon=True).start()

	def _begin(self, tasks: Iterable[Task]) -> None:
		for task in tasks:
			self.threads.append(threading.Thread(target=self._repeat, args=task, daemon=True))
			self.threads[-1].start()

	def _take_over(self) -> None:
		fcntl.flock(self._lock, fcntl.LOCK_EX)  # waits while another server of the site runs its jobs
		fail_orphans(self.site)
		jobs = [(partial(self._run_next, queues), POLL_SECONDS) for queues in QUEUES]
		self._begin([(schedule.tick, TICK_SECONDS), *jobs])

	def stop(self) -> None:
		"""Take no further jobs and end those at work at their next database statement."""
		self._stopping.set()
		for db in tuple(self.site.jobs_at_work.values()):
			db.deadline = 0.0
		for thread in self.threads:
			thread.join(5)
		self._lock.close()

	def _repeat(self, work: Callable[[Site], object], seconds: float) -> None:
		while not self._stopping.is_set():
			try:
				if work(self.site):
					continue
			except Exception:
				logger.exception("Background work failed")
			self._stopping.wait(seconds)

	def _run_next(self, queues: tuple[str, ...], site: Site) -> bool:
		with site.context(write=False) as context:
			db, job = context.db, claim(context.db, queues)
			if job is None:
				return False
			context.set_user(job.user)
			context.lang = job.language
			site.jobs_at_work[job.name] = db
			job.began = time.monotonic()
			db.deadline = job.began + job.timeout
			try:
				get_attr(job.method)(**json.loads(job.arguments))
				settle(context, job, "finished")  # in the job's own transaction: done and told, or neither
				db.commit()
			except (Exception, SystemExit) as error:
				trace, db.deadline = get_traceback(), None
				db.rollback()
				settle(context, job, "failed", trace, str(error) if isinstance(error, BancoError) else "")
				db.commit()
			finally:
				del site.jobs_at_work[job.name]
		return True


def claim(db: Database, queues: tuple[str, ...]) -> _dict | None:
	"""The oldest waiting job of three queues, marked as started; None when none waits."""
	if not db.fetch(_NEXT, queues):
		return None
	db.writing()
	names, rows = db.fetch_described(_CLAIM, (now(), now(), *queues))
	db.commit()
	return _dict(zip(names, rows[0], strict=True)) if rows else None


def settle(context: Context, job: _dict, status: str, trace: str = "", error: str = "") -> None:
	"""Write how a job ended, and tell its user once that is committed."""
	values = {"status": status, "ended_at": now(), "exc_info": trace}
	values["time_taken"] = time.monotonic() - job.began
	context.db.set_value("RQ Job", job.name, values, modified_by=job.user)
	schedule.log(job, status, trace)
	told = {"job_id": job.name, "job_name": job.job_name, "status": status, "error": error}
	publish_realtime("job", told, user=job.user, after_commit=True)


def fail_orphans(site: Site) -> None:
	"""Jobs that ran when the former process died: nobody knows how far they came, so they are not repeated."""
	with site.context() as context:
		reason = _("The server ended while the job ran: check what it did, then start it again if needed.")
		context.db.set_value("RQ Job", {"status": "started"}, {"status": "failed", "exc_info": reason})
