"""Series: names with a running number, such as `REF-.YYYY.-.#####`.

The number is raised inside the transaction that writes the document, under the one writer: a document that
is not written uses none up, so a series has no gaps but those that deletions leave.
"""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from banco.context import current
from banco.errors import NameError
from banco.messages import throw
from banco.translate import _

if TYPE_CHECKING:
	from banco.document.base import BaseDocument

HASH_LENGTH = 10
_HASH_SIGNS = "0123456789abcdefghijklmnopqrstuvwxyz"
_BRACES = re.compile(r"\{([^{}]*)\}")


def getseries(key: str, digits: int) -> str:
	"""The next number of a series, filled up with zeros to `digits`. `key` is what stands before it."""
	rows = current().db.fetch(
		"insert into `tabSeries` (name, current) values (?, 1)"
		" on conflict (name) do update set current = current + 1 returning current",
		(key,),
	)
	return f"{rows[0][0]:0{digits}d}"


def make_autoname(key: str = "", doctype: str = "", doc: BaseDocument | None = None) -> str:
	"""A name by a pattern: `hash`, or parts divided by points (`INV-.YYYY.-.####`, `.{field}.`, `.field.`).

	A pattern without a part of `#` gets `.#####`.
	"""
	if key == "hash" or not key:
		return random_name()
	if "#" not in key:
		key += ".#####"
	if "." not in key:
		# Without points the pattern has one part only, which would be a number alone.
		head, mark, tail = key.partition("#")
		key = f"{head}.{mark}{tail}"
	return parse_naming_series(key, doctype, doc)


def random_name() -> str:
	"""Ten random letters and digits: no two documents of a site will share one."""
	return _in_letters(secrets.randbits(52), HASH_LENGTH)


def row_name() -> str:
	"""Twelve letters and digits that grow with time: rows made together lie together in their table's index."""
	return _in_letters(time.time_ns() // 1000 * 1296 + secrets.randbelow(1296), 12)


def _in_letters(number: int, length: int) -> str:
	signs = []
	for _place in range(length):
		number, sign = divmod(number, 36)
		signs.append(_HASH_SIGNS[sign])
	return "".join(reversed(signs))


def parse_naming_series(
	parts: str | list[str],
	doctype: str = "",
	doc: BaseDocument | None = None,
	number_generator: Callable[[str, int], str] | None = None,
) -> str:
	"""The name that a series pattern gives; `number_generator(prefix, digits)` takes the place of the
	counter.

	The first part of `#` becomes the number; what stands before it is the series that is counted.
	"""
	if isinstance(parts, str):
		parts = parts.split(".")
	name = ""
	numbered = False
	for part in parts:
		if part.startswith("#"):
			if not numbered:
				name += (number_generator or getseries)(name, len(part))
				numbered = True
		else:
			name += _part(part, doc)
	return name


def set_name_by_naming_series(doc: BaseDocument) -> None:
	"""Name a document by its `naming_series` field. Raises NameError when the doctype offers no such series.

	A series of a client's own making could take the numbers that another one has yet to give.
	"""
	series = doc.get("naming_series") or _default_series(doc)
	field = doc._meta.get_field("naming_series")
	if not series or (field is not None and field.options and series not in field.option_list):
		throw(_("{0} has no naming series: choose one").format(_(doc.doctype)), NameError)
	doc.__dict__["naming_series"] = series
	doc.name = make_autoname(f"{series}.#####" if "#" not in series else series, "", doc)


def named_by_format(pattern: str, doc: BaseDocument) -> str:
	"""A name by a `format:` pattern, e.g. `PEI-{YYYY}-{household}-{####}`."""
	numbered = False
	name, end = "", 0
	for match in _BRACES.finditer(pattern):
		name += pattern[end : match.start()]
		end = match.end()
		inside = match.group(1).strip()
		if inside.startswith("#"):
			if not numbered:
				name += getseries(name, len(inside))
				numbered = True
		else:
			name += _value(inside, doc)
	return name + pattern[end:]


def revert_series_if_last(key: str, name: str, doc: BaseDocument | None = None) -> None:
	"""Take a number back into its series when the document that had it is deleted and was the last one."""
	prefixes: list[tuple[str, int]] = []

	def note(prefix: str, digits: int) -> str:
		prefixes.append((prefix, digits))
		return ""

	parse_naming_series(key if "." in key else f"{key}.#####", "", doc, note)
	for prefix, _digits in prefixes:
		number = str(name)[len(prefix) :]
		if str(name).startswith(prefix) and number.isdecimal():
			current().db.write(
				"update `tabSeries` set current = current - 1 where name = ? and current = ?",
				(prefix, int(number)),
			)


def _default_series(doc: BaseDocument) -> str:
	field = doc._meta.get_field("naming_series")
	return next((line for line in field.option_list if line), "") if field else ""


def _part(part: str, doc: BaseDocument | None) -> str:
	moment = _moment(part)
	if moment is not None:
		return moment
	braced = _BRACES.fullmatch(part)
	if braced:
		return _value(braced.group(1).strip(), doc)
	if doc is not None and part and doc._meta.has_field(part):
		return _field_text(doc, part)
	return part


def _value(name: str, doc: BaseDocument | None) -> str:
	moment = _moment(name)
	if moment is not None:
		return moment
	return _field_text(doc, name) if doc is not None else ""


def _field_text(doc: BaseDocument, fieldname: str) -> str:
	value = doc.get(fieldname)
	return "" if value is None else str(value).strip()


def _moment(word: str) -> str | None:
	pattern = _MOMENTS.get(word)
	if pattern is None:
		return None
	from banco.dates import get_datetime, now

	return get_datetime(now()).strftime(pattern)


_MOMENTS = {
	"YY": "%y",
	"YYYY": "%Y",
	"MM": "%m",
	"DD": "%d",
	"JJJ": "%j",
	"WW": "%V",
	"timestamp": "%Y-%m-%d %H:%M:%S.%f",
}
