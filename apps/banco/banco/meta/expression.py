"""The conditions that doctypes carry for the browser (`mandatory_depends_on`), evaluated on the server.

A condition is a fieldname ("true when it has a value") or `eval:` and a JavaScript expression. Understood is
what such conditions use: `doc.x`, `parent.x`, text, numbers, arrays, true, false, null, `== != === !== < <= >
>= ! && ||`, parentheses, `.length`, `.includes(x)`, `.indexOf(x)`, `in_list(array, x)`. Values compare and
count as true or false as in JavaScript.
Pure: text in, function out.
"""

import ast
import datetime
import keyword
import logging
import operator
import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any

PREFIX = "eval:"
LONGEST = 2_000
DEEPEST = 50

Condition = Callable[..., bool]


class ExpressionError(ValueError):
	"""The condition is not one that the server understands; the message says where it stops."""


def parse(text: str) -> Condition | None:
	"""The condition, or None (logged) when it is not understood: it is then left to the browser."""
	try:
		return compile_condition(text)
	except ExpressionError as error:
		logging.getLogger(__name__).warning("Condition ignored: %s", error)
		return None


@lru_cache(maxsize=2048)
def compile_condition(text: str) -> Condition:
	"""A function of a document's values (of a child row's, and its parent's) that says whether it holds.

	Raises ExpressionError when the condition is not understood.
	"""
	source = text.strip()
	if len(source) > LONGEST:
		raise ExpressionError(f"a condition may have at most {LONGEST} characters")
	if source.isidentifier():
		return lambda doc, parent=None: bool(doc.get(source))  # an empty table is no value
	if not source.startswith(PREFIX):
		raise ExpressionError(
			f"{source!r} is neither a fieldname nor an expression that begins with {PREFIX}"
		)
	tree = ast.Expression(_rewritten(_parsed(source[len(PREFIX) :].rstrip("; "))))
	code = compile(ast.fix_missing_locations(tree), "<condition>", "eval")
	return lambda doc, parent=None: bool(eval(code, _NAMES, {"doc": doc, "parent": parent or {}}))


# -- JavaScript's values


class Array(list[Any]):
	"""True even when it is empty."""

	def __bool__(self) -> bool:
		return True


class NotANumber(float):
	"""False, as every comparison with it."""

	def __bool__(self) -> bool:
		return False


NAN = NotANumber("nan")


def loosely_equal(left: Any, right: Any) -> bool:
	"""JavaScript's `==` for the values that documents hold."""
	if left is None or right is None:
		return left is None and right is None
	if isinstance(left, str) != isinstance(right, str):
		return as_number(left) == as_number(right)
	return bool(left == right)


def strictly_equal(left: Any, right: Any) -> bool:
	"""JavaScript's `===`: of one type and equal. Check fields hold 0 and 1, so numbers and booleans differ."""
	if isinstance(left, bool) != isinstance(right, bool) or isinstance(left, str) != isinstance(right, str):
		return False
	return bool(left == right)


def as_number(value: Any) -> float:
	"""The number JavaScript makes of a value; NaN for text that is none."""
	if value is None or value == "":
		return 0.0
	try:
		return float(value)
	except (TypeError, ValueError):
		return NAN


def value_of(values: Mapping[str, Any], name: str) -> Any:
	"""A document's value as the browser has it: dates as text."""
	value = values.get(name)
	if isinstance(value, datetime.datetime):
		return value.isoformat(" ")
	if isinstance(value, list):
		return Array(value)
	return str(value) if isinstance(value, datetime.date | datetime.timedelta) else value


def _ordered(test: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
	def compare(left: Any, right: Any) -> bool:
		if isinstance(left, str) and isinstance(right, str):
			return test(left, right)
		return test(as_number(left), as_number(right))

	return compare


def _includes(container: Any, item: Any) -> bool:
	return _index_of(container, item) >= 0


def _index_of(container: Any, item: Any) -> int:
	if isinstance(container, list):
		return next((place for place, entry in enumerate(container) if strictly_equal(entry, item)), -1)
	return container.find("null" if item is None else str(item)) if isinstance(container, str) else -1


def _length(value: Any) -> int | None:
	return len(value) if isinstance(value, list | str) else None


# What the rewritten expressions call; comparisons by the names of Python's nodes.
_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
	"Eq": loosely_equal,
	"NotEq": lambda left, right: not loosely_equal(left, right),
	"Is": strictly_equal,
	"IsNot": lambda left, right: not strictly_equal(left, right),
	"Lt": _ordered(operator.lt),
	"LtE": _ordered(operator.le),
	"Gt": _ordered(operator.gt),
	"GtE": _ordered(operator.ge),
}
_METHODS = {"includes": _includes, "indexOf": _index_of}
_NAMES: dict[str, Any] = {
	**_COMPARISONS, **_METHODS, "Array": Array, "value_of": value_of, "length": _length,
	"negative": lambda value: NAN if (number := as_number(value)) != number else -number, "__builtins__": {},
}  # fmt: skip

# -- reading: Python's parser does it, once JavaScript's words are changed for those of the same binding

_TOKEN = re.compile(
	r"""\s*(?:(?P<number>\d+(?:\.\d+)?|\.\d+)
	|(?P<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
	|(?P<name>[A-Za-z_]\w*)
	|(?P<sign>===|!==|==|!=|<=|>=|&&|\|\||[<>!()\[\],.\-])
	|(?P<end>$))""",
	re.VERBOSE | re.ASCII,
)
_SIGNS = {"===": "is", "!==": "is not", "&&": "and", "||": "or", "!": "~"}
_CONSTANTS = {"true": "True", "false": "False", "null": "None", "undefined": "None"}


def _parsed(source: str) -> ast.expr:
	text = " ".join(_python(source))
	try:
		return ast.parse(text, mode="eval").body
	except (SyntaxError, ValueError, RecursionError, MemoryError):
		raise ExpressionError(f"{source!r} is not understood") from None


def _python(source: str) -> Iterator[str]:
	position = 0
	while True:
		match = _TOKEN.match(source, position)
		if match is None or keyword.iskeyword(match["name"] or ""):
			raise ExpressionError(f"cannot read {source[position:][:30]!r} in {source!r}")
		if match["end"] is not None:
			return
		position = match.end()
		if match["number"]:
			yield repr(float(match["number"]))
		elif match["text"]:
			yield repr(re.sub(r"\\(.)", r"\1", match["text"][1:-1]))
		elif match["name"]:
			yield _CONSTANTS.get(match["name"], match["name"])
		else:
			yield _SIGNS.get(match["sign"], match["sign"])


def _rewritten(tree: ast.expr, depth: int = 0) -> ast.expr:
	"""A part of the expression as calls of JavaScript's operations. Raises ExpressionError for any other."""
	if depth > DEEPEST:
		raise ExpressionError(f"a condition may not be nested more than {DEEPEST} deep")

	def inner(*parts: ast.expr) -> list[ast.expr]:
		return [_rewritten(part, depth + 1) for part in parts]

	def call(name: str, arguments: list[ast.expr]) -> ast.expr:
		return ast.Call(ast.Name(name, ast.Load()), arguments, [])

	match tree:
		case ast.Constant():
			return tree
		case ast.List(elts=items):
			return call("Array", [ast.List(inner(*items), ast.Load())])
		case ast.Attribute(value=ast.Name(id="doc" | "parent") as owner, attr=name):
			return call("value_of", [owner, ast.Constant(name)])
		case ast.Attribute(value=container, attr="length"):
			return call("length", inner(container))
		case ast.Call(func=ast.Attribute(value=container, attr=name), args=[item]) if name in _METHODS:
			return call(name, inner(container, item))
		case ast.Call(func=ast.Name(id="in_list"), args=[container, item]):
			return call("includes", inner(container, item))
		case ast.BoolOp(op=op, values=parts):
			return ast.BoolOp(op, inner(*parts))
		case ast.UnaryOp(op=ast.Invert(), operand=operand):
			return ast.UnaryOp(ast.Not(), *inner(operand))
		case ast.UnaryOp(op=ast.USub(), operand=operand):
			return call("negative", inner(operand))
		case ast.Compare(left=left, ops=[sign], comparators=[right]) if type(sign).__name__ in _COMPARISONS:
			return call(type(sign).__name__, inner(left, right))
	raise ExpressionError(f"{ast.unparse(tree)} is not understood")
