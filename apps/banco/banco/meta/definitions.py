"""Doctypes, workflows and what is derived from them, kept process-wide until somebody changes one.

A context that changes a definition sees its own from then on; the others see it once it is committed, when
the database's generation moves and every process drops what it kept.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from banco.context import Context, current

Value = TypeVar("Value")

_OWN = "own_definitions"


def recall(kind: str, key: Any, load: Callable[[Any], Value]) -> Value:
	"""The definition of that kind and key, loaded when nobody has it yet; it must not be None."""
	context = current()
	memo = context.memo.get(kind)
	if memo is None:
		memo = context.memo[kind] = {}
	found = memo.get(key)
	if found is None:
		own = context.__dict__.get(_OWN)
		kept = context.site.cache.map(kind) if own is None else own.setdefault(kind, {})
		found = kept.get(key)
		if found is None:
			found = load(key)
			if own is not None or context.generation == context.site.cache.generation:
				kept[key] = found
		memo[key] = found
	return found


def changed(*_event: Any) -> None:
	"""A definition was written in this transaction: forget what was derived from the former state.

	Also an event of the documents that are definitions.
	"""
	context = current()
	if context.__dict__.get(_OWN) is None:
		context.db.after_commit.add(lambda: _settle(context))
		context.db.after_rollback.add(lambda: _settle(context))
	context.__dict__[_OWN] = {}
	context.memo.clear()
	context.db.bump_generation()


def undone(context: Context) -> None:
	"""What was written since a savepoint is undone: forget what was derived from it."""
	context.memo.clear()
	if context.__dict__.get(_OWN) is not None:
		context.__dict__[_OWN] = {}


def _settle(context: Context) -> None:
	context.__dict__.pop(_OWN, None)
	context.memo.clear()
	# No snapshot is held at this point: what is read from here on is of the new generation.
	context.generation = context.site.cache.generation
