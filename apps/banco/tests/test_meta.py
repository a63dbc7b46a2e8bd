"""Doctypes: from rows and customisations, shared, and forgotten when they change."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest
from documents_support import doctype, field, new

import frappe
from banco.context import Context
from banco.meta import get_meta
from banco.meta.sync import sync_doctypes
from banco.site import Site


def names(meta: Any) -> list[str]:
	return [entry.fieldname for entry in meta.fields]


def test_reads_fields_permissions_and_settings(ctx: Context) -> None:
	doctype(
		"Paper",
		field("title", in_list_view=1),
		field("town", "Link", options="Role"),
		field("about", "Dynamic Link", options="town"),
		field("body", "Text Editor"),
		field("lines", "Table", options="Has Role"),
		title_field="title",
		search_fields="town, body",
		track_changes=1,
	)
	meta = get_meta("Paper")
	assert names(meta) == ["title", "town", "about", "body", "lines"]
	assert meta.get_field("town").options == "Role" and meta.get_field("nothing") is None
	assert meta.has_field("body") and not meta.has_field("owner")
	assert [entry.fieldname for entry in meta.get_link_fields()] == ["town"]
	assert [entry.fieldname for entry in meta.get_fields("Dynamic Link")] == ["about"]
	assert [entry.fieldname for entry in meta.get_table_fields()] == ["lines"]
	assert [entry.fieldname for entry in meta.get("fields", {"fieldtype": ["in", ["Link", "Table"]]})] == [
		"town",
		"lines",
	]
	assert meta.get_label("town") == "Town" and meta.get_label("owner") == "Created By"
	assert meta.get_title_field() == "title"
	assert meta.get_search_fields() == ["town", "body", "name", "title"]
	assert "lines" not in meta.get_valid_columns() and "town" in meta.get_valid_columns()
	assert meta.track_changes == 1 and not meta.is_submittable and meta.no_such_setting is None
	assert meta.permissions[0].role == "System Manager"
	assert meta.as_dict().fields[1]["options"] == "Role"
	assert get_meta("Paper") is meta


def test_is_shared_by_copies_and_pickles(ctx: Context) -> None:
	meta = get_meta("User")
	assert copy.deepcopy(meta) is meta
	assert pickle.loads(pickle.dumps(meta)) is meta
	assert copy.deepcopy(meta.fields[0]).fieldname == meta.fields[0].fieldname


def test_unknown_doctype_is_told(ctx: Context) -> None:
	for name in ("No Such", "../core", "", "X" * 500, "User`"):
		with pytest.raises(frappe.DoesNotExistError):
			get_meta(name)


def test_custom_fields_stand_where_they_are_told(ctx: Context) -> None:
	doctype("Paper", field("a"), field("b"))
	for name, after in (("y", "x"), ("x", "a"), ("z", "a"), ("last", None)):
		new(
			"Custom Field", dt="Paper", fieldname=name, label=name, fieldtype="Data", insert_after=after
		).insert()
	assert names(get_meta("Paper")) == ["a", "x", "y", "z", "b", "last"] or names(get_meta("Paper")) == [
		"a", "x", "z", "y", "b", "last",
	]  # fmt: skip
	paper = new("Paper", a="1", y="2").insert()
	assert frappe.get_doc("Paper", paper.name).y == "2"
	frappe.delete_doc("Custom Field", "Paper-y")
	assert not get_meta("Paper").has_field("y")


def test_property_setters_change_fields_and_doctype(ctx: Context) -> None:
	def put(**values: Any) -> None:
		new("Property Setter", doc_type="Paper", **values).insert()

	doctype("Paper", field("a"), field("b"))
	put(doctype_or_field="DocField", field_name="a", property="reqd", value="1", property_type="Check")
	put(doctype_or_field="DocType", property="title_field", value="b", property_type="Data")
	put(doctype_or_field="DocType", property="field_order", value='["b", "a"]', property_type="Data")
	meta = get_meta("Paper")
	assert (
		meta.get("fields", {"fieldname": "a"})[0].reqd == 1
		and meta.title_field == "b"
		and names(meta) == ["b", "a"]
	)
	with pytest.raises(frappe.MandatoryError):
		new("Paper").insert()


def test_own_permissions_take_the_place_of_the_doctypes(ctx: Context) -> None:
	doctype("Paper", field("a"))
	new("Custom DocPerm", parent="Paper", role="Guest", read=1).insert()
	assert [(row.role, row.read) for row in get_meta("Paper").permissions] == [("Guest", 1)]


def test_another_context_sees_a_change_once_it_is_committed(site: Site) -> None:
	with site.context() as context:
		doctype("Leaflet", field("a"))
		context.db.commit()
		with site.context(write=False):
			assert names(get_meta("Leaflet")) == ["a"]
		new("Custom Field", dt="Leaflet", fieldname="b", fieldtype="Data", label="B").insert()
		assert names(get_meta("Leaflet")) == ["a", "b"]
		with site.context(write=False):
			assert names(get_meta("Leaflet")) == ["a"]
		context.db.commit()
		with site.context(write=False):
			assert names(get_meta("Leaflet")) == ["a", "b"]
		new("Custom Field", dt="Leaflet", fieldname="c", fieldtype="Data", label="C").insert()
		context.db.rollback()
		assert names(get_meta("Leaflet")) == ["a", "b"]


def test_syncing_again_changes_nothing(ctx: Context) -> None:
	assert sync_doctypes("frappe") == []


def test_syncing_again_brings_every_table_in_line_with_the_host(ctx: Context) -> None:
	ours = "select name from sqlite_schema where type = 'index' and tbl_name = 'tabToDo' and sql is not null"
	before = set(ctx.db.fetch(ours))
	for (name,) in before:
		ctx.db.write(f"drop index `{name}`")
	sync_doctypes("frappe")
	assert before and set(ctx.db.fetch(ours)) == before


def test_a_changed_file_is_taken_in(ctx: Context, monkeypatch: pytest.MonkeyPatch) -> None:
	def take(record: dict[str, Any]) -> None:
		monkeypatch.setattr("banco.modules.documents_of", lambda app, kind: [("Core", record, None)])
		assert sync_doctypes("any") == ["Brochure"]

	record = {
		"doctype": "DocType",
		"name": "Brochure",
		"module": "Core",
		"custom": 1,
		"fields": [field("b"), field("a")],
	}
	take({**record, "field_order": ["a", "b"]})
	assert names(get_meta("Brochure")) == ["a", "b"]
	take({**record, "fields": [field("c"), field("a", "Int")], "unknown_key": 1})
	assert names(get_meta("Brochure")) == ["c", "a"]
	assert new("Brochure", a=3).insert().a == 3
	assert frappe.db.count("DocField", {"parent": "Brochure"}) == 2


@pytest.mark.parametrize(
	("fields", "said"),
	[
		([field("a"), field("a", "Int")], "2 times"),
		([field("owner")], "itself"),
		([field("save")], "itself"),
		([field("a b")], "letters"),
		([field("a", "Magic")], "Magic"),
		([field("a", "Link")], "options"),
		([field("a", "Table")], "options"),
		([field("a", mandatory_depends_on="eval:alert(1)")], "alert"),
	],
)
def test_a_doctype_that_cannot_be_is_refused(ctx: Context, fields: list[Any], said: str) -> None:
	with pytest.raises(frappe.ValidationError, match=said):
		doctype("Paper", *fields)
	assert not frappe.db.exists("DocType", "Paper") and not frappe.db.table_exists("Paper")


@pytest.mark.parametrize("name", ["x`y", 'a"b', "1st", "a" * 62, " ", "a;drop"])
def test_a_name_no_table_can_have_is_refused(ctx: Context, name: str) -> None:
	with pytest.raises(frappe.ValidationError):
		doctype(name, field("a"))


def test_a_custom_field_with_an_unclear_condition_is_refused(ctx: Context) -> None:
	doctype("Paper", field("a"))
	custom = {"dt": "Paper", "fieldname": "b", "label": "B", "fieldtype": "Data"}
	with pytest.raises(frappe.ValidationError, match=r"\.trim\(\) is not understood"):
		new("Custom Field", **custom, mandatory_depends_on="eval:doc.a.trim()").insert()
	with pytest.raises(frappe.ValidationError, match="of its own"):
		new("Custom Field", **{**custom, "fieldname": "a"}).insert()
	assert not get_meta("Paper").has_field("b")


def test_a_doctype_with_documents_is_not_deleted(ctx: Context) -> None:
	doctype("Paper", field("a"))
	paper = new("Paper", a="1").insert()
	with pytest.raises(frappe.ValidationError, match="delete them first"):
		frappe.delete_doc("DocType", "Paper")
	paper.delete()
	frappe.delete_doc("DocType", "Paper")
	assert not frappe.db.table_exists("Paper")
	with pytest.raises(frappe.ValidationError, match="belongs to an app"):
		frappe.delete_doc("DocType", "User")
