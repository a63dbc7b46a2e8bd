"""SQL as apps write it for MariaDB, turned into SQLite's.

Both speak nearly the same language: backticks, `ifnull`, `if`, `limit` and joins need nothing. What differs
is settled token by token, without a parser; a full translator (sqlglot was compared: 3 ms and more for each
new statement, and no notion of `%s`) would not pay for a dozen differences. Results are remembered by text.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from banco.errors import DataError
from banco.storage.columns import bind

_TOKEN = re.compile(
	r"""
	(?P<space>\s+ | --[^\n]* | \#[^\n]* | /\*.*?\*/)
	| (?P<string>'(?:[^'\\]|''|\\.)*' | "(?:[^"\\]|""|\\.)*")
	| (?P<other>`(?:[^`]|``)*` | \d+\.?\d*(?:[eE][+-]?\d+)?)
	| (?P<slot>%\(\w+\)s | %s)
	| (?P<percent>%%)
	| (?P<call>[^\W\d]\w*(?=\s*\())
	| (?P<word>[^\W\d]\w*)
	| (?P<mark><=>|&&|\|\||.)
	""",
	re.VERBOSE | re.DOTALL,
)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "0": "\0", "b": "\b", "Z": "\x1a"}
# What is spelt otherwise; whole numbers divide to fractions.
_SPELLINGS = {
	"call": {"greatest": "max", "least": "min", "current_date": "curdate", "current_timestamp": "now"},
	"word": {"current_date": "curdate()", "current_timestamp": "now()"},
	"mark": {"&&": " and ", "||": " or ", "<=>": " is ", "/": " * 1.0 / "},
}
_MANY_VALUES = 500
# A write transaction here excludes every other from its start: there are no rows to lock.
_FOR_UPDATE = re.compile(r"\bfor\s+update(\s+nowait|\s+skip\s+locked)?\s*;?\s*$", re.IGNORECASE)


@lru_cache(maxsize=2_000)
def translate(query: str, with_params: bool) -> tuple[tuple[str, ...], tuple[str | None, ...]]:
	"""`query` as pieces of SQLite's SQL, and what stands between them: names of values, None for the next
	one.

	Percent signs mean values only when there are some, as with MariaDB's drivers.
	"""
	texts: list[str] = []
	names: list[str | None] = []
	piece: list[str] = []
	for match in _TOKEN.finditer(_FOR_UPDATE.sub("", query)):
		kind, text = str(match.lastgroup), match.group()
		if kind == "slot" and with_params:
			texts.append("".join(piece))
			names.append(text[2:-2] or None)
			piece = []
		elif kind == "space":
			piece.append(" ")
		elif kind == "string":
			piece.append(_literal(text, with_params))
		elif kind == "percent" and with_params:
			piece.append("%")
		else:
			piece.append(_SPELLINGS.get(kind, {}).get(text.lower(), text))
	return (*texts, "".join(piece)), tuple(names)


def compile_query(query: str, values: Any = None) -> tuple[str, list[Any]]:
	"""SQLite's SQL and its parameters for a query in MariaDB's dialect with `%s` or `%(name)s` in it.

	`values` is a sequence, a mapping or a single value; lists among the values become lists in parentheses.
	Raises DataError when a value is missing or left over.
	"""
	params: list[Any] = []
	if values is None or values == () or values == {} or values == []:
		return translate(query, False)[0][0], params
	given = values if isinstance(values, Mapping | list | tuple) else (values,)
	texts, names = translate(query, True)
	if not isinstance(given, Mapping) and len(names) != len(given):
		raise DataError(f"The query takes {len(names)} values, not {len(given)}")
	try:
		chosen = [given[name if isinstance(given, Mapping) else at] for at, name in enumerate(names)]  # type: ignore[index]
	except KeyError as error:
		raise DataError(f"The query has no value for {error}") from None
	text = "".join(text + place(value, params) for text, value in zip(texts, chosen, strict=False))
	return text + texts[-1], params


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
