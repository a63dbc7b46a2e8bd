"""Values as people read them: dates, numbers and money in the site's formats, through Babel."""

from __future__ import annotations

import datetime
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.dates import format_date as babel_date
from babel.dates import format_time as babel_time
from babel.numbers import format_decimal as babel_decimal
from babel.numbers import get_currency_symbol

from banco.context import peek
from banco.dates import get_datetime, get_time, getdate
from banco.numbers import cint, flt, rounded
from banco.settings import DEFAULTS, system_setting
from banco.text import cstr

# Site's number format -> a locale that writes numbers so, grouping included.
_NUMBER_LOCALES = {
	"#.###,##": "it",
	"#,###.##": "en",
	"# ###,##": "fr",
	"#'###.##": "de_CH",
}


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


format_date = formatdate


def format_time(time_string: Any = None, format_string: str | None = None) -> str:
	"""The time of day in the site's time format."""
	if not time_string:
		return ""
	moment = datetime.datetime.combine(datetime.date.min, get_time(time_string))
	return babel_time(moment, format_string or str(_setting("time_format")), locale=_locale())


def format_datetime(datetime_string: Any, format_string: str | None = None) -> str:
	"""The moment in the site's date and time formats, or in a pattern."""
	if not datetime_string:
		return ""
	moment = get_datetime(datetime_string)
	if format_string:
		from babel.dates import format_datetime as babel_datetime

		return babel_datetime(moment, format_string, locale=_locale())
	return f"{formatdate(moment)} {format_time(moment)}"


def global_date_format(date: Any, format: str = "long") -> str:
	"""The date written out in the user's language: "31 gennaio 2026"."""
	return babel_date(getdate(date), format=format, locale=_locale())


def format_duration(seconds: Any, hide_days: bool = False) -> str:
	"""A span in seconds as "1d 2h 3m 4s", without the parts that are nought."""
	rest = cint(seconds)
	parts = []
	for unit, size in (("d", 86400), ("h", 3600), ("m", 60), ("s", 1)):
		if unit == "d" and hide_days:
			continue
		count, rest = divmod(rest, size)
		if count:
			parts.append(f"{count}{unit}")
	return " ".join(parts)


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


def format_value(value: Any, df: Any = None, doc: Any = None, currency: str | None = None) -> str:
	"""A field's value as a person reads it; `df` is the field (or its type) it belongs to."""
	fieldtype = df if isinstance(df, str) else (getattr(df, "fieldtype", None) or (df or {}).get("fieldtype"))
	if value is None or (value == "" and fieldtype != "Check"):
		return ""
	form = _FORMS.get(str(fieldtype))
	return form(value, df, doc, currency) if form else cstr(value)


def _precision(df: Any, fallback: str) -> int:
	own = None if isinstance(df, str) or df is None else df.get("precision")
	return cint(own) if own not in (None, "") else cint(_setting(fallback))


def _currency_of(df: Any, doc: Any) -> str:
	options = None if isinstance(df, str) or df is None else df.get("options")
	if options and doc is not None and ":" not in options:
		return str(doc.get(options) or "") or str(_setting("currency"))
	return str(options or "") if options and options.isupper() else str(_setting("currency"))


_FORMS: dict[str, Any] = {
	"Date": lambda value, *_: formatdate(value),
	"Datetime": lambda value, *_: format_datetime(value),
	"Time": lambda value, *_: format_time(value),
	"Duration": lambda value, *_: format_duration(value),
	"Int": lambda value, *_: format_number(value, 0),
	"Float": lambda value, df, *_: format_number(value, _precision(df, "float_precision")),
	"Percent": lambda value, df, *_: f"{format_number(value, _precision(df, 'float_precision'))}%",
	"Currency": lambda value, df, doc, currency: fmt_money(
		value, _precision(df, "currency_precision"), currency or _currency_of(df, doc)
	),
}
