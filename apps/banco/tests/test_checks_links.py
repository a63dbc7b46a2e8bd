"""Links lead somewhere; defaults, rights and levels of what a document is given."""

from __future__ import annotations

from typing import Any

import pytest
from documents_support import case_doctypes, doctype, field, new, refused
from tests_support import user

import frappe
from banco.context import Context

ROW = {"item": "one"}


@pytest.fixture(autouse=True)
def _doctypes(ctx: Context) -> None:
	case_doctypes()
	new("Town", town_name="Rho", region="Milano").insert()


def case(**values: Any) -> Any:
	return new("Case", **{"title": "A", **values})


# -- links


def test_links_lead_somewhere(ctx: Context) -> None:
	error = refused(
		ctx, frappe.LinkValidationError, lambda: case(town="Nowhere", rows=[{**ROW, "town": "None"}]).insert()
	)
	assert "Town: Nowhere" in str(error) and "row 1, Town: None" in str(error) and error.fieldname == "town"
	for town in (["Rho"], {"name": "Rho"}, 5, "Rho' or 1=1 --", "x" * 1000):
		with pytest.raises(frappe.ValidationError):
			case(town=town).insert()
	doc = case(town="rho").insert()
	assert doc.town == "Rho" and doc.region == "Milano"
	case(town="Nowhere").insert(ignore_links=True)


def test_a_deleted_link_is_told(ctx: Context) -> None:
	doc = case(town="Rho").insert()
	frappe.db.delete("Town", {"name": "Rho"})
	refused(ctx, frappe.LinkValidationError, doc.save)


def test_links_by_doctype_and_name(ctx: Context) -> None:
	case(kind="Town", thing="Rho").insert()
	case(kind="System Settings", thing="System Settings").insert()
	for values in (
		{"kind": "Town", "thing": "No"},
		{"thing": "Rho"},
		{"kind": "None", "thing": "Rho"},
		{"kind": "Town`", "thing": "x"},
	):
		refused(ctx, frappe.LinkValidationError, lambda values=values: case(**values).insert())


def test_a_cancelled_document_is_no_target(ctx: Context) -> None:
	doctype("Reply", field("case", "Link", options="Case"), is_submittable=1)
	doctype("Remark", field("case", "Link", options="Case"))
	target = case().insert()
	target.submit()
	reply = new("Reply", case=target.name).insert()
	target.cancel()
	refused(ctx, frappe.CancelledLinkError, reply.save)
	new("Remark", case=target.name).insert()


def test_values_are_fetched_from_links(ctx: Context) -> None:
	doc = case(town="Rho", region="typed", own_region="typed").insert()
	assert (doc.region, doc.own_region) == ("Milano", "typed")
	new("Town", town_name="Pisa", region="Toscana").insert()
	doc.town, doc.own_region = "Pisa", ""
	doc.save()
	assert (doc.region, doc.own_region) == ("Toscana", "Toscana")
	doc.town = None
	assert doc.save().region == "Toscana"


def test_links_set_by_the_controller_are_checked_too(ctx: Context, monkeypatch: pytest.MonkeyPatch) -> None:
	from banco.document import Document

	monkeypatch.setattr(
		Document,
		"validate",
		lambda self: self.doctype == "Case" and self.set("town", "Nowhere"),
		raising=False,
	)
	refused(ctx, frappe.LinkValidationError, lambda: case(town="Rho").insert())


# -- defaults


def test_defaults(ctx: Context) -> None:
	doctype(
		"Defaults",
		field("by", default="__user"),
		field("day", "Date", default="Today"),
		field("at", "Datetime", default="now"),
		field("n", "Int", default="7"),
		field("first", "Select", options="A\nB"),
		field("blank", "Select", options="\nA\nB"),
		field("text", default="hello"),
		field("off", "Check", default="1"),
	)
	doc = new("Defaults", off=0, text="").insert()
	stored = frappe.get_doc("Defaults", doc.name)
	assert (stored.by, stored.n, stored.first, stored.blank, stored.text, stored.off) == (
		"Administrator",
		7,
		"A",
		"",
		"",
		0,
	)
	assert stored.day == stored.at.date() == stored.creation.date()
	stored.update({"n": None, "text": None})
	assert stored.save().n == 0 and stored.text is None


# -- permissions and levels


def test_levels_and_rights_of_a_clerk(ctx: Context) -> None:
	user("clerk@example.com", ["Clerk"])
	boss = case(secret="s", rows=[{**ROW, "inner": "i"}]).insert()
	frappe.set_user("clerk@example.com")
	doc = case(secret="forged", rows=[{**ROW, "inner": "forged"}]).insert()
	assert doc.secret is None and doc.rows[0].inner is None
	doc = frappe.get_doc("Case", boss.name)
	doc.title, doc.secret, doc.rows[0].inner = "B", "forged", "forged"
	doc.append("rows", {**ROW, "inner": "forged"})
	doc.save()
	stored = frappe.get_doc("Case", boss.name)
	assert (stored.title, stored.secret, [row.inner for row in stored.rows]) == ("B", "s", ["i", None])
	stored.apply_fieldlevel_read_permissions()
	assert (
		stored.secret is None and "secret" not in stored.as_dict() and "inner" not in stored.as_dict().rows[0]
	)
	town_of = {"doctype": "User Permission", "user": "clerk@example.com", "allow": "Town"}
	frappe.set_user("Administrator")
	new("Town", town_name="Pisa").insert()
	frappe.get_doc({**town_of, "for_value": "Rho"}).insert()
	pisan = case(town="Pisa").insert()
	frappe.set_user("clerk@example.com")
	pisan.reload().town = "Rho"
	with pytest.raises(frappe.PermissionError):
		pisan.save()
	for act in (
		lambda: doc.reload().submit(),
		lambda: doc.reload().delete(),
		lambda: case(docstatus=1).insert(),
	):
		with pytest.raises(frappe.PermissionError):
			act()
	frappe.set_user("Guest")
	for act in (lambda: case().insert(), lambda: doc.reload().save(), lambda: doc.check_permission("read")):
		with pytest.raises(frappe.PermissionError):
			act()
	case(secret="kept").insert(ignore_permissions=True)
	frappe.set_user("Administrator")
	assert frappe.get_doc("Case", boss.name).docstatus == 0
