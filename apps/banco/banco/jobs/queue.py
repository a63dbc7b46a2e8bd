"""Jobs as rows of RQ Job: written with the work that puts them off, so that both happen or neither does."""

import json
import secrets
from collections.abc import Callable
from typing import Any, Literal

from banco.context import current
from banco.document import get_doc, new_doc
from banco.errors import ValidationError
from banco.messages import throw
from banco.modules import get_attr
from banco.permissions import only_for
from banco.translate import _
from banco.whitelist import whitelist

TIMEOUTS = {"short": 300, "default": 300, "long": 1500}  # seconds, by queue
# Where a record waits again: from which statuses, to which.
_RETRIES = {"RQ Job": (("failed", "canceled"), "queued"), "Email Queue": (("Error",), "Not Sent")}
_OPTIONS = ("event", "is_async", "now", "enqueue_after_commit", "job_id", "deduplicate", "job_name")

Method = str | Callable[..., Any]


def enqueue(method: Method, queue: str = "default", timeout: int | None = None, **kwargs: Any) -> Any:
	"""Have `method` called with `kwargs` in the background, as this user and in this language; the job.

	It is queued by this context's commit (whatever `enqueue_after_commit` says) and forgotten by a rollback.
	With `deduplicate`, None while a job of that `job_id` waits or runs. With `now`, without `is_async` and in
	tests it runs at once and its result is returned. `timeout` is in seconds. Raises ValidationError for
	another queue than short, default and long, TypeError for arguments that JSON cannot hold.
	"""
	context = current()
	own = {key: kwargs.pop(key) for key in _OPTIONS if key in kwargs}
	if own.get("now") or not own.get("is_async", True) or context.flags.in_test:
		return (get_attr(method) if isinstance(method, str) else method)(**kwargs)
	if queue not in TIMEOUTS:
		raise ValidationError(f"There is no queue {queue!r}: use one of {', '.join(TIMEOUTS)}")
	context.db.writing()
	name = own.get("job_id") or secrets.token_hex(8)
	if is_job_enqueued(name):
		if own.get("deduplicate"):
			return None
		name = secrets.token_hex(8)
	context.db.delete("RQ Job", {"name": name})
	path = method if isinstance(method, str) else f"{method.__module__}.{method.__qualname__}"
	job = new_doc("RQ Job", job_id=name, method=path, queue=queue, timeout=timeout or TIMEOUTS[queue])
	job.update({"job_name": (own.get("job_name") or path)[:140], "arguments": json.dumps(kwargs)})
	job.update({"status": "queued", "user": context.user, "language": context.lang})
	return job.insert(ignore_permissions=True, ignore_links=True, set_name=name)


def enqueue_doc(doctype: str, name: str | None = None, method: str = "", **options: Any) -> Any:
	"""The same for a method of a document, which the job reads anew."""
	options.update(doctype=doctype, name=name, doc_method=method)
	return enqueue("banco.jobs.queue.run_doc_method", **options)


def run_doc_method(doctype: str, name: str | None, doc_method: str, **kwargs: Any) -> None:
	"""The job of `enqueue_doc`."""
	getattr(get_doc(doctype, name), doc_method)(**kwargs)


def is_job_enqueued(job_id: str) -> bool:
	"""Whether a job of that id waits or runs."""
	return current().db.get_value("RQ Job", job_id, "status") in ("queued", "started")


@whitelist(methods=["POST"])
def retry(name: str, doctype: Literal["RQ Job", "Email Queue"] = "RQ Job") -> None:
	"""Let a job that failed or was cancelled wait again, or a message that was given up. System Managers only."""
	only_for("System Manager")
	ended, waiting = _RETRIES[doctype]
	current().db.set_value(doctype, {"name": name, "status": ["in", ended]}, "status", waiting)


@whitelist(methods=["POST"])
def stop(name: str) -> None:
	"""Cancel a waiting job, or end a running one at its next database statement. System Managers only."""
	only_for("System Manager")
	current().db.set_value("RQ Job", {"name": name, "status": "queued"}, "status", "canceled")
	if name in current().site.jobs_at_work:
		current().site.jobs_at_work[name].deadline = 0.0


def refuse_by_hand(doc: Any, _event: str) -> None:
	"""Event of the doctypes whose records say what to do or what was done: nobody forges one."""
	is_kept = doc.doctype == "Scheduled Job Type" and not doc.has_value_changed("method")
	if not doc.flags.ignore_permissions and not is_kept:
		throw(_("{0} is written by the system only.").format(_(doc.doctype)))
