"""JSON as Frappe's clients expect it."""

from __future__ import annotations

import datetime
import json
from decimal import Decimal
from typing import Any

import pytest

from banco.types import _dict
from banco.web.encode import encode


class Doc:
	def as_dict(self) -> dict[str, Any]:
		return {"name": "X"}


@pytest.mark.parametrize(
	("value", "text"),
	[
		(datetime.date(2026, 1, 31), '"2026-01-31"'),
		(datetime.datetime(2026, 1, 31, 10, 20, 30, 123456), '"2026-01-31 10:20:30.123456"'),
		(datetime.datetime(2026, 1, 31, 10, 20, 30), '"2026-01-31 10:20:30"'),
		(datetime.timedelta(hours=9, minutes=5), '"9:05:00"'),
		(datetime.time(9, 5), '"09:05:00"'),
		(Decimal("1.5"), "1.5"),
		({1}, "[1]"),
		((1, "a"), '[1,"a"]'),
		(Doc(), '{"name":"X"}'),
		(_dict(a=Doc()), '{"a":{"name":"X"}}'),
		(b"abc", '"abc"'),
		(float("nan"), "null"),
		({1: "a", None: 2}, '{"1":"a","null":2}'),
		(2**70, str(2**70)),
		("\ud800", '"\\ud800"'),
		({2**70: [{3, 4}, {"x": float("nan")}]}, f'{{"{2**70}":[[3,4],{{"x":null}}]}}'),
	],
)
def test_values(value: Any, text: str) -> None:
	assert encode(value).decode() == text
	json.loads(encode(value))


def test_what_has_no_form_is_refused() -> None:
	with pytest.raises(TypeError):
		encode(object())
