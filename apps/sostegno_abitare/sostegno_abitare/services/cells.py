"""From the text of a cell to the value of a field, by the field's type."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from frappe import _
from frappe.utils import getdate

NUMBERS = {"Currency", "Float", "Percent"}
YES, NO = {"1", "sì", "si", "yes", "x"}, {"0", "no"}
DAY_FORMATS = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y")
FROM_TODAY = re.compile(r"(?:oggi|today)([+-]\d{1,4})?")
PLAIN = re.compile(r"[+-]?\d+([.,]\d+)?")
ITALIAN = re.compile(r"[+-]?\d{1,3}(\.\d{3})+(,\d+)?")


class BadCell(ValueError):
	"""The text does not fit the field; the message says why, in the reader's language."""


def value(text: str, field: Any) -> Any:
	"""`field` has fieldtype, options, length. Returns date, datetime, float, int or str. Raises BadCell."""
	kind = field.fieldtype
	if kind in NUMBERS:
		return float(number(text))
	if kind == "Int":
		return whole(text)
	if kind == "Check":
		return yes_or_no(text)
	if kind == "Date":
		return day(text)
	if kind == "Datetime":
		return moment(text)
	if kind == "Time":
		return time_of_day(text)
	if kind == "Select":
		return choice(text, field.options)
	return text_of(text, field)


def number(text: str) -> Decimal:
	"""Exact: 132000.00, 132000,00 and 132.000,00 are the same; 1.000 alone could be one or a thousand."""
	plain = text.replace("€", "").replace("\u00a0", "").replace(" ", "")
	if re.fullmatch(r"[+-]?\d{1,3}\.\d{3}", plain):
		raise BadCell(
			_("{0} may mean {1} or {2}: write it without a thousands separator").format(
				text, plain.replace(".", ""), plain.replace(".", ",")
			)
		)
	if ITALIAN.fullmatch(plain):
		plain = plain.replace(".", "")
	elif not PLAIN.fullmatch(plain):
		raise BadCell(_("{0} is not a number (write 132000.00 or 132000,00)").format(text))
	return Decimal(plain.replace(",", "."))


def whole(text: str) -> int:
	amount = number(text)
	if amount != amount.to_integral_value():
		raise BadCell(_("{0} is not a whole number").format(text))
	return int(amount)


def yes_or_no(text: str) -> int:
	if text.lower() in YES:
		return 1
	if text.lower() in NO:
		return 0
	raise BadCell(_("{0} is neither yes nor no (write 1 or 0)").format(text))


def day(text: str) -> date:
	"""A date, or so many days from the one of loading (oggi+20, today-3): a demo has something ahead whenever it
	is loaded.
	"""
	relative = FROM_TODAY.fullmatch(text.replace(" ", "").lower())
	if relative:
		return getdate() + timedelta(days=int(relative[1] or 0))
	for form in DAY_FORMATS:
		try:
			return datetime.strptime(text, form).date()
		except ValueError:
			continue
	raise BadCell(_("{0} is not a date (write 2018-03-31 or 31/03/2018)").format(text))


def moment(text: str) -> datetime:
	first, _space, rest = text.replace("T", " ").partition(" ")
	start = datetime.combine(day(first), datetime.min.time())
	return start + time_of_day(rest) if rest else start


def time_of_day(text: str) -> timedelta:
	for form in ("%H:%M", "%H:%M:%S"):
		try:
			read = datetime.strptime(text, form)
		except ValueError:
			continue
		return timedelta(hours=read.hour, minutes=read.minute, seconds=read.second)
	raise BadCell(_("{0} is not a time of day (write 14:30)").format(text))


def choice(text: str, options: str | None) -> str:
	allowed = (options or "").split("\n")
	if text not in allowed:
		raise BadCell(
			_("{0} is not one of the values allowed: {1}").format(text, ", ".join(filter(None, allowed)))
		)
	return text


def text_of(text: str, field: Any) -> str:
	limit = int(field.length or 0) or (140 if field.fieldtype in ("Data", "Link", "Dynamic Link") else 0)
	if limit and len(text) > limit:
		raise BadCell(_("{0} characters, {1} at most").format(len(text), limit))
	return text
