"""Expressions and templates that administrators write, run without reach into the process.

RestrictedPython and Jinja's sandbox keep out names with underscores, frames and format-string tricks; on
top, sizes are limited, as nothing else stops `"a" * 10**10` in a process that serves everybody.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from functools import lru_cache
from types import CodeType
from typing import Any

from RestrictedPython import RestrictingNodeTransformer, compile_restricted_eval
from RestrictedPython.Eval import default_guarded_getitem, default_guarded_getiter
from RestrictedPython.Guards import (
	guarded_iter_unpack_sequence,
	guarded_unpack_sequence,
	safe_builtins,
	safer_getattr,
)

from banco.errors import ValidationError
from banco.types import _dict

LONGEST_SOURCE = 50_000
LONGEST_RESULT = 1_000_000
LARGEST_EXPONENT = 1_000
LONGEST_RANGE = 100_000

_ARITHMETIC: dict[type[ast.operator], str] = {ast.Mult: "*", ast.Pow: "**", ast.LShift: "<<", ast.Mod: "%"}
_OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
	"*": operator.mul,
	"**": operator.pow,
	"<<": operator.lshift,
	"%": operator.mod,
}
# Methods of text that can make a small text a huge one.
_GROWING_METHODS = frozenset(("ljust", "rjust", "center", "zfill", "expandtabs", "replace", "join"))


class _Policy(RestrictingNodeTransformer):
	"""RestrictedPython's rules, with the growing operators handed to a guard."""

	def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
		node = self.node_contents_visit(node)
		sign = _ARITHMETIC.get(type(node.op))
		if sign is None:
			return node
		call = ast.Call(
			func=ast.Name(id="_operate_", ctx=ast.Load()),
			args=[ast.Constant(sign), node.left, node.right],
			keywords=[],
		)
		return ast.fix_missing_locations(ast.copy_location(call, node))

	def visit_Attribute(self, node: ast.Attribute) -> Any:
		if node.attr == "_dict":
			node.attr = "new_dict"  # documented as frappe._dict; names with underscores are refused otherwise
		return super().visit_Attribute(node)

	def visit_FormattedValue(self, node: ast.FormattedValue) -> ast.AST:
		if node.format_spec is not None and not _is_short_format(node.format_spec):
			self.error(node, "Such a format is not allowed here.")
		return self.node_contents_visit(node)


def safe_eval(
	code: str, eval_globals: Mapping[str, Any] | None = None, eval_locals: Mapping[str, Any] | None = None
) -> Any:
	"""The value of a Python expression, computed with the given names and the documented helpers only.

	Raises ValidationError for source that is not allowed or too long; what the expression itself raises
	(a TypeError, say) passes through.
	"""
	names = {**_guards(), **sandbox_names(), **(eval_globals or {})}
	names["__builtins__"] = _builtins()
	return eval(_compile_expression(code.strip()), names, dict(eval_locals or {}))


def sandbox_names() -> dict[str, Any]:
	"""What an expression or a template may call besides the names given to it; only reads."""
	from banco import dates, numbers, text
	from banco.context import peek
	from banco.formatting import fmt_money, formatdate
	from banco.translate import _

	utils = _Namespace(
		{
			**{name: getattr(dates, name) for name in _DATE_NAMES},
			**{name: getattr(numbers, name) for name in ("flt", "cint", "rounded")},
			**{name: getattr(text, name) for name in ("cstr", "strip_html", "escape_html", "comma_and")},
			"fmt_money": fmt_money,
			"formatdate": formatdate,
		}
	)
	context = peek()
	user = context.user if context else None
	frappe = _Namespace(
		{
			"_": _,
			"new_dict": _dict,
			"utils": utils,
			"session": _Namespace({"user": user}),
			"user": user,
			"flags": _Namespace({}),
			"bold": _bold,
			"throw": _throw,
			"format_date": formatdate,
			"db": _Namespace({name: _reader(name) for name in _DB_READS}),
		}
	)
	return {"frappe": frappe, "_": _, "_dict": _dict, "int": int, "float": float, "long": int, "round": round}


def is_valid_expression(code: str) -> str | None:
	"""None when the expression may run, else why not."""
	try:
		_compile_expression(code.strip())
	except ValidationError as error:
		return str(error)
	return None


_DATE_NAMES = (
	"now_datetime", "now", "nowdate", "today", "getdate", "get_datetime", "add_to_date", "add_days",
	"add_months", "add_years", "date_diff", "get_first_day", "get_last_day",
)  # fmt: skip
_DB_READS = ("get_value", "exists", "count", "get_single_value")


class _Namespace:
	"""Named things to read, nothing to write; shows neither its class nor its dict."""

	__slots__ = ("_items",)

	def __init__(self, items: Mapping[str, Any]) -> None:
		object.__setattr__(self, "_items", dict(items))

	def __getattr__(self, name: str) -> Any:
		if name.startswith("__"):
			raise AttributeError(name)
		return object.__getattribute__(self, "_items").get(name)

	def __setattr__(self, name: str, value: Any) -> None:
		raise AttributeError("Read only")


def _reader(name: str) -> Callable[..., Any]:
	def read(*args: Any, **kwargs: Any) -> Any:
		from banco.context import current

		# `for_update` would take the write lock from within what is only a question.
		kwargs.pop("for_update", None)
		return getattr(current().db, name)(*args, **kwargs)

	return read


def _bold(text: Any) -> str:
	from banco.messages import bold

	return bold(text)


def _throw(msg: Any, title: str | None = None) -> None:
	from banco.messages import throw

	throw(msg, title=title)


@lru_cache(maxsize=1024)
def _compile_expression(code: str) -> CodeType:
	_check_length(code)
	return _checked(compile_restricted_eval(code, filename="<expression>", policy=_Policy), code)


def _checked(result: Any, code: str) -> CodeType:
	if result.errors:
		shown = code if len(code) <= 100 else f"{code[:100]}…"
		raise ValidationError(f"Not allowed in an expression: {'; '.join(result.errors)} ({shown})")
	return result.code


def _check_length(code: str) -> None:
	if len(code) > LONGEST_SOURCE:
		raise ValidationError(f"An expression may have at most {LONGEST_SOURCE} characters")


def _guards() -> dict[str, Any]:
	return {
		"_getattr_": _guarded_getattr,
		"_getitem_": default_guarded_getitem,
		"_getiter_": default_guarded_getiter,
		"_iter_unpack_sequence_": guarded_iter_unpack_sequence,
		"_unpack_sequence_": guarded_unpack_sequence,
		"_operate_": operate,
	}


@lru_cache(maxsize=1)
def _builtins() -> dict[str, Any]:
	return {
		**safe_builtins,
		"all": all,
		"any": any,
		"dict": dict,
		"enumerate": enumerate,
		"filter": filter,
		"list": list,
		"map": map,
		"max": max,
		"min": min,
		"range": _limited_range,
		"reversed": reversed,
		"set": set,
		"sum": sum,
		"pow": lambda base, exponent: operate("**", base, exponent),
	}


def operate(sign: str, left: Any, right: Any) -> Any:
	"""`left sign right`, refused when the result would be huge. Raises ValidationError."""
	if sign == "*":
		_check_repeat(left, right)
		_check_repeat(right, left)
	elif sign == "**" and _is_big(right, LARGEST_EXPONENT):
		raise ValidationError("The exponent is too large")
	elif sign == "<<" and _is_big(right, LARGEST_EXPONENT):
		raise ValidationError("The shift is too large")
	elif sign == "%" and isinstance(left, str | bytes):
		raise ValidationError("Use + or an f-string instead of % to build text")
	return _OPERATORS[sign](left, right)


def _check_repeat(value: Any, times: Any) -> None:
	if isinstance(value, int) and isinstance(times, int):
		if value.bit_length() + times.bit_length() > LARGEST_EXPONENT * 8:
			raise ValidationError("The number is too large")
	elif isinstance(times, int) and hasattr(value, "__len__") and len(value) * times > LONGEST_RESULT:
		raise ValidationError("The text or list would be too long")


def _is_big(value: Any, limit: int) -> bool:
	return isinstance(value, int | float) and abs(value) > limit


def _limited_range(*args: int) -> range:
	span = range(*args)
	if len(span) > LONGEST_RANGE:
		raise ValidationError(f"A range may have at most {LONGEST_RANGE} steps")
	return span


def _guarded_getattr(target: Any, name: str, *default: Any) -> Any:
	if isinstance(target, str | bytes):
		if name in _GROWING_METHODS:
			return _limited_method(target, name)
		if name == "translate":
			raise ValidationError("str.translate is not allowed here")
	if isinstance(target, _Namespace) and name == "_":
		return getattr(target, name)
	return safer_getattr(target, name, *default)


def _limited_method(target: Any, name: str) -> Callable[..., Any]:
	def method(*args: Any) -> Any:
		if name == "join":
			args = (list(args[0]),)
		if _grown_length(target, name, args) > LONGEST_RESULT:
			raise ValidationError("The text would be too long")
		return getattr(target, name)(*args)

	return method


def _grown_length(target: Any, name: str, args: tuple[Any, ...]) -> int:
	if name == "replace":
		return len(target) + target.count(args[0]) * len(args[1])
	if name == "join":
		return sum(len(item) + len(target) for item in args[0])
	widest = max((arg for arg in args if isinstance(arg, int)), default=0)
	return widest * (len(target) if name == "expandtabs" else 1)


def _is_short_format(spec: ast.expr) -> bool:
	parts = spec.values if isinstance(spec, ast.JoinedStr) else [spec]
	return all(isinstance(part, ast.Constant) and len(str(part.value)) <= 8 for part in parts) and (
		sum(char.isdigit() for part in parts for char in str(getattr(part, "value", ""))) <= 4
	)
