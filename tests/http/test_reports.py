"""The service's reports over HTTP: who runs which, what they add up to, how they leave the system."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest

from support.client import Client, Refused
from support.people import who

As = Callable[[str], Client]
RUN, EXPORT = "frappe.desk.query_report.run", "frappe.desk.query_report.export_query"
CASES = (
	"Referrals by State and Municipality",
	"Eviction Deadlines",
	"Waiting List by Need",
	"Commission Decisions",
	"PEI Reviews Due",
	"Referrals by Procedure and Month",
)
MONEY = ("Budget by Action", "Thresholds in Force")
FILTERS: dict[str, dict[str, Any]] = {
	"Eviction Deadlines": {"include_past": 1},
	"Thresholds in Force": {"on_date": "2026-01-01"},
}
# Who runs what: the rest is refused.
READERS: dict[str, set[str]] = {
	"Programme Administrator": {*CASES, *MONEY, "Case Access Register"},
	"Coordinator": {*CASES, *MONEY},
	"Social Worker": {*CASES[:3], CASES[-1], "Thresholds in Force"},
	"Case Manager": {*CASES[:2], "PEI Reviews Due", "Thresholds in Force"},
	"Commission Member": {"Commission Decisions"},
	"Finance Officer": set(MONEY),
	"Public Controller": set(MONEY),
	"Housing Manager": set(),
	"Volunteer": set(),
}


def run(client: Client, report: str, **filters: Any) -> dict[str, Any]:
	given = {**FILTERS.get(report, {}), **filters}
	return dict(client.call(RUN, report_name=report, filters=json.dumps(given)))


def rows_of(result: dict[str, Any]) -> list[dict[str, Any]]:
	"""The rows without the total that a host may add as a list."""
	return [row for row in result["result"] if isinstance(row, dict)]


@pytest.mark.requirement("BO-03", "BO-05")
@pytest.mark.parametrize("role", sorted(READERS))
def test_each_role_runs_its_reports_and_no_other(as_user: As, role: str) -> None:
	place = {"Social Worker": "Segrate"}.get(role, "" if role == "Programme Administrator" else "EM-2018")
	client = as_user(who(role, place))
	for report in (*CASES, *MONEY, "Case Access Register"):
		if report in READERS[role]:
			assert run(client, report)["columns"], report
		else:
			with pytest.raises(Refused) as refused:
				run(client, report)
			assert refused.value.status == 403, report


@pytest.mark.requirement("BO-03", "EM-13", "VA-13")
@pytest.mark.parametrize(("agreement", "total"), [("EM-2018", 291527.61), ("VA-2025", 450000.00)])
def test_the_budget_is_right_to_the_cent(as_user: As, agreement: str, total: float) -> None:
	result = run(as_user(who("Finance Officer", agreement)), "Budget by Action")
	rows = rows_of(result)
	assert {row["agreement"] for row in rows if row.get("agreement")} == {agreement}
	top = next(row for row in rows if row.get("indent") == 0)
	assert (top["budget"], top["difference"]) == (total, 0)
	assert round(sum(row["budget"] for row in rows if row.get("indent") == 1), 2) == total
	assert {figure["value"] for figure in result["report_summary"]} == {total}
	assert round(sum(result["chart"]["data"]["datasets"][0]["values"]), 2) == total


@pytest.mark.requirement("BO-05")
def test_nobody_gets_a_foreign_row_or_figure(as_user: As, admin: Client) -> None:
	worker = as_user(who("Social Worker", "Segrate"))
	own = worker.names("Referral")
	foreign = {
		row["title"] for row in admin.list("Referral", fields=["name", "title"]) if row["name"] not in own
	}
	foreign -= {row["title"] for row in worker.list("Referral", fields=["title"])}
	for report in sorted(READERS["Social Worker"] & set(CASES)):
		result = run(worker, report)
		text = json.dumps(result, ensure_ascii=False)
		assert not [title for title in foreign if title and title in text], report
		referrals = {row["referral"] for row in rows_of(result) if row.get("referral")}
		assert referrals <= own, report
	counted = run(worker, "Referrals by State and Municipality")
	assert counted["report_summary"][0]["value"] == len(own)
	assert counted["chart"]["data"]["labels"] == ["Segrate"]


def test_a_user_named_in_the_request_changes_nothing(as_user: As) -> None:
	worker = as_user(who("Social Worker", "Segrate"))
	own = worker.names("Referral")
	try:
		given = worker.call(
			RUN, report_name="Eviction Deadlines", filters='{"include_past": 1}', user="Administrator"
		)
	except Refused:
		return
	assert {
		row["referral"] for row in given["result"] if isinstance(row, dict) and row.get("referral")
	} <= own


@pytest.mark.requirement("BO-03")
def test_finance_exports_what_it_sees(as_user: As) -> None:
	finance = as_user(who("Finance Officer", "EM-2018"))
	answer = finance.http.post(
		f"/api/method/{EXPORT}",
		data={
			"report_name": "Budget by Action",
			"file_format_type": "Excel",
			"filters": "{}",
			"visible_idx": "[]",
		},
	)
	assert answer.status_code == 200, answer.text[:300]
	sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
	assert sheet is not None
	values = {cell for row in sheet.iter_rows(values_only=True) for cell in row}
	assert {291527.61, 132000, 50000, 109527.61} <= values and 450000 not in values


@pytest.mark.requirement("BO-06")
def test_who_read_a_report_on_cases_is_known(as_user: As, admin: Client) -> None:
	coordinator = as_user(who("Coordinator", "EM-2018"))
	asked = {"case_doctype": "Report", "case_name": "PEI Reviews Due", "user": coordinator.user}
	before = len(admin.list("Case Read Log", filters=asked))
	run(coordinator, "PEI Reviews Due")
	assert len(admin.list("Case Read Log", filters=asked)) == before + 1
	register = run(
		as_user(who("Programme Administrator")), "Case Access Register", case_name="PEI Reviews Due"
	)
	assert coordinator.user in {row["user"] for row in rows_of(register)}


@pytest.mark.requirement("BO-06")
def test_an_export_of_cases_is_logged_before_it_leaves(as_user: As) -> None:
	coordinator, reader = as_user(who("Coordinator", "EM-2018")), as_user(who("Programme Administrator"))
	asked = {"export_from": "Referral", "user": coordinator.user}
	before = len(reader.list("Access Log", filters=asked))
	answer = coordinator.http.post(
		"/api/method/frappe.desk.reportview.export_query",
		data={
			"doctype": "Referral",
			"file_format_type": "CSV",
			"title": "Referral",
			"fields": '["`tabReferral`.`name`", "`tabReferral`.`workflow_state`"]',
			"filters": "[]",
			"view": "Report",
		},
	)
	assert answer.status_code == 200 and "DEMO-EM-01" in answer.text
	assert "DEMO-VA-01" not in answer.text
	assert len(reader.list("Access Log", filters=asked)) == before + 1
