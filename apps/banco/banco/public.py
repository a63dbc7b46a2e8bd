"""Public functions of `frappe` that are small and belong to no room of their own."""

import json
from typing import Any

from banco.context import current, peek
from banco.hooks import thaw
from banco.types import _dict
from banco.values import parse_json as parse_json


def in_test() -> bool:
	"""Whether tests are running in this context."""
	context = peek()
	return bool(context and context.flags.in_test)


def set_user(username: str) -> None:
	"""Act as another user from here on, in the language that user reads."""
	from banco.translate import set_user_language

	context = current()
	context.set_user(username)
	context.lang = set_user_language(username)


def get_hooks(hook: str | None = None, default: Any = None, app_name: str | None = None) -> Any:
	"""A hook's values (lists, or dicts down to lists) as the apps declare them, or all hooks by name."""
	hooks = current().site.hooks
	if hook is None:
		return _dict(thaw(hooks.all(app_name)))
	found = thaw(hooks.get(hook, app_name))
	return found or (default if default is not None else [])


def get_installed_apps(**_ignored: Any) -> list[str]:
	"""The apps of the site, "frappe" (the host's core) first."""
	return list(current().site.apps)


def get_value(*args: Any, **kwargs: Any) -> Any:
	"""`frappe.db.get_value`."""
	return current().db.get_value(*args, **kwargs)


def clear_cache(user: str | None = None, doctype: str | None = None) -> None:
	"""Forget what this process remembers of the site."""
	context = current()
	context.memo.clear()
	context.site.cache.clear()


def as_json(obj: Any, indent: int | None = 1, separators: Any = None, ensure_ascii: bool = True) -> str:
	"""JSON text with sorted keys; dates, documents and sets included."""
	return json.dumps(
		obj,
		indent=indent,
		sort_keys=True,
		default=_json_default,
		separators=separators or (",", ": "),
		ensure_ascii=ensure_ascii,
	)


def _json_default(value: Any) -> Any:
	from banco.document.export import text_of

	if hasattr(value, "as_dict"):
		return value.as_dict()
	return list(value) if isinstance(value, set | frozenset) else str(text_of(value))
