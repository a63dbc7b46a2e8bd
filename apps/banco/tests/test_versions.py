"""What changed in a document, when and by whom."""

from __future__ import annotations

import json
from typing import Any

import pytest
from documents_support import case_doctypes, new

import frappe
from banco.context import Context


@pytest.fixture(autouse=True)
def _doctypes(ctx: Context) -> None:
	case_doctypes()


def case(**values: Any) -> Any:
	return new("Case", **{"title": "A", "rows": [{"item": "one"}, {"item": "two"}], **values}).insert()


def history(doc: Any) -> list[dict[str, Any]]:
	rows = frappe.get_all(
		"Version", filters={"ref_doctype": "Case", "docname": doc.name}, pluck="data", order_by="name asc"
	)
	return [json.loads(row) for row in rows]


def test_a_save_keeps_what_it_changed(ctx: Context) -> None:
	doc = case(amount=1.5, day="2026-01-31")
	assert history(doc) == []
	doc.update(
		{"amount": 1234.567, "day": "2026-02-01", "title": "<b>", "size": "0", "urgent": 1, "key": "secret"}
	)
	doc.save()
	(change,) = history(doc)
	assert change == {
		"changed": [["title", "A", "<b>"], ["amount", 1.5, 1234.57], ["day", "2026-01-31", "2026-02-01"]],
		"added": [],
		"removed": [],
		"row_changed": [],
		"data_import": None,
		"updater_reference": None,
	}
	doc.save()
	doc.reload().save()
	assert len(history(doc)) == 1


def test_rows(ctx: Context) -> None:
	doc = case()
	first, second = doc.rows
	second.quantity = 2
	doc.rows = [second, {"item": "three"}]
	doc.save()
	(change,) = history(doc)
	assert [(table, row["item"]) for table, row in change["added"]] == [("rows", "three")]
	assert [(table, row["name"]) for table, row in change["removed"]] == [("rows", first.name)]
	assert change["row_changed"] == [["rows", 0, second.name, [["quantity", 0.0, 2.0]]]]


def test_standing_and_later_changes(ctx: Context) -> None:
	doc = case(rows=[])
	doc.submit()
	doc.remark = "later"
	doc.save()
	doc.cancel()
	assert [entry["changed"] for entry in history(doc)] == [
		[["docstatus", 0, 1]],
		[["remark", None, "later"]],
		[["docstatus", 1, 2]],
	]


def test_is_left_out_where_told(ctx: Context) -> None:
	doc = case()
	doc.title = "B"
	doc.save(ignore_version=True)
	assert history(doc) == []
