"""Search over all documents: what it finds, for whom, and how it keeps up with what is written."""

from __future__ import annotations

import pytest

import frappe
from banco.context import Context
from banco.office import search as engine
from banco.office.search import search

READER, OWNER, NOBODY = "reader@search.test", "owner@search.test", "nobody@search.test"


@pytest.fixture(scope="module")
def library(site):
	def field(fieldname, fieldtype="Data", **more):
		return {"fieldname": fieldname, "fieldtype": fieldtype, "label": fieldname.title(), **more}

	with site.context():
		for role in ("Search Reader", "Search Owner", "Search Nobody"):
			frappe.get_doc({"doctype": "Role", "role_name": role, "desk_access": 1}).insert()
		fields = [
			field("title", in_global_search=1),
			field("shelf"),
			field("notes", "Small Text"),
			field("secret", permlevel=1, in_global_search=1),
			field("town", "Link", options="Search Town"),
		]
		read = {"read": 1, "write": 1, "create": 1}
		rights = [{"role": "Search Reader", **read}, {"role": "Search Owner", **read, "if_owner": 1}]
		levels = [{"role": "Search Reader", "read": 1, "permlevel": 1}]
		common = {"doctype": "DocType", "module": "Core", "custom": 1, "permissions": rights}
		town = {"name": "Search Town", "autoname": "prompt", "fields": [field("region")]}
		frappe.get_doc({**common, **town}).insert()
		book = {"name": "Search Book", "fields": fields, "title_field": "title", "search_fields": "shelf"}
		frappe.get_doc(
			{**common, **book, "autoname": "EM-.####", "allow_rename": 1, "permissions": [*rights, *levels]}
		).insert()
		for town in ("Alta", "Bassa"):
			frappe.get_doc({"doctype": "Search Town", "name": town}).insert()
		for user, role in ((READER, "Search Reader"), (OWNER, "Search Owner"), (NOBODY, "Search Nobody")):
			row = {"doctype": "User", "email": user, "first_name": user, "roles": [{"role": role}]}
			frappe.get_doc({**row, "send_welcome_email": 0}).insert()
	return site


@pytest.fixture
def books(library, ctx: Context):
	return ctx


def add(title, **values):
	return frappe.get_doc({"doctype": "Search Book", "title": title, **values}).insert()


def titles(text, **more):
	return [hit["title"] for hit in search(text, **more)]


def test_words_their_beginnings_accents_and_codes(books):
	book = add("Perché Niccolò piange", shelf="ZX-12/b")
	assert book.name.startswith("EM-")
	for text in (
		"perche",
		"PERCHÉ",
		"nicco",
		"piange perch",
		book.name,
		book.name.lower(),
		"zx-12",
		"12/b",
		"em",
	):
		assert titles(text) == ["Perché Niccolò piange"], text
	for text in ("erche", "piange rosa", "zx-13", "12 zx-9"):
		assert titles(text) == [], text
	assert titles("b-12") == []  # a code is found as it is written, not by its parts in any order
	(hit,) = search("nicco")
	assert (hit["doctype"], hit["name"]) == ("Search Book", book.name)
	assert "Niccolò" in hit["content"]


@pytest.mark.parametrize(
	"text",
	[
		'"', '""', '"a" OR "b"', "title:ada", "ada NEAR bea", "NEAR(ada, 5)", "ada*bea", "*", "^ada", "-ada", "a AND", "(",
		"content : x", "'; drop table x", "%", "\\", "ada\0bea", "à" * 5000, " ".join("ab" for _ in range(500)), "{x}",
	],
)  # fmt: skip
def test_signs_of_the_search_language_are_plain_text(books, text):
	add("Ada")
	found = titles(text)
	assert found in ([], ["Ada"])
	assert titles("ada") == ["Ada"]


def test_no_sign_widens_a_search(books):
	add("Ada")
	for text in ("zzz OR ada", "ada NOT zzz", "* ada zzz", "title:zzz"):
		assert titles(text) == []


def test_the_index_follows_every_way_of_writing(books: Context):
	book = add("Ada")
	book.update({"title": "Bea"}).save()
	assert (titles("ada"), titles("bea")) == ([], ["Bea"])
	books.db.set_value("Search Book", book.name, "title", "Cleo")
	assert (titles("bea"), titles("cleo")) == ([], ["Cleo"])
	renamed = frappe.rename_doc("Search Book", book.name, "NUOVO-7")
	assert [hit["name"] for hit in search("nuovo")] == [renamed]
	books.db.savepoint("before")
	add("Dora")
	books.db.rollback(save_point="before")
	assert titles("dora") == []
	frappe.delete_doc("Search Book", renamed)
	assert titles("cleo") == []
	assert books.db.fetch("select count(*) from `__search_index` where content match ?", ('"nuovo"',)) == [
		(0,)
	]


def test_a_field_enters_and_leaves_the_index_with_its_definition(books):
	add("Ada", notes="quercia")
	assert titles("quercia") == []
	setter = {"doctype": "Property Setter", "doc_type": "Search Book", "doctype_or_field": "DocField"}
	setter |= {"field_name": "notes", "property": "in_global_search", "property_type": "Check", "value": "1"}
	made = frappe.get_doc(setter).insert()
	assert titles("quercia") == ["Ada"]
	level = frappe.get_doc({**setter, "property": "permlevel", "property_type": "Int", "value": "1"}).insert()
	assert titles("quercia") == []
	level.delete()
	assert titles("quercia") == ["Ada"]
	made.delete()


def test_values_above_the_common_level_are_not_indexed(books):
	add("Ada", secret="cicogna")
	assert titles("cicogna") == []
	assert not books.db.fetch("select 1 from `__search_index` where content like '%cicogna%'")


def test_each_hit_passes_the_permissions_of_its_row(books: Context):
	add("Ada rossi", town="Alta")
	add("Bea rossi", town="Bassa")
	row = {"doctype": "User Permission", "user": READER, "allow": "Search Town", "for_value": "Alta"}
	frappe.get_doc({**row, "apply_to_all_doctypes": 1}).insert()
	found = {}
	for user in (READER, OWNER, NOBODY, "Guest"):
		books.set_user(user)
		found[user] = titles("rossi")
		if user == OWNER:
			add("Mia rossi")
			found[user] = titles("rossi")
	assert found == {READER: ["Ada rossi"], OWNER: ["Mia rossi"], NOBODY: [], "Guest": []}


def test_pages(books):
	for number in range(5):
		add(f"Ada {number}")
	assert titles("ada", limit=2) == ["Ada 4", "Ada 3"]
	assert titles("ada", start=4, limit=2) == ["Ada 0"]
	assert titles("ada", limit=-5, doctype="Search Book") == ["Ada 4"]
	assert titles("ada", doctype="User") == []
	assert titles("ada", doctype="no such`") == []


def test_documents_that_were_there_before_are_found(books: Context):
	add("Ada")
	books.db.write("drop trigger `search insert Search Book`")
	add("Bea")
	assert titles("bea") == []
	engine.sync(books.db, frappe.get_meta("Search Book"))
	assert (titles("ada"), titles("bea")) == (["Ada"], ["Bea"])
	assert books.db.fetch("pragma integrity_check") == [("ok",)]
