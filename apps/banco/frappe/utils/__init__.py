"""The helpers for dates, numbers and text that apps import from `frappe.utils`."""

# ruff: noqa: F401
from banco.dates import (
	add_days,
	add_months,
	add_to_date,
	add_years,
	date_diff,
	get_datetime,
	get_first_day,
	get_last_day,
	getdate,
	now,
	now_datetime,
	nowdate,
	nowtime,
	today,
)
from banco.formatting import fmt_money, formatdate
from banco.numbers import cint, flt, rounded
from banco.text import (
	cstr,
	escape_html,
	strip_html,
	validate_email_address,
	validate_phone_number,
	validate_url,
)
from banco.values import get_fullname, parse_json

__all__ = [name for name in dir() if not name.startswith("_")]
