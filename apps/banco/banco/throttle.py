"""How often something may fail before it is refused for a while."""

from collections import OrderedDict, deque
from collections.abc import Callable, Hashable
from threading import Lock
from time import monotonic

from banco.errors import TooManyRequestsError
from banco.translate import _

KEYS_LIMIT = 50_000  # remembered keys; beyond it the oldest are forgotten


class Throttle:
	"""Counts failures per key within a sliding window of `seconds`; pure but for the clock.

	Kept in memory: a restart forgets them, which nobody outside can bring about.
	"""

	def __init__(self, limit: int, seconds: float, clock: Callable[[], float] = monotonic) -> None:
		self.limit = limit
		self.seconds = seconds
		self._clock = clock
		self._failures: OrderedDict[Hashable, deque[float]] = OrderedDict()
		self._lock = Lock()

	def wait(self, key: Hashable) -> int:
		"""Seconds until `key` may try again; 0 when it may now."""
		with self._lock:
			times = self._recent(key)
			if times is None or len(times) < self.limit:
				return 0
			return max(1, int(times[-self.limit] + self.seconds - self._clock() + 0.999))

	def refuse_if_locked(self, key: Hashable) -> None:
		"""Raises TooManyRequestsError, with `retry_after` in seconds, while `key` has to wait."""
		if wait := self.wait(key):
			error = TooManyRequestsError(_("Too many failed tries: try again in {0} seconds.").format(wait))
			error.retry_after = wait  # type: ignore[attr-defined]
			raise error

	def attempt(self, key: Hashable) -> None:
		"""The same, else count a failure ahead: many tries at once gain nothing. Success forgets or forgives."""
		self.refuse_if_locked(key)
		self.fail(key)

	def fail(self, key: Hashable) -> None:
		"""Count one failure of `key`."""
		with self._lock:
			times = self._recent(key)
			if times is None:
				times = self._failures[key] = deque()
			times.append(self._clock())
			self._failures.move_to_end(key)
			while len(self._failures) > KEYS_LIMIT:
				self._failures.popitem(last=False)

	def forget(self, key: Hashable) -> None:
		"""`key` succeeded: its failures no longer count."""
		with self._lock:
			self._failures.pop(key, None)

	def forgive(self, key: Hashable) -> None:
		"""Take back the latest failure of `key`, counted ahead of an attempt that then succeeded."""
		with self._lock:
			times = self._failures.get(key)
			if times:
				times.pop()

	def _recent(self, key: Hashable) -> deque[float] | None:
		times = self._failures.get(key)
		if times is None:
			return None
		oldest = self._clock() - self.seconds
		while times and times[0] <= oldest:
			times.popleft()
		if times:
			return times
		del self._failures[key]
		return None
