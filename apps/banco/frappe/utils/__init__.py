"""The helpers for dates, numbers and text that apps import from `frappe.utils`."""

# ruff: noqa: F401
from banco.dates import (
	add_days,
	add_months,
	add_to_date,
	add_years,
	convert_utc_to_system_timezone,
	date_diff,
	get_date_str,
	get_datetime,
	get_datetime_str,
	get_first_day,
	get_first_day_of_week,
	get_last_day,
	get_last_day_of_week,
	get_quarter_ending,
	get_quarter_start,
	get_time,
	get_time_str,
	get_timedelta,
	get_weekday,
	get_year_ending,
	get_year_start,
	getdate,
	month_diff,
	now,
	now_datetime,
	nowdate,
	nowtime,
	time_diff,
	time_diff_in_hours,
	time_diff_in_seconds,
	to_timedelta,
	today,
)
from banco.formatting import (
	fmt_money,
	format_date,
	format_datetime,
	format_duration,
	format_time,
	format_value,
	formatdate,
	global_date_format,
)
from banco.numbers import ceil, cint, floor, flt, rounded, sbool
from banco.settings import time_zone as get_system_timezone
from banco.text import (
	comma_and,
	comma_or,
	comma_sep,
	cstr,
	escape_html,
	generate_hash,
	has_common,
	is_html,
	random_string,
	sanitize_html,
	split_emails,
	strip,
	strip_html,
	unique,
	validate_email_address,
	validate_phone_number,
	validate_url,
)
from banco.urls import (
	get_files_path,
	get_link_to_form,
	get_site_path,
	get_url,
	get_url_to_form,
	get_url_to_list,
)
from banco.values import cast, compare, get_fullname, parse_json

__all__ = [name for name in dir() if not name.startswith("_")]
