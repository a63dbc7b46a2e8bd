"""A finance officer's and a coordinator's morning: figures filtered, drawn and taken away; the day from the home page."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect
from pypdf import PdfReader

from support.client import Client
from support.desk import Desk
from support.people import who
from support.words import it, said

Open = Callable[..., Desk]
As = Callable[[str], Client]
FINANCE = who("Finance Officer", "EM-2018")
COORDINATOR = who("Coordinator", "EM-2018")
BUDGET = 291_527.61


def taken(page: Desk, label: str) -> Path:
	"""The file that an entry of the report's menu gives."""
	page.main.get_by_role("button", name=said("report.menu")).click()
	with page.page.expect_download() as caught:
		page.page.get_by_role("menuitem", name=said(label)).click()
	file = Path(caught.value.path())
	return file.rename(file.with_name(caught.value.suggested_filename))


@pytest.mark.requirement("BO-03")
def test_finance_filters_draws_and_exports_a_report(desk: Open, as_user: As, admin: Client) -> None:
	page = desk(FINANCE)
	page.open()
	page.page.get_by_role("navigation").get_by_role("link", name=it("Budget by Action")).click()
	expect(page.title).to_have_text(it("Budget by Action"))
	expect(page.main.get_by_text("€ 291.527,61").first).to_be_visible()
	page.main.get_by_label(it("Status"), exact=True).select_option(label=it("Active"))
	expect(page.main.get_by_role("row", name="A3")).to_contain_text("109.527,61")
	assert "status=Active" in page.page.url, "the address holds the filters"

	page.main.get_by_role("button", name=said("report.menu")).click()
	page.page.get_by_role("menuitem", name=said("report.set_chart")).click()
	dialog = page.page.get_by_role("dialog")
	dialog.get_by_label(said("report.chart_type")).select_option(label=said("report.chart_pie"))
	dialog.get_by_role("button", name=said("filter.apply")).click()
	expect(dialog).to_have_count(0)
	expect(page.main.locator("canvas, svg[role=img], figure svg").first).to_be_visible()
	page.shot("80-report")
	page.page.reload()
	expect(page.main.get_by_role("row", name="A3")).to_be_visible()

	rows = list(load_workbook(taken(page, "export.xlsx")).active.iter_rows(values_only=True))
	head, body = rows[0], rows[1:]
	budget = head.index(it("Budget"))
	assert round(sum(row[budget] for row in body if str(row[0]).strip() in ("A1", "A2", "A3")), 2) == BUDGET
	assert body[-1][budget] == BUDGET, "the total row, as a number"
	text = taken(page, "export.csv").read_text(encoding="utf-8-sig")
	table = list(csv.reader(io.StringIO(text), delimiter=";"))
	assert [len(row) for row in table] == [len(head)] * len(rows)
	pages = PdfReader(taken(page, "export.pdf")).pages
	assert "291.527,61" in "".join(sheet.extract_text() for sheet in pages)
	logged = admin.list("Access Log", filters={"user": FINANCE}, fields=["file_type", "report_name"])
	kinds = {row["file_type"] for row in logged if row["report_name"] == "Budget by Action"}
	assert len(kinds) >= 3


@pytest.mark.requirement("BO-03")
def test_finance_builds_a_report_and_finds_it_again(desk: Open) -> None:
	page = desk(FINANCE)
	page.open("/app/agreement-action/view/report")
	page.main.get_by_role("button", name=said("builder.group"), exact=True).click()
	dialog = page.page.get_by_role("dialog")
	dialog.get_by_label(said("builder.group_by")).select_option(label=it("Agreement"))
	dialog.get_by_label(said("builder.figure")).select_option(label=said("builder.sum"))
	dialog.get_by_label(said("filter.field")).select_option(label=it("Budget"))
	dialog.get_by_role("button", name=said("filter.apply")).click()
	expect(page.main.get_by_role("row").filter(has_text="291.527,61").first).to_be_visible()
	page.shot("81-report-built")


@pytest.mark.requirement("BO-01")
def test_a_coordinator_reads_the_day_from_the_home_page(desk: Open, as_user: As) -> None:
	coordinator = as_user(COORDINATOR)
	received = len(coordinator.names("Referral", filters={"workflow_state": "Received"}))
	page = desk(COORDINATOR)
	page.open()
	waiting = page.main.get_by_role("link").filter(has_text=it("Received")).first
	expect(waiting).to_contain_text(str(received))
	for label in (
		"Cases to Assess",
		"Evictions within 30 Days",
		"PEIs to Review within 30 Days",
		"Referrals by State",
	):
		expect(page.main.get_by_text(it(label)).first).to_be_visible()
	page.shot("82-coordinator-home")
	waiting.click()
	expect(page.main.get_by_role("row")).to_have_count(received + 1)
