"""Which functions may be called over HTTP, by whom and with which verbs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

ALL_METHODS = frozenset(("GET", "POST", "PUT", "DELETE"))
_MARK = "__whitelist_rule__"

Function = TypeVar("Function", bound=Callable[..., Any])


@dataclass(frozen=True)
class Rule:
	"""How a whitelisted function may be called."""

	allow_guest: bool = False
	xss_safe: bool = False
	methods: frozenset[str] = ALL_METHODS


def whitelist(
	allow_guest: bool = False, xss_safe: bool = False, methods: Iterable[str] | None = None
) -> Callable[[Function], Function]:
	"""Allow a function or method to be called over HTTP, with the given verbs only when some are named."""
	rule = Rule(allow_guest, xss_safe, frozenset(map(str.upper, methods)) if methods else ALL_METHODS)

	def mark(function: Function) -> Function:
		setattr(getattr(function, "__func__", function), _MARK, rule)
		return function

	return mark


def rule_of(function: Any) -> Rule | None:
	"""The rule of a function (or bound method), or None when it may not be called over HTTP."""
	rule = getattr(function, _MARK, None)
	return rule if isinstance(rule, Rule) else None
