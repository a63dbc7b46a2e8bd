"""Values as people read them: dates, numbers and money in the site's formats, through Babel."""

from __future__ import annotations

from typing import Any

from babel import Locale, UnknownLocaleError
from babel.dates import format_date as babel_date
from babel.numbers import format_decimal as babel_decimal
from babel.numbers import get_currency_symbol

from banco.context import peek
from banco.dates import getdate
from banco.numbers import cint, flt, rounded
from banco.settings import DEFAULTS, system_setting

# Site's number format -> a locale that writes numbers so, grouping included.
_NUMBER_LOCALES = {"#.###,##": "it", "#,###.##": "en", "# ###,##": "fr", "#'###.##": "de_CH"}


def _setting(name: str) -> Any:
	return system_setting(name) if peek() else DEFAULTS[name]


def _locale() -> Locale:
	context = peek()
	try:
		return Locale.parse(context.lang if context else "it", sep="-")
	except (ValueError, UnknownLocaleError):
		return Locale("en")


def formatdate(
	string_date: Any = None, format_string: str | None = None, parse_day_first: bool = False
) -> str:
	"""The date in the site's date format, or in a pattern such as "dd MMMM yyyy"; empty for no date."""
	if not string_date and string_date is not None:
		return ""
	date = getdate(string_date, parse_day_first)
	pattern = (format_string or str(_setting("date_format"))).replace("mm", "MM").replace("Y", "y")
	return babel_date(date, pattern, locale=_locale()) if date else ""


def format_number(value: Any, precision: int = 2, number_format: str | None = None) -> str:
	"""The number with thousands and decimals as the site writes them, always `precision` decimals."""
	locale = _NUMBER_LOCALES.get(number_format or str(_setting("number_format")), "it")
	decimals = "." + "0" * precision if precision else ""
	return babel_decimal(rounded(value, precision), f"#,##0{decimals}", locale=locale)


def fmt_money(
	amount: Any, precision: int | str | None = None, currency: str | None = None, format: str | None = None
) -> str:
	"""The amount in the site's number format, with the currency's symbol before it when one is given.

	Two decimals (or System Settings' currency precision) unless told otherwise.
	"""
	digits = cint(precision) if precision not in (None, "") else cint(_setting("currency_precision"), 2)
	text = format_number(flt(amount), digits, format)
	if not currency:
		return text
	return f"{get_currency_symbol(currency, locale=_locale())} {text}"
