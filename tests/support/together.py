"""Many clients at the same instant."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from support.client import Refused

T = TypeVar("T")


def at_once(count: int, action: Callable[[int], T]) -> list[T | Refused]:
	"""What `action(0)` to `action(count - 1)` gave, all started together; a refusal is given, not raised."""
	start = threading.Barrier(count)

	def run(number: int) -> T | Refused:
		start.wait(timeout=60)
		try:
			return action(number)
		except Refused as refused:
			return refused

	with ThreadPoolExecutor(count) as pool:
		return list(pool.map(run, range(count)))


def done(replies: list[T | Refused]) -> list[T]:
	"""The replies that were not refusals."""
	return [reply for reply in replies if not isinstance(reply, Refused)]


def refusals(replies: list[T | Refused]) -> list[Refused]:
	return [reply for reply in replies if isinstance(reply, Refused)]
