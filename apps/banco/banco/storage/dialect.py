"""SQL as apps write it for MariaDB, turned into SQLite's.

Both speak nearly the same language: backticks, `ifnull`, `if`, `limit` and joins need nothing. What differs is
settled on the tokens, without a parser; a full translator (sqlglot was compared: 3 ms and more for each new
statement, and no notion of `%s`) would not pay for a dozen differences. Results are remembered by text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from banco.errors import DataError
from banco.storage.columns import bind

_TOKEN = re.compile(
	r"""
	(?P<space>\s+ | --[^\n]* | \#[^\n]* | /\*.*?\*/)
	| (?P<string>'(?:[^'\\]|''|\\.)*' | "(?:[^"\\]|""|\\.)*")
	| (?P<quoted>`(?:[^`]|``)*`)
	| (?P<named>%\(\w+\)s)
	| (?P<positional>%s)
	| (?P<percent>%%)
	| (?P<number>\d+\.?\d*(?:[eE][+-]?\d+)?)
	| (?P<word>[^\W\d]\w*)
	| (?P<mark><=>|<>|!=|<=|>=|&&|\|\||:=|.)
	""",
	re.VERBOSE | re.DOTALL,
)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "0": "\0", "b": "\b", "Z": "\x1a"}
_RENAMED_FUNCTIONS = {"greatest": "max", "least": "min", "char_length": "length"}
_CLOCK_WORDS = {"current_date": "curdate", "current_timestamp": "now"}
# Whole numbers divide to fractions.
_MARKS = {"&&": "and", "||": "or", "<=>": "is", "/": "* 1.0 /"}
_MANY_VALUES = 500
# A write transaction here excludes every other from its start: there are no rows to lock.
_FOR_UPDATE = re.compile(r"\bfor\s+update(\s+nowait|\s+skip\s+locked)?\s*;?\s*$", re.IGNORECASE)


class Slot(NamedTuple):
	"""Where a parameter goes: its key in a mapping, or None for the next of a sequence."""

	key: str | None


class Token(NamedTuple):
	kind: str
	text: str


@lru_cache(maxsize=2_000)
def translate(query: str, with_params: bool) -> tuple[str | Slot, ...]:
	"""`query` as pieces of SQLite's SQL and the slots between them.

	Percent signs mean parameters only when there are some, as with MariaDB's drivers.
	"""
	tokens = _rewrite(_tokens(_FOR_UPDATE.sub("", query), with_params))
	pieces: list[str | Slot] = []
	text: list[str] = []
	for token in tokens:
		if token.kind in ("named", "positional"):
			pieces += ["".join(text), Slot(token.text[2:-2] if token.kind == "named" else None)]
			text = []
		else:
			text.append(token.text)
	return (*pieces, "".join(text))


def compile_query(query: str, values: Any = None) -> tuple[str, list[Any]]:
	"""SQLite's SQL and its parameters for a query in MariaDB's dialect with `%s` or `%(name)s` in it.

	`values` is a sequence, a mapping or a single value; lists among the values become lists in parentheses.
	Raises DataError when a value is missing or left over.
	"""
	if values is None or values == () or values == {} or values == []:
		pieces = translate(query, False)
		return str(pieces[0]), []
	given = values if isinstance(values, Mapping | list | tuple) else (values,)
	text: list[str] = []
	params: list[Any] = []
	used = 0
	for piece in translate(query, True):
		if isinstance(piece, str):
			text.append(piece)
			continue
		value = _value_for(piece, given, used)
		used += 1
		text.append(place(value, params))
	if not isinstance(given, Mapping) and used != len(given):
		raise DataError(f"The query takes {used} values, not {len(given)}")
	return "".join(text), params


def place(value: Any, params: list[Any]) -> str:
	"""The SQL that stands for a value (or for a list of them, in parentheses); adds to `params`."""
	if not isinstance(value, list | tuple | set | frozenset):
		params.append(bind(value))
		return "?"
	items = [bind(item) for item in value]
	if len(items) > _MANY_VALUES:
		params.append(bind(items))
		return "(select value from json_each(?))"
	params.extend(items)
	return f"({', '.join('?' * len(items))})"


def quote(value: str) -> str:
	"""`value` as a string literal that means the same to MariaDB and, through `translate`, to SQLite."""
	return "'" + value.replace("\\", "\\\\").replace("'", "''").replace("\0", "\\0") + "'"


def _value_for(slot: Slot, values: Mapping[str, Any] | Sequence[Any], used: int) -> Any:
	try:
		if isinstance(values, Mapping):
			return values[slot.key]  # type: ignore[index]
		if slot.key is None:
			return values[used]
	except (KeyError, IndexError):
		pass
	raise DataError(f"The query has no value for {slot.key or f'parameter {used + 1}'}")


def _tokens(query: str, with_params: bool) -> list[Token]:
	tokens = []
	for match in _TOKEN.finditer(query):
		kind, text = str(match.lastgroup), match.group()
		if kind == "space":
			tokens.append(Token(kind, " "))
		elif kind == "string":
			tokens.append(Token(kind, _literal(text, with_params)))
		elif kind == "percent":
			tokens.append(Token("mark", "%" if with_params else "%%"))
		elif kind in ("named", "positional") and not with_params:
			tokens.append(Token("mark", text))
		else:
			tokens.append(Token(kind, text))
	return tokens


def _literal(text: str, with_params: bool) -> str:
	"""A MariaDB string literal, of either quote and with backslashes, as SQLite writes it."""
	body = text[1:-1].replace(text[0] * 2, text[0])
	if "\\" in body:
		body = re.sub(r"\\(.)", _unescape, body, flags=re.DOTALL)
	if with_params:
		body = body.replace("%%", "%")
	if "\0" in body:
		raise DataError("A query may not hold NUL characters")
	return "'" + body.replace("'", "''") + "'"


def _unescape(match: re.Match[str]) -> str:
	character = match.group(1)
	# `\%` and `\_` keep their backslash: it is for LIKE to read.
	return "\\" + character if character in "%_" else _ESCAPES.get(character, character)


def _rewrite(tokens: list[Token]) -> list[Token]:
	out: list[Token] = []
	for index, token in enumerate(tokens):
		word = token.text.lower() if token.kind == "word" else ""
		is_call = bool(word) and _next(tokens, index) == "("
		if token.kind == "mark" and token.text in _MARKS:
			out.append(Token("mark", f" {_MARKS[token.text]} "))
		elif word in _CLOCK_WORDS:
			out.append(Token("word", _CLOCK_WORDS[word] + ("" if is_call else "()")))
		elif is_call and word in _RENAMED_FUNCTIONS:
			out.append(Token("word", _RENAMED_FUNCTIONS[word]))
		else:
			out.append(token)
	return out


def _next(tokens: list[Token], index: int) -> str:
	for token in tokens[index + 1 :]:
		if token.kind != "space":
			return token.text
	return ""
