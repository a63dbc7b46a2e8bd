"""What a process remembers about a site, dropped when the thing it was made from changes."""

from threading import RLock
from typing import Any


class SiteCache:
	"""Named maps (`metas`, `documents`, `roles` ...) shared by all contexts of a site.

	`generation` counts the clears: what was computed under an older one may be out of date.
	"""

	def __init__(self) -> None:
		self._maps: dict[str, dict[Any, Any]] = {}
		self._lock = RLock()
		self.generation = 0

	def map(self, name: str) -> dict[Any, Any]:
		"""The map of that name, made on first use. Reading and setting single keys needs no lock."""
		found = self._maps.get(name)
		if found is None:
			with self._lock:
				found = self._maps.setdefault(name, {})
		return found

	def clear(self, *names: str) -> None:
		"""Drop the maps of those names, or all of them."""
		with self._lock:
			self.generation += 1
			for name in names or tuple(self._maps):
				self._maps.pop(name, None)
