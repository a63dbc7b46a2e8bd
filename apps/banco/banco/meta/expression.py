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
import math
import operator
import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any

PREFIX = "eval:"
LONGEST = 2_000
DEEPEST = 50

Values = Mapping[str, Any]
Node = Callable[[Values, Values], Any]
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
	if source.startswith(PREFIX):
		node = _node(_parsed(source[len(PREFIX) :].rstrip("; ")))
	elif source.isidentifier():
		node = lambda doc, parent: doc.get(source) or None  # noqa: E731  # an empty table is no value
	else:
		raise ExpressionError(
			f"{source!r} is neither a fieldname nor an expression that begins with {PREFIX}"
		)

	return lambda doc, parent=None: truth(node(doc, parent or {}))


# -- JavaScript's values


def truth(value: Any) -> bool:
	"""Whether JavaScript takes the value for true."""
	if isinstance(value, list):
		return True
	return bool(value) and value == value


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
		return math.nan


def _plain(value: Any) -> Any:
	"""A document's value as the browser has it: dates as text."""
	if isinstance(value, datetime.datetime):
		return value.isoformat(" ")
	if isinstance(value, datetime.date):
		return value.isoformat()
	return str(value) if isinstance(value, datetime.timedelta) else value


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


_METHODS: dict[str, Callable[[Any, Any], Any]] = {"includes": _includes, "indexOf": _index_of}
_COMPARISONS: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
	ast.Eq: loosely_equal,
	ast.NotEq: lambda left, right: not loosely_equal(left, right),
	ast.Is: strictly_equal,
	ast.IsNot: lambda left, right: not strictly_equal(left, right),
	ast.Lt: _ordered(operator.lt),
	ast.LtE: _ordered(operator.le),
	ast.Gt: _ordered(operator.gt),
	ast.GtE: _ordered(operator.ge),
}

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


def _node(tree: ast.expr, depth: int = 0) -> Node:
	"""A function of the values for a part of the expression."""
	if depth > DEEPEST:
		raise ExpressionError(f"a condition may not be nested more than {DEEPEST} deep")

	def inner(part: ast.expr) -> Node:
		return _node(part, depth + 1)

	match tree:
		case ast.Constant(value=value):
			return lambda doc, parent: value
		case ast.List(elts=items):
			nodes = [inner(item) for item in items]
			return lambda doc, parent: [node(doc, parent) for node in nodes]
		case ast.Attribute(value=ast.Name(id="doc" | "parent" as owner), attr=name):
			return _attribute(owner, name)
		case ast.Attribute(value=container, attr="length"):
			return _length(inner(container))
		case ast.Call(func=ast.Attribute(value=container, attr=name), args=[item]) if name in _METHODS:
			return _operation(_METHODS[name], inner(container), inner(item))
		case ast.Call(func=ast.Name(id="in_list"), args=[container, item]):
			return _operation(_includes, inner(container), inner(item))
		case ast.BoolOp(op=op, values=parts):
			return _choice([inner(part) for part in parts], isinstance(op, ast.Or))
		case ast.UnaryOp(op=ast.Invert(), operand=operand):
			node = inner(operand)
			return lambda doc, parent: not truth(node(doc, parent))
		case ast.UnaryOp(op=ast.USub(), operand=operand):
			node = inner(operand)
			return lambda doc, parent: -as_number(node(doc, parent))
		case ast.Compare(left=left, ops=[comparison], comparators=[right]) if (
			type(comparison) in _COMPARISONS
		):
			return _operation(_COMPARISONS[type(comparison)], inner(left), inner(right))
	raise ExpressionError(f"{ast.unparse(tree)} is not understood")


def _attribute(owner: str, name: str) -> Node:
	if owner == "doc":
		return lambda doc, parent: _plain(doc.get(name))
	return lambda doc, parent: _plain(parent.get(name))


def _operation(operate: Callable[[Any, Any], Any], left: Node, right: Node) -> Node:
	return lambda doc, parent: operate(left(doc, parent), right(doc, parent))


def _choice(nodes: list[Node], stops_at: bool) -> Node:
	def choose(doc: Values, parent: Values) -> Any:
		for node in nodes:
			value = node(doc, parent)
			if truth(value) is stops_at:
				break
		return value

	return choose


def _length(node: Node) -> Node:
	def length(doc: Values, parent: Values) -> Any:
		value = node(doc, parent)
		return len(value) if isinstance(value, list | str) else None

	return length
