"""Forms changed without code: fields added, settings changed, what is refused."""

from __future__ import annotations

from typing import Any

import pytest
from documents_support import MANAGER, doctype, field, new, role
from tests_support import user

import frappe
from banco.context import Context


@pytest.fixture(autouse=True)
def _flats(ctx: Context) -> None:
	doctype(
		"Flat",
		field("address", reqd=1),
		field("stairs", options=""),
		field("kind", "Select", options="Council\nPrivate"),
		field("town", "Link", options="Role"),
		field("note", "Small Text", permlevel=1),
		permissions=[MANAGER, {**MANAGER, "permlevel": 1}],
	)


def form(doc_type: str = "Flat") -> Any:
	doc = frappe.get_doc("Customize Form")
	doc.doc_type = doc_type
	doc.fetch_to_customize()
	return doc


def row(doc: Any, fieldname: str) -> Any:
	return next(each for each in doc.fields if each.fieldname == fieldname)


def setters() -> list[Any]:
	names = ["field_name", "property", "value", "property_type"]
	found = frappe.get_all("Property Setter", filters={"doc_type": "Flat"}, fields=names, as_list=True)
	return sorted(found, key=lambda each: (each[0] or "", each[1]))


def test_the_form_as_it_is_in_force(ctx: Context) -> None:
	doc = form()
	assert [each.fieldname for each in doc.fields] == ["address", "stairs", "kind", "town", "note"]
	assert (row(doc, "address").reqd, row(doc, "note").permlevel) == (1, 1)
	doc.save_customization()
	assert setters() == [] and not frappe.db.count("Custom Field", {"dt": "Flat"})


def test_settings_and_fields_change_at_once_and_leave_no_more_than_the_difference(ctx: Context) -> None:
	doc = form()
	row(doc, "stairs").update({"label": "Staircase", "reqd": 1, "in_list_view": "1"})
	doc.title_field, doc.sort_order = "address", "ASC"
	doc.save_customization()
	meta = frappe.get_meta("Flat")
	assert (meta.get_field("stairs").label, meta.get_field("stairs").reqd) == ("Staircase", 1)
	assert (meta.title_field, meta.sort_order) == ("address", "ASC")
	assert [tuple(each[:3]) for each in setters()] == [
		(None, "sort_order", "ASC"),
		(None, "title_field", "address"),
		("stairs", "in_list_view", "1"),
		("stairs", "label", "Staircase"),
		("stairs", "reqd", "1"),
	]
	with pytest.raises(frappe.MandatoryError):
		new("Flat", address="Via Roma 1").insert()
	doc = form()
	row(doc, "stairs").reqd = 0
	doc.save_customization()
	assert ("stairs", "reqd") not in {tuple(each[:2]) for each in setters()}
	new("Flat", address="Via Roma 1").insert()
	doc.reset_to_defaults()
	assert setters() == [] and frappe.get_meta("Flat").get_field("stairs").label == "Stairs"


def test_a_field_is_added_where_it_stands_changed_and_removed(ctx: Context) -> None:
	doc = form()
	doc.append("fields", {"label": "È ammobiliato? (sì/no)", "fieldtype": "Check"})
	added = doc.fields.pop()
	doc.fields.insert(1, added)
	doc.save_customization()
	name = "custom_e_ammobiliato_si_no"
	assert [each.fieldname for each in frappe.get_meta("Flat").fields][:3] == ["address", name, "stairs"]
	assert new("Flat", address="a", **{name: 1}).insert().get(name) == 1
	assert (
		frappe.db.get_value("Custom Field", f"Flat-{name}", "insert_after") == "address" and setters() == []
	)
	doc = form()
	row(doc, name).description = "Chiedi al proprietario"
	before = frappe.db.get_value("Custom Field", f"Flat-{name}", "modified")
	doc.save_customization()
	assert frappe.get_meta("Flat").get_field(name).description == "Chiedi al proprietario"
	changed = frappe.db.get_value("Custom Field", f"Flat-{name}", "modified")
	form().save_customization()
	assert before != changed == frappe.db.get_value("Custom Field", f"Flat-{name}", "modified")
	doc = form()
	doc.remove(row(doc, name))
	doc.save_customization()
	assert not frappe.get_meta("Flat").has_field(name)


def test_fields_are_put_in_another_order(ctx: Context) -> None:
	doc = form()
	doc.append("fields", {"label": "Floor", "fieldtype": "Int"})
	doc.save_customization()
	doc = form()
	doc.fields.reverse()
	doc.save_customization()
	order = ["custom_floor", "note", "town", "kind", "stairs", "address"]
	assert [each.fieldname for each in frappe.get_meta("Flat").fields] == order
	doc = form()
	doc.fields.reverse()
	doc.save_customization()
	assert setters() == [] and [each.fieldname for each in frappe.get_meta("Flat").fields] == order[::-1]


@pytest.mark.parametrize(
	"change",
	[
		lambda doc: doc.remove(row(doc, "stairs")),
		lambda doc: row(doc, "kind").update({"fieldtype": "Date"}),
		lambda doc: row(doc, "address").update({"fieldtype": "<b>"}),
		lambda doc: row(doc, "town").update({"options": "User"}),
		lambda doc: row(doc, "address").update({"hidden": 1}),
		lambda doc: doc.append(
			"fields", {"label": "x", "fieldtype": "Data", "fieldname": "x; drop table tabUser"}
		),
		lambda doc: doc.append("fields", {"label": "x", "fieldtype": "Data", "fieldname": "<img src=x>"}),
		lambda doc: doc.append("fields", {"label": "x", "fieldtype": "Data", "fieldname": "owner"}),
		lambda doc: doc.append("fields", {"label": "x", "fieldtype": "Data", "fieldname": "save"}),
		lambda doc: doc.append("fields", {"label": "x", "fieldtype": "Link"}),
		lambda doc: doc.append("fields", {"label": "x", "fieldtype": "Nonsense"}),
		lambda doc: row(doc, "address").update({"mandatory_depends_on": "eval:doc.("}),
		lambda doc: doc.update({"autoname": "field:nothing"}),
	],
)
def test_what_cannot_be_is_refused_and_changes_nothing(ctx: Context, change: Any) -> None:
	doc = form()
	change(doc)
	ctx.db.savepoint("before")
	with pytest.raises((frappe.ValidationError, frappe.NameError)):
		doc.save_customization()
	ctx.db.rollback(save_point="before")
	assert setters() == [] and not frappe.db.count("Custom Field", {"dt": "Flat"})


def test_a_type_changes_within_its_kind(ctx: Context) -> None:
	doc = form()
	row(doc, "stairs").fieldtype = "Small Text"
	doc.save_customization()
	assert frappe.get_meta("Flat").get_field("stairs").fieldtype == "Small Text"


def test_the_field_of_a_workflow_stays(ctx: Context) -> None:
	new("Custom Field", dt="Flat", fieldname="state", fieldtype="Data", is_system_generated=1).insert()
	doc = form()
	doc.remove(row(doc, "state"))
	with pytest.raises(frappe.ValidationError):
		doc.save_customization()


@pytest.mark.parametrize("name", ["User", "DocType", "System Settings", "Custom DocPerm", "Nothing", ""])
def test_the_system_s_own_doctypes_stay_as_they_are(ctx: Context, name: str) -> None:
	with pytest.raises(frappe.ValidationError if name not in ("Nothing", "") else frappe.DoesNotExistError):
		form(name)


def test_nobody_else_may(ctx: Context) -> None:
	doc = form()
	role("Clerk")
	user("clerk@example.com", ["Clerk"])
	frappe.set_user("clerk@example.com")
	for act in (doc.fetch_to_customize, doc.save_customization, doc.reset_to_defaults):
		with pytest.raises(frappe.PermissionError):
			act()
