"""Names of documents: by rule, by series, by hand."""

from __future__ import annotations

import re
from typing import Any

import pytest
from documents_support import doctype, field, new

import frappe
from banco.context import Context
from banco.naming.series import getseries, make_autoname, parse_naming_series, random_name, row_name
from banco.site import Site


def thing(rule: str = "", **more: Any) -> Any:
	fields = [field("title"), field("kind"), *more.pop("fields", ())]
	return doctype("Thing", *fields, autoname=rule, **more)


def named(**values: Any) -> Any:
	return new("Thing", **{"title": "T", "kind": "K", **values}).insert().name


@pytest.mark.parametrize("rule", ["", "hash"])
def test_random_names(ctx: Context, rule: str) -> None:
	thing(rule)
	assert re.fullmatch(r"[0-9a-z]{10}", named(name="given")) and named() != named()


def test_random_names_do_not_repeat_and_row_names_grow() -> None:
	assert len({random_name() for _ in range(10_000)}) == 10_000
	rows = [row_name() for _ in range(1000)]
	assert len(set(rows)) == 1000 and rows[0][:9] <= rows[-1][:9] and {len(name) for name in rows} == {12}


def test_asked_for(ctx: Context) -> None:
	thing("Prompt")
	assert named(name="given") == "given" and named(__newname=" by form ") == "by form"
	with pytest.raises(frappe.ValidationError):
		named()


def test_by_field(ctx: Context) -> None:
	thing("field:title")
	assert named(title=" a / b ", name="given") == "a / b"
	for title, error in (
		("", frappe.ValidationError),
		("<b>", frappe.NameError),
		("New Thing 1", frappe.NameError),
		("x" * 141, frappe.ValidationError),
	):
		with pytest.raises(error):
			named(title=title)
	with pytest.raises(frappe.DuplicateEntryError):
		named(title="A / B")


def test_by_format(ctx: Context) -> None:
	thing("format:{kind}-{YYYY}-{##}-{title}")
	year = frappe.utils.nowdate()[:4]
	assert [named(), named(title="U"), named(kind="L")] == [
		f"K-{year}-01-T",
		f"K-{year}-02-U",
		f"L-{year}-01-T",
	]


@pytest.mark.parametrize(
	("rule", "expected"),
	[
		("A-.YYYY.-.####", "A-{Y}-0001"),
		("A-.{kind}.-.##", "A-K-01"),
		("A-.kind.-.###", "A-K-001"),
		("A-.YY..MM.-.#", "A-{y}{M}-1"),
		("A-", "A-00001"),
		("A-####", "A-0001"),
	],
)
def test_by_series(ctx: Context, rule: str, expected: str) -> None:
	thing(rule)
	today = frappe.utils.getdate()
	assert named() == expected.format(Y=today.year, y=f"{today:%y}", M=f"{today:%m}")


def test_by_chosen_series(ctx: Context) -> None:
	options = field("naming_series", "Select", options="\nSER-.YYYY.-\nB-.##")
	thing("naming_series:", fields=[options])
	year = frappe.utils.nowdate()[:4]
	assert [named(naming_series="B-.##"), named(naming_series="B-.##")] == ["B-01", "B-02"]
	assert named(naming_series="") == f"SER-{year}-00001"


def test_counted(ctx: Context) -> None:
	thing("autoincrement")
	assert [named(), named()] == [1, 2]
	doc = frappe.get_doc("Thing", 2)
	doc.title = "B"
	doc.save()
	assert frappe.get_doc("Thing", "2").title == "B"


def test_by_the_controller(ctx: Context, monkeypatch: pytest.MonkeyPatch) -> None:
	from banco.document import Document

	thing("field:title")
	monkeypatch.setattr(
		Document, "autoname", lambda self: setattr(self, "name", f"own {self.kind}"), raising=False
	)
	assert named() == "own K"


def test_set_name_takes_the_place_of_the_rule(ctx: Context) -> None:
	thing("field:title")
	doc = new("Thing", title="T").insert(set_name=" mine ")
	assert doc.name == "mine"
	for name in ("<x>", "a\0", "x" * 141):
		with pytest.raises((frappe.NameError, frappe.ValidationError)):
			new("Thing", title="T").insert(set_name=name)


def test_a_number_comes_back_when_the_last_is_deleted(ctx: Context) -> None:
	thing("A-.####")
	first, _second, third = named(), named(), named()
	frappe.delete_doc("Thing", third)
	assert named() == third
	frappe.delete_doc("Thing", first)
	assert named() == "A-0004"


def test_a_number_is_used_only_by_what_is_written(site: Site) -> None:
	with site.context() as context:
		doctype("Gap", field("title"), autoname="GAP-.####")
		context.db.commit()
		new("Gap").insert()
		context.db.rollback()
		assert new("Gap").insert().name == "GAP-0001"
		with pytest.raises(frappe.ValidationError):
			frappe.db.savepoint("try")
			try:
				new("Gap", title=["x"]).insert()
			finally:
				frappe.db.rollback(save_point="try")
		assert new("Gap").insert().name == "GAP-0002"


def test_helpers(ctx: Context) -> None:
	assert (getseries("Z-", 3), getseries("Z-", 3), make_autoname("Z-.###")) == ("001", "002", "Z-003")
	assert (
		parse_naming_series("Y-.##.-Z", number_generator=lambda prefix, digits: f"[{prefix}{digits}]")
		== "Y-[Y-2]-Z"
	)
