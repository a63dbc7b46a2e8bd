"""The public names an app imports; this page lists them, the engine in `banco` does the work.

A name bound to the request at hand (`frappe.db`, `frappe.session` ...) is looked up in the current context
at each use; any other is imported from the engine at its first use and kept.
"""

import importlib
import importlib.util
from typing import Any

from banco import __version__ as __version__

_CONTEXT = frozenset(
	("conf", "db", "flags", "form_dict", "lang", "message_log", "request", "response", "session")
)
# Bound to the context too, but made by a function of the engine.
_COMPUTED = {
	"in_test": ("banco.public", "in_test"),
	"local": ("banco.context", "current"),
}

# Engine's module -> names handed on; "name=other" hands on `other` under the public `name`.
_ENGINE = {
	"banco.messages": "bold clear_messages msgprint throw",
	"banco.types": "_dict",
	"banco.translate": "_",
	"banco.whitelist": "whitelist",
	"banco.modules": "get_attr scrub",
	"banco.formatting": "format=format_value format_value",
	"banco.office.printing.pages": "get_print",
	"banco.sandbox": "safe_eval",
	"banco.office.templates": "render_template",
	"banco.errorlog": "get_traceback log_error logger",
	"banco.query": "get_all get_list qb",
	"banco.permissions": "get_roles has_permission only_for",
	"banco.meta": "get_meta",
	"banco.calling": "call",
	"banco.document": "copy_doc delete_doc get_cached_doc get_doc new_doc rename_doc",
	"banco.office.mail": "sendmail",
	"banco.jobs": "enqueue enqueue_doc",
	"banco.realtime": "publish_progress publish_realtime",
	"banco.public": "as_json clear_cache get_hooks get_installed_apps get_value parse_json set_user",
}


def _sources() -> dict[str, tuple[str, str]]:
	found = {}
	for module, names in _ENGINE.items():
		for entry in names.split():
			name, _, other = entry.partition("=")
			found[name] = (module, other or name)
	return found


_SOURCES = _sources()


def __getattr__(name: str) -> Any:
	if name in _CONTEXT:
		from banco.context import current

		return getattr(current(), name)
	if name in _COMPUTED:
		module, source = _COMPUTED[name]
		return getattr(importlib.import_module(module), source)()
	if name in _SOURCES:
		module, source = _SOURCES[name]
		value = globals()[name] = getattr(importlib.import_module(module), source)
		return value
	if name[:1] != "_":
		errors = importlib.import_module("banco.errors")
		if hasattr(errors, name):
			value = globals()[name] = getattr(errors, name)
			return value
		if importlib.util.find_spec(f"frappe.{name}"):
			return importlib.import_module(f"frappe.{name}")
	raise AttributeError(f"module 'frappe' has no attribute {name!r}: Banco does not offer it")


def __dir__() -> list[str]:
	return sorted({*globals(), *_CONTEXT, *_COMPUTED, *_SOURCES})
