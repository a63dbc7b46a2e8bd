"""Deleting, cancelling and renaming what others point to."""

from __future__ import annotations

from typing import Any

import pytest
from documents_support import case_doctypes, doctype, field, new

import frappe
from banco.context import Context


@pytest.fixture(autouse=True)
def _doctypes(ctx: Context) -> None:
	case_doctypes()
	doctype(
		"Reply",
		field("case", "Link", options="Case"),
		field("kind", "Link", options="DocType"),
		field("thing", "Dynamic Link", options="kind"),
		is_submittable=1,
	)
	doctype("Board", field("town", "Link", options="Town"), issingle=1)
	new("Town", town_name="Rho").insert()


def case(**values: Any) -> Any:
	return new("Case", title="A", **values).insert()


@pytest.mark.parametrize(
	"link",
	[
		lambda: case(town="Rho"),
		lambda: case(rows=[{"item": "x", "town": "Rho"}]),
		lambda: new("Reply", kind="Town", thing="Rho").insert(),
		lambda: frappe.get_doc("Board").update({"town": "Rho"}).save(),
	],
)
def test_a_linked_document_is_not_deleted(ctx: Context, link: Any) -> None:
	owner = link()
	with pytest.raises(frappe.LinkExistsError) as caught:
		frappe.delete_doc("Town", "Rho")
	assert owner.name in str(caught.value) and frappe.db.exists("Town", "Rho")
	frappe.delete_doc("Town", "Rho", force=True)
	assert not frappe.db.exists("Town", "Rho")


def test_cancelled_documents_hold_nothing_back(ctx: Context) -> None:
	owner = case(town="Rho")
	owner.submit()
	owner.cancel()
	frappe.delete_doc("Town", "Rho")


def test_a_submitted_document_is_not_deleted(ctx: Context) -> None:
	doc = case()
	doc.submit()
	with pytest.raises(frappe.ValidationError, match="cancel it before"):
		doc.delete()
	assert frappe.db.exists("Case", doc.name)


def test_what_a_submitted_document_needs_is_not_cancelled(ctx: Context) -> None:
	doc = case()
	doc.submit()
	reply = new("Reply", case=doc.name).insert()
	reply.submit()
	with pytest.raises(frappe.LinkExistsError):
		doc.cancel()
	doc.reload().ignore_linked_doctypes = ("Reply",)
	frappe.db.savepoint("cancelling")
	doc.cancel()
	frappe.db.rollback(save_point="cancelling")
	reply.cancel()
	doc.reload().cancel()


def test_a_deletion_takes_all_with_it_and_says_only_that_it_was(ctx: Context) -> None:
	doc = case(rows=[{"item": "x"}], key="secret")
	doc.title = "B"
	doc.save()
	doc.add_comment("Comment", "private words")
	new("ToDo", description="look", reference_type="Case", reference_name=doc.name).insert()
	doc.delete()
	for kind, filters in (
		("Case Row", {"parent": doc.name}),
		("Version", {"docname": doc.name}),
		("Comment", {"reference_name": doc.name}),
		("ToDo", {"reference_name": doc.name}),
	):
		assert not frappe.db.count(kind, filters), kind
	assert not frappe.db.sql("select 1 from `__Auth` where doctype = 'Case'")
	trace = frappe.get_doc("Deleted Document", {"deleted_name": doc.name})
	assert (trace.deleted_doctype, trace.deleted_name, trace.owner, trace.data) == (
		"Case",
		doc.name,
		"Administrator",
		None,
	)


def test_deleting_what_is_not_there(ctx: Context) -> None:
	assert frappe.delete_doc("Town", "None") is False and not ctx.message_log
	with pytest.raises(frappe.DoesNotExistError):
		frappe.delete_doc("Town", "None", ignore_missing=False)


def test_a_new_name_reaches_every_link(ctx: Context) -> None:
	doc = case(town="Rho", kind="Town", thing="Rho", rows=[{"item": "x", "town": "Rho"}])
	frappe.get_doc("Board").update({"town": "Rho"}).save()
	frappe.get_doc("Town", "Rho").add_comment("Comment", "hello")
	assert frappe.rename_doc("Town", "Rho", "Rho (MI)") == "Rho (MI)"
	stored = frappe.get_doc("Case", doc.name)
	assert (stored.town, stored.thing, stored.rows[0].town) == ("Rho (MI)",) * 3
	assert frappe.db.get_single_value("Board", "town") == "Rho (MI)"
	town = frappe.get_doc("Town", "Rho (MI)")
	assert town.town_name == "Rho (MI)" and frappe.db.count("Comment", {"reference_name": town.name}) == 2
	assert not frappe.db.exists("Town", "Rho")


def test_rows_follow_their_document(ctx: Context) -> None:
	doc = case(rows=[{"item": "x"}])
	frappe.rename_doc("Case", doc.name, "renamed", force=True)
	assert frappe.get_doc("Case", "renamed").rows[0].item == "x"


def test_merging(ctx: Context) -> None:
	new("Town", town_name="Rho 2").insert()
	doc = case(town="Rho 2")
	frappe.rename_doc("Town", "Rho 2", "Rho", merge=True)
	assert frappe.db.get_value("Case", doc.name, "town") == "Rho" and frappe.db.count("Town") == 1
	with pytest.raises(frappe.ValidationError, match="no Town"):
		frappe.rename_doc("Town", "Rho", "Nowhere", merge=True)


def test_names_that_cannot_be_given(ctx: Context) -> None:
	new("Town", town_name="Pisa").insert()
	for new_name in ("Pisa", "pisa", "", "<b>", "x" * 141, "Rho"):
		with pytest.raises((frappe.ValidationError, frappe.NameError)):
			frappe.rename_doc("Town", "Rho", new_name)
	assert frappe.rename_doc("Town", "Rho", "RHO") == "RHO"
	with pytest.raises(frappe.DoesNotExistError):
		frappe.rename_doc("Town", "None", "x")
	with pytest.raises(frappe.ValidationError, match="cannot be renamed"):
		frappe.rename_doc("Case", case().name, "x")
	frappe.set_user("Guest")
	with pytest.raises(frappe.PermissionError):
		frappe.rename_doc("Town", "RHO", "x")
