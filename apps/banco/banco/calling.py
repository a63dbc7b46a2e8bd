"""Call a function with a client's arguments: only those it takes, each of the type it asks for."""

import inspect
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from banco.context import current
from banco.errors import FrappeTypeError, ValidationError
from banco.messages import throw
from banco.modules import get_attr
from banco.translate import _

# Arguments that would switch checks off, were a client allowed to pass them.
NEVER_FROM_CLIENTS = frozenset({"ignore_permissions", "flags", "cmd", "csrf_token"})
_BINDABLE = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)


@dataclass(frozen=True, slots=True)
class Shape:
	"""What a function takes: `names`, which of them are `required`, and the `checks` by name."""

	names: frozenset[str]
	required: tuple[str, ...]
	takes_any: bool
	hints: Mapping[str, Any] = field(default_factory=dict)
	defaults: Mapping[str, Any] = field(default_factory=dict)


def shape_of(function: Callable[..., Any]) -> Shape:
	"""The shape of `function`'s signature; of a class, of its constructor; of a method, without `self`."""
	# Remembered by the plain function: a bound method would keep its document in memory.
	return _shape_of(getattr(function, "__func__", function), inspect.ismethod(function))


@lru_cache(maxsize=2048)
def _shape_of(function: Callable[..., Any], is_bound: bool) -> Shape:
	parameters = list(inspect.signature(function).parameters.values())[1 if is_bound else 0 :]
	bindable = [p for p in parameters if p.kind in _BINDABLE]
	defaults = {p.name: p.default for p in bindable if p.default is not p.empty}
	return Shape(
		names=frozenset(p.name for p in bindable),
		required=tuple(p.name for p in bindable if p.name not in defaults),
		takes_any=any(p.kind is p.VAR_KEYWORD for p in parameters),
		hints=_hints(function),
		defaults=defaults,
	)


def call(function: Callable[..., Any] | str, *args: Any, **kwargs: Any) -> Any:
	"""Call `function` (or the one at a dotted path) with those of `kwargs` that it takes."""
	target = get_attr(function) if isinstance(function, str) else function
	shape = shape_of(target)
	if not shape.takes_any:
		kwargs = {name: value for name, value in kwargs.items() if name in shape.names}
	return target(*args, **kwargs)


def call_for_client(function: Callable[..., Any], arguments: Mapping[str, Any]) -> Any:
	"""Call `function` with a client's arguments.

	Raises FrappeTypeError naming the argument that is missing or of the wrong type.
	"""
	shape = shape_of(function)
	taken = {
		name: value
		for name, value in arguments.items()
		if name not in NEVER_FROM_CLIENTS and (shape.takes_any or name in shape.names)
	}
	for name in shape.required:
		if name not in taken:
			raise FrappeTypeError(_("Argument '{0}' is missing.").format(name))
	for name, hint in shape.hints.items():
		if name in taken and not (name in shape.defaults and taken[name] == shape.defaults[name]):
			taken[name] = converted(name, taken[name], hint)
	return function(**taken)


def converted(name: str, value: Any, hint: Any) -> Any:
	"""`value` as the type `hint` asks for: "5" passes for an int. Raises FrappeTypeError otherwise."""
	if type(value) is hint:
		return value
	from pydantic import PydanticSchemaGenerationError, ValidationError

	try:
		return _adapter(hint).validate_python(value)
	except ValidationError:
		kind = getattr(hint, "__name__", None) if isinstance(hint, type) else str(hint)
		message = _("Argument '{0}' should be of type '{1}' but got '{2}' instead.")
		raise FrappeTypeError(message.format(name, kind, type(value).__name__)) from None
	except PydanticSchemaGenerationError:
		return value


def resolve(path: str) -> Callable[..., Any]:
	"""The function at a dotted path inside an installed app.

	Raises ValidationError when the app is not installed or has no such function.
	"""
	parts = path.split(".")
	if len(parts) < 2 or not all(part.isidentifier() and not part.startswith("__") for part in parts):
		throw(_("There is no method {0}.").format(path))
	# "frappe" is the host's own core; its modules live in the package `banco`.
	if parts[0] != "banco" and parts[0] not in current().site.apps:
		throw(_("There is no method {0}: the app {1} is not installed.").format(path, parts[0]))
	try:
		found = get_attr(path)
	except ValidationError:
		found = None
	if not callable(found):
		throw(_("There is no method {0}.").format(path))
	return typing.cast(Callable[..., Any], found)


def _hints(function: Callable[..., Any]) -> dict[str, Any]:
	try:
		hints = typing.get_type_hints(function)
	except (NameError, TypeError, AttributeError):
		# A name imported for type checkers only: such a function checks its arguments itself.
		return {}
	return {name: hint for name, hint in hints.items() if name != "return" and hint is not Any}


@lru_cache(maxsize=1024)
def _adapter(hint: Any) -> Any:
	from pydantic import ConfigDict, TypeAdapter
	from pydantic.errors import PydanticUserError

	try:
		return TypeAdapter(hint, config=ConfigDict(arbitrary_types_allowed=True))
	except PydanticUserError:
		return TypeAdapter(hint)  # models and typed dicts carry a configuration of their own
