"""How often an address may be guessed at."""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from time import monotonic

MOST_KEYS = 10_000  # remembered at once; the oldest is forgotten


class Tries:
	"""Failures of each key within a sliding window of `seconds`. Kept in the memory of the process: the secrets
	guessed at are 256 bits long, so that this spares the server, not the secret.
	"""

	def __init__(self, limit: int, seconds: float, clock: Callable[[], float] = monotonic) -> None:
		self.limit, self.seconds, self.clock = limit, seconds, clock
		self._failures: OrderedDict[str, list[float]] = OrderedDict()
		self._lock = Lock()

	def exhausted(self, key: str) -> bool:
		"""Whether the key has failed too often lately."""
		with self._lock:
			return len(self._recent(key)) >= self.limit

	def fail(self, key: str) -> None:
		"""Counts a failure."""
		with self._lock:
			self._failures[key] = [*self._recent(key)[-self.limit :], self.clock()]
			self._failures.move_to_end(key)
			while len(self._failures) > MOST_KEYS:
				self._failures.popitem(last=False)

	def _recent(self, key: str) -> list[float]:
		since = self.clock() - self.seconds
		return [moment for moment in self._failures.get(key, ()) if moment > since]
