# ruff: noqa: F401, F811 (imported fixtures)
"""Lists and documents agree on who sees what; hidden fields leave no trace."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from world import World, doctypes, world

from banco.context import current
from banco.errors import PermissionError
from banco.permissions import (
	get_doc_permissions,
	get_role_permissions,
	get_roles,
	has_permission,
	only_for,
	permitted_levels,
	rules,
)
from banco.query.listing import get_count, get_list
from banco.types import _dict


class Row(_dict):
	"""A stored row with its child rows, as permissions look at a document."""

	@property
	def meta(self) -> Any:
		import banco.meta

		return banco.meta.get_meta(self["doctype"])

	def is_new(self) -> bool:
		return bool(self.get("__islocal"))


def stored(doctype: str, name: str) -> Row:
	db = current().db
	row = Row(db.get_value(doctype, name, "*", as_dict=True), doctype=doctype)
	if doctype == "Case":
		row.people = [
			Row(child) for child in db.get_values("Case Person", {"parent": name}, "*", as_dict=True)
		]
	return row


@pytest.fixture
def cases(world: World) -> World:
	world.insert("Town", *({"name": town, "region": "R", "budget": 5} for town in "ABC"))
	world.insert(
		"Case",
		{"name": "a", "town": "A", "title": "ta", "secret": "s-two", "owner": "ann"},
		{"name": "b", "town": "B", "title": "tb", "secret": "s-one", "owner": "ann"},
		{"name": "none", "title": "tn", "secret": "s-three", "password": "hash"},
		{"name": "mixed", "town": "A", "title": "tm", "secret": "s-zero"},
	)
	world.person("mixed", "p1", town="A", health="h1", age=1)
	world.person("mixed", "p2", town="B", health="h0", idx=2, age=2)
	world.person("a", "p3", town="A", health="h2", age=3)
	world.insert("Note", {"name": "mine", "owner": "ann"}, {"name": "theirs", "owner": "bob"})
	world.user("ann", "Reader", towns=("A",))
	world.user("bob", "Reader")
	world.user("kim", "Keeper")
	world.user("out")
	return world


def seen(world: World, user: str, doctype: str = "Case", **arguments: Any) -> set[str]:
	with world.as_user(user):
		listed = get_list(doctype, pluck="name", **arguments)
		assert get_count(doctype) == len(listed), "the count says what the list shows"
		names = current().db.get_values(doctype, None, "name", pluck=True)
		allowed = {name for name in names if has_permission(doctype, "read", doc=stored(doctype, name))}
		first = get_list(doctype, pluck="name", limit=2)
	assert set(listed) == allowed, "the list shows what can be opened"
	assert first == listed[:2]
	return set(listed)


def test_roles_open_and_user_permissions_narrow(cases: World) -> None:
	assert seen(cases, "Administrator") == seen(cases, "bob") == {"a", "b", "none", "mixed"}
	assert seen(cases, "ann") == {"a", "none"}, "a row of another town hides its case"
	assert seen(cases, "ann", "Town") == {"A"}


def test_without_a_role_there_is_nothing(cases: World) -> None:
	for user in ("out", "Guest", "nobody"):
		with cases.as_user(user):
			for call in (get_list, get_count):
				with pytest.raises(PermissionError):
					call("Case")
			assert not has_permission("Case") and not has_permission("Case", doc=stored("Case", "a"))


def test_strict_permissions_hide_empty_links(cases: World) -> None:
	strict = ("System Settings", "apply_strict_user_permissions", "1")
	with cases.as_user("Administrator", write=True) as context:
		context.db.write("insert into `tabSingles` (doctype, field, value) values (?, ?, ?)", strict)
	assert seen(cases, "ann") == {"a"}


def test_a_permission_for_one_doctype_leaves_others_alone(cases: World) -> None:
	cases.restrict("bob", "Town", "B", apply_to_all_doctypes=0, applicable_for="Note")
	assert len(seen(cases, "bob")) == 4


def test_a_link_may_ignore_user_permissions(cases: World) -> None:
	with cases.as_user("ann"):
		assert len(get_list("Case", ignore_user_permissions=True)) == 4
		with cases.as_user("out"), pytest.raises(PermissionError):
			get_list("Case", ignore_user_permissions=True)


def test_several_values_and_case(cases: World) -> None:
	cases.restrict("ann", "Town", "b")
	assert seen(cases, "ann") == {"a", "b", "none", "mixed"}


def test_owners_see_their_own(cases: World) -> None:
	assert seen(cases, "ann", "Note") == {"mine"} and seen(cases, "bob", "Note") == {"theirs"}


def test_shares_open_single_documents(cases: World) -> None:
	cases.share("ann", "Case", "b")
	assert seen(cases, "ann") == {"a", "b", "none"}
	cases.share("out", "Case", "b")
	assert seen(cases, "out") == {"b"}
	with cases.as_user("out"):
		assert has_permission("Case") and not has_permission("Case", "write", doc=stored("Case", "b"))


def conditions(user: str) -> str:
	"""A `permission_query_conditions` hook."""
	escaped = current().db.escape("t%")
	return f"`tabCase`.title like {escaped} and title != 'tb'" if user != "kim" else ""


def document_hook(doc: Any, user: str) -> bool | None:
	"""A `has_permission` hook: no opinion on most."""
	return False if doc.title == "tb" and user != "kim" else None


def test_hooks_can_only_take_away(cases: World) -> None:
	cases.hooks["permission_query_conditions"] = {"Case": ("test_access.conditions",)}
	cases.hooks["has_permission"] = {"Case": ("test_access.document_hook",)}
	assert seen(cases, "bob") == {"a", "none", "mixed"}
	assert seen(cases, "kim") == {"a", "b", "none", "mixed"}
	with cases.as_user("bob"):
		fields = ["name", "town.region as r"]
		assert {row.name for row in get_list("Case", fields=fields, order_by="town.region")} == {
			"a",
			"none",
			"mixed",
		}
		assert get_doc_permissions(stored("Case", "b"))["read"] == 0
		assert get_doc_permissions(stored("Case", "a"))["write"] == 1


def test_child_rows_follow_their_documents(cases: World) -> None:
	with cases.as_user("ann"):
		assert get_list("Case Person", parent_doctype="Case", pluck="name") == ["p3"]
		for parent in (None, "Note", "Town"):
			with pytest.raises(PermissionError):
				get_list("Case Person", parent_doctype=parent)
		assert not has_permission("Case Person")
		assert has_permission("Case Person", parent_doctype="Case")


def test_select_shows_what_a_link_shows(cases: World) -> None:
	cases.insert("Catalogue", {"name": "k", "title": "Lamp", "price": "dear"})
	cases.insert("Case", {"name": "bought", "item": "k", "title": "tz"})
	with cases.as_user("ann"):
		assert get_list("Catalogue", fields=["name", "title", "price", "_comments"]) == [
			{"name": "k", "title": "Lamp"}
		]
		found = get_list("Case", fields=["item.title as t", "item.price as p"], filters={"name": "bought"})
		assert found == [{"t": "Lamp"}]
		for doctype, filters in (("Catalogue", {"price": "dear"}), ("Case", {"item.price": "dear"})):
			with pytest.raises(PermissionError):
				get_list(doctype, filters=filters)
		with pytest.raises(PermissionError):
			get_list("Catalogue", filters=[["Case Person", "age", "=", 1]])
		assert get_list("Catalogue", host_filters={"price": "dear"}, pluck="name") == ["k"]
		assert get_list("Catalogue", host_filters={"price": "cheap"}) == []
		assert not has_permission("Catalogue", "read") and has_permission("Catalogue", "select")


@pytest.mark.parametrize(
	"fields",
	[["name", "secret"], ["*"], ["name", "max(secret) as s"], ["name", "ifnull(title, secret) as s"], ["secret"],
		["name", "people.health"], ["name", "town.budget"], ["name", "password"]],
)  # fmt: skip
def test_hidden_fields_stay_out_of_rows(cases: World, fields: list[str]) -> None:
	with cases.as_user("bob"):
		rows = get_list("Case", fields=fields)
	assert len(rows) == 4 and "s-" not in str(rows) and "h1" not in str(rows) and "hash" not in str(rows)
	assert not {"secret", "health", "budget", "password", "s"} & {key for row in rows for key in row}


@pytest.mark.parametrize(
	"arguments",
	[{"filters": {"secret": ["like", "s%"]}}, {"or_filters": {"secret": "x"}}, {"order_by": "secret"}, {"pluck": "secret"},
		{"group_by": "secret"}, {"order_by": "ifnull(title, secret)"}, {"filters": {"people.health": "h1"}},
		{"filters": [["Case Person", "health", "=", "h1"]]}, {"order_by": "town.budget"}, {"filters": {"town.budget": 5}},
		{"filters": {"password": ["like", "h%"]}}],
)  # fmt: skip
def test_hidden_fields_answer_no_question(cases: World, arguments: dict[str, Any]) -> None:
	with cases.as_user("bob"), pytest.raises(PermissionError, match="no permission to read the field"):
		get_list("Case", **arguments)
	if "password" not in str(arguments):
		with cases.as_user("kim"):
			assert get_list("Case", **arguments) is not None


def test_an_alias_stands_for_its_own_field_alone(cases: World) -> None:
	"""`budget` is hidden on the joined town: as an alias of something else it must not order by it."""
	with cases.as_user("bob"):
		fields = ["name", "town.name as budget"]
		rows = get_list("Case", fields=fields, order_by="ifnull(budget, 'Z'), name", as_list=True)
		assert [row[1] for row in rows] == ["A", "A", "B", None]
		grouped = get_list(
			"Case", fields=["count(name) as n", "town.name as budget"], group_by="budget", order_by="budget"
		)
	assert [(row.n, row.budget) for row in grouped] == [(1, None), (2, "A"), (1, "B")]


def test_linked_documents_out_of_reach_join_as_nothing(cases: World) -> None:
	cases.restrict("kim", "Town", "A", apply_to_all_doctypes=0, applicable_for="Town")
	with cases.as_user("kim"):
		found = get_list("Case", fields=["name", "town.region as r"], as_list=True)
	assert dict(found) == {"a": "R", "mixed": "R", "b": None, "none": None}


def test_levels_roles_and_rights(cases: World) -> None:
	case = doctypes()["Case"]
	with cases.as_user("kim"):
		assert permitted_levels(case) == {0, 1} and permitted_levels(case, "write") == {0}
		assert get_roles() == ["Keeper", "Desk User", "All", "Guest"] and get_roles("Guest") == ["Guest"]
		assert get_role_permissions(case)["read"] == 1 and get_role_permissions(case)["write"] == 0
		only_for(("Keeper", "Other"))
		with pytest.raises(PermissionError, match="Other"):
			only_for("Other")
		with pytest.raises(PermissionError, match="write"):
			has_permission("Case", "write", throw=True)
		assert not has_permission("Case", "submit") and not has_permission("Case", "import")
	cases.insert("Role", {"name": "Off", "disabled": 1})
	cases.user("off", "Off")
	with cases.as_user("off"):
		assert "Off" not in get_roles()


def test_a_refusal_says_why(cases: World) -> None:
	with cases.as_user("ann"):
		for name, reason in (("b", "Town</strong> is <strong>B"), ("mixed", "Row 2")):
			with pytest.raises(PermissionError, match=reason):
				has_permission("Case", doc=stored("Case", name), throw=True)


right = st.sampled_from(["read", "write", "create", "submit", "delete"])
row = st.fixed_dictionaries(
	{"role": st.sampled_from("XYZ"), "permlevel": st.sampled_from([0, 0, 1]), "if_owner": st.booleans()},
	optional={name: st.just(1) for name in ("read", "write", "create", "submit", "delete")},
)


@given(st.lists(row, max_size=6), st.sets(st.sampled_from("XYZ")), right)
def test_more_rows_or_roles_never_take_away(rows: list[dict[str, Any]], roles: set[str], name: str) -> None:
	meta = _dict(is_submittable=1)
	full = rules.grants(rows, roles, meta)
	less = rules.grants(rows[1:], roles, meta)
	assert less.on_all <= full.on_all and less.on_own <= full.on_own
	wider = rules.grants(rows, roles | {"X"}, meta)
	assert full.on_all <= wider.on_all
	assert full.may(name, True) or not full.may(name, False)
	assert name not in rules.grants(rows, roles, _dict()).on_all or name != "submit"


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_lists_and_documents_agree_whatever_the_data(world: World, data: st.DataObject) -> None:
	towns = st.sampled_from([None, "", "A", "a", "B", "C"])
	with world.as_user("Administrator", write=True) as context:
		for doctype in ("Case", "Case Person", "User", "Has Role", "User Permission", "DocShare"):
			context.db.delete(doctype)
	for index in range(data.draw(st.integers(1, 6))):
		world.insert(
			"Case",
			{"name": f"c{index}", "town": data.draw(towns), "owner": data.draw(st.sampled_from(["u", "v"]))},
		)
		for child in range(data.draw(st.integers(0, 2))):
			world.person(f"c{index}", f"c{index}-{child}", town=data.draw(towns), idx=child + 1)
	world.user("u", "Reader", towns=tuple(data.draw(st.sets(st.sampled_from("AB")))))
	if data.draw(st.booleans()):
		world.share("u", "Case", "c0")
	seen(world, "u")
