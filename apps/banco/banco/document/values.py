"""Each value fits its field: its type, its length, its options, its sign; text is text.

Numbers given as text become numbers before the controller's `validate` sees them, and dates take one form;
what cannot be one is refused, never taken for 0.
"""

from __future__ import annotations

import datetime
import json
import re
from typing import TYPE_CHECKING, Any, NoReturn
from zoneinfo import ZoneInfo

from banco.document.children import rows_of
from banco.document.problems import refuse, shown
from banco.errors import (
	CharacterLengthExceededError,
	DataError,
	InvalidEmailAddressError,
	NonNegativeError,
	ValidationError,
)
from banco.meta.fieldtypes import INTEGERS
from banco.numbers import rounded
from banco.settings import time_zone
from banco.storage.columns import text as text_of
from banco.storage.columns import to_db
from banco.text import TURNS_DIRECTION, comma_or, validate_email_address, validate_phone_number, validate_url
from banco.translate import _

if TYPE_CHECKING:
	from banco.document.base import BaseDocument
	from banco.meta.field import Field
	from banco.meta.plan import Number

# What MariaDB's int(11) holds: a document must fit both hosts.
LARGEST_INT = 2**31 - 1
_DAY, _CLOCK = r"\d{4}-\d\d-\d\d", r"\d\d:\d\d:\d\d(\.\d{1,6})?"
_PLAIN_DATES = {
	"Date": re.compile(_DAY, re.ASCII),
	"Datetime": re.compile(f"{_DAY} {_CLOCK}", re.ASCII),
	"Time": re.compile(_CLOCK, re.ASCII),
}


def read(doc: BaseDocument) -> None:
	"""Give each value the type of its field, in the document and its rows: what a controller sees is a number
	where a number belongs, and text where text does."""
	_read(doc)
	for row in rows_of(doc):
		_read(row)


def check(doc: BaseDocument) -> None:
	"""Check the values of a document and its rows, and leave numbers as they will be stored."""
	_check(doc)
	for row in rows_of(doc):
		_check(row)


def _read(doc: BaseDocument) -> None:
	values = doc.__dict__
	for name, field, is_whole, _decimals in doc._meta.plan.numbers:
		value = values.get(name)
		if value is None or type(value) is int:
			continue
		if is_whole and _has_fraction(value):
			refuse(
				doc, field, _("{0} is not a whole number: write digits only").format(shown(value)), DataError
			)
		if type(value) is not float:
			values[name] = _number(doc, field, value)
	for name, field, _longest, is_structured in doc._meta.plan.texts:
		value = values.get(name)
		if value is not None and type(value) is not str:
			values[name] = _text(doc, field, value, is_structured)
	for field in doc._meta.plan.dates:
		_read_date(doc, field)


def _check(doc: BaseDocument) -> None:
	plan = doc._meta.plan
	_check_texts(doc)
	for number in plan.numbers:
		_settle_number(doc, number)
	for field in plan.dates:
		_read_date(doc, field)
	_check_options(doc)
	for field in plan.unique_texts:
		# Many documents may lack a value that is unique where it is given.
		if doc.__dict__.get(field.fieldname) == "":
			doc.__dict__[field.fieldname] = None
	for field in plan.addresses:
		_check_address(doc, field)
	for field in plan.not_negative:
		if doc.__dict__[field.fieldname] < 0:
			refuse(doc, field, _("cannot be negative"), NonNegativeError, _("Negative Value"))
	for field in plan.markup:
		_sanitise(doc, field)


def _has_fraction(value: Any) -> bool:
	try:
		return float(value) % 1 != 0
	except (TypeError, ValueError, OverflowError):
		return False


def _number(doc: BaseDocument, field: Field, value: Any) -> int | float:
	try:
		number = to_db(field.fieldtype)(value)
	except DataError:
		message = (
			_("{0} is not a whole number: write digits only")
			if field.fieldtype in INTEGERS
			else _("{0} is not a number that can be stored exactly: write at most 15 digits")
		)
		refuse(doc, field, message.format(shown(value)), DataError)
	return number


def _settle_number(doc: BaseDocument, entry: Number) -> None:
	name, field, is_whole, decimals = entry
	values = doc.__dict__
	value = values.get(name)
	if value is None or value == 0:
		values[name] = 0 if is_whole else 0.0
		return
	if (
		decimals is not None
		and type(value) is float
		and round(value, decimals) == value
		and abs(value) < 1e12
	):
		return
	number = _number(doc, field, value)
	if field.fieldtype == "Check":
		number = 1 if number else 0
	elif field.fieldtype == "Int" and abs(number) > LARGEST_INT and int(field.length or 0) <= 11:
		refuse(doc, field, _("{0} is too large: at most {1}").format(shown(value), LARGEST_INT), DataError)
	elif decimals is not None and not is_whole:
		number = rounded(number, decimals)
	values[name] = number


def _read_date(doc: BaseDocument, field: Field) -> None:
	"""Leave a date given as text as text, in the one form that controllers may compare."""
	value = doc.__dict__.get(field.fieldname)
	if value is None or isinstance(value, datetime.date | datetime.time | datetime.timedelta):
		return
	if not isinstance(value, str):
		_refuse_date(doc, field, value)
	if value and _PLAIN_DATES[field.fieldtype].fullmatch(value) is None:
		value = _plain_date(doc, field, value)
	else:
		_to_date(doc, field, value)
	doc.__dict__[field.fieldname] = value or None


def _plain_date(doc: BaseDocument, field: Field, value: str) -> str:
	if field.fieldtype == "Datetime":
		try:
			moment = datetime.datetime.fromisoformat(value)
		except ValueError:
			moment = None
		if moment is not None and moment.tzinfo is not None:
			# A browser sends its moments with a zone; the site keeps its own, without saying so.
			value = moment.astimezone(ZoneInfo(time_zone())).replace(tzinfo=None).isoformat(" ")
	return str(_to_date(doc, field, value))


def _to_date(doc: BaseDocument, field: Field, value: str) -> Any:
	try:
		return to_db(field.fieldtype)(value)
	except DataError:
		_refuse_date(doc, field, value)


def _refuse_date(doc: BaseDocument, field: Field, value: Any) -> NoReturn:
	messages = {
		"Date": _("{0} is not a date: write it as YYYY-MM-DD"),
		"Datetime": _("{0} is not a date and time: write it as YYYY-MM-DD HH:MM:SS"),
		"Time": _("{0} is not a time of day: write it as HH:MM:SS"),
	}
	refuse(doc, field, messages[field.fieldtype].format(shown(value)), DataError)


def _text(doc: BaseDocument, field: Field, value: Any, is_structured: bool) -> Any:
	if is_structured:
		return value
	if isinstance(value, dict | list | tuple):
		refuse(doc, field, _("cannot be a list or an object: give one value"))
	return text_of(value)


def _check_texts(doc: BaseDocument) -> None:
	values = doc.__dict__
	for name, field, longest, is_structured in doc._meta.plan.texts:
		value = values.get(name)
		if value is None:
			continue
		if type(value) is not str:
			values[name] = _text(doc, field, value, is_structured)
			value = str(text_of(value))
		if longest and len(value) > longest:
			refuse(
				doc,
				field,
				_("has {0} characters, at most {1} fit: shorten it").format(len(value), longest),
				CharacterLengthExceededError,
				_("Value too big"),
			)
		if "\0" in value or not value.isascii():
			check_text(doc, field, value)
		if is_structured and value and field.fieldtype == "JSON":
			_check_json(doc, field, value)


def check_text(doc: BaseDocument, field: Field | str, value: str) -> None:
	"""Refuse characters that no document may hold: NUL, halves of surrogate pairs, and the invisible ones
	that turn the direction of writing. Letters of right-to-left scripts need none of them.
	"""
	if "\0" in value:
		refuse(doc, field, _("contains the character NUL: remove it"))
	if not value.isascii():
		try:
			value.encode()
		except UnicodeEncodeError:
			refuse(doc, field, _("contains characters that are not valid Unicode: remove them"))
		if TURNS_DIRECTION.search(value):
			refuse(doc, field, _("contains hidden characters that turn the direction of the text: retype it"))


def _check_json(doc: BaseDocument, field: Field, value: str) -> None:
	try:
		json.loads(value)
	except (ValueError, RecursionError) as error:
		refuse(doc, field, _("is not valid JSON: {0}").format(error))


def _check_options(doc: BaseDocument) -> None:
	values = doc.__dict__
	for name, (field, options) in doc._meta.plan.selects.items():
		value = values.get(name)
		if value is None or value == "":
			continue
		text = str(value).strip()
		if text not in options:
			allowed = comma_or([_(option, context=doc.doctype) for option in field.option_list if option])
			refuse(doc, field, _("{0} is not one of its options: choose {1}").format(shown(value), allowed))
		values[name] = text


def _check_address(doc: BaseDocument, field: Field) -> None:
	value = doc.__dict__.get(field.fieldname)
	if not value:
		return
	if field.options == "Email":
		if not validate_email_address(str(value)):
			reason = _("{0} is not an e-mail address: write it as name@example.org")
			refuse(doc, field, reason.format(shown(value)), InvalidEmailAddressError)
	elif field.options == "URL":
		if not validate_url(str(value)):
			refuse(doc, field, _("{0} is not a web address: begin with https://").format(shown(value)))
	elif not validate_phone_number(str(value)):
		refuse(
			doc, field, _("{0} is not a telephone number: write digits, spaces and +").format(shown(value))
		)


def _sanitise(doc: BaseDocument, field: Field) -> None:
	value = doc.__dict__.get(field.fieldname)
	before = doc._before
	if (
		isinstance(value, str)
		and "<" in value
		and not (before and before.__dict__.get(field.fieldname) == value)
	):
		from banco.document.markup import clean

		doc.__dict__[field.fieldname] = clean(value)


def same(field: Field, one: Any, other: Any) -> bool:
	"""Whether two values of a field are stored as the same; nothing and an empty text are."""
	return bool(one == other) or canonical(field, one) == canonical(field, other)


def canonical(field: Field, value: Any) -> Any:
	"""A value as it would be stored; one that cannot be stays as it is."""
	if value is None or value == "":
		return 0 if field.is_number else None
	try:
		return to_db(field.fieldtype)(value)
	except (DataError, ValidationError):
		return value
