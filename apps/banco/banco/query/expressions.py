"""The small language of fields, `order_by` and `group_by`: columns and a few functions of them.

What comes from a request is parsed, never pasted: only what the grammar below knows reaches the database.
Sums of products and the like are for `frappe.qb`.

	list item  = expression [["as"] alias] | expression ["asc" | "desc"]
	expression = function "(" ["distinct"] expression {"," expression} ")" | "count(*)" | column | number | text
	column     = name | qualifier "." name          (either may stand in backticks; qualifiers are for the caller)
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from banco.errors import DataError
from banco.translate import _

AGGREGATES = frozenset({"count", "sum", "avg", "min", "max"})
# How many arguments each function takes.
FUNCTIONS = {
	**dict.fromkeys((*AGGREGATES, "date", "year", "quarter", "month"), range(1, 2)),
	"ifnull": range(2, 3),
	"coalesce": range(2, 9),
}
# Parts of a stored date ("2026-03-01") that SQLite's own functions read faster than ours.
_PARTS = {"year": "cast(substr({0}, 1, 4) as int)", "month": "cast(substr({0}, 6, 2) as int)"}
LONGEST_TEXT = 1_000
_DEEPEST = 4

_TOKEN = re.compile(
	r"""\s*(?:
	(?P<number>-?\d+(?:\.\d+)?)
	| (?P<text>'(?:[^'\\]|'')*' | "[^"\\]*")
	| (?P<quoted>`[^`]+`)
	| (?P<word>[^\W\d]\w*)
	| (?P<mark>[*().,])
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

	def __post_init__(self) -> None:
		position, text = 0, self.source.strip()
		if len(text) > LONGEST_TEXT or "\0" in text:
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
		expression = self._expression(_DEEPEST)
		has_as = self._accept_word("as")
		kind, text = self._peek()
		if kind in ("word", "quoted") or (has_as and kind == "text"):
			self._at += 1
			expression.alias = text.strip("`'\"")
		elif has_as:
			raise self._refusal()
		return expression

	def _directed(self) -> Expression:
		expression = self._expression(_DEEPEST)
		expression.descending = self._accept_word("desc")
		if not expression.descending:
			self._accept_word("asc")
		return expression

	def _expression(self, depth: int) -> Expression:
		kind, text = self._take()
		if kind == "number":
			return Expression(text)
		if kind == "text":
			body = text[1:-1] if text[0] == '"' else text[1:-1].replace("''", "'")
			return Expression("'" + body.replace("'", "''") + "'")
		if kind == "word" and self._accept("mark", "("):
			return self._call(text.lower(), depth - 1)
		if kind in ("word", "quoted"):
			return self._column(text.strip("`"))
		raise self._refusal()

	def _call(self, function: str, depth: int) -> Expression:
		if function not in FUNCTIONS or not depth:
			raise DataError(_("{0} is not permitted in a query").format(f"{function}()"))
		is_aggregate = function in AGGREGATES
		if function == "count" and self._accept("mark", "*"):
			self._expect(")")
			return Expression("count(*)", True)
		distinct = "distinct " if is_aggregate and self._accept_word("distinct") else ""
		arguments = [self._expression(depth)]
		while self._accept("mark", ","):
			arguments.append(self._expression(depth))
		self._expect(")")
		has_aggregate = any(argument.is_aggregate for argument in arguments)
		if len(arguments) not in FUNCTIONS[function] or (is_aggregate and has_aggregate):
			raise self._refusal()
		given = ", ".join(argument.sql for argument in arguments)
		sql = _PARTS.get(function, f"{function}({distinct}{{0}})").format(given)
		return Expression(sql, is_aggregate or has_aggregate)

	def _column(self, first: str) -> Expression:
		qualifier, name = None, first
		if self._accept("mark", "."):
			kind, text = self._take()
			if kind not in ("word", "quoted"):
				raise self._refusal()
			qualifier, name = first, text.strip("`")
		return Expression(self.resolve(qualifier, name).sql, column=(qualifier, name))

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
		return DataError(_("{0} is not a permitted field expression").format(repr(shown)))
