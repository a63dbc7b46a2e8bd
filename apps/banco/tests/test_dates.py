from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banco import dates
from banco.errors import ValidationError

D = datetime.date


def test_reads_dates_in_their_usual_forms():
	assert dates.getdate("2026-01-31") == D(2026, 1, 31)
	assert dates.getdate("2026-01-31 10:20:30.5") == D(2026, 1, 31)
	assert dates.getdate("31/01/2026", parse_day_first=True) == D(2026, 1, 31)
	assert dates.getdate(datetime.datetime(2026, 1, 31, 23, 59)) == D(2026, 1, 31)
	assert dates.getdate("0000-00-00") is None


@pytest.mark.parametrize("text", ["2026-02-30", "hello", "2026-13-01", "1" * 5000, "31-31-31"])
def test_refuses_what_is_no_date(text):
	with pytest.raises(ValidationError, match="YYYY-MM-DD"):
		dates.getdate(text)


def test_the_answer_has_the_form_of_the_question():
	assert dates.add_days("2026-01-31", 1) == "2026-02-01"
	assert dates.add_days(D(2026, 1, 31), -31) == D(2025, 12, 31)
	assert dates.add_to_date("2026-01-31 10:00:00", hours=15) == "2026-02-01 01:00:00.000000"
	assert dates.add_to_date("2026-01-31", hours=1) == "2026-01-31 01:00:00.000000"
	assert dates.add_to_date(D(2026, 1, 31), days=1, as_string=True) == "2026-02-01"
	assert dates.add_to_date(D(2026, 1, 31), days=1, as_datetime=True) == datetime.datetime(2026, 2, 1)


def test_a_month_on_stays_inside_the_month():
	assert dates.add_months("2026-01-31", 1) == "2026-02-28"
	assert dates.add_months("2024-01-31", 1) == "2024-02-29"
	assert dates.add_years("2024-02-29", 1) == "2025-02-28"


def test_periods():
	assert dates.get_first_day("2024-02-15") == D(2024, 2, 1)
	assert dates.get_first_day("2024-01-31", 0, 1, as_str=True) == "2024-02-01"
	assert dates.get_last_day("2024-02-15") == D(2024, 2, 29)


def test_differences():
	assert dates.date_diff("2026-03-01", "2026-02-01") == 28


@given(st.dates(D(1900, 1, 1), D(2200, 1, 1)), st.integers(-5000, 5000))
def test_days_there_and_back(date, days):
	moved = dates.add_days(date, days)
	assert dates.date_diff(moved, date) == days
	assert dates.add_days(moved, -days) == date


@given(st.dates(D(1900, 1, 1), D(2200, 1, 1)))
def test_first_and_last_day_enclose_the_month(date):
	first, last = dates.get_first_day(date), dates.get_last_day(date)
	assert first <= date <= last
	assert dates.add_days(last, 1) == dates.get_first_day(date, 0, 1)


def test_now_is_in_one_form():
	assert len(dates.now()) == 26
	assert dates.nowdate() == dates.now()[:10]
