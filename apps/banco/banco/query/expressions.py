"""The small language of fields, `order_by` and `group_by`: columns, numbers, texts, a few functions.

What comes from a request is parsed, never pasted: only what the grammar below knows reaches the database.

	list item  = comparison [["as"] alias] | comparison ["asc" | "desc"]
	comparison = sum [("=" | "!=" | "<>" | "<" | ">" | "<=" | ">=") sum]
	sum        = product {("+" | "-") product}
	product    = factor {("*" | "/" | "%") factor}
	factor     = number | text | "-" factor | "(" comparison ")" | function "(" ["distinct"] list ")" | column
	column     = name | qualifier "." name          (either may stand in backticks; qualifiers are for the caller)
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from banco.errors import DataError
from banco.storage.columns import FLOAT, INT

AGGREGATES = frozenset({"count", "sum", "avg", "min", "max", "group_concat", "total"})
FUNCTIONS = AGGREGATES | frozenset({
	"abs", "round", "ifnull", "coalesce", "nullif", "if", "concat", "concat_ws", "lower", "upper", "length",
	"substr", "substring", "trim", "replace", "instr", "date", "year", "quarter", "month",
	"day", "last_day", "date_format", "datediff", "timestampdiff", "date_add", "date_sub",
	"now", "curdate",
})  # fmt: skip
_UNITS = frozenset({"year", "quarter", "month", "week", "day", "hour", "minute", "second"})
_KINDS = {"count": INT, "sum": FLOAT, "avg": FLOAT, "length": INT, "year": INT, "month": INT, "quarter": INT}

LONGEST_TEXT = 1_000
_DEEPEST = 8

_TOKEN = re.compile(
	r"""\s*(?:
	(?P<number>\d+(?:\.\d+)?)
	| (?P<text>'(?:[^'\\]|'')*' | "[^"\\]*")
	| (?P<quoted>`[^`]+`)
	| (?P<word>[^\W\d]\w*)
	| (?P<mark><=|>=|!=|<>|[-+*/%().,=<>])
	)""",
	re.VERBOSE,
)


class Column(NamedTuple):
	"""A column as SQL, and the kind of its values (None: whatever an expression gives)."""

	sql: str
	kind: str | None


Resolver = Callable[[str | None, str], Column]


@dataclass
class Expression:
	"""A parsed expression. `column` is the (qualifier, name) when it is nothing but a column."""

	sql: str
	kind: str | None = None
	is_aggregate: bool = False
	column: tuple[str | None, str] | None = None
	alias: str | None = None
	descending: bool = False


@dataclass
class Parser:
	"""Reads a comma-separated list of expressions; `resolve` turns columns into SQL or refuses them."""

	source: str
	resolve: Resolver
	_tokens: list[tuple[str, str]] = field(default_factory=list)
	_at: int = 0
	_depth: int = 0

	def __post_init__(self) -> None:
		if len(self.source) > LONGEST_TEXT:
			raise DataError("A field expression is too long")
		position, text = 0, self.source.strip()
		if "\0" in text:
			raise self._refusal()
		while position < len(text):
			match = _TOKEN.match(text, position)
			if match is None:
				raise self._refusal()
			self._tokens.append((str(match.lastgroup), match.group(str(match.lastgroup))))
			position = match.end()

	def fields(self) -> list[Expression]:
		"""The list with aliases, as in `fields`. Raises DataError for anything outside the grammar."""
		return self._list(self._aliased)

	def ordering(self) -> list[Expression]:
		"""The list with directions, as in `order_by`."""
		return self._list(self._directed)

	def _list(self, item: Callable[[], Expression]) -> list[Expression]:
		found = [item()]
		while self._accept("mark", ","):
			found.append(item())
		if self._at < len(self._tokens):
			raise self._refusal()
		return found

	def _aliased(self) -> Expression:
		expression = self._comparison()
		has_as = self._accept_word("as")
		kind, text = self._peek()
		if kind in ("word", "quoted") or (has_as and kind == "text"):
			self._at += 1
			expression.alias = text.strip("`'\"")
		elif has_as:
			raise self._refusal()
		return expression

	def _directed(self) -> Expression:
		expression = self._comparison()
		if self._accept_word("desc"):
			expression.descending = True
		else:
			self._accept_word("asc")
		return expression

	def _comparison(self) -> Expression:
		left = self._sum()
		kind, text = self._peek()
		if kind == "mark" and text in ("=", "!=", "<>", "<", ">", "<=", ">="):
			self._at += 1
			return _joined(left, text, self._sum())
		return left

	def _sum(self) -> Expression:
		left = self._product()
		while self._peek() in (("mark", "+"), ("mark", "-")):
			left = _joined(left, self._take()[1], self._product())
		return left

	def _product(self) -> Expression:
		left = self._factor()
		while self._peek() in (("mark", "*"), ("mark", "/"), ("mark", "%")):
			mark = self._take()[1]
			# Whole numbers divide to fractions, as in MariaDB.
			left = _joined(left, "* 1.0 /" if mark == "/" else mark, self._factor())
		return left

	def _factor(self) -> Expression:
		self._depth += 1
		if self._depth > _DEEPEST:
			raise DataError("A field expression is nested too deeply")
		try:
			return self._plain_factor()
		finally:
			self._depth -= 1

	def _plain_factor(self) -> Expression:
		kind, text = self._take()
		if kind == "number":
			return Expression(text)
		if kind == "text":
			body = text[1:-1] if text[0] == '"' else text[1:-1].replace("''", "'")
			return Expression("'" + body.replace("'", "''") + "'")
		if (kind, text) == ("mark", "-"):
			inner = self._factor()
			return Expression(f"-{inner.sql}", inner.kind, inner.is_aggregate)
		if (kind, text) == ("mark", "("):
			inner = self._comparison()
			self._expect(")")
			return Expression(f"({inner.sql})", inner.kind, inner.is_aggregate)
		if kind == "word" and self._accept("mark", "("):
			return self._call(text.lower())
		if kind in ("word", "quoted"):
			return self._column(text.strip("`"))
		raise self._refusal()

	def _call(self, function: str) -> Expression:
		if function not in FUNCTIONS:
			raise DataError(f"{function}() is not permitted in a query")
		is_aggregate = function in AGGREGATES
		if function == "count" and self._accept("mark", "*"):
			self._expect(")")
			return Expression("count(*)", INT, True)
		distinct = "distinct " if is_aggregate and self._accept_word("distinct") else ""
		arguments: list[Expression] = []
		while not self._accept("mark", ")"):
			if arguments:
				self._expect(",")
			arguments.append(self._argument(function, bool(arguments)))
		inner = any(argument.is_aggregate for argument in arguments)
		if is_aggregate and (inner or not arguments):
			raise self._refusal()
		kind = _KINDS.get(function) or (arguments[0].kind if function in ("min", "max") else None)
		sql = f"{function}({distinct}{', '.join(argument.sql for argument in arguments)})"
		return Expression(sql, kind, is_aggregate or inner)

	def _argument(self, function: str, later: bool) -> Expression:
		if function == "timestampdiff" and not later:
			kind, text = self._take()
			if kind == "word" and text.lower() in _UNITS:
				return Expression(f"'{text.lower()}'")
			raise self._refusal()
		if function in ("date_add", "date_sub") and self._accept_word("interval"):
			count, unit = self._sum(), self._take()
			if unit[0] == "word" and unit[1].lower() in _UNITS:
				return Expression(f"{count.sql}, '{unit[1].lower()}'")
			raise self._refusal()
		return self._comparison()

	def _column(self, first: str) -> Expression:
		qualifier, name = None, first
		if self._accept("mark", "."):
			kind, text = self._take()
			if kind not in ("word", "quoted"):
				raise self._refusal()
			qualifier, name = first, text.strip("`")
		column = self.resolve(qualifier, name)
		return Expression(column.sql, column.kind, column=(qualifier, name))

	def _peek(self) -> tuple[str, str]:
		return self._tokens[self._at] if self._at < len(self._tokens) else ("end", "")

	def _take(self) -> tuple[str, str]:
		token = self._peek()
		if token[0] == "end":
			raise self._refusal()
		self._at += 1
		return token

	def _accept(self, kind: str, text: str) -> bool:
		if self._peek() == (kind, text):
			self._at += 1
			return True
		return False

	def _accept_word(self, word: str) -> bool:
		kind, text = self._peek()
		if kind == "word" and text.lower() == word:
			self._at += 1
			return True
		return False

	def _expect(self, mark: str) -> None:
		if not self._accept("mark", mark):
			raise self._refusal()

	def _refusal(self) -> DataError:
		shown = self.source if len(self.source) <= 80 else self.source[:80] + "…"
		return DataError(f"{shown!r} is not a permitted field expression")


def _joined(left: Expression, mark: str, right: Expression) -> Expression:
	return Expression(f"{left.sql} {mark} {right.sql}", None, left.is_aggregate or right.is_aggregate)
