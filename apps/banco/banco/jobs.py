"""Work put off until the present transaction is committed, done in this process.

Jobs of a site run one after the other in a thread of their own, each in a transaction of its own; one that
fails is rolled back and kept in the Error Log.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from banco.context import current
from banco.modules import get_attr
from banco.site import Site


def enqueue(
	method: str | Callable[..., Any],
	queue: str = "default",
	timeout: int | None = None,
	event: str | None = None,
	is_async: bool = True,
	job_name: str | None = None,
	now: bool = False,
	enqueue_after_commit: bool = False,
	*,
	on_success: Callable[..., Any] | None = None,
	on_failure: Callable[..., Any] | None = None,
	at_front: bool = False,
	job_id: str | None = None,
	deduplicate: bool = False,
	**kwargs: Any,
) -> Any:
	"""Call `method` (a function or its dotted path) with `kwargs` once the transaction is committed.

	At once with `now`, or when not `is_async`; returns the result then, else None. What the transaction
	undoes is never called.
	"""
	function = get_attr(method) if isinstance(method, str) else method
	if now or not is_async:
		return function(**kwargs)
	context = current()
	site, user = context.site, context.user
	context.db.after_commit.add(lambda: _start(site, user, function, kwargs))
	return None


def wait_for_jobs(site: Site) -> None:
	"""Return when the site's jobs put in so far are done."""
	_executor(site).submit(lambda: None).result()


def _start(site: Site, user: str, function: Callable[..., Any], kwargs: dict[str, Any]) -> Future[None]:
	return _executor(site).submit(_run, site, user, function, kwargs)


def _run(site: Site, user: str, function: Callable[..., Any], kwargs: dict[str, Any]) -> None:
	from banco.errorlog import get_traceback, log_error

	try:
		with site.context(user=user):
			function(**kwargs)
	except Exception:
		trace = get_traceback()
		with site.context():
			log_error(getattr(function, "__qualname__", str(function)), trace)


def _executor(site: Site) -> ThreadPoolExecutor:
	executor = site.__dict__.get("_jobs")
	if executor is None:
		name = f"jobs-{site.name}"
		executor = site.__dict__.setdefault(
			"_jobs", ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)
		)
	return executor
