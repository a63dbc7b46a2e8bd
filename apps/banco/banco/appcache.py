"""`frappe.cache`: named values that an app remembers in this process, gone at a restart."""

from __future__ import annotations

import fnmatch
import time
from collections.abc import Callable
from typing import Any

from banco.context import current

_Entry = tuple[Any, float | None]


class AppCache:
	"""Values by key, and hashes (key, then name); each site has its own."""

	def __init__(self, values: dict[Any, _Entry], hashes: dict[str, dict[Any, Any]]) -> None:
		self._values = values
		self._hashes = hashes

	def __call__(self) -> AppCache:
		# Apps write both `frappe.cache` and `frappe.cache()`.
		return self

	def get_value(
		self,
		key: str,
		generator: Callable[[], Any] | None = None,
		user: str | bool | None = None,
		expires: bool = False,
	) -> Any:
		"""The value, or what `generator` makes (and is remembered), or None."""
		full = _key(key, user)
		entry = self._values.get(full)
		if entry is not None and (entry[1] is None or entry[1] > time.monotonic()):
			return entry[0]
		if generator is None:
			return None
		value = generator()
		self.set_value(key, value, user)
		return value

	def set_value(
		self, key: str, val: Any, user: str | bool | None = None, expires_in_sec: float | None = None
	) -> None:
		"""Remember a value, for a user's own use or all, until it is deleted or its seconds have passed."""
		until = time.monotonic() + expires_in_sec if expires_in_sec else None
		self._values[_key(key, user)] = (val, until)

	def delete_value(self, keys: str | list[str], user: str | bool | None = None) -> None:
		"""Forget one or several values, and hashes of that key."""
		for key in [keys] if isinstance(keys, str) else keys:
			self._values.pop(_key(key, user), None)
			self._hashes.pop(key, None)

	delete_key = delete_value

	def delete_keys(self, pattern: str) -> None:
		"""Forget all keys that begin so, or match where `*` stands for anything."""
		wanted = pattern if "*" in pattern else f"{pattern}*"
		for key in [key for key in self._values if fnmatch.fnmatchcase(key[0], wanted)]:
			self._values.pop(key, None)
		for name in [name for name in self._hashes if fnmatch.fnmatchcase(name, wanted)]:
			self._hashes.pop(name, None)

	def exists(self, key: str, user: str | bool | None = None) -> bool:
		"""Whether a value or a hash of that key is remembered."""
		return self.get_value(key, user=user) is not None or key in self._hashes

	def hset(self, name: str, key: Any, value: Any) -> None:
		"""Remember a value under a key of a hash."""
		self._hashes.setdefault(name, {})[key] = value

	def hget(self, name: str, key: Any, generator: Callable[[], Any] | None = None) -> Any:
		"""The value under a key of a hash, or what `generator` makes (and is remembered), or None."""
		found = self._hashes.get(name, {}).get(key)
		if found is None and generator is not None:
			found = generator()
			self.hset(name, key, found)
		return found

	def hgetall(self, name: str) -> dict[Any, Any]:
		"""A copy of a hash."""
		return dict(self._hashes.get(name, {}))

	def hkeys(self, name: str) -> list[Any]:
		"""The keys of a hash."""
		return list(self._hashes.get(name, {}))

	def hexists(self, name: str, key: Any) -> bool:
		"""Whether the hash holds that key."""
		return key in self._hashes.get(name, {})

	def hdel(self, name: str, keys: Any) -> None:
		"""Forget one or several keys of a hash."""
		for key in keys if isinstance(keys, list | tuple) else (keys,):
			self._hashes.get(name, {}).pop(key, None)


def app_cache() -> AppCache:
	"""The cache of the current site."""
	cache = current().site.cache
	return AppCache(cache.map("app_values"), cache.map("app_hashes"))


def _key(key: str, user: str | bool | None) -> tuple[str, str | None]:
	return (key, current().user if user is True else user or None)
