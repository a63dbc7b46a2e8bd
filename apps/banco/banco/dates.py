"""Dates and times: reading, today and now in the site's time zone, and calendar arithmetic.

Datetimes are naive and in the site's time zone, as apps store and compare them.
"""

import datetime
from typing import Any
from zoneinfo import ZoneInfo

from dateutil import parser
from dateutil.relativedelta import relativedelta

from banco.context import peek

DATE_FORMAT = "%Y-%m-%d"
TIME_FORMAT = "%H:%M:%S.%f"
DATETIME_FORMAT = f"{DATE_FORMAT} {TIME_FORMAT}"

Date = datetime.date
DateTime = datetime.datetime
DateLike = datetime.date | datetime.datetime | str

# No date written by a person is longer; a parser of free forms must not chew on more.
_LONGEST = 40
_ZERO_DATE = "0000-00-00"


def now_datetime() -> DateTime:
	"""The present moment in the site's time zone, without zone information."""
	context = peek()
	if context is None:
		return datetime.datetime.now()
	frozen = context.flags.frozen_time
	if frozen is not None:
		return frozen
	zone = context.memo.get("zone")
	if zone is None:
		from banco.settings import time_zone

		zone = context.memo["zone"] = ZoneInfo(time_zone())
	return datetime.datetime.now(zone).replace(tzinfo=None)


def now() -> str:
	"""The present moment as "YYYY-MM-DD HH:MM:SS.ffffff"; honours `frappe.flags.current_date`."""
	context = peek()
	if context is not None and context.flags.current_date:
		return f"{getdate(context.flags.current_date).isoformat()} {nowtime()}"
	# isoformat, since strftime asks the operating system for its zone file each time.
	return now_datetime().isoformat(sep=" ", timespec="microseconds")


def nowdate() -> str:
	"""Today as "YYYY-MM-DD"; honours `frappe.flags.current_date`."""
	return now()[:10]


today = nowdate


def nowtime() -> str:
	"""The time of day as "HH:MM:SS.ffffff"."""
	return now_datetime().time().isoformat(timespec="microseconds")


def getdate(string_date: DateLike | None = None, parse_day_first: bool = False) -> Date:
	"""A date from a date, a datetime or text ("2026-01-31" and other usual forms); today when empty.

	Raises ValidationError for text that is no date. "0000-00-00" gives None, as it stands for no date.
	"""
	if not string_date:
		return Date.fromisoformat(nowdate())
	if isinstance(string_date, datetime.datetime):
		return string_date.date()
	if isinstance(string_date, datetime.date):
		return string_date
	if string_date == _ZERO_DATE:
		return None  # type: ignore[return-value]
	return _parse(string_date, parse_day_first).date()


def get_datetime(datetime_str: Any = None) -> DateTime:
	"""A datetime from a datetime, a date (its midnight), or text; now when empty.

	A list or tuple gives its items as year, month, day and so on; a timedelta counts from the start of
	today. Raises ValidationError for text that is none.
	"""
	if datetime_str is None:
		return now_datetime()
	if isinstance(datetime_str, datetime.datetime):
		return datetime_str
	if isinstance(datetime_str, datetime.date):
		return datetime.datetime.combine(datetime_str, datetime.time())
	if isinstance(datetime_str, datetime.timedelta):
		return datetime.datetime.combine(getdate(), datetime.time()) + datetime_str
	if isinstance(datetime_str, list | tuple):
		return datetime.datetime(*datetime_str)
	if not datetime_str or str(datetime_str).startswith(_ZERO_DATE):
		return None  # type: ignore[return-value]
	return _parse(str(datetime_str), False)


def add_to_date(
	date: DateLike | None,
	years: float = 0,
	months: float = 0,
	weeks: float = 0,
	days: float = 0,
	hours: float = 0,
	minutes: float = 0,
	seconds: float = 0,
	as_string: bool = False,
	as_datetime: bool = False,
) -> Any:
	"""`date` moved by the given spans; a month's last days are kept inside the month reached.

	Text gives text, a date a date, a datetime a datetime; hours, minutes or seconds make a datetime. With
	`date` None the count is from now. `as_string` and `as_datetime` choose the form of the answer.
	"""
	as_datetime = as_datetime or bool(hours or minutes or seconds)
	moment: Any = date
	if moment is None:
		moment = now_datetime()
		as_datetime = as_datetime or not as_string
		moment = moment if as_datetime else moment.date()
	elif isinstance(moment, str):
		as_string = True
		as_datetime = as_datetime or " " in moment or "T" in moment
		moment = get_datetime(moment)
	if as_datetime and not isinstance(moment, datetime.datetime):
		moment = get_datetime(moment)
	moment += relativedelta(years=int(years), months=int(months)) + datetime.timedelta(
		weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds
	)
	if not as_string:
		return moment
	return moment.strftime(DATETIME_FORMAT if as_datetime else DATE_FORMAT)


def add_days(date: Any, days: float) -> Any:
	"""`date` moved by whole days; the answer has the form of what was given."""
	return add_to_date(date, days=days)


def add_months(date: Any, months: float) -> Any:
	"""`date` moved by months."""
	return add_to_date(date, months=months)


def add_years(date: Any, years: float) -> Any:
	"""`date` moved by years."""
	return add_to_date(date, years=years)


def date_diff(string_ed_date: DateLike, string_st_date: DateLike) -> int:
	"""Days from the second date to the first."""
	return (getdate(string_ed_date) - getdate(string_st_date)).days


def get_first_day(dt: DateLike, d_years: int = 0, d_months: int = 0, as_str: bool = False) -> Any:
	"""The first day of the date's month, or of the month so many years and months on."""
	first = getdate(dt).replace(day=1) + relativedelta(years=d_years, months=d_months)
	return first.isoformat() if as_str else first


def get_last_day(dt: DateLike) -> Date:
	"""The last day of the date's month."""
	return get_first_day(dt, 0, 1) - datetime.timedelta(days=1)


def _parse(text: str, day_first: bool) -> DateTime:
	if len(text) > _LONGEST:
		_refuse(text)
	try:
		return datetime.datetime.fromisoformat(text)
	except ValueError:
		pass
	try:
		return parser.parse(text, dayfirst=day_first)
	except (ValueError, OverflowError, TypeError):
		_refuse(text)
		raise


def _refuse(text: str) -> None:
	from banco.messages import throw
	from banco.translate import _

	throw(
		_("{0} is not a valid date: write it as YYYY-MM-DD").format(repr(text[:_LONGEST])),
		title=_("Invalid Date"),
	)
