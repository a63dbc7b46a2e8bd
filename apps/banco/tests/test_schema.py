"""Tables follow their doctypes; data stay."""

# ruff: noqa: F401, F811 (imported fixtures)
from __future__ import annotations

from typing import Any

import pytest
from world import db, doctype, field, link, pool

from banco.errors import DataError, UniqueValidationError
from banco.storage import schema
from banco.storage.database import Database


def kinds(db: Database, name: str = "Thing") -> dict[str, str]:
	return db.columns(name)


def fill(db: Database, **values: Any) -> None:
	db.bulk_insert("Thing", list(values), [list(values.values())])


def test_a_table_is_made_once(db: Database) -> None:
	meta = doctype(
		"Thing", field("title"), field("amount", "Currency"), field("rows", "Table", options="Row")
	)
	assert schema.sync(db, meta) and not schema.sync(db, meta)
	assert {"name", "owner", "docstatus", "_assign", "title", "amount"} <= kinds(db).keys()
	assert "rows" not in kinds(db) and "parent" not in kinds(db)


def test_child_tables_know_their_parent(db: Database) -> None:
	schema.sync(db, doctype("Thing", field("title"), istable=1))
	assert {"parent", "parenttype", "parentfield"} <= kinds(db).keys() and "_assign" not in kinds(db)


def test_fields_are_added_and_none_is_dropped(db: Database) -> None:
	schema.sync(db, doctype("Thing", field("title")))
	fill(db, name="a", title="old")
	assert schema.sync(db, doctype("Thing", field("size", "Int"), field("day", "Date")))
	assert db.get_value("Thing", "a", ["title", "size", "day"]) == ("old", 0, None)


@pytest.mark.parametrize(
	("before", "value", "after", "expected"),
	[
		("Int", 7, "Float", 7.0),
		("Int", 7, "Data", "7"),
		("Data", "2026-01-31", "Small Text", "2026-01-31"),
		("Data", " 12 ", "Int", 12),
		("Data", "1.5", "Currency", 1.5),
		("Data", "", "Int", 0),
		("Data", None, "Check", 0),
		("Currency", 1.25, "Data", "1.25"),
	],
)
def test_a_field_changes_its_type_with_its_values(
	db: Database,
	before: str,
	value: Any,
	after: str,
	expected: Any,
) -> None:
	schema.sync(db, doctype("Thing", field("x", before), field("code", unique=1)))
	fill(db, name="a", x=value, code="k")
	schema.sync(db, doctype("Thing", field("x", after), field("code", unique=1)))
	assert db.get_value("Thing", "a", ["x", "code"]) == (expected, "k")
	assert not schema.sync(db, doctype("Thing", field("x", after), field("code", unique=1)))
	with pytest.raises(UniqueValidationError):
		fill(db, name="b", code="k")


def test_a_type_that_does_not_fit_the_values_is_refused(db: Database) -> None:
	schema.sync(db, doctype("Thing", field("x")))
	fill(db, name="a", x="many")
	db.commit()
	with pytest.raises(DataError, match=r"x of Thing .* 'many'"):
		schema.sync(db, doctype("Thing", field("x", "Int")))
	db.rollback()
	assert kinds(db)["x"] == "text" and db.get_value("Thing", "a", "x") == "many"


def test_unique_comes_and_goes(db: Database) -> None:
	plain, unique = doctype("Thing", field("x")), doctype("Thing", field("x", unique=1))
	schema.sync(db, plain)
	for name, x in (("a", "k"), ("b", "K"), ("c", None), ("d", None)):
		fill(db, name=name, x=x)
	with pytest.raises(UniqueValidationError, match=r"x of Thing .* 2 documents"):
		schema.sync(db, unique)
	db.set_value("Thing", "b", "x", "other", update_modified=False)
	assert schema.sync(db, unique)
	with pytest.raises(UniqueValidationError):
		fill(db, name="e", x="OTHER")
	assert schema.sync(db, plain)
	fill(db, name="e", x="OTHER")


def test_links_and_orders_are_indexed(db: Database) -> None:
	schema.sync(db, doctype("Thing", link("town", "Town"), field("code", search_index=1)))
	plan = db.fetch(
		"explain query plan select name from `tabThing` where town = ? order by modified desc, name desc limit 20",
		("x",),
	)
	assert "town:modified:name" in str(plan) and "TEMP B-TREE" not in str(plan)
	assert "tabThing:code" in str(db.fetch("explain query plan select name from `tabThing` where code = 'x'"))


def test_names_are_equal_whatever_their_case(db: Database) -> None:
	schema.sync(db, doctype("Thing", field("x")))
	fill(db, name="Alpha")
	assert db.exists("Thing", "ALPHA") == "Alpha"
