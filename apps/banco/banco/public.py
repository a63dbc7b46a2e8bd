"""Public functions of `frappe` that are small and belong to no room of their own."""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from types import ModuleType
from typing import Any

from banco.context import ADMINISTRATOR, GUEST, current, peek
from banco.hooks import thaw
from banco.modules import CORE_APP, app_path, module_app
from banco.types import _dict
from banco.values import parse_json as parse_json

STANDARD_USERS = (GUEST, ADMINISTRATOR)


def in_test() -> bool:
	"""Whether tests are running in this context."""
	context = peek()
	return bool(context and context.flags.in_test)


class SessionUser:
	"""`frappe.user`: the user of the context."""

	def __init__(self, name: str) -> None:
		self.name = name

	def get_roles(self) -> list[str]:
		from banco.permissions import get_roles

		return list(get_roles(self.name))

	def has_role(self, role: str) -> bool:
		return role in self.get_roles()

	@property
	def doc(self) -> Any:
		return get_user(self.name)

	def __str__(self) -> str:
		return self.name


def session_user() -> SessionUser:
	"""The user of the context."""
	return SessionUser(current().user)


def get_user(user: str | None = None) -> Any:
	"""The User document of a user, the current one by default."""
	from banco.document import get_cached_doc

	return get_cached_doc("User", user or current().user)


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


def get_all_apps(with_internal_apps: bool = True, sites_path: str | None = None) -> list[str]:
	"""The apps of the bench, from `sites/apps.txt`, installed on the site or not."""
	file = Path(sites_path or current().site.sites_path) / "apps.txt"
	listed = [line.strip() for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
	names = [CORE_APP, *(name for name in listed if name not in (CORE_APP, "banco"))]
	return names if with_internal_apps else names[1:]


def get_pymodule_path(modulename: str, *joins: str) -> str:
	"""A path inside the folder of a Python package."""
	app, _, rest = modulename.partition(".")
	return str(app_path(app, *rest.split(".") if rest else (), *joins))


def get_module(modulename: str) -> ModuleType:
	"""A Python module by its name."""
	return importlib.import_module(modulename)


def get_doctype_app(doctype: str) -> str:
	"""The app that a doctype belongs to."""
	from banco.meta import get_meta

	return module_app(get_meta(doctype).module)


def get_site_config(**_ignored: Any) -> _dict:
	"""The site's settings from site_config.json over common_site_config.json."""
	return current().conf


def get_system_settings(key: str) -> Any:
	"""A field of System Settings."""
	from banco.settings import system_setting

	return system_setting(key)


def is_setup_complete() -> bool:
	"""A Banco site needs no set-up wizard: it is complete once it exists."""
	return True


def is_table(doctype: str) -> bool:
	"""Whether the doctype is a child table's."""
	from banco.meta import get_meta

	return bool(get_meta(doctype).istable)


def get_precision(doctype: str, fieldname: str, currency: str | None = None, doc: Any = None) -> int | None:
	"""The decimals of a field; None when it is no number with decimals."""
	from banco.document import new_doc

	return (doc or new_doc(doctype)).precision(fieldname)


def get_value(*args: Any, **kwargs: Any) -> Any:
	"""`frappe.db.get_value`."""
	return current().db.get_value(*args, **kwargs)


def set_value(doctype: str, docname: str, fieldname: Any, value: Any = None) -> Any:
	"""Set a field (or a dict of fields) of a document and save it, with all its checks."""
	from banco.document import get_doc

	doc = get_doc(doctype, docname)
	doc.update(fieldname if isinstance(fieldname, dict) else {fieldname: value})
	doc.save()
	return doc.as_dict()


def delete_doc_if_exists(doctype: str, name: str, force: int = 0) -> None:
	"""Delete a document when there is one of that name."""
	from banco.document import delete_doc

	if current().db.exists(doctype, name):
		delete_doc(doctype, name, force=force)


def reload_doc(
	module: str, dt: str | None = None, dn: str | None = None, force: bool = False, **_: Any
) -> None:
	"""Read a doctype (or another record that an app carries as JSON) anew from its file."""
	from banco.modules import scrub
	from banco.records import sync_record

	app = next((app for name, app in _modules_scrubbed().items() if name == scrub(module)), CORE_APP)
	kind, name = scrub(str(dt)), scrub(str(dn))
	sync_record(app_path(app, scrub(module), kind, name, f"{name}.json"))


def reload_doctype(doctype: str, force: bool = False, reset_permissions: bool = False) -> None:
	"""Read a doctype anew from its app's JSON file."""
	from banco.meta import get_meta

	reload_doc(get_meta(doctype).module, "doctype", doctype, force=force)


def clear_cache(user: str | None = None, doctype: str | None = None) -> None:
	"""Forget what this process remembers of the site."""
	context = current()
	context.memo.clear()
	context.site.cache.clear()


def clear_document_cache(doctype: str, name: str | None = None) -> None:
	"""Forget the remembered documents."""
	current().site.cache.clear("documents")


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


def get_desk_link(doctype: str, name: str, **_ignored: Any) -> str:
	"""An HTML link to a document: its type in bold with its name."""
	from banco.messages import bold
	from banco.translate import _
	from banco.urls import get_link_to_form

	return get_link_to_form(doctype, name, f"{bold(_(doctype))} {name}")


def get_file_json(path: str) -> Any:
	"""The content of a JSON file."""
	return json.loads(Path(path).read_text(encoding="utf-8"))


def read_file(path: str, raise_not_found: bool = False) -> str | None:
	"""The text of a file, or None without one (OSError with `raise_not_found`)."""
	file = Path(path)
	return file.read_text(encoding="utf-8") if raise_not_found or file.is_file() else None


def read_only() -> Callable[[Callable[..., Any]], Callable[..., Any]]:
	"""Decorator of a function that only reads; the host needs no hint, as reads never wait for writers."""

	def same(function: Callable[..., Any]) -> Callable[..., Any]:
		return wraps(function)(function)

	return same


def _modules_scrubbed() -> dict[str, str]:
	from banco.modules import module_apps, scrub

	return {scrub(module): app for module, app in module_apps().items()}


def _json_default(value: Any) -> Any:
	import datetime

	if hasattr(value, "as_dict"):
		return value.as_dict()
	if isinstance(value, datetime.datetime):
		return value.isoformat(sep=" ", timespec="microseconds")
	if isinstance(value, datetime.date):
		return value.isoformat()
	if isinstance(value, datetime.timedelta | datetime.time):
		return str(value)
	if isinstance(value, set | frozenset | tuple):
		return list(value)
	return str(value)
