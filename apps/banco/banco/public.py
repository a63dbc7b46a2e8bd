"""Public functions of `frappe` that are small and belong to no room of their own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from banco.context import ADMINISTRATOR, GUEST, current, peek
from banco.hooks import thaw
from banco.modules import CORE_APP, app_path
from banco.types import _dict
from banco.values import parse_json as parse_json

STANDARD_USERS = (GUEST, ADMINISTRATOR)


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


def get_all_apps(with_internal_apps: bool = True, sites_path: str | None = None) -> list[str]:
	"""The apps of the bench, from `sites/apps.txt`, installed on the site or not."""
	file = Path(sites_path or current().site.sites_path) / "apps.txt"
	listed = [line.strip() for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
	names = [CORE_APP, *(name for name in listed if name not in (CORE_APP, "banco"))]
	return names if with_internal_apps else names[1:]


def get_app_path(app_name: str, *joins: str) -> str:
	"""A path inside the folder of an app's package."""
	return str(app_path(app_name, *joins))


def get_pymodule_path(modulename: str, *joins: str) -> str:
	"""A path inside the folder of a Python package."""
	app, _, rest = modulename.partition(".")
	return str(app_path(app, *rest.split(".") if rest else (), *joins))


def get_site_config(**_ignored: Any) -> _dict:
	"""The site's settings from site_config.json over common_site_config.json."""
	return current().conf


def get_system_settings(key: str) -> Any:
	"""A field of System Settings."""
	from banco.settings import system_setting

	return system_setting(key)


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
