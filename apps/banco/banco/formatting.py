"""Values as people read them: dates, numbers and money in the site's formats, through Babel."""

from collections.abc import Callable
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.dates import format_date as babel_date
from babel.dates import format_datetime as babel_datetime
from babel.numbers import format_decimal as babel_decimal
from babel.numbers import get_currency_symbol
from markupsafe import Markup

from banco.context import peek
from banco.dates import get_datetime, getdate
from banco.numbers import cint, flt, rounded
from banco.settings import DEFAULTS, system_setting
from banco.translate import _

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


MOST_DECIMALS = 20


def format_number(value: Any, precision: int = 2, number_format: str | None = None) -> str:
	"""The number with thousands and decimals as the site writes them, always `precision` decimals."""
	precision = min(precision, MOST_DECIMALS)
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


def format_value(
	value: Any,
	df: Any = None,
	doc: Any = None,
	currency: str | None = None,
	translated: bool = False,
	**_more: Any,
) -> str:
	"""A field's value as people read it, markup where the field is text of several lines or from an editor.

	`df` is the field, a dict like one, or the name of a type. A link shows its document's title when the
	reader may see that.
	"""
	field = {"fieldtype": df} if isinstance(df, str) else df or {}
	if value is None or value == "":
		return ""
	write = _WRITERS.get(str(field.get("fieldtype")))
	return write(value, field, doc, currency) if write else str(value)


def _money(value: Any, field: Any, doc: Any, currency: str | None) -> str:
	code = currency or (doc.get(str(field.get("options") or "")) if doc is not None else None)
	return fmt_money(value, field.get("precision"), str(code or _setting("currency")))


def _number(value: Any, field: Any, *_rest: Any) -> str:
	"""All decimals that the field asks for, otherwise those that there are."""
	digits = cint(field.get("precision") or _setting("float_precision"))
	pattern = f"#,##0.{('0' if field.get('precision') else '#') * digits}"
	locale = _NUMBER_LOCALES.get(str(_setting("number_format")), "it")
	text = babel_decimal(rounded(value, digits), pattern, locale=locale)
	return f"{text}%" if field.get("fieldtype") == "Percent" else text


def _moment(value: Any, *_rest: Any) -> str:
	date = get_datetime(value)
	return f"{formatdate(date)} {babel_datetime(date, 'HH:mm')}"


def _link(value: Any, field: Any, doc: Any, *_rest: Any) -> str:
	from banco.desk.search import get_link_title
	from banco.meta import get_meta
	from banco.permissions import has_permission

	doctype = str(field.get("options") or "")
	if field.get("fieldtype") == "Dynamic Link":
		doctype = str((doc.get(doctype) if doc is not None else None) or "")
	if doctype and get_meta(doctype).show_title_field_in_link and has_permission(doctype):
		return str(get_link_title(doctype, value))
	return _(value) if doctype and get_meta(doctype).translated_doctype else str(value)


def _lines(value: Any, *_rest: Any) -> str:
	return Markup("<br>").join(str(value).splitlines())


def _edited(value: Any, *_rest: Any) -> str:
	from banco.document.markup import clean

	return Markup(clean(str(value)))


_WRITERS: dict[str, Callable[..., str]] = {
	"Check": lambda value, *_rest: _("Yes") if cint(value) else _("No"),
	"Select": lambda value, *_rest: _(value),
	"Date": lambda value, *_rest: formatdate(value),
	"Datetime": _moment,
	"Time": lambda value, *_rest: str(value).zfill(8)[:5],
	"Duration": lambda value, *_rest: f"{cint(value) // 3600} h {cint(value) % 3600 // 60:02} min",
	"Currency": _money,
	"Password": lambda *_rest: "••••••",
	**dict.fromkeys(("Float", "Percent"), _number),
	**dict.fromkeys(("Link", "Dynamic Link"), _link),
	**dict.fromkeys(("Text", "Small Text", "Long Text", "Code"), _lines),
	**dict.fromkeys(("Text Editor", "HTML Editor", "Markdown Editor"), _edited),
}
