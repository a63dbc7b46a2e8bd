"""JSON in the form Frappe's clients expect."""

import datetime
import json
from collections.abc import Iterable
from decimal import Decimal
from pathlib import PurePath
from typing import Any
from uuid import UUID

import orjson

# Dates go through `plain`: Frappe prints "2026-01-31 10:20:30", not ISO's "T" form.
OPTIONS = orjson.OPT_PASSTHROUGH_DATETIME
_AS_TEXT = (datetime.datetime, datetime.date, datetime.timedelta, datetime.time, UUID, PurePath)


def plain(value: Any) -> Any:
	"""What stands in JSON for a value that JSON has no form of. Raises TypeError when there is none."""
	if isinstance(value, _AS_TEXT):
		return str(value)
	if hasattr(value, "as_dict"):
		return value.as_dict()
	if isinstance(value, Decimal):
		return float(value)
	if isinstance(value, bytes):
		return value.decode("utf-8", "replace")
	if isinstance(value, BaseException | type):
		return repr(value)
	if isinstance(value, Iterable):
		return list(value)
	# Lazily translated texts and the like.
	if type(value).__str__ is not object.__str__:
		return str(value)
	raise TypeError(f"{type(value).__name__} has no JSON form")


def encode(value: Any) -> bytes:
	"""`value` as compact JSON. Raises TypeError when something in it has no JSON form."""
	try:
		return orjson.dumps(value, plain, OPTIONS)
	except TypeError:
		# Keys that are not text, integers over 64 bits, lone surrogates: rare, so the fast way goes first.
		text = json.dumps(_with_text_keys(value), default=plain, separators=(",", ":"), ensure_ascii=True)
		return text.encode("ascii")


def _with_text_keys(value: Any) -> Any:
	if isinstance(value, dict):
		return {_key(key): _with_text_keys(item) for key, item in value.items()}
	if isinstance(value, list | tuple | set | frozenset):
		return [_with_text_keys(item) for item in value]
	if isinstance(value, float) and value != value:
		return None
	return value


def _key(key: Any) -> str:
	return "null" if key is None else str(key)
