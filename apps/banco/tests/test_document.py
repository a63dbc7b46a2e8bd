"""Documents: values, life, children, and what comes back from the database."""

from __future__ import annotations

import copy
import datetime
import json
import pickle
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


# -- values


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


# -- life


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
