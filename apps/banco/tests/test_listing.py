# ruff: noqa: F401, F811 (imported fixtures)
"""Lists: fields, order, pages, children, links, totals; nothing but the grammar gets through."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from world import World, world

from banco.context import current
from banco.errors import DataError, DoesNotExistError, PermissionError, ValidationError
from banco.query.listing import get_all, get_count, get_list
from banco.query.select import Query
from frappe.query_builder import DocType
from frappe.query_builder.functions import Count, Sum


@pytest.fixture
def cases(world: World) -> Iterator[World]:
	world.insert("Town", {"name": "A", "region": "North", "budget": 9}, {"name": "B", "region": "South"})
	world.insert(
		"Case",
		{
			"name": "one",
			"title": "First",
			"town": "A",
			"amount": 10.5,
			"size": 3,
			"status": "Open",
			"secret": "s3",
		},
		{
			"name": "two",
			"title": "Second",
			"town": "B",
			"amount": 20,
			"size": 2,
			"status": "Open",
			"secret": "s1",
		},
		{"name": "three", "title": "Third", "amount": 0.25, "size": 1, "status": "Closed", "secret": "s2"},
	)
	world.person("one", "p1", person="Ada", age=40, town="A")
	world.person("one", "p2", person="Bob", age=10, town="B", idx=2)
	world.person("two", "p3", person="Cyd", age=40, town="B")
	world.user("ann", "Reader")
	with world.as_user("Administrator"):
		yield world


def test_names_of_everything_newest_first(cases: World) -> None:
	assert get_all("Case") == [{"name": "three"}, {"name": "two"}, {"name": "one"}]


@pytest.mark.parametrize(
	("arguments", "expected"),
	[
		({"pluck": "title", "order_by": "title desc"}, ["Third", "Second", "First"]),
		({"fields": "name, size", "limit": 1, "order_by": "size"}, [{"name": "three", "size": 1}]),
		({"fields": ["name as id"], "filters": "one"}, [{"id": "one"}]),
		({"fields": ["`tabCase`.`name`", "tabCase.size as n"], "filters": "one"}, [{"name": "one", "n": 3}]),
		({"fields": ["distinct status"], "order_by": "status"}, [{"status": "Closed"}, {"status": "Open"}]),
		({"fields": ["status", "count(name) as n"], "group_by": "status", "order_by": "n desc"},
			[{"status": "Open", "n": 2}, {"status": "Closed", "n": 1}]),
		({"fields": ["count(*)", "sum(amount) total"]}, [{"count(*)": 3, "total": 30.75}]),
		({"fields": ["sum(ifnull(size, 0)) as x", "max(year(modified)) as y"]}, [{"x": 6, "y": 2026}]),
		({"fields": ["coalesce(town, 'none') as t", 'ifnull(town, "x") as u'], "filters": "three"}, [{"t": "none", "u": "x"}]),
		({"fields": ["name as n", "town.region as region"], "order_by": "region, n"},
			[{"n": "three", "region": None}, {"n": "one", "region": "North"}, {"n": "two", "region": "South"}]),
		({"fields": ["name", "town.region as r"], "order_by": "town.region desc, name"},
			[{"name": "two", "r": "South"}, {"name": "one", "r": "North"}, {"name": "three", "r": None}]),
		({"fields": ["name", "people.person"], "filters": [["Case Person", "age", "=", 40]], "order_by": "name"},
			[{"name": "one", "person": "Ada"}, {"name": "two", "person": "Cyd"}]),
		({"filters": [["Case Person", "age", ">", 5]], "pluck": "name", "order_by": "name"}, ["one", "two"]),
		({"filters": [["Case Person", "age", "=", 40], ["Case Person", "town", "=", "B"]], "pluck": "name"}, ["two"]),
		({"filters": {"people.person": "Bob"}, "pluck": "name"}, ["one"]),
		({"filters": {"town.region": "South"}, "pluck": "name"}, ["two"]),
		({"or_filters": [["size", "=", 1], ["Case Person", "person", "=", "Bob"]], "pluck": "name"}, ["three", "one"]),
		({"as_list": True, "fields": ["name", "size"], "filters": "one"}, (("one", 3),)),
		({"limit_start": "1", "limit_page_length": "1", "pluck": "name"}, ["two"]),
		({"start": 2, "pluck": "name"}, ["one"]),
		({"page_length": 10**12, "pluck": "name", "start": 2}, ["one"]),
	],
)  # fmt: skip
def test_what_is_asked_for(cases: World, arguments: dict[str, Any], expected: Any) -> None:
	assert get_all("Case", **arguments) == expected
	with cases.as_user("ann"):
		assert get_list("Case", **arguments) == expected


def test_counting(cases: World) -> None:
	assert (
		get_count("Case") == 3
		and get_count("Case", {"town": ["is", "set"]}) == 2
		and get_count("Case", limit=1) == 1
	)
	assert get_count("Case", [["Case Person", "age", ">", 0]]) == 2


def test_pages_fit_together_when_all_rank_equal(cases: World) -> None:
	cases.insert("Note", *({"name": f"n{i:02}", "text": "same", "modified": "2026-01-01"} for i in range(25)))
	for order in (None, "text", "text desc"):
		pages = [get_all("Note", order_by=order, start=s, limit=7, pluck="name") for s in (0, 7, 14, 21)]
		assert len({name for page in pages for name in page}) == 25


ATTACKS = [
	"1' UNION SELECT * FROM __Auth --", "name; drop table `tabCase`", "(select password from __Auth)", "sleep(5)",
	"name, (select 1)", "name from __Auth --", "`name`,`x`", "load_extension('x')", "name/**/or/**/1", "count(*) over ()",
	"case when 1 then 1 end", "name limit 1", "name asc, sleep (5) asc", "1=1) union select 1 --", "sqlite_version()",
	"if(1,2", "name as", "'", '"', "`", "x'41'", "randomblob(1000000000)", "`tabUser`.`name`", "User.name", "a.b.c",
	"name\0", "name`--", "exists(select 1)", "\u202ename", "abs(" * 20 + "1" + ")" * 20, "a" * 100_000, "name collate binary",
	"ifnull(name)", "count()", "sum(1, 2)", "date(name, name)", "sum(count(name))", "replace(name, 'a', 'aaaa')",
	"name + 1", "round(1, 999999999)", "date_add('9999-12-31', interval 1 year)", "ifnull(" * 5 + "1" + ", 1)" * 5,
	"group_concat(distinct name order by name)", "zeroblob(9)", "printf('%d', 1)", "glob('a', 'b')", "name is null",
]  # fmt: skip


@pytest.mark.parametrize("attack", ATTACKS, ids=range(len(ATTACKS)))
def test_sql_in_an_argument_is_refused_quickly(cases: World, attack: str) -> None:
	places: list[dict[str, Any]] = [
		{"fields": ["name", attack]}, {"order_by": attack}, {"group_by": attack}, {"filters": {attack: 1}},
		{"filters": [[attack, "name", "=", 1]]}, {"filters": [["name", attack, 1]]}, {"limit": attack}, {"start": attack},
		{"pluck": attack},
	]  # fmt: skip
	for arguments in places:
		began = time.monotonic()
		with cases.as_user("ann"), pytest.raises((ValidationError, PermissionError)) as caught:
			get_list("Case", **arguments)
		text = str(caught.value)
		assert "sqlite" not in text.lower() or "sqlite" in attack
		assert "syntax" not in text and "near " not in text
		assert time.monotonic() - began < 0.5


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
	st.text(alphabet="abname`'\"(),.*+-/ =;\\\0%", max_size=25),
	st.sampled_from(["fields", "order_by", "group_by"]),
)
def test_no_text_makes_the_database_complain(cases: World, text: str, place: str) -> None:
	try:
		get_all("Case", **{place: [text] if place == "fields" else text})
	except ValidationError as error:
		assert "not valid" not in str(error)


@pytest.mark.parametrize("length", [-1, "x", 1.5e400, [1]])
def test_bad_lengths(cases: World, length: Any) -> None:
	with pytest.raises((DataError, OverflowError)):
		get_all("Case", limit=length)


def test_long_values_are_not_kept(cases: World) -> None:
	for index in range(3):
		get_all("Case", filters={"title": f"{index}" * 1_000_000}, order_by="title", limit=5)
	assert all(isinstance(part, int) for key in current().db.pool.plans for part in key)
	with pytest.raises(DataError, match="at most"):
		get_all("Case", fields=[f"name as n{index}" for index in range(1000)])


def test_unknown_names(cases: World) -> None:
	for arguments in (
		{"fields": ["nofield"]},
		{"order_by": "nofield"},
		{"filters": {"people.x": 1}},
		{"fields": ["town.x"]},
	):
		with pytest.raises(DataError, match="Field not permitted in query"):
			get_all("Case", **arguments)
	with pytest.raises(DoesNotExistError):
		get_all("Nothing")
	with pytest.raises(DataError, match="single"):
		get_all("Board")


def test_a_pattern_full_of_wildcards_ends_soon(cases: World) -> None:
	cases.insert("Case", {"name": "long", "title": "a" * 140})
	began = time.monotonic()
	assert get_all("Case", filters={"title": ["like", "%a" * 200 + "b"]}) == []
	assert time.monotonic() - began < 1


def plan_of(user: str, order: str) -> str:
	"""The SQL of the first page of a user's list, in an open context of that user."""
	query = Query("Case", user)
	query.select(["name"])
	query.arrange(None, order)
	query.page(0, 20)
	text, _params = query.sql()
	return "ordered" if "indexed by" in text else "scanned" if "not indexed" in text else "sorted"


def test_a_page_is_read_the_cheaper_way(world: World) -> None:
	with world.as_user("Administrator", write=True) as context:
		context.db.bulk_insert(
			"Case",
			["name", "town", "amount", "size", "modified"],
			(
				(f"c{i:05}", f"T{i % 3 if i % 200 else 9}", i * 7 % 6007, i * 7 % 5003, "2026-01-01")
				for i in range(6_000)
			),
		)
	towns = {"few": ("T9",), "many": ("T0", "T1"), "bound": ("T0", "T1", "T9")}
	for user, open_towns in towns.items():
		world.user(user, "Reader", towns=open_towns)
	world.hooks["permission_query_conditions"] = {"Case": ("test_listing.own_town",)}
	chosen = {}
	for user in towns:
		with world.as_user(user):
			for order in ("amount desc", "size desc"):
				chosen[user, order] = plan_of(user, order)
				rows = get_list(
					"Case", fields=["name", "town", order.split()[0]], order_by=order, as_list=True
				)
				page = get_list("Case", pluck="name", order_by=order, limit=20, start=5)
				assert page == [row[0] for row in rows][5:25] and {row[1] for row in rows} <= set(towns[user])
				assert [row[2] for row in rows] == sorted((row[2] for row in rows), reverse=True)
	assert chosen["few", "amount desc"] == chosen["few", "size desc"] == "sorted"
	assert chosen["many", "amount desc"] == "ordered" and chosen["many", "size desc"] == "scanned"


def own_town(user: str) -> str:
	"""A condition hook that leaves nothing for the criterion to merge."""
	towns = {"few": "'T9'", "many": "'T0', 'T1'", "bound": "'T0', 'T1', 'T9'"}[user]
	return f"`tabCase`.town in ({towns})"


def test_the_query_builder(cases: World) -> None:
	case = DocType("Case")
	import frappe

	totals = (
		frappe.qb.from_(case)
		.select(case.status, Count("*").as_("n"), Sum(case.amount).as_("total"))
		.where((case.size > 0) & case.status.isin(["Open", "Closed", "it's %s"]))
		.groupby(case.status)
		.orderby(case.status)
	)
	assert totals.run(as_dict=True) == [
		{"status": "Closed", "n": 1, "total": 0.25},
		{"status": "Open", "n": 2, "total": 30.5},
	]
	text, values = totals.walk()
	assert "it's" not in text and "it's %s" in values.values()
	assert frappe.qb.from_("Case").select("name").where(
		case.creation < current().db.get_value("Case", "one", "modified")
	).run(pluck=True) == ["one", "three", "two"]
	frappe.qb.update(case).set(case.title, 'x"\\').where(case.name == "one").run()
	assert current().db.get_value("Case", "one", "title") == 'x"\\'
	with pytest.raises(DataError):
		DocType("Case` where 1=1 --")
