"""Expressions that administrators write, run without reach into the process.

RestrictedPython keeps out names with underscores, frames and format-string tricks; on top, sizes are limited,
as nothing else stops `"a" * 10**10` in a process that serves everybody.
"""

import ast
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from types import CodeType
from typing import Any

from RestrictedPython import RestrictingNodeTransformer, compile_restricted_eval
from RestrictedPython.Eval import default_guarded_getitem, default_guarded_getiter
from RestrictedPython.Guards import guarded_iter_unpack_sequence, guarded_unpack_sequence, safer_getattr

from banco.errors import ValidationError
from banco.types import _dict

LONGEST_SOURCE = 50_000
LONGEST_RESULT = 1_000_000  # characters of a text, items of a list
LARGEST_NUMBER = 8_000  # bits

# Methods of text that can make a small text a huge one.
_GROWING_METHODS = frozenset(
	("ljust", "rjust", "center", "zfill", "expandtabs", "replace", "join", "translate")
)
_BUILTINS = {
	function.__name__: function
	for function in (
		abs, all, any, bool, dict, float, int, isinstance, len, list, max, min, round, set, sorted, str, sum,
		tuple, zip,
	)
}  # fmt: skip
UTILS = {
	"banco.dates": (
		"add_days add_months add_to_date add_years date_diff get_datetime get_first_day get_last_day getdate now"
		" now_datetime nowdate today"
	),
	"banco.numbers": "cint flt rounded",
	"banco.text": "cstr strip_html",
	"banco.formatting": "fmt_money formatdate",
}
_DB_READS = ("get_value", "exists", "count", "get_single_value")


def safe_eval(
	code: str, eval_globals: Mapping[str, Any] | None = None, eval_locals: Mapping[str, Any] | None = None
) -> Any:
	"""The value of a Python expression, computed with the given names and the documented helpers only.

	Raises ValidationError for source that is not allowed or too long; what the expression itself raises
	(a TypeError, say) passes through.
	"""
	names = {**_GUARDS, **_helpers(), **(eval_globals or {}), "__builtins__": _BUILTINS}
	return eval(_compiled(code.strip()), names, dict(eval_locals or {}))


def is_valid_expression(code: str) -> str | None:
	"""None when the expression may run, else why not."""
	try:
		_compiled(code.strip())
	except ValidationError as error:
		return str(error)
	return None


class _Policy(RestrictingNodeTransformer):
	"""RestrictedPython's rules, with the operators that grow handed to a guard or kept out."""

	def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
		if isinstance(node.op, ast.LShift):
			self.error(node, "<< is not allowed here.")
		node = self.node_contents_visit(node)
		guard = _OPERATORS.get(type(node.op))
		if guard is None:
			return node
		call = ast.Call(func=ast.Name(id=guard, ctx=ast.Load()), args=[node.left, node.right], keywords=[])
		return ast.fix_missing_locations(ast.copy_location(call, node))

	def visit_FormattedValue(self, node: ast.FormattedValue) -> ast.AST:
		if node.format_spec is not None:
			self.error(node, "A format is not allowed here.")
		return self.node_contents_visit(node)

	def visit_Attribute(self, node: ast.Attribute) -> Any:
		if node.attr == "_dict":
			node.attr = "new_dict"  # documented as frappe._dict; names with underscores are refused otherwise
		return super().visit_Attribute(node)


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


def _helpers() -> dict[str, Any]:
	from banco.context import peek
	from banco.translate import _

	context = peek()
	user = context.user if context else None
	frappe = {"utils": _utils(), "db": _database(), "user": user, "session": _Namespace({"user": user})}
	return {"frappe": _Namespace({**frappe, "_": _, "new_dict": _dict}), "_": _}


@cache
def _utils() -> _Namespace:
	from banco.modules import get_attr

	return _Namespace(
		{name: get_attr(f"{module}.{name}") for module, names in UTILS.items() for name in names.split()}
	)


@cache
def _database() -> _Namespace:
	return _Namespace({name: _reader(name) for name in _DB_READS})


def _reader(name: str) -> Callable[..., Any]:
	def read(*args: Any, **kwargs: Any) -> Any:
		from banco.context import current

		# `for_update` would take the write lock from within what is only a question.
		kwargs.pop("for_update", None)
		return getattr(current().db, name)(*args, **kwargs)

	return read


@lru_cache(maxsize=1024)
def _compiled(code: str) -> CodeType:
	if len(code) > LONGEST_SOURCE:
		raise ValidationError(f"An expression may have at most {LONGEST_SOURCE} characters")
	result = compile_restricted_eval(code, filename="<expression>", policy=_Policy)
	if result.code is None:
		shown = code if len(code) <= 100 else f"{code[:100]}…"
		raise ValidationError(f"Not allowed in an expression: {'; '.join(result.errors)} ({shown})")
	return result.code


# -- guards, called by the compiled expression


def _multiplied(left: Any, right: Any) -> Any:
	for value, times in ((left, right), (right, left)):
		if isinstance(value, int) and isinstance(times, int):
			if value.bit_length() + times.bit_length() > LARGEST_NUMBER:
				raise ValidationError("The number is too large")
		elif isinstance(times, int) and hasattr(value, "__len__") and len(value) * times > LONGEST_RESULT:
			raise ValidationError("The text or list would be too long")
	return left * right


def _raised(base: Any, exponent: Any) -> Any:
	if isinstance(base, int) and isinstance(exponent, int) and base.bit_length() * exponent > LARGEST_NUMBER:
		raise ValidationError("The number is too large")
	return base**exponent


def _remainder(left: Any, right: Any) -> Any:
	if isinstance(left, str | bytes):
		raise ValidationError("Use + or an f-string instead of % to build text")
	return left % right


def _attribute(target: Any, name: str, *default: Any) -> Any:
	if name in _GROWING_METHODS and isinstance(target, str | bytes | type):
		raise ValidationError(f"{name} is not allowed here: the text could grow too long")
	if name == "_" and isinstance(target, _Namespace):
		return getattr(target, name)
	return safer_getattr(target, name, *default)


def _added(left: Any, right: Any) -> Any:
	if hasattr(left, "__len__") and hasattr(right, "__len__") and len(left) + len(right) > LONGEST_RESULT:
		raise ValidationError("The text or list would be too long")
	return left + right


# By the operator's sign, for templates.
GUARDED_OPERATORS = {"+": _added, "*": _multiplied, "**": _raised, "%": _remainder}
_OPERATORS: dict[type[ast.operator], str] = {
	ast.Mult: "_multiplied_",
	ast.Pow: "_raised_",
	ast.Mod: "_remainder_",
}
_GUARDS: dict[str, Any] = {
	"_getattr_": _attribute,
	"_getitem_": default_guarded_getitem,
	"_getiter_": default_guarded_getiter,
	"_iter_unpack_sequence_": guarded_iter_unpack_sequence,
	"_unpack_sequence_": guarded_unpack_sequence,
	"_multiplied_": _multiplied,
	"_raised_": _raised,
	"_remainder_": _remainder,
}
