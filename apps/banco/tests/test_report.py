"""Reports: rows, totals and charts of what the reader may see, for the reader alone."""

from __future__ import annotations

import contextlib
import csv
import io
import json
from collections.abc import Iterator
from typing import Any

import openpyxl
import pytest
from tests_support import user as new_user

import frappe
from banco import install
from banco.context import Context
from banco.errors import BancoError, DataError, PermissionError, ValidationError
from banco.files import may_read
from banco.office.report import export
from banco.office.report import run as running
from banco.office.report.query import run_query
from banco.office.report.run import get_script, make_prepared_report, run
from frappe.desk import query_report, reportview

HALF = "half@example.org"  # sees the Old Oak only
FULL = "full@example.org"
NEITHER = "neither@example.org"
BOSS = "boss@example.org"


@pytest.fixture(scope="module")
def garden(bench: Any) -> Iterator[Any]:
	"""A site with the tiny app: two oaks and two elms, one user who may see one oak."""
	with pytest.MonkeyPatch.context() as patch:
		from conftest import APPS

		patch.syspath_prepend(str(APPS))
		site = install.new_site("report.localhost", bench, "secret words of mine", force=True)
		install.install_app(site, "tiny_app")
		with site.context():
			for name, kind in (("New Oak", "Oak"), ("Young Ash", "Elm"), ("=Elm()", "Elm")):
				frappe.get_doc(
					{"doctype": "Tree", "tree_name": name, "kind": kind, "planted_on": "2026-03-01"}
				).insert()
			frappe.delete_doc("Tree", "Young Elm")
			for email, roles in (
				(HALF, ["Gardener"]),
				(FULL, ["Gardener"]),
				(NEITHER, []),
				(BOSS, ["System Manager"]),
			):
				new_user(email, roles)
			frappe.get_doc(
				{"doctype": "User Permission", "user": HALF, "allow": "Tree", "for_value": "Old Oak"}
			).insert()
		yield site
		site.close()


@pytest.fixture
def as_user(garden: Any) -> Iterator[Any]:
	"""Act as somebody; what is done is undone."""
	with garden.context(lang="en") as context:

		def become(name: str) -> Context:
			context.set_user(name)
			return context

		yield become
		context.db.rollback()


def names(found: Any) -> list[str]:
	return [row["tree"] for row in found["result"] if not isinstance(row, list)]


# -- rows, totals, charts


def test_a_report_gives_rows_columns_and_an_exact_total(as_user: Any) -> None:
	as_user(FULL)
	found = run("Tree Worth", '{"kind": ""}')
	assert names(found) == ["=Elm()", "New Oak", "Old Oak", "Young Ash"]
	assert found["result"][-1] == ["Total", "", "", 0.4, "", ""]
	assert found["columns"][1] == {"label": "Kind", "fieldname": "kind", "fieldtype": "Select", "width": "80"}
	assert (found["message"], found["add_total_row"], found["skip_total_row"]) == ("4 trees", 1, 0)
	assert found["chart"]["data"]["labels"][0] == "=Elm()" and found["report_summary"][0]["value"] == 4
	assert names(run("Tree Worth", {"kind": "Oak"})) == ["New Oak", "Old Oak"]


def test_rows_of_others_are_in_no_row_total_chart_summary_or_message(as_user: Any) -> None:
	as_user(HALF)
	found = run("Tree Worth", {})
	assert names(found) == ["Old Oak"] and found["result"][-1][3] == 0.1
	assert found["chart"] is None and found["report_summary"] is None
	text = json.dumps(found, default=str)
	assert "New Oak" not in text and "Young" not in text and "4" not in found["message"]


def test_a_dynamic_link_hides_its_row_too(as_user: Any) -> None:
	as_user(HALF)
	assert names(run("Tree Worth", {"near": {"Old Oak": "New Oak"}})) == []
	as_user(FULL)
	assert len(names(run("Tree Worth", {"near": {"Old Oak": "New Oak"}}))) == 4


def test_a_link_to_a_doctype_out_of_reach_hides_its_row(
	as_user: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
	as_user(FULL)
	columns = ["Tree:Link/Tree", "Key:Link/Property Setter", "Of:Link/Nothing"]
	monkeypatch.setattr(
		running,
		"_executed",
		lambda *_: (columns, [["Old Oak", "x", ""], ["Old Oak", "", "x"], ["Old Oak", "", None]]),
	)
	assert run("Tree Worth", {})["result"][:-1] == [{"tree": "Old Oak", "key": "", "of": None}]


def test_totals_leave_out_rows_within_others_and_mean_percentages(
	as_user: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
	as_user(FULL)
	columns = [
		*({"fieldname": n, "fieldtype": t} for n, t in (("a", "Currency"), ("p", "Percent"), ("n", "Int")))
	]
	columns.append({"fieldname": "no", "fieldtype": "Int", "disable_total": 1})
	rows = [
		{"a": 0.1, "p": 50, "n": 1, "no": 1},
		{"a": 9, "indent": 1},
		*[{"a": 0.1, "p": 100, "n": None}] * 2,
	]
	monkeypatch.setattr(running, "_executed", lambda *_: (columns, rows))
	assert run("Tree Worth", {})["result"][-1] == [0.3, pytest.approx(250 / 3), 1.0, ""]
	monkeypatch.setattr(running, "_executed", lambda *_: (columns, rows, None, None, None, True))
	assert len(run("Tree Worth", {})["result"]) == 4


# -- who may run what


def test_neither_another_user_nor_a_role_that_lacks(as_user: Any) -> None:
	as_user(HALF)
	for method in (run, query_report.export_query):
		with pytest.raises(PermissionError):
			method("Tree Worth", {}, user=FULL)
	assert names(run("Tree Worth", {}, user=HALF)) == ["Old Oak"]
	for name in (NEITHER, BOSS, "Guest"):
		as_user(name)
		for call in (run, get_script, query_report.export_query):
			with pytest.raises(PermissionError):
				call("Tree Worth")


@pytest.mark.parametrize("right", ["report", "read"])
def test_the_rights_on_the_doctype_are_needed_besides_the_role(as_user: Any, right: str) -> None:
	as_user(FULL)
	frappe.db.set_value("DocPerm", {"parent": "Tree"}, {right: 0})
	frappe.clear_cache()
	with pytest.raises(PermissionError):
		run("Tree Worth", {})
	frappe.db.rollback()
	frappe.clear_cache()


def test_a_disabled_report_is_run_by_nobody(as_user: Any) -> None:
	as_user("Administrator")
	frappe.db.set_value("Report", "Tree Worth", "disabled", 1)
	with pytest.raises(PermissionError):
		run("Tree Worth", {})


def test_the_script_of_a_report(as_user: Any) -> None:
	as_user(FULL)
	assert 'frappe.query_reports["Tree Worth"]' in get_script("Tree Worth")["script"]
	assert get_script("Trees by Kind")["script"] == 'frappe.query_reports["Trees by Kind"] = {};'


# -- query reports


def test_a_query_counts_what_its_reader_may_see(as_user: Any) -> None:
	as_user(FULL)
	found = run("Trees by Kind", {"except": "'; drop table tabTree --"})
	assert [list(row.values())[:2] for row in found["result"][:-1]] == [["Elm", 2], ["Oak", 2]]
	assert found["result"][-1][1] == 4 and found["columns"][1]["fieldtype"] == "Int"
	as_user(HALF)
	found = run("Trees by Kind", {"except": ""})
	assert [list(row.values())[:2] for row in found["result"][:-1]] == [["Oak", 1]]
	assert run("Trees by Kind", {"except": "Oak"})["result"] == []


def test_rows_of_child_tables_go_by_their_document(as_user: Any) -> None:
	text = "select parent, note from `tabTree Row`"
	as_user("Administrator")
	frappe.get_doc("Tree", "New Oak").update({"rows": [{"note": "not yours"}]}).save()
	assert len(run_query(text, {})[1]) == 2
	as_user(HALF)
	assert run_query(text, {})[1] == [("Old Oak", "hollow")]
	as_user(BOSS)
	with pytest.raises(PermissionError):
		run_query(text, {})


@pytest.mark.parametrize(
	"query",
	[
		"select * from __Auth",
		"select * from `__Auth`",
		"select name from tabSessions",
		"select sql from sqlite_master",
		"select * from pragma_table_info('tabUser')",
		"select name, (select password from __Auth limit 1) from tabTree",
		"select name from tabTree union select password from __Auth",
		"select name from main.tabTree",
		"select name from main . `tabTree`",
		"select name from `main`.tabTree",
		"delete from tabTree",
		"update tabTree set kind = 'Oak' returning name",
		"insert into tabTree (name) values ('x')",
		"select 1; delete from tabTree",
		"select 1) ; delete from tabTree --",
		"pragma query_only = off",
		"attach ':memory:' as x",
		"create table x (y)",
		"with x as (select * from __Auth) select * from x",
		"select load_extension('x')",
		"select name from `tabProperty Setter`",
		"",
	],
)
def test_a_query_reads_nothing_else_and_writes_nothing(as_user: Any, query: str) -> None:
	context = as_user(HALF)
	before = context.db.fetch("select count(*), max(modified) from tabTree")
	with pytest.raises((PermissionError, ValidationError)):
		found = run_query(query, {})
		assert "New Oak" not in str(found)
	context.set_user("Administrator")
	assert context.db.fetch("select count(*), max(modified) from tabTree") == before
	if "Auth" in query or "Sessions" in query or "sqlite_" in query:
		with pytest.raises((PermissionError, ValidationError)):
			run_query(query, {})


def test_other_statements_are_judged_no_more_after_a_query_that_failed(as_user: Any) -> None:
	context = as_user(HALF)
	for query in ("select * from __Auth", "select name from tabTree"):
		with contextlib.suppress(BancoError):
			run_query(query, {})
	assert context.db.fetch("select count(*) from __Auth")


def test_hidden_fields_are_empty_in_a_query(as_user: Any) -> None:
	context = as_user("Administrator")
	frappe.db.set_value("DocField", {"parent": "Tree", "fieldname": "kind"}, "permlevel", 1)
	frappe.clear_cache()
	context.set_user(FULL)
	assert set(run_query("select kind from tabTree where kind is not null", {})[1]) == set()
	assert len(run_query("select name, kind from tabTree", {})[1]) == 4
	context.db.rollback()
	frappe.clear_cache()


def test_a_query_without_its_filter_is_refused(as_user: Any) -> None:
	as_user(FULL)
	with pytest.raises(DataError):
		run("Trees by Kind", {"other": 1})


# -- who may write reports


@pytest.mark.parametrize("kind", ["Query Report", "Script Report"])
def test_only_a_system_manager_writes_queries_and_nobody_standard_ones(as_user: Any, kind: str) -> None:
	values = {"doctype": "Report", "ref_doctype": "Tree", "query": "select 1"}
	as_user(FULL)
	with pytest.raises(PermissionError):
		frappe.get_doc({**values, "report_name": "Q", "report_type": kind}).insert()
	mine = frappe.get_doc({**values, "report_name": "B", "report_type": "Report Builder"}).insert()
	with pytest.raises(BancoError):
		mine.update({"report_type": kind}).save()
	for who in (FULL, "Administrator"):
		as_user(who)
		with pytest.raises(PermissionError):
			frappe.get_doc(
				{**values, "report_name": "S", "report_type": kind, "is_standard": "Yes", "module": "Garden"}
			).insert()
	made = frappe.get_doc({**values, "report_name": "Q", "report_type": kind}).insert()
	if kind == "Script Report":
		with pytest.raises(ValidationError):
			run(made.name, {})


def test_a_saved_view_is_its_makers_until_a_role_is_named(as_user: Any) -> None:
	as_user(FULL)
	settings = {"filters": [["Tree", "name", "=", "New Oak"]], "fields": [["name", "Tree"]]}
	assert reportview.save_report("My Trees", "Tree", json.dumps(settings)) == "My Trees"
	reportview.save_report("My Trees", "Tree", json.dumps(settings))
	assert json.loads(frappe.get_doc("Report", "My Trees").json) == settings
	assert "My Trees" in frappe.get_list("Report", pluck="name")
	as_user(HALF)
	assert "My Trees" not in frappe.get_list("Report", pluck="name")
	for call in (
		lambda: reportview.save_report("My Trees", "Tree", "{}"),
		lambda: reportview.delete_report("My Trees"),
		lambda: frappe.get_doc("Report", "My Trees").check_permission("read"),
	):
		with pytest.raises(PermissionError):
			call()
	as_user("Administrator")
	frappe.get_doc("Report", "My Trees").update({"roles": [{"role": "Gardener"}]}).save()
	as_user(HALF)
	assert "My Trees" in frappe.get_list("Report", pluck="name")
	as_user(FULL)
	with pytest.raises(PermissionError):
		reportview.save_report("Tree Worth", "Tree", "{}")
	with pytest.raises(PermissionError):
		reportview.save_report("Users", "User", "{}")
	reportview.delete_report("My Trees")
	assert not frappe.db.exists("Report", "My Trees")


def test_saved_filters_of_a_list_are_ones_own_until_an_administrator_shares_them(as_user: Any) -> None:
	def view(name: str) -> Any:
		return frappe.get_doc(
			{"doctype": "List Filter", "filter_name": name, "reference_doctype": "Tree"}
		).insert()

	def share(name: str) -> Any:
		values = {"share_doctype": "List Filter", "share_name": name, "everyone": 1, "read": 1}
		return frappe.get_doc({"doctype": "DocShare", **values}).insert()

	as_user(FULL)
	mine = view("Mine")
	with pytest.raises(PermissionError):
		share(mine.name)
	as_user("Administrator")
	shared = view("Everybody's")
	share(shared.name)
	as_user(HALF)
	assert frappe.get_list("List Filter", pluck="filter_name") == ["Everybody's"]
	for doc in (mine, shared):
		with pytest.raises(PermissionError):
			frappe.get_doc("List Filter", doc.name).update({"filters": "[]"}).save()
		with pytest.raises(PermissionError):
			frappe.delete_doc("List Filter", doc.name)


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


def sheet(context: Any) -> Any:
	return openpyxl.load_workbook(io.BytesIO(context.response.filecontent)).worksheets[0]


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
