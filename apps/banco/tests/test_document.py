"""Documents: their life, from the first save to the cancelling, and the events on the way."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from typing import Any

import pytest
from documents_support import case_doctypes, doctype, field, new

import frappe
from banco.context import Context
from banco.document import Document, events

ROWS = [{"item": "one", "quantity": 1}, {"item": "two", "quantity": 2.5}]


@pytest.fixture(autouse=True)
def _doctypes(ctx: Context) -> None:
	case_doctypes()


@pytest.fixture
def heard() -> Iterator[list[str]]:
	"""The events of cases, in the order they come."""
	found: list[str] = []
	original = events.run

	def run(doc: Any, event: str, *args: Any, **kwargs: Any) -> Any:
		if doc.doctype == "Case":
			found.append(event)
		return original(doc, event, *args, **kwargs)

	events.run = run
	yield found
	events.run = original


def case(**values: Any) -> Any:
	return new("Case", **{"title": "A", "rows": ROWS, **values})


def test_events_come_in_the_documented_order(ctx: Context, heard: list[str]) -> None:
	doc = case().insert()
	assert heard == [
		"before_insert", "before_naming", "autoname", "before_validate", "validate", "before_save",
		"after_insert", "on_update", "on_change",
	]  # fmt: skip
	for act, expected in (
		(doc.save, ["before_validate", "validate", "before_save", "on_update", "on_change"]),
		(doc.submit, ["before_validate", "validate", "before_submit", "on_update", "on_submit", "on_change"]),
		(doc.save, ["before_update_after_submit", "on_update_after_submit", "on_change"]),
		(doc.cancel, ["before_cancel", "on_cancel", "on_change"]),
		(doc.delete, ["on_trash", "on_change", "after_delete"]),
	):
		heard.clear()
		act()
		assert heard == expected


def test_submitting_at_once(ctx: Context, heard: list[str]) -> None:
	assert case(docstatus=1).insert().docstatus == 1
	assert heard[5:] == ["before_submit", "after_insert", "on_update", "on_submit", "on_change"]


def test_stamps_are_the_hosts(ctx: Context) -> None:
	doc = case(
		owner="Guest", creation="2001-01-01", modified_by="Guest", modified="2001-01-01", idx=7
	).insert()
	assert (doc.owner, doc.modified_by, doc.creation) == ("Administrator", "Administrator", doc.modified)
	assert str(doc.creation) > "2025" and doc.rows[0].owner == "Administrator"
	for name, value in (("owner", "Guest"), ("creation", "2001-01-01")):
		doc.reload().set(name, value)
		with pytest.raises(frappe.CannotChangeConstantError):
			doc.save()
	doc.reload().update({"modified_by": "Guest"})
	assert doc.save().modified_by == "Administrator"


def test_changes_of_the_save_that_goes_on(ctx: Context) -> None:
	doc = case(amount=1, day="2026-01-31").insert()
	assert doc.has_value_changed("title") and doc.get_doc_before_save() is None
	doc.reload()
	doc.update({"amount": "1.00", "day": "2026-01-31", "title": "B", "code": ""})
	doc.rows[0].item = "other"
	doc.save()
	changed = [
		name for name in ("amount", "day", "title", "code", "rows", "status") if doc.has_value_changed(name)
	]
	assert changed == ["title", "rows"]
	assert doc.get_doc_before_save().title == "A"


def test_rows_are_added_changed_and_deleted(ctx: Context) -> None:
	doc = case().insert()
	kept = doc.rows[1].name
	doc.rows = [{"item": "new"}, {**doc.rows[1].as_dict(), "quantity": 9}]
	doc.save()
	rows = frappe.get_doc("Case", doc.name).rows
	assert [(row.idx, row.item, row.quantity) for row in rows] == [(1, "new", 0), (2, "two", 9)]
	assert rows[1].name == kept and frappe.db.count("Case Row", {"parent": doc.name}) == 2


def test_rows_of_others_are_never_touched(ctx: Context) -> None:
	other, doc = case().insert(), case(rows=[]).insert()
	stolen = other.rows[0].name
	doc.rows = [{"name": stolen, "item": "mine", "parent": other.name, "owner": "Guest"}]
	doc.save()
	assert (
		doc.rows[0].name != stolen and doc.rows[0].parent == doc.name and doc.rows[0].owner == "Administrator"
	)
	assert frappe.get_doc("Case", other.name).rows[0].item == "one"
	twice = doc.rows[0].as_dict()
	doc.rows = [twice, {**twice, "item": "again"}]
	doc.save()
	assert [row.item for row in frappe.get_doc("Case", doc.name).rows] == ["mine", "again"]
	fresh = case(rows=[{"name": stolen, "item": "x"}]).insert()
	assert fresh.rows[0].name != stolen


def test_a_stale_form_is_refused(ctx: Context) -> None:
	doc = case().insert()
	stale = frappe.get_doc("Case", doc.name)
	doc.title = "B"
	doc.save()
	stale.title = "C"
	with pytest.raises(frappe.TimestampMismatchError):
		stale.save()
	for modified in ("2001-01-01 00:00:00", None, "", "garbage"):
		with pytest.raises(frappe.TimestampMismatchError):
			frappe.get_doc({**doc.as_dict(), "modified": modified}).save()
	assert frappe.db.get_value("Case", doc.name, "title") == "B"
	frappe.get_doc({**doc.as_dict(), "modified": str(doc.modified), "title": "D"}).save()
	with pytest.raises(frappe.DoesNotExistError):
		frappe.get_doc({**doc.as_dict(), "name": "gone"}).save()


@pytest.mark.parametrize(
	("standing", "wanted", "error"),
	[
		(0, 2, "DocstatusTransitionError"),
		(1, 0, "DocstatusTransitionError"),
		(2, 0, "DocstatusTransitionError"),
		(2, 1, "DocstatusTransitionError"),
		(2, 2, "ValidationError"),
	],
)
def test_standings_change_one_way(ctx: Context, standing: int, wanted: int, error: str) -> None:
	doc = case().insert()
	if standing:
		doc.submit()
	if standing == 2:
		doc.cancel()
	doc.docstatus = wanted
	with pytest.raises(getattr(frappe, error)):
		doc.save()
	assert frappe.db.get_value("Case", doc.name, "docstatus") == standing


@pytest.mark.parametrize("docstatus", [2, 3, -1, "x", [1]])
def test_no_document_begins_cancelled(ctx: Context, docstatus: Any) -> None:
	with pytest.raises(frappe.DocstatusTransitionError):
		case(docstatus=docstatus).insert()


def test_what_cannot_be_submitted_is_not(ctx: Context) -> None:
	with pytest.raises(frappe.DocstatusTransitionError):
		new("Town", town_name="Rho", docstatus=1).insert()
	town = new("Town", town_name="Rho").insert()
	with pytest.raises(frappe.DocstatusTransitionError):
		town.submit()


def test_after_submission_only_what_is_allowed_changes(ctx: Context) -> None:
	doc = case().insert()
	doc.submit()
	doc.remark = "later"
	doc.rows[0].open_note = "later too"
	doc.save()
	assert frappe.get_doc("Case", doc.name).rows[0].open_note == "later too"
	for change in (
		lambda: doc.set("title", "B"),
		lambda: doc.append("rows", {"item": "x"}),
		lambda: doc.remove(doc.rows[0]),
		lambda: doc.rows[0].set("item", "y"),
	):
		doc.reload()
		change()
		with pytest.raises(frappe.UpdateAfterSubmitError):
			doc.save()


def test_a_submitted_document_is_amended(ctx: Context) -> None:
	doc = case(code="c1").insert()
	doc.submit()
	amended = frappe.copy_doc(doc)
	amended.amended_from = doc.name
	with pytest.raises(frappe.ValidationError, match="cancelled before"):
		amended.insert()
	doc.cancel()
	frappe.db.set_value("Case", doc.name, "code", None)
	amended.insert()
	assert amended.name == f"{doc.name}-1" and amended.docstatus == 0
	amended.submit()
	amended.cancel()
	again = frappe.copy_doc(amended)
	again.amended_from, again.code = amended.name, "c2"
	assert again.insert().name == f"{doc.name}-2"


def test_db_set_writes_at_once(ctx: Context, heard: list[str]) -> None:
	doc = case().insert()
	before = doc.modified
	heard.clear()
	doc.db_set("title", "B")
	doc.db_set({"size": 3, "day": "2026-02-01"}, update_modified=False)
	assert heard == ["on_change", "on_change"] and doc.modified != before and doc.size == 3
	stored = frappe.get_doc("Case", doc.name)
	assert (stored.title, stored.size, str(stored.day)) == ("B", 3, "2026-02-01")
	doc.title = "C"
	doc.save()


def test_singles(ctx: Context) -> None:
	doctype("Board", field("text", default="hello"), field("size", "Int"), field("day", "Date"), issingle=1)
	board = frappe.get_doc("Board")
	assert (board.text, board.size, board.name) == ("hello", 0, "Board")
	board.update({"text": "bye", "size": "4", "day": "2026-01-31"})
	board.save()
	board = frappe.get_doc("Board")
	assert (board.text, board.size, board.day) == ("bye", 4, datetime.date(2026, 1, 31))
	stale = frappe.get_doc("Board")
	board.save()
	with pytest.raises(frappe.TimestampMismatchError):
		stale.save()
	with pytest.raises(frappe.DataError):
		board.set("size", "many") or board.save()
	assert frappe.db.get_single_value("Board", "size") == 4


def test_a_failing_event_leaves_nothing(ctx: Context, monkeypatch: pytest.MonkeyPatch) -> None:
	doc = case().insert()
	monkeypatch.setattr(Document, "on_update", lambda self: frappe.throw("no"), raising=False)
	frappe.db.savepoint("before")
	doc.title = "B"
	with pytest.raises(frappe.ValidationError):
		doc.save()
	frappe.db.rollback(save_point="before")
	assert frappe.db.get_value("Case", doc.name, "title") == "A"


def test_unknown_keys_are_kept_aside_and_methods_are_safe(ctx: Context) -> None:
	given = {
		"foo": 1,
		"save": "x",
		"flags": {"ignore_permissions": 1},
		"_meta": 1,
		"meta": 2,
		"as_dict": 3,
		"doctype": "User",
	}
	doc = case()
	doc.update(given)
	assert doc.foo == 1 and not doc.flags.ignore_permissions and doc.doctype == "Case"
	doc.insert()
	stored = frappe.get_doc("Case", doc.name)
	assert "foo" not in stored.as_dict() and stored.title == "A"


def test_a_copy_starts_anew(ctx: Context) -> None:
	doctype("Page", field("a"), field("b", no_copy=1), field("rows", "Table", options="Case Row"))
	page = new("Page", a="1", b="2", rows=[{"item": "x"}]).insert()
	with_all, without = frappe.copy_doc(page), frappe.copy_doc(page, ignore_no_copy=False)
	assert (with_all.b, without.b, with_all.name) == ("2", None, None)
	assert with_all.insert().name != page.name and with_all.rows[0].name != page.rows[0].name


def test_comments_go_with_the_document(ctx: Context) -> None:
	doc = case().insert()
	doc.add_comment("Comment", "<b>hello</b><script>x</script>")
	doc.add_comment("Info", "noted")
	shown = json.loads(frappe.db.get_value("Case", doc.name, "_comments"))
	assert [entry["comment"] for entry in shown] == ["<b>hello</b>"]
	doc.delete()
	assert not frappe.db.exists("Comment", {"reference_name": doc.name})


def test_passwords_are_not_in_the_table(ctx: Context) -> None:
	from banco.passwords import get_decrypted_password

	doc = case(key="secret words").insert()
	assert doc.key == "*" * 12 and get_decrypted_password("Case", doc.name, "key") == "secret words"
	doc = frappe.get_doc("Case", doc.name)
	doc.title = "B"
	doc.save()
	assert get_decrypted_password("Case", doc.name, "key") == "secret words"
	doc.key = ""
	doc.save()
	assert get_decrypted_password("Case", doc.name, "key", raise_exception=False) is None
