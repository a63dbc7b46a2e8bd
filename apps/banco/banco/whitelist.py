"""Which functions may be called over HTTP, by whom and with which verbs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
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


def is_whitelisted(function: Any) -> None:
	"""Raise PermissionError unless the current user may call the function over HTTP."""
	from banco.context import GUEST, current
	from banco.errors import PermissionError
	from banco.messages import throw
	from banco.translate import _

	rule = rule_of(function)
	if rule is None or (current().user == GUEST and not rule.allow_guest):
		throw(_("You are not allowed to call {0}").format(getattr(function, "__name__", "")), PermissionError)


def validate_and_sanitize_search_inputs(function: Callable[..., Any]) -> Callable[..., Any]:
	"""Decorator of link queries `(doctype, txt, searchfield, start, page_len, filters)`.

	Refuses a search field that the doctype lacks, makes start and page_len numbers.
	"""

	@wraps(function)
	def checked(
		doctype: str, txt: str, searchfield: str, start: Any, page_len: Any, filters: Any, **kwargs: Any
	) -> Any:
		from banco.errors import DataError
		from banco.messages import throw
		from banco.meta import get_meta
		from banco.numbers import cint
		from banco.translate import _

		if searchfield and searchfield not in get_meta(doctype).get_valid_columns():
			throw(_("{0} has no field {1} to search").format(_(doctype), searchfield[:140]), DataError)
		return function(doctype, txt, searchfield, cint(start), cint(page_len), filters, **kwargs)

	return checked
