"""Documents: their values and rows, and what comes back from the database."""

from __future__ import annotations

import copy
import datetime
import json
import pickle
from typing import Any

import pytest
from documents_support import case_doctypes, new

import frappe
from banco.context import Context

ROWS = [{"item": "one", "quantity": 1}, {"item": "two", "quantity": 2.5}]


@pytest.fixture(autouse=True)
def _doctypes(ctx: Context) -> None:
	case_doctypes()


def case(**values: Any) -> Any:
	return new("Case", **{"title": "A", "rows": ROWS, **values})


def test_what_is_not_set_reads_as_nothing(ctx: Context) -> None:
	doc = frappe.new_doc("Case")
	assert doc.title is None and doc.amount is None and doc.rows == [] and doc.get("rows") == []
	assert (doc.status, doc.urgent, doc.docstatus, doc.owner) == ("Open", 1, 0, "Administrator")
	assert doc.is_new() and doc.name is None
	assert doc.get("nothing") is None and doc.get("nothing", 5) == 5
	with pytest.raises(AttributeError, match="nothing"):
		_ = doc.nothing


def test_rows_are_made_of_dicts(ctx: Context) -> None:
	doc = case()
	doc.rows = [{"item": "first"}, {"item": "x"}]
	assert doc.rows[0].doctype == "Case Row" and doc.rows[0].parent_doc is doc
	added = doc.append("rows", {"item": "y", "quantity": 3})
	assert [(row.idx, row.item) for row in doc.rows] == [(1, "first"), (2, "x"), (3, "y")]
	assert doc.get("rows", {"item": "y"}) == [added] and doc.get("rows", {"quantity": [">", 2]}) == [added]
	assert doc.get("rows", {"item": "none"}) == []
	assert [row.item for row in doc.get("rows", {"item": ["in", ["x", "y"]]})] == ["x", "y"]
	doc.remove(doc.rows[0])
	assert [row.idx for row in doc.rows] == [1, 2]
	assert doc.get_all_children() == doc.rows
	doc.extend("rows", [{"item": "z"}])
	doc.set("rows", doc.rows[1:])
	assert [row.item for row in doc.rows] == ["y", "z"]


@pytest.mark.parametrize("key", ["name", "doctype", "title", "nothing", "save"])
def test_only_tables_take_rows(ctx: Context, key: str) -> None:
	with pytest.raises(frappe.ValidationError):
		case().append(key, {})


@pytest.mark.parametrize("rows", ["text", 5, {"item": "x"}, ["text"], [5], [["item"]]])
def test_what_is_no_row_is_refused(ctx: Context, rows: Any) -> None:
	with pytest.raises(frappe.ValidationError, match="Rows"):
		case(rows=rows)


def test_values_come_back_in_their_types(ctx: Context) -> None:
	doc = case(
		day="2026-01-31",
		seen="2026-01-31 10:20:30",
		hour="7:05:00",
		size="5",
		amount="3.456",
		share="0.1234567",
		urgent="0",
	)
	doc.insert()
	assert (doc.day, doc.seen, doc.size, doc.amount, doc.urgent) == (
		"2026-01-31",
		"2026-01-31 10:20:30",
		5,
		3.46,
		0,
	)
	for _ in range(2):
		doc = frappe.get_doc("Case", doc.name)
		assert doc.day == datetime.date(2026, 1, 31)
		assert doc.seen == datetime.datetime(2026, 1, 31, 10, 20, 30)
		assert doc.hour == datetime.timedelta(hours=7, minutes=5)
		assert (doc.size, doc.amount, doc.share, doc.urgent) == (5, 3.46, 0.1234567, 0)
		assert isinstance(doc.creation, datetime.datetime) and doc.code is None
		doc.save()


def test_given_structures_are_kept_as_json(ctx: Context) -> None:
	doc = case(data={"a": [1, "ü"]}).insert()
	assert json.loads(frappe.get_doc("Case", doc.name).data) == {"a": [1, "ü"]}


def test_as_dict_and_json(ctx: Context) -> None:
	doc = case(day="2026-01-31").insert()
	doc.reload()
	data = doc.as_dict()
	assert list(data)[:7] == ["name", "owner", "creation", "modified", "modified_by", "docstatus", "idx"]
	assert data.doctype == "Case" and data.amount == 0.0 and data.day == datetime.date(2026, 1, 31)
	assert [row["item"] for row in data.rows] == ["one", "two"] and data.rows[0]["parenttype"] == "Case"
	assert doc.as_dict(convert_dates_to_str=True).day == "2026-01-31"
	assert "code" not in doc.as_dict(no_nulls=True)
	assert json.loads(doc.as_json())["day"] == "2026-01-31"
	assert frappe.new_doc("Case").as_dict()["__islocal"] == 1


def test_can_be_copied_and_pickled(ctx: Context) -> None:
	doc = case().insert()
	for other in (copy.deepcopy(doc), pickle.loads(pickle.dumps(doc))):
		assert other.as_dict() == doc.as_dict() and other.meta is doc.meta
		assert other.rows[0] is not doc.rows[0] and other.rows[0].parent_doc is other
		other.title = "changed"
		assert doc.title == "A"
	other.save()


def test_how_it_is_shown_to_a_programmer(ctx: Context) -> None:
	doc = case().insert()
	assert repr(doc) == f"<Document: {doc.name}>" and str(doc) == f"Case({doc.name})"


def test_several_ways_to_one_document(ctx: Context) -> None:
	doc = case(title="only").insert()
	assert frappe.get_doc("Case", {"title": "only"}).name == doc.name
	assert frappe.get_doc(doctype="Case", title="x").title == "x" and frappe.get_doc(doc) is doc
	assert frappe.get_cached_doc("Case", doc.name) is frappe.get_cached_doc("Case", doc.name)
	for missing in ("none", None, {"title": "none"}, "", "\0", 5):
		with pytest.raises(frappe.DoesNotExistError):
			frappe.get_doc("Case", missing)


def test_what_is_remembered_follows_a_write(ctx: Context) -> None:
	doc = case().insert()
	assert frappe.get_cached_doc("Case", doc.name).title == "A"
	doc.title = "B"
	doc.save()
	assert frappe.get_cached_doc("Case", doc.name).title == "B"
	frappe.db.set_value("Case", doc.name, "title", "C")
	assert frappe.get_cached_doc("Case", doc.name).title == "C"
	doc.reload().db_set("title", "D")
	assert frappe.get_cached_doc("Case", doc.name).title == "D"
