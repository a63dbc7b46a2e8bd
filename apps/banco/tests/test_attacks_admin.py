"""What an administrator could try to get out of sight of the logs, or past a document's checks."""

from typing import Any

import pytest
from documents_support import doctype, field, new, role
from tests_support import user

import frappe
from banco.context import Context


@pytest.mark.parametrize(
	"change", [{"issingle": 1}, {"is_virtual": 1}, {"custom": 1}, {"fields": []}, {"description": "mine"}]
)
@pytest.mark.parametrize("name", ["Access Log", "User"])
def test_an_apps_doctype_is_changed_by_its_app_only(ctx: Context, name: str, change: dict[str, Any]) -> None:
	doc = frappe.get_doc("DocType", name)
	with pytest.raises(frappe.PermissionError):
		doc.update(change).save()


@pytest.mark.parametrize("before", [0, 1])
def test_nobody_makes_a_doctype_an_apps_own(ctx: Context, before: int) -> None:
	values = {"doctype": "DocType", "name": "Paper", "module": "Core", "fields": [field("title")]}
	with pytest.raises(frappe.PermissionError):
		doc = frappe.get_doc({**values, "custom": before}).insert()
		doc.update({"custom": 0}).save()


@pytest.mark.parametrize(
	("on", "more"),
	[
		("Access Log", {"property": "issingle", "value": "1"}),
		("Paper", {"property": "issingle", "value": "1"}),
		("Paper", {"property": "is_virtual", "value": "1"}),
		("Paper", {"property": "istable", "value": "1"}),
		("Paper", {"property": "permissions", "value": "[]"}),
		("Paper", {"field_name": "title", "property": "is_virtual", "value": "1"}),
		("Paper", {"field_name": "title", "property": "fieldname", "value": "other"}),
		("Paper", {"field_name": "title", "property": "fieldtype", "value": "Int"}),
		("Paper", {"field_name": "title", "property": "fieldtype", "value": "Table"}),
		("Access Log", {"field_name": "user", "property": "reqd", "value": "1"}),
	],
)
def test_a_property_setter_changes_what_customize_form_offers(ctx: Context, on: str, more: Any) -> None:
	doctype("Paper", field("title"))
	place = "DocField" if "field_name" in more else "DocType"
	with pytest.raises(frappe.ValidationError):
		new("Property Setter", doc_type=on, doctype_or_field=place, **more).insert()
	assert not frappe.get_meta(on).issingle


def test_a_row_is_changed_through_its_document(ctx: Context) -> None:
	role = {"role": "System Manager"}
	user = new("User", email="boss@example.com", first_name="Boss", roles=[role]).insert()
	row = frappe.get_doc("Has Role", user.roles[0].name)
	with pytest.raises(frappe.ValidationError):
		row.update({"role": "Desk User"}).save()
	with pytest.raises(frappe.ValidationError):
		frappe.delete_doc("Has Role", row.name)
	with pytest.raises(frappe.ValidationError):
		new("Has Role", **role, parent="boss@example.com", parenttype="User", parentfield="roles").insert()
	assert [row.role for row in frappe.get_doc("User", "boss@example.com").roles] == ["System Manager"]


@pytest.mark.parametrize("about", ["Version", "Comment"])
def test_who_may_not_read_a_case_reads_nothing_about_it(ctx: Context, about: str) -> None:
	role("Clerk")
	rights = [{"role": "Clerk", "read": 1, "write": 1, "create": 1}]
	doctype("Paper", field("title"), permissions=rights, track_changes=1)
	doctype("Open Paper", field("title"), track_changes=1)
	for kind in ("Paper", "Open Paper"):
		paper = new(kind, title="a").insert()
		paper.update({"title": "secret"}).save()
		paper.add_comment("Comment", "secret")
	user("boss@example.com", ["System Manager"])
	frappe.set_user("Administrator")
	kinds = {"Version": "ref_doctype", "Comment": "reference_doctype"}
	every = frappe.get_all(about, ["name", f"{kinds[about]} as kind"], {kinds[about]: ["like", "%Paper"]})
	frappe.set_user("boss@example.com")
	listed = frappe.get_list(about, pluck="name")
	for row in every:
		assert (row.name in listed) is (row.kind == "Open Paper")
		assert frappe.get_doc(about, row.name).has_permission("read") is (row.kind == "Open Paper")
	assert {row.kind for row in every} == {"Paper", "Open Paper"}
