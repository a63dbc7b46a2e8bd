"""Whether a client's call of a function may go ahead, and which calls by POST need no writer."""

from __future__ import annotations

from typing import Any, TypeVar

from banco.context import GUEST, current
from banco.errors import PermissionError
from banco.messages import throw
from banco.translate import _
from banco.whitelist import rule_of

Function = TypeVar("Function")

_read_only: set[Any] = set()


def reads(function: Function) -> Function:
	"""Decorator: a call by POST changes nothing, so it runs beside the writer instead of waiting for it."""
	_read_only.add(function)
	return function


def is_read_only(function: Any) -> bool:
	"""Whether the function was declared by `reads`."""
	return getattr(function, "__func__", function) in _read_only


def check_call(function: Any, method: str, path: str) -> None:
	"""Raise PermissionError unless the context's user may call `function` with that HTTP method."""
	rule = rule_of(function)
	if rule is None or (not rule.allow_guest and current().user == GUEST):
		message = _("You are not permitted to call {0}.").format(path)
		throw(message, PermissionError, title=_("Method Not Allowed"))
	if ("GET" if method == "HEAD" else method) not in rule.methods:
		allowed = ", ".join(sorted(rule.methods))
		throw(_("{0} answers to {1} only, not to {2}.").format(path, allowed, method), PermissionError)
