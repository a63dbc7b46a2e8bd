"""Reports prepared in the background, and reports and lists as files: for the reader alone too."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

import pytest
from report_support import BOSS, FULL, HALF, NEITHER, names, sheet

import frappe
from banco.errors import PermissionError, ValidationError
from banco.files import may_read
from banco.office.report import export
from banco.office.report import run as running
from banco.office.report.run import make_prepared_report, run
from frappe.desk import query_report, reportview

pytest_plugins = ["report_support"]


# -- reports prepared in the background


@pytest.fixture
def slow(as_user: Any) -> Iterator[Any]:
	"""The report as one that takes long; jobs run at once."""
	context = as_user("Administrator")
	frappe.db.set_value("Report", "Tree Worth", "prepared_report", 1)
	context.flags.in_test = True
	yield as_user
	context.flags.in_test = False


def test_a_report_that_takes_long_is_prepared_for_who_asked(slow: Any) -> None:
	context = slow(HALF)
	assert run("Tree Worth", {})["doc"] is None and "result" not in run("Tree Worth", {})
	name = make_prepared_report("Tree Worth", {})["name"]
	found = run("Tree Worth", "{}")
	assert (found["doc"]["name"], found["doc"]["status"], names(found)) == (name, "Completed", ["Old Oak"])
	assert run("Tree Worth", {"kind": "Oak"})["doc"] is None
	assert names(run("Tree Worth", {}, ignore_prepared_report="1")) == ["Old Oak"]
	query_report.export_query("Tree Worth", {})
	assert sheet(context)["A2"].value == "Old Oak" and sheet(context)["D3"].value == 0.1
	file = frappe.get_doc("File", {"attached_to_name": name})
	assert file.is_private
	for other in (FULL, BOSS):
		slow(other)
		assert not may_read(frappe.get_doc("File", file.name))
		assert frappe.get_list("Prepared Report", pluck="name") == []
		with pytest.raises(PermissionError):
			frappe.get_doc("Prepared Report", name).check_permission("read")
	slow(FULL)
	assert run("Tree Worth", {})["doc"] is None


def test_what_was_prepared_shows_no_row_that_its_reader_lost_sight_of(slow: Any) -> None:
	context = slow(HALF)
	make_prepared_report("Tree Worth", {})
	assert names(run("Tree Worth", {})) == ["Old Oak"]
	context.set_user("Administrator")
	context.db.set_value("User Permission", {"user": HALF}, "for_value", "New Oak")
	slow(HALF)
	found = run("Tree Worth", {})
	assert found["doc"] is None and "Old Oak" not in str(found)


def test_a_report_that_fails_in_the_background_says_so_to_who_asked(
	slow: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
	slow(FULL)
	monkeypatch.setattr(running, "result_of", lambda *_: frappe.throw("no such luck"))
	make_prepared_report("Tree Worth", {"kind": "Elm"})
	found = run("Tree Worth", {"kind": "Elm"})
	assert (found["doc"]["status"], found["doc"]["error_message"]) == ("Error", "no such luck")
	for who in (NEITHER, BOSS):
		slow(who)
		with pytest.raises(PermissionError):
			make_prepared_report("Tree Worth", {})


def test_a_report_whose_preparation_was_killed_can_be_prepared_again(slow: Any) -> None:
	slow(FULL).flags.in_test = False
	name = make_prepared_report("Tree Worth", {})["name"]
	for waits in ("queued", "started"):
		frappe.db.set_value("RQ Job", name, "status", waits)
		assert run("Tree Worth", {})["doc"]["status"] == "Queued"
	frappe.db.set_value("RQ Job", name, "status", "failed")  # as the next start of the server tells it
	found = run("Tree Worth", {})["doc"]
	assert found["status"] == "Error" and found["error_message"]


def test_what_was_prepared_goes_after_a_day(slow: Any) -> None:
	context = slow(FULL)
	name = make_prepared_report("Tree Worth", {})["name"]
	frappe.db.set_value("Prepared Report", name, "queued_at", "2026-01-01 00:00:00")
	assert run("Tree Worth", {})["doc"] is None
	running.tidy()
	assert not frappe.db.exists("Prepared Report", name)
	assert not context.db.exists("File", {"attached_to_name": name})
	assert not frappe.db.exists("Deleted Document", {"deleted_name": name})


# -- files


def test_an_exported_report_has_the_rows_asked_for_and_no_formula(as_user: Any) -> None:
	context = as_user(FULL)
	query_report.export_query("Tree Worth", {}, visible_idx="[0, 4]")
	page = sheet(context)
	assert context.response.filename == "Tree Worth.xlsx"
	assert [cell.value for cell in page[1]] == ["Tree", "Kind", "Planted", "Worth", "Near"]
	assert (page["A2"].value, page["A2"].data_type) == ("=Elm()", "s")
	assert page["C2"].is_date and page["D3"].value == 0.4 and page.max_row == 3
	as_user(HALF)
	query_report.export_query("Tree Worth", {}, file_format_type="CSV")
	lines = list(csv.reader(io.StringIO(context.response.filecontent.decode("utf-8-sig"))))
	assert [line[0] for line in lines] == ["Tree", "Old Oak", "Total"]
	log = context.db.fetch("select user, report_name from `tabAccess Log` order by creation")
	assert log[-2:] == [(FULL, "Tree Worth"), (HALF, "Tree Worth")]


def test_an_exported_list_is_the_list_of_its_reader(as_user: Any) -> None:
	context = as_user(HALF)
	fields = ["name", "`tabTree`.`kind`", "`tabTree Row`.`note`", "planted_on"]
	reportview.export_query("Tree", fields, file_format_type="CSV", filters=[["Tree", "kind", "=", "Oak"]])
	text = context.response.filecontent.decode("utf-8-sig").splitlines()
	assert text == ["ID,Kind,Rows: Note,Planted On", "Old Oak,Oak,hollow,"]
	as_user(FULL)
	reportview.export_query("Tree", ["name"], selected_items='["=Elm()"]')
	assert [row[0].value for row in sheet(context).iter_rows()] == ["ID", "=Elm()"]
	reportview.export_query("Tree", ["kind", "count(name) as Number"], group_by="kind", order_by="kind asc")
	assert [[c.value for c in row] for row in sheet(context).iter_rows()] == [
		["Kind", "Number"],
		["Elm", 2],
		["Oak", 2],
	]


def test_a_report_and_a_list_as_pdf(as_user: Any, monkeypatch: pytest.MonkeyPatch) -> None:
	context = as_user(HALF)
	monkeypatch.setattr(context, "lang", "it")
	pages: list[str] = []
	monkeypatch.setattr(export, "pdf_of", lambda html: pages.append(html) or b"%PDF")
	query_report.export_query("Tree Worth", {}, file_format_type="PDF")
	assert context.response.filename == "Tree Worth.pdf" and context.response.filecontent == b"%PDF"
	assert "Old Oak" in pages[0] and "New Oak" not in pages[0] and "€ 0,10" in pages[0].replace("\xa0", " ")
	as_user("Administrator")
	frappe.get_doc({"doctype": "Tree", "tree_name": "x &amp; {{ 7*7 }}"}).insert()
	as_user(FULL)
	reportview.export_query("Tree", ["name"], file_format_type="PDF")
	assert "x &amp;amp; {{ 7*7 }}" in pages[1]
	monkeypatch.setattr(export, "_MOST_PRINTED", 2)
	with pytest.raises(ValidationError):
		reportview.export_query("Tree", ["name"], file_format_type="PDF")


@pytest.mark.parametrize(
	"options",
	[
		{"fields": ["name", "1' union select * from __Auth --"]},
		{"fields": ["(select password from __Auth)"]},
		{"order_by": "sleep(5) asc"},
		{"group_by": "sleep(0)"},
		{"filters": [["Tree", "name) or 1=1 --", "=", 1]]},
		{"filters": "no json"},
	],
)
def test_sql_in_the_parts_of_an_export_is_refused(as_user: Any, options: dict[str, Any]) -> None:
	as_user(HALF)
	with pytest.raises(ValidationError):
		reportview.export_query("Tree", **{"fields": ["name"], **options})


def test_an_export_needs_its_right(as_user: Any) -> None:
	as_user(FULL)
	frappe.db.set_value("DocPerm", {"parent": "Tree"}, {"export": 0})
	frappe.clear_cache()
	for call in (
		lambda: reportview.export_query("Tree", ["name"]),
		lambda: query_report.export_query("Tree Worth"),
	):
		with pytest.raises(PermissionError):
			call()
	frappe.db.rollback()
	frappe.clear_cache()
