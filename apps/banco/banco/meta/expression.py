"""The conditions that doctypes carry for the browser (`mandatory_depends_on`), evaluated on the server.

A condition is a fieldname ("true when it has a value") or `eval:` and a JavaScript expression. Understood is
what such conditions use: `doc.x`, `parent.x`, text, numbers, arrays, true, false, null, `== != === !== < <= >
>= ! && ||`, parentheses, `.length`, `.includes(x)`, `.indexOf(x)`, `in_list(array, x)`. Values compare and
count as true or false as in JavaScript.
Pure: text in, function out.
"""

from __future__ import annotations

import datetime
import logging
import math
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

PREFIX = "eval:"
LONGEST = 2_000

Values = Mapping[str, Any]
Node = Callable[[Values, Values], Any]


class ExpressionError(ValueError):
	"""The condition is not one that the server understands; the message says where it stops."""


class Expression:
	"""A condition ready to be asked."""

	__slots__ = ("_node", "text")

	def __init__(self, text: str, node: Node) -> None:
		self.text = text
		self._node = node

	def __call__(self, doc: Values, parent: Values | None = None) -> bool:
		"""Whether the condition holds for a document's values (of a child row: with its parent's)."""
		return truth(self._node(doc, parent if parent is not None else {}))


def parse(text: str) -> Expression | None:
	"""The condition, or None (logged) when it is not understood: it is then left to the browser."""
	try:
		return compile_condition(text)
	except ExpressionError as error:
		logging.getLogger(__name__).warning("Condition ignored: %s", error)
		return None


@lru_cache(maxsize=2048)
def compile_condition(text: str) -> Expression:
	"""The condition. Raises ExpressionError when it is not understood."""
	source = text.strip()
	if len(source) > LONGEST:
		raise ExpressionError(f"a condition may have at most {LONGEST} characters")
	if not source.startswith(PREFIX):
		if not source.isidentifier():
			raise ExpressionError(
				f"{source!r} is neither a fieldname nor an expression that begins with {PREFIX}"
			)
		return Expression(text, lambda doc, parent: _has_value(doc.get(source)))
	return Expression(text, _Parser(source[len(PREFIX) :].strip().rstrip(";")).whole())


def truth(value: Any) -> bool:
	"""Whether JavaScript takes the value for true."""
	if isinstance(value, float):
		return value != 0 and not math.isnan(value)
	return value not in (None, False, 0, "") if not isinstance(value, list) else True


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
	"""A document's value as the browser has it: dates as text, missing as null, rows as a list."""
	if isinstance(value, datetime.datetime):
		return value.isoformat(" ")
	if isinstance(value, datetime.date):
		return value.isoformat()
	if isinstance(value, datetime.timedelta):
		return str(value)
	return value


def _has_value(value: Any) -> bool:
	return bool(value) if isinstance(value, list) else truth(_plain(value))


# -- operators


def _compare(test: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
	def compare(left: Any, right: Any) -> bool:
		if isinstance(left, str) and isinstance(right, str):
			return test(left, right)
		return test(as_number(left), as_number(right))

	return compare


def _text(value: Any) -> str:
	return "null" if value is None else str(value)


# Sign: how strongly it binds, and what it does.
_BINARY: dict[str, tuple[int, Callable[[Any, Any], Any]]] = {
	"==": (4, loosely_equal),
	"!=": (4, lambda left, right: not loosely_equal(left, right)),
	"===": (4, strictly_equal),
	"!==": (4, lambda left, right: not strictly_equal(left, right)),
	"<": (5, _compare(lambda left, right: left < right)),
	"<=": (5, _compare(lambda left, right: left <= right)),
	">": (5, _compare(lambda left, right: left > right)),
	">=": (5, _compare(lambda left, right: left >= right)),
}
_OR, _AND = 2, 3
_CONSTANTS = {"true": True, "false": False, "null": None, "undefined": None}


def _includes(container: Any, item: Any) -> bool:
	if isinstance(container, list):
		return any(strictly_equal(entry, item) for entry in container)
	return isinstance(container, str) and _text(item) in container


def _index_of(container: Any, item: Any) -> int:
	if isinstance(container, list):
		return next((place for place, entry in enumerate(container) if strictly_equal(entry, item)), -1)
	return container.find(_text(item)) if isinstance(container, str) else -1


_METHODS: dict[str, Callable[[Any, Any], Any]] = {"includes": _includes, "indexOf": _index_of}

_TOKEN = re.compile(
	r"""\s*(?:(?P<number>\d+(?:\.\d+)?|\.\d+)
	|(?P<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
	|(?P<name>[A-Za-z_$][\w$]*)
	|(?P<sign>===|!==|==|!=|<=|>=|&&|\|\||[<>!()\[\],.\-])
	|(?P<end>$))""",
	re.VERBOSE,
)


class _Parser:
	"""Precedence climbing over the tokens of one expression; each rule returns a function of the values."""

	def __init__(self, source: str) -> None:
		self.source = source
		self.position = 0
		self.depth = 0
		self.kind, self.token = "", ""
		self._advance()

	def whole(self) -> Node:
		node = self._choice()
		if self.kind != "end":
			raise self._unexpected()
		return node

	def _advance(self) -> str:
		before = self.token
		match = _TOKEN.match(self.source, self.position)
		if match is None or match.lastgroup is None:
			raise ExpressionError(f"cannot read {self.source[self.position :][:30]!r} in {self.source!r}")
		self.kind, self.token, self.position = match.lastgroup, match.group(match.lastgroup), match.end()
		return before

	def _take(self, sign: str) -> bool:
		if self.kind == "sign" and self.token == sign:
			self._advance()
			return True
		return False

	def _expect(self, sign: str) -> None:
		if not self._take(sign):
			raise self._unexpected()

	def _unexpected(self) -> ExpressionError:
		shown = self.token if self.kind != "end" else "its end"
		return ExpressionError(f"{shown} is not understood in {self.source!r}")

	def _choice(self) -> Node:
		self.depth += 1
		if self.depth > 50:
			raise ExpressionError("a condition may not be nested more than 50 deep")
		node = self._binary(_OR)
		self.depth -= 1
		return node

	def _binary(self, weakest: int) -> Node:
		left = self._unary()
		while self.kind == "sign":
			if self.token == "||" and weakest <= _OR:
				self._advance()
				left = _either(left, self._binary(_OR + 1))
			elif self.token == "&&" and weakest <= _AND:
				self._advance()
				left = _both(left, self._binary(_AND + 1))
			elif self.token in _BINARY and _BINARY[self.token][0] >= weakest:
				strength, operate = _BINARY[self._advance()]
				left = _operation(operate, left, self._binary(strength + 1))
			else:
				break
		return left

	def _unary(self) -> Node:
		signs = []
		while self.kind == "sign" and self.token in ("!", "-"):
			signs.append(self._advance())
		node = self._member()
		for sign in reversed(signs):
			node = _negation(node) if sign == "!" else _minus(node)
		return node

	def _member(self) -> Node:
		node = self._primary()
		while self._take("."):
			if self.kind != "name":
				raise self._unexpected()
			name = self._advance()
			if name == "length":
				node = _length(node)
			elif name in _METHODS:
				self._expect("(")
				node = _operation(_METHODS[name], node, self._choice())
				self._expect(")")
			else:
				raise ExpressionError(f".{name} is not understood in {self.source!r}")
		return node

	def _primary(self) -> Node:
		if self.kind == "number":
			return _constant(float(self._advance()))
		if self.kind == "text":
			return _constant(re.sub(r"\\(.)", r"\1", self._advance()[1:-1]))
		if self.kind == "name":
			return self._named(self._advance())
		if self._take("("):
			node = self._choice()
			self._expect(")")
			return node
		if self._take("["):
			items = self._arguments("]")
			return lambda doc, parent: [item(doc, parent) for item in items]
		raise self._unexpected()

	def _named(self, name: str) -> Node:
		if name in _CONSTANTS:
			return _constant(_CONSTANTS[name])
		if name in ("doc", "parent"):
			self._expect(".")
			if self.kind != "name":
				raise self._unexpected()
			return _attribute(name, self._advance())
		if name == "in_list":
			self._expect("(")
			arguments = self._arguments(")")
			if len(arguments) == 2:
				return _operation(_includes, *arguments)
		raise ExpressionError(f"{name} is not understood in {self.source!r}")

	def _arguments(self, closing: str) -> list[Node]:
		items: list[Node] = []
		while not self._take(closing):
			if items:
				self._expect(",")
			items.append(self._choice())
		return items


def _constant(value: Any) -> Node:
	return lambda doc, parent: value


def _attribute(owner: str, name: str) -> Node:
	if owner == "doc":
		return lambda doc, parent: _plain(doc.get(name))
	return lambda doc, parent: _plain(parent.get(name))


def _either(left: Node, right: Node) -> Node:
	def either(doc: Values, parent: Values) -> Any:
		value = left(doc, parent)
		return value if truth(value) else right(doc, parent)

	return either


def _both(left: Node, right: Node) -> Node:
	def both(doc: Values, parent: Values) -> Any:
		value = left(doc, parent)
		return right(doc, parent) if truth(value) else value

	return both


def _negation(node: Node) -> Node:
	return lambda doc, parent: not truth(node(doc, parent))


def _minus(node: Node) -> Node:
	return lambda doc, parent: -as_number(node(doc, parent))


def _operation(operate: Callable[[Any, Any], Any], left: Node, right: Node) -> Node:
	return lambda doc, parent: operate(left(doc, parent), right(doc, parent))


def _length(node: Node) -> Node:
	def length(doc: Values, parent: Values) -> Any:
		value = node(doc, parent)
		return len(value) if isinstance(value, list | str) else None

	return length
