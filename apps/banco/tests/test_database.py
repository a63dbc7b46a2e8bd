"""`frappe.db`: MariaDB's SQL, values, singles, defaults."""

# ruff: noqa: F401, F811 (imported fixtures)
from __future__ import annotations

import datetime
from typing import Any

import pytest
from world import World, db, pool, world

from banco import errors
from banco.storage.database import Database

DAY = datetime.date(2026, 1, 31)


@pytest.mark.parametrize(
	("query", "values", "expected"),
	[
		("select %s, %s", ("a", 1), ("a", 1)),
		("select %(x)s, %(x)s", {"x": "a"}, ("a", "a")),
		("select 1 where 2 in %s", ((1, 2),), (1,)),
		("select 1 where 2 in %(n)s", {"n": [1, 2]}, (1,)),
		("select 1 where 999 in %s", (list(range(1000)),), (1,)),
		("select count(*) from (select 1) t where 1 in %s", ((),), (0,)),
		("select 'a%%b', 'x' like '%%x%%', 7 %% 4, %s", ("z",), ("a%b", 1, 3, "z")),
		("select 'it''s', 'it\\'s', \"say \\\"x\\\"\", 'a\\nb'", None, ("it's", "it's", 'say "x"', "a\nb")),
		("select '100%', '%s'", None, ("100%", "%s")),
		("select 5 / 2, 1 / 0, 8 / 4 / 2", None, (2.5, None, 1.0)),
		("select if(1 > 2, 'a', 'b'), ifnull(null, 3), concat('a', 1, 'b'), concat('a', null)", None, ("b", 3, "a1b", None)),
		("select date('2026-03-01 10:00:00')", None, (datetime.date(2026, 3, 1),)),
		("select year('2026-05-01'), quarter('2026-05-01'), round(2.675, 2), round(-0.5)", None, (2026, 2, 2.68, -1.0)),
		("select greatest(1, 3), true && false, 1 <=> null -- nothing", None, (3, 0, 0)),
		("select 1 # nothing\n from (select 1) t limit 0, 1 for update", None, (1,)),
	],
)  # fmt: skip
def test_mariadb_is_understood(db: Database, query: str, values: Any, expected: tuple[Any, ...]) -> None:
	assert db.sql(query, values)[0] == expected


@pytest.mark.parametrize(
	"hostile", ["'", "\\", "\\'", "a'; drop table x; --", "%s", "100%", '"`', "è🏠\u202e", "\\%"]
)
def test_escaped_and_bound_text_comes_back_unchanged(db: Database, hostile: str) -> None:
	assert db.sql(f"select {db.escape(hostile, percent=False)}")[0][0] == hostile
	assert db.sql(f"select {db.escape(hostile)}, %s", ("x",))[0][0] == hostile
	assert db.sql("select %s", (hostile,))[0][0] == hostile


def test_clocks_are_the_sites(world: World) -> None:
	with world.as_user("Administrator") as context:
		context.flags.current_date = "2026-01-31"
		assert context.db.sql("select curdate(), current_date, date(now())")[0] == (DAY, DAY, DAY)


def test_faults_have_public_names(db: Database) -> None:
	db.sql("create table `tabA` (name text primary key, code text unique, must text not null default 'x')")
	db.sql("insert into `tabA` (name, code) values ('a', 'k')")
	cases: list[tuple[str, type[Exception]]] = [
		("insert into `tabA` (name) values ('a')", errors.DuplicateEntryError),
		("insert into `tabA` (name, code) values ('b', 'k')", errors.UniqueValidationError),
		("insert into `tabA` (name, must) values ('b', null)", errors.MandatoryError),
		("select colour from `tabA`", errors.InvalidColumnName),
		("select * from `tabNothing`", errors.TableMissingError),
		("selec 1", errors.DataError),
		("select %s", errors.DataError),
	]
	for query, kind in cases:
		with pytest.raises(kind):
			db.sql(query, ("a", "b") if "%s" in query else None)
	with pytest.raises(errors.DataError):
		db.sql("select %s", ("\ud800",))
	with pytest.raises(errors.DataError):
		db.sql("select %s", (float("nan"),))
	assert db.count("A") == 1


def test_shapes(db: Database) -> None:
	query = "select 1 as a, 2 as b"
	assert db.sql(query) == ((1, 2),)
	assert db.sql(query, as_list=True) == [[1, 2]]
	assert db.sql(query, as_dict=True)[0].b == 2
	assert db.sql(query, pluck=True) == [1] and db.sql(query, pluck="b") == [2]


@pytest.fixture
def cases(world: World) -> Any:
	rows = [("one", "A", 10, "Open"), ("two", "B", 20, "Open"), ("three", None, 30, None)]
	world.insert(
		"Case",
		*({"name": n, "town": t, "amount": a, "status": s, "day": "2026-01-31"} for n, t, a, s in rows),
	)
	with world.as_user("Administrator", write=True) as context:
		yield context.db
		context.db.rollback()


def test_values(cases: Database) -> None:
	assert cases.get_value("Case", "ONE", "amount") == 10.0
	assert cases.get_value("Case", "one", ["town", "day"]) == ("A", DAY)
	assert cases.get_value("Case", "one", ["town", "amount"], as_dict=True) == {"town": "A", "amount": 10}
	assert cases.get_value("Case", {"status": "Open"}, "name", order_by="amount desc") == "two"
	assert cases.get_value("Case", {"status": "Open"}, "name") == "two", "the newest change comes first"
	assert cases.get_value("Case", {"status": "Lost"}, "name") is None
	assert cases.get_value("Case", None, "sum(amount) as total", as_dict=True) == {"total": 60}
	assert cases.get_values("Case", {"town": ["is", "set"]}, "name", order_by="name", pluck=True) == [
		"one",
		"two",
	]
	assert cases.exists("Case", "One") == "one" and cases.exists("Case", {"town": "Z"}) is None
	assert cases.exists({"doctype": "Case", "town": "B"}) == "two" and cases.exists("Nothing", "x") is None
	assert cases.count("Case", [["amount", ">=", 20]]) == 2 and cases.count("Case") == 3


def test_writing(cases: Database) -> None:
	cases.set_value("Case", "one", {"town": "Z", "amount": "12.34"})
	assert cases.get_value("Case", "one", ["town", "amount", "modified_by"]) == ("Z", 12.34, "Administrator")
	cases.set_value("Case", {"status": "Open"}, "status", "Closed", update_modified=False)
	assert cases.count("Case", {"status": "Closed"}) == 2
	cases.delete("Case", {"town": "Z"})
	assert cases.get_values("Case", None, "name", order_by="name", pluck=True) == ["three", "two"]


@pytest.mark.parametrize("bad", [{"nofield": 1}, {"amount": "much"}, {"day": "soon"}, {"size": [1]}])
def test_bad_values_change_nothing_and_name_the_field(cases: Database, bad: dict[str, Any]) -> None:
	with pytest.raises(
		errors.DataError if "nofield" not in bad else errors.InvalidColumnName, match=next(iter(bad))
	):
		cases.set_value("Case", "one", {"title": "changed", **bad})
	assert cases.get_value("Case", "one", "title") is None


@pytest.mark.parametrize("name", ["User` where 1=1 --", "x`", "Nothing", "", "User\0"])
def test_a_doctype_name_cannot_break_out(cases: Database, name: str) -> None:
	for call in (cases.get_value, cases.count, cases.get_all):
		with pytest.raises((errors.DataError, errors.DoesNotExistError, errors.TableMissingError)):
			call(name)


def test_singles_and_defaults(cases: Database) -> None:
	cases.set_value("Board", "Board", "text", "hello", update_modified=False)
	cases.set_single_value("Board", {"text": "hi"})
	assert cases.get_single_value("Board", "text") == "hi"
	assert (
		cases.get_value("Board", None, ["text"]) == ("hi",)
		and cases.get_value("Board", "Board", "text") == "hi"
	)
	assert cases.get_single_value("Board", "docstatus") == 0 and cases.exists("Board", "Board")
	cases.set_default("colour", "red")
	cases.set_default("colour", "blue")
	assert cases.get_default("colour") == "blue" and cases.get_default("none") is None
