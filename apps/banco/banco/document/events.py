"""The events of a document's life: the controller's own method, then what apps hooked to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from banco.context import current
from banco.meta.definitions import recall

if TYPE_CHECKING:
	from banco.document.base import BaseDocument

Handler = Callable[..., Any]


def run(doc: BaseDocument, event: str, *args: Any, **kwargs: Any) -> Any:
	"""Call the controller's method of that name, if it has one, and the `doc_events` hooks after it.

	Hooks are called with the document and the event's name. Returns what the last one that returned
	anything gave; dicts are merged.
	"""
	method = getattr(type(doc), event, None)
	result = method(doc, *args, **kwargs) if callable(method) else None
	for handler in recall("events", (doc.__dict__["doctype"], event), _handlers):
		result = _merged(result, handler(doc, event, *args, **kwargs))
	return result


def _handlers(key: tuple[str, str]) -> tuple[Handler, ...]:
	from banco.modules import get_attr

	doctype, event = key
	paths: list[str] = []
	hooks = current().site.hooks.get("doc_events")
	for listened, events in hooks.items():
		if listened == doctype or (isinstance(listened, tuple) and doctype in listened):
			paths.extend(events.get(event) or ())
	if "*" in hooks:
		paths.extend(hooks["*"].get(event) or ())
	return tuple(get_attr(path) for path in paths)


def _merged(result: Any, further: Any) -> Any:
	if isinstance(result, dict) and isinstance(further, dict):
		return {**result, **further}
	return result if further is None else further
