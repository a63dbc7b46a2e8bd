# ruff: noqa: F401, F811 (imported fixtures)
"""Filters mean the same in SQL as in words."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from world import World, world

from banco.errors import DataError, ValidationError
from banco.query import filters
from banco.query.filters import OPERATORS, Filter
from banco.query.listing import get_all

TOWNS = [None, "", "Segrate", "segrate", "Pioltello", "Vimodrone 50%", "a_b"]
ROWS = [
	{
		"name": f"C{index:02}",
		"town": TOWNS[index % 7],
		"size": (0, 1, 5)[index % 3],
		"amount": (0, 0.1, 99.99, -3)[index % 4],
		"day": (None, "2026-01-31", "2025-12-01")[index % 3],
		"seen": (None, "2026-01-31 23:59:59.000001", "2026-01-31 00:00:00")[index % 3],
	}
	for index in range(42)
]


@pytest.fixture
def rows(world: World) -> Iterator[None]:
	world.insert("Case", *ROWS)
	with world.as_user("Administrator"):
		yield


# field, operator, value, the rows that pass
CASES: list[tuple[str, str, Any, Any]] = [
	("town", "=", "SEGRATE", lambda row: (row["town"] or "").lower() == "segrate"),
	("town", "=", None, lambda row: not row["town"]),
	("town", "!=", "Segrate", lambda row: (row["town"] or "").lower() != "segrate"),
	("town", "!=", "", lambda row: bool(row["town"])),
	("town", "like", "%50\\%", lambda row: row["town"] == "Vimodrone 50%"),
	("town", "like", "a\\_b", lambda row: row["town"] == "a_b"),
	("town", "like", "%GRA%", lambda row: "gra" in (row["town"] or "").lower()),
	("town", "not like", "%gra%", lambda row: "gra" not in (row["town"] or "").lower()),
	("town", "in", ["segrate", "Pioltello"], lambda row: (row["town"] or "").lower() in ("segrate", "pioltello")),
	("town", "in", "Segrate, Pioltello", lambda row: (row["town"] or "").lower() in ("segrate", "pioltello")),
	("town", "in", ["", "Pioltello"], lambda row: row["town"] in (None, "", "Pioltello")),
	("town", "in", [], lambda row: False),
	("town", "not in", ["Pioltello"], lambda row: row["town"] != "Pioltello"),
	("town", "not in", ["", "Pioltello"], lambda row: row["town"] not in (None, "", "Pioltello")),
	("town", "not in", [], lambda row: True),
	("town", "is", "set", lambda row: bool(row["town"])),
	("town", "is", "not set", lambda row: not row["town"]),
	("town", "<", "P", lambda row: (row["town"] or "").lower() < "p"),
	("size", "is", "set", lambda row: row["size"] != 0),
	("size", "is", "not set", lambda row: row["size"] == 0),
	("size", ">", "1", lambda row: row["size"] > 1),
	("size", "<=", 1, lambda row: row["size"] <= 1),
	("size", ">=", 0.5, lambda row: row["size"] >= 0.5),
	("size", "not in", [0, "5"], lambda row: row["size"] == 1),
	("amount", "=", "99.99", lambda row: row["amount"] == 99.99),
	("amount", "=", "", lambda row: row["amount"] == 0),
	("amount", "between", [0, 1], lambda row: 0 <= row["amount"] <= 1),
	("day", "=", datetime.date(2026, 1, 31), lambda row: row["day"] == "2026-01-31"),
	("day", "<", "2026-01-01", lambda row: (row["day"] or "") < "2026-01-01"),
	("day", ">", "2025-12-31", lambda row: (row["day"] or "") > "2025-12-31"),
	("day", "between", ["2025-01-01", "2025-12-31"], lambda row: row["day"] == "2025-12-01"),
	("seen", "between", ["2026-01-31", "2026-01-31"], lambda row: row["seen"] is not None),
	("seen", ">=", "2026-01-31", lambda row: row["seen"] is not None),
	("seen", "<=", datetime.datetime(2026, 1, 31), lambda row: (row["seen"] or "") <= "2026-01-31 00:00:00"),
]  # fmt: skip


@pytest.mark.parametrize(("field", "operator", "value", "passes"), CASES)
def test_operators(rows: None, field: str, operator: str, value: Any, passes: Any) -> None:
	found = get_all("Case", filters=[[field, operator, value]], pluck="name", order_by="name")
	assert found == [row["name"] for row in ROWS if passes(row)]


def test_every_operator_is_tried() -> None:
	assert {operator for _, operator, _, _ in CASES} == OPERATORS


ONE = Filter(None, "town", "=", "A")


@pytest.mark.parametrize(
	("given", "parsed"),
	[
		(None, []),
		("", []),
		("C1", [Filter(None, "name", "=", "C1")]),
		(7, [Filter(None, "name", "=", 7)]),
		({"town": "A"}, [ONE]),
		({"size": [">", 1]}, [Filter(None, "size", ">", 1)]),
		({"town": None}, [Filter(None, "town", "=", None)]),
		([["town", "=", "A"]], [ONE]),
		(["town", "=", "A"], [ONE]),
		([["town", "NOT IN", ["A"]]], [Filter(None, "town", "not in", ["A"])]),
		('{"town": "A"}', [Filter(None, "name", "=", '{"town": "A"}')]),
		([["Case", "town", "=", "A"]], [Filter("Case", "town", "=", "A")]),
		([["Case", "town", "=", "A", False]], [Filter("Case", "town", "=", "A")]),
	],
)
def test_shapes(given: Any, parsed: list[Filter]) -> None:
	assert filters.parse(given) == parsed


@pytest.mark.parametrize(
	"bad",
	[
		3.5,
		[["town"]],
		[["town", "A"]],
		[[1, "=", 2]],
		[["town", "frob", 1]],
		[["town", "= 1 or 1", 1]],
		[5],
	],
)
def test_bad_shapes_are_refused(bad: Any) -> None:
	with pytest.raises(ValidationError):
		filters.parse(bad)


@pytest.mark.parametrize(
	"bad",
	[
		["size", "=", "abc"], ["amount", ">", "nan"], ["day", "=", "soon"], ["seen", "<", "2026-13-01"],
		["town", "=", ["a"]], ["town", "=", {"a": 1}], ["town", "=", "a\0b"], ["town", "like", "%" * 501],
		["town", "is", "blank"], ["day", "between", ["2026-01-01"]], ["size", "in", ["x"]], ["town", "=", "\ud800"],
	],
)  # fmt: skip
def test_bad_values_name_the_field(rows: None, bad: list[Any]) -> None:
	with pytest.raises(DataError) as caught:
		get_all("Case", filters=[bad])
	assert bad[0] in str(caught.value) or "Unicode" in str(caught.value)


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
	value=st.text(max_size=40),
	operator=st.sampled_from(["=", "!=", "<", ">=", "like", "not like", "in", "not in"]),
)
def test_no_text_breaks_out_or_matches_by_accident(rows: None, value: str, operator: str) -> None:
	try:
		found = get_all("Case", filters=[["town", operator, value]], pluck="name")
	except DataError:
		return
	if operator == "=" and value:
		assert found == [] or value.lower() in {town.lower() for town in TOWNS if town}
	if operator in ("!=", "not in", "not like"):
		opposite = {"!=": "=", "not in": "in", "not like": "like"}[operator]
		rest = get_all("Case", filters=[["town", opposite, value]], pluck="name")
		assert len(found) + len(rest) == len(ROWS) and not set(found) & set(rest)


def test_conditions_add_up(rows: None) -> None:
	both = get_all(
		"Case",
		filters={"size": 1, "day": ["is", "set"]},
		or_filters={"town": "a_b", "amount": 0.1},
		pluck="name",
	)
	assert sorted(both) == [
		row["name"]
		for row in ROWS
		if row["size"] == 1 and row["day"] and (row["town"] == "a_b" or row["amount"] == 0.1)
	]
