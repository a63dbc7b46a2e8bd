"""Reports: rows, totals and charts of what the reader may see, for the reader alone."""

from __future__ import annotations

import contextlib
import json
from typing import Any

import pytest
from report_support import BOSS, FULL, HALF, NEITHER, names

import frappe
from banco.errors import BancoError, DataError, PermissionError, ValidationError
from banco.office.report import run as running
from banco.office.report.query import run_query
from banco.office.report.run import get_script, run
from frappe.desk import query_report, reportview

pytest_plugins = ["report_support"]


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
