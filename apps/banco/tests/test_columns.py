"""Values on their way to SQLite and back; money to the cent."""

# ruff: noqa: F401, F811 (imported fixtures)
from __future__ import annotations

import datetime
import random
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from world import db, pool

from banco.errors import DataError
from banco.storage import columns
from banco.storage.database import Database

cents = st.integers(-(10**15) + 1, 10**15 - 1)


@given(cents)
def test_every_amount_survives_exactly(amount: int) -> None:
	exact = Decimal(amount) / 100
	stored = columns.number(str(exact))
	assert Decimal(repr(stored)) == exact and columns.number(stored) == stored


@given(st.integers(-(10**9), 10**9), st.integers(0, 9))
def test_up_to_nine_decimals_survive(whole: int, decimals: int) -> None:
	exact = Decimal(whole).scaleb(-decimals)
	assert Decimal(repr(columns.number(exact))) == exact


@given(st.floats() | st.text(max_size=30) | st.decimals())
def test_whatever_comes_gives_a_number_or_a_clear_error(value: Any) -> None:
	try:
		stored = columns.number(value)
	except DataError:
		return
	assert stored == columns.canonical(stored) and abs(stored) < 10**15


@pytest.mark.parametrize(
	"value", ["nan", "inf", float("nan"), float("-inf"), "1e308", 10**15, "1.234,56", "12a"]
)
def test_what_no_column_can_hold_is_refused(value: Any) -> None:
	with pytest.raises(DataError):
		columns.number(value)


def test_a_hundred_thousand_amounts_sum_to_the_cent(db: Database) -> None:
	rng = random.Random(7)
	amounts = [Decimal(rng.randint(-(10**9), 10**9)) / 100 for _ in range(100_000)]
	db.sql("create table `tabMoney` (name integer primary key, amount double not null default 0)")
	db.write_many("insert into `tabMoney` (amount) values (?)", ((columns.number(a),) for a in amounts))
	total = db.sql("select sum(amount), sum(amount * 2), sum(round(amount / 3, 2)) from `tabMoney`")[0]
	thirds = sum((a / 3).quantize(Decimal("0.01"), "ROUND_HALF_UP") for a in amounts)
	assert [Decimal(repr(value)) for value in total] == [sum(amounts), sum(amounts) * 2, thirds]
	tenths = db.sql("select sum(x) from (select 0.1 as x from `tabMoney`)")[0][0]
	assert tenths == 10_000.0


@given(st.integers(-(10**12), 10**12))
def test_sql_rounds_half_away_from_zero_on_the_digits_people_see(thousandths: int) -> None:
	from banco.storage.functions import _round

	exact = Decimal(thousandths) / 1000
	assert Decimal(repr(_round(float(exact), 2))) == exact.quantize(Decimal("0.01"), "ROUND_HALF_UP")


@pytest.mark.parametrize(
	("fieldtype", "given", "stored"),
	[
		("Date", datetime.date(2026, 1, 31), "2026-01-31"),
		("Date", "2026-01-31 10:00:00", "2026-01-31"),
		("Date", "", None),
		("Datetime", "2026-01-31", "2026-01-31 00:00:00.000000"),
		("Datetime", datetime.datetime(2026, 1, 31, 10, 5, 0, 7), "2026-01-31 10:05:00.000007"),
		("Time", "9:30:00", "09:30:00"),
		("Time", datetime.timedelta(hours=25, seconds=1.5), "25:00:01.500000"),
		("Check", True, 1),
		("Int", "12", 12),
		("Int", None, 0),
		("Currency", "10.50", 10.5),
		("Data", 5, "5"),
		("Data", True, "1"),
		("JSON", {"a": [1]}, '{"a":[1]}'),
	],
)
def test_what_is_stored(fieldtype: str, given: Any, stored: Any) -> None:
	assert columns.to_db(fieldtype)(given) == stored


@pytest.mark.parametrize(
	("fieldtype", "value"),
	[
		("Date", "31/02/2026"),
		("Datetime", "soon"),
		("Datetime", "2026-01-31T10:00:00+05:00"),
		("Time", "25h"),
		("Int", "x"),
		("Int", 1e30),
	],
)
def test_bad_input_is_refused(fieldtype: str, value: Any) -> None:
	with pytest.raises(DataError):
		columns.to_db(fieldtype)(value)


def test_declared_columns_and_expressions_come_back_typed(db: Database) -> None:
	db.sql(
		"create table `tabT` (name varchar(9) primary key, d date, m datetime(6), t time(6), a double, n int(11))"
	)
	db.sql("insert into `tabT` values ('x', '2026-01-31', '2026-01-31 10:00:00.000001', '26:00:00', 7, 7)")
	moment = datetime.datetime(2026, 1, 31, 10, 0, 0, 1)
	row = db.sql("select d, m, t, a, n, max(m), min(d), n / 2, ifnull(d, '') from `tabT`")[0]
	assert row[:5] == (datetime.date(2026, 1, 31), moment, datetime.timedelta(hours=26), 7.0, 7)
	assert row[5:] == (moment, datetime.date(2026, 1, 31), 3.5, datetime.date(2026, 1, 31))
	assert isinstance(row[3], float) and isinstance(row[4], int)
