"""`frappe.cache`: named values that an app remembers in this process, gone at a restart."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from banco.context import current


class AppCache:
	"""Values by key, and hashes (a key, then a name in it); each site has its own."""

	def __init__(self, values: dict[Any, tuple[Any, float | None]]) -> None:
		self._values = values

	def __call__(self) -> AppCache:
		# Apps write both `frappe.cache` and `frappe.cache()`.
		return self

	def get_value(
		self, key: Any, generator: Callable[[], Any] | None = None, user: Any = None, expires: bool = False
	) -> Any:
		"""The value, or what `generator` makes (and is remembered), or None."""
		value, until = self._values.get(_key(key, user), (None, None))
		if value is not None and (until is None or until > time.monotonic()):
			return value
		if generator is None:
			return None
		value = generator()
		self.set_value(key, value, user)
		return value

	def set_value(self, key: Any, val: Any, user: Any = None, expires_in_sec: float | None = None) -> None:
		"""Remember a value, for one user or for all, until it is deleted or its seconds have passed."""
		until = time.monotonic() + expires_in_sec if expires_in_sec else None
		self._values[_key(key, user)] = (val, until)

	def delete_value(self, keys: Any, user: Any = None) -> None:
		"""Forget one value or several."""
		for key in keys if isinstance(keys, list) else [keys]:
			self._values.pop(_key(key, user), None)

	delete_key = delete_value

	def hget(self, name: str, key: Any, generator: Callable[[], Any] | None = None) -> Any:
		"""The value under a key of a hash, or what `generator` makes (and is remembered), or None."""
		return self.get_value((name, key), generator)

	def hset(self, name: str, key: Any, value: Any) -> None:
		"""Remember a value under a key of a hash."""
		self.set_value((name, key), value)

	def hdel(self, name: str, key: Any) -> None:
		"""Forget a key of a hash."""
		self.delete_value((name, key))


def app_cache() -> AppCache:
	"""The cache of the current site."""
	return AppCache(current().site.cache.map("app_values"))


def _key(key: Any, user: Any) -> tuple[Any, Any]:
	return (key, current().user if user is True else user or None)
