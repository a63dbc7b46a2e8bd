from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banco.numbers import BANKERS, cint, flt, rounded


@pytest.mark.parametrize(
	("value", "precision", "expected"),
	[
		(1.005, 2, 1.01),
		(2.675, 2, 2.68),
		(-1.005, 2, -1.01),
		(2.5, 0, 3.0),
		(-2.5, 0, -3.0),
		(0.285 * 100, 0, 29.0),
		(1.1 + 2.2, 2, 3.3),
		(12345, -2, 12300.0),
		(1e22, 2, 1e22),
		(-0.001, 2, 0.0),
		("1,234.565", 2, 1234.57),
	],
)
def test_half_away_from_zero_on_the_digits_a_person_sees(value, precision, expected):
	assert rounded(value, precision) == expected


def test_a_rounded_zero_has_no_sign():
	assert str(rounded(-0.001, 2)) == "0.0"


def test_bankers_rounding_goes_to_the_even_digit():
	assert [rounded(value, 0, BANKERS) for value in (0.5, 1.5, 2.5)] == [0.0, 2.0, 2.0]


@given(st.integers(-(10**12), 10**12))
def test_cents_survive_rounding(cents):
	assert rounded(cents / 100, 2) == cents / 100


@given(st.decimals(-(10**9), 10**9, places=5, allow_nan=False), st.integers(0, 4))
def test_agrees_with_decimal_arithmetic(value, precision):
	expected = value.quantize(Decimal(1).scaleb(-precision), rounding=ROUND_HALF_UP)
	assert rounded(float(value), precision) == float(expected)


@given(st.floats())
def test_never_fails_on_a_float(value):
	assert isinstance(rounded(value, 2), float)


def test_what_is_no_number_counts_as_zero():
	assert [flt(value) for value in (None, "", "abc", "1,5", [], "1.5 ")] == [0.0, 0.0, 0.0, 15.0, 0.0, 1.5]
	assert [cint(value) for value in (None, "", "12.9", "x", True, "-3")] == [0, 0, 12, 0, 1, -3]
	assert cint("x", default=7) == 7
