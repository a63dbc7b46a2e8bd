"""The attribute dictionary that Frappe apps pass around."""

from __future__ import annotations

from typing import Any


class _dict(dict[str, Any]):
	"""A dict whose keys read as attributes; a missing one reads as None, as apps expect."""

	__slots__ = ()

	def __getattr__(self, key: str) -> Any:
		if key.startswith("__"):
			# copy, pickle and inspection probe for special methods: None would be called.
			raise AttributeError(key)
		return self.get(key)

	def __setattr__(self, key: str, value: Any) -> None:
		self[key] = value

	def __delattr__(self, key: str) -> None:
		self.pop(key, None)

	def update(self, *args: Any, **kwargs: Any) -> _dict:  # type: ignore[override]
		"""Update in place and return self, so that calls can be chained."""
		super().update(*args, **kwargs)
		return self

	def copy(self) -> _dict:
		return _dict(self)
