"""What the installed apps declare in their `hooks.py`, merged and frozen.

Merged as Frappe documents it: what is not a dict becomes a list that each further app extends, dicts are
merged key by key down to such lists. A hook that nothing reads is inert.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from banco.context import peek
from banco.modules import CORE_APP, import_app, make_importable, package_of

if TYPE_CHECKING:
	from banco.site import Site
	from banco.storage.database import Database

# Stands for "no such hook": iterates as an empty list and answers `.get` as an empty dict.
NOTHING: Mapping[str, Any] = MappingProxyType({})


class Hooks:
	"""The merged hooks of a site's apps, in the order of their installation."""

	def __init__(self, apps: tuple[str, ...]) -> None:
		self.apps = apps
		self._by_app = {app: app_hooks(app) for app in apps}
		self._merged = _freeze(merge(tuple(self._by_app.values())))
		self._one = {app: _freeze(merge((hooks,))) for app, hooks in self._by_app.items()}

	def get(self, key: str, app: str | None = None) -> Any:
		"""The hook's values: a tuple, or a mapping down to tuples; empty when no app declares it."""
		source = self._one.get(app, NOTHING) if app else self._merged
		return source.get(key, NOTHING)

	def all(self, app: str | None = None) -> Mapping[str, Any]:
		"""Every hook by name."""
		return self._one.get(app, NOTHING) if app else self._merged


def installed_apps(site: Site) -> tuple[str, ...]:
	"""The apps installed on a site, from its database; only the core before its tables exist.

	Inside a context of the site its own transaction is read, so that an app being installed counts.
	"""
	make_importable(site.sites_path)
	context = peek()
	if context is not None and context.site is site:
		return _read_apps(context.db)
	from banco.storage.database import Database

	db = Database(site.pool, write=False)
	try:
		return _read_apps(db)
	finally:
		db.close()


def app_hooks(app: str) -> dict[str, Any]:
	"""The public values of an app's `hooks.py`. Raises AppNotInstalledError without such an app."""
	import_app(app)
	name = "banco.core.hooks" if app == CORE_APP else f"{package_of(app)}.hooks"
	try:
		module = importlib.import_module(name)
	except ModuleNotFoundError as error:
		if error.name == name:
			return {}
		raise
	return {key: value for key, value in vars(module).items() if _is_hook(key, value)}


def merge(sources: tuple[Mapping[str, Any], ...]) -> dict[str, Any]:
	"""Merge hooks: lists append, single values become lists, dicts merge key by key."""
	merged: dict[str, Any] = {}
	for source in sources:
		for key, value in source.items():
			_append(merged, key, value)
	return merged


def thaw(value: Any) -> Any:
	"""A copy of frozen hooks in plain dicts and lists, for an app to keep or change."""
	if isinstance(value, Mapping):
		return {key: thaw(item) for key, item in value.items()}
	if isinstance(value, tuple):
		return [thaw(item) for item in value]
	return value


def _read_apps(db: Database) -> tuple[str, ...]:
	if not db.table_exists("Installed Application"):
		return (CORE_APP,)
	rows = db.sql("select app_name from `tabInstalled Application` order by idx, creation")
	return (CORE_APP, *(name for (name,) in rows if name != CORE_APP))


def _is_hook(key: str, value: Any) -> bool:
	return not key.startswith("_") and isinstance(value, str | int | float | list | tuple | dict)


def _append(target: dict[str, Any], key: str, value: Any) -> None:
	if isinstance(value, Mapping):
		nested = target.setdefault(key, {})
		if not isinstance(nested, dict):
			raise TypeError(f"Hook {key!r} is a dict in one app and a list in another")
		for inner, item in value.items():
			_append(nested, inner, item)
		return
	values = target.setdefault(key, [])
	if not isinstance(values, list):
		raise TypeError(f"Hook {key!r} is a list in one app and a dict in another")
	values.extend(value if isinstance(value, list | tuple) else [value])


def _freeze(value: Any) -> Any:
	if isinstance(value, Mapping):
		return MappingProxyType({key: _freeze(item) for key, item in value.items()})
	if isinstance(value, list | tuple):
		return tuple(_freeze(item) for item in value)
	return value
