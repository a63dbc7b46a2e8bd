"""Which functions may be called over HTTP, by whom and with which verbs."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

ALL_METHODS = frozenset(("GET", "POST", "PUT", "DELETE"))
_MARK = "__whitelist_rule__"

Function = TypeVar("Function", bound=Callable[..., Any])


@dataclass(frozen=True)
class Rule:
	"""How a whitelisted function may be called; one that `reads` needs no writer when called by POST."""

	allow_guest: bool = False
	xss_safe: bool = False
	methods: frozenset[str] = ALL_METHODS
	reads: bool = False


def whitelist(
	allow_guest: bool = False,
	xss_safe: bool = False,
	methods: Iterable[str] | None = None,
	reads: bool = False,
) -> Callable[[Function], Function]:
	"""Allow a function or method to be called over HTTP, with the given verbs only when some are named.

	With `reads` a call by POST runs beside the writer instead of waiting for it.
	"""
	verbs = frozenset(map(str.upper, methods)) if methods else ALL_METHODS
	rule = Rule(allow_guest, xss_safe, verbs, reads)

	def mark(function: Function) -> Function:
		setattr(getattr(function, "__func__", function), _MARK, rule)
		return function

	return mark


def rule_of(function: Any) -> Rule | None:
	"""The rule of a function (or bound method), or None when it may not be called over HTTP."""
	rule = getattr(function, _MARK, None)
	return rule if isinstance(rule, Rule) else None
