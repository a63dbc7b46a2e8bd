"""Reports in the desk: a finance officer filters, charts and exports one; a coordinator builds her own."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from openpyxl import load_workbook
from playwright.sync_api import Locator, expect

from support.desk import Desk
from support.people import who
from support.words import it, said

Open = Callable[..., Desk]
pytestmark = pytest.mark.browser
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}
FINANCE, COORDINATOR = who("Finance Officer", "EM-2018"), who("Coordinator", "EM-2018")


def judge(page: Desk, name: str) -> None:
	"""Accessible, and without loss on a small screen."""
	found = Axe().run(page.page, options=WCAG).response["violations"]
	assert not found, [(entry["id"], [node["target"] for node in entry["nodes"]][:4]) for entry in found]
	page.shot(name)
	page.page.set_viewport_size({"width": 320, "height": 640})
	# A chart is drawn anew a moment after its place has become narrower.
	for _moment in range(30):
		if not page.width_beyond():
			break
		page.page.wait_for_timeout(100)
	assert page.width_beyond() == 0, name
	page.shot(f"{name}-320")
	page.page.set_viewport_size({"width": 1280, "height": 900})


def button(page: Desk, key: str, **values: str) -> Locator:
	return page.page.get_by_role("button", name=said(key, **values), exact=True)


def choose(page: Desk, key: str, menu: str = "report.menu") -> None:
	button(page, menu).click()
	page.page.get_by_role("menuitem", name=said(key), exact=True).click()


def downloaded(page: Desk, ask: Callable[[], Any], folder: Path) -> Path:
	with page.page.expect_download() as coming:
		ask()
	path = folder / coming.value.suggested_filename
	coming.value.save_as(path)
	return path


def grid(page: Desk) -> Locator:
	return page.main.locator("[role=grid], [role=treegrid]")


@pytest.mark.requirement("BO-03")
def test_a_finance_officer_filters_charts_and_exports(desk: Open, tmp_path: Path) -> None:
	page = desk(FINANCE)
	page.open("/app/query-report/Budget%20by%20Action")
	expect(page.title).to_have_text(it("Budget by Action"))
	expect(grid(page).get_by_role("row").nth(1)).to_contain_text("291.527,61")
	rows = grid(page).locator("tbody tr[role=row]")
	expect(rows).to_have_count(4)
	judge(page, "60-report")

	# A row of the tree is closed and opened by keyboard.
	grid(page).get_by_role("gridcell").first.focus()
	page.page.keyboard.press("Enter")
	expect(rows).to_have_count(1)
	page.page.keyboard.press("Enter")
	expect(rows).to_have_count(4)
	page.page.keyboard.press("ArrowDown")
	page.page.keyboard.press("ArrowRight")
	expect(grid(page).locator("[data-cell='1-1']")).to_be_focused()

	# A filter is in the address and survives a reload.
	page.main.locator("#filter-status").select_option(index=1)
	expect(page.page).to_have_url(re.compile("status="))
	page.page.reload()
	expect(page.main.locator("#filter-status")).not_to_have_value("")
	page.main.locator("#filter-status").select_option(index=0)
	expect(rows.first).to_contain_text("EM-2018")

	choose(page, "report.set_chart")
	page.page.get_by_label(said("report.chart_type")).select_option("line")
	button(page, "filter.apply").click()
	expect(page.main.locator("figure canvas, figure svg").first).to_be_visible()
	page.main.get_by_text(said("report.chart_data")).click()
	expect(page.main.get_by_role("region", name=said("report.chart_data"))).to_contain_text("109.527,61")
	judge(page, "61-report-chart")

	sheet = load_workbook(downloaded(page, lambda: choose(page, "export.xlsx"), tmp_path)).active
	assert sheet is not None
	values = {cell for row in sheet.iter_rows(values_only=True) for cell in row}
	assert {291527.61, 132000, 50000, 109527.61} <= values
	assert downloaded(page, lambda: choose(page, "export.pdf"), tmp_path).read_bytes().startswith(b"%PDF")


@pytest.mark.requirement("BO-03")
def test_a_coordinator_builds_a_report_and_finds_it_again(desk: Open, tmp_path: Path) -> None:
	page = desk(COORDINATOR)
	page.open("/app/referral")
	choose(page, "view.report", menu="view.list")
	expect(grid(page).locator("tbody tr[role=row]").first).to_be_visible()
	judge(page, "62-builder")

	button(page, "list.columns").click()
	dialog = page.page.get_by_role("dialog")
	dialog.get_by_text(said("builder.of_link", link=it("Household")), exact=True).click()
	picked = dialog.get_by_label(f"{it('Household')}: {it('Municipality of residence')}")
	picked.check()
	judge_dialog(page)
	button(page, "filter.apply").click()
	expect(grid(page).get_by_role("columnheader", name=it("Municipality of residence"))).to_be_visible()

	button(page, "builder.group").click()
	page.page.get_by_label(said("builder.group_by"), exact=True).select_option("municipality")
	judge_dialog(page)
	button(page, "filter.apply").click()
	choose(page, "builder.totals_on")
	expect(grid(page).locator("tfoot")).to_contain_text(re.compile(r"\d+"))
	total = re.sub(r"\D", "", grid(page).locator("tfoot").inner_text())
	choose(page, "builder.save")
	page.page.get_by_role("dialog").get_by_role("textbox").fill("Casi per Comune")
	page.page.keyboard.press("Enter")
	expect(page.title).to_have_text("Casi per Comune")

	path = downloaded(page, lambda: choose(page, "export.csv"), tmp_path)
	with path.open(encoding="utf-8-sig", newline="") as file:
		lines = list(csv.reader(file, delimiter=";"))
	assert lines[0][-1] == said("builder.count") and sum(int(line[-1]) for line in lines[1:]) == int(total)

	page.open("/app/referral")
	button(page, "view.list").click()
	page.page.get_by_role("menuitem", name="Casi per Comune").click()
	expect(page.title).to_have_text("Casi per Comune")
	expect(grid(page).locator("tfoot")).to_contain_text(total)
	choose(page, "builder.delete")
	expect(page.page).to_have_url(re.compile("/view/report$"))


@pytest.mark.requirement("BO-03")
def test_a_list_is_exported_and_its_filters_are_kept(desk: Open, tmp_path: Path) -> None:
	page = desk(COORDINATOR)
	page.open("/app/referral?municipality=Segrate")
	boxes = page.main.locator("tbody").get_by_role("checkbox")
	boxes.first.check()
	button(page, "export.selected_button", n="1").click()
	expect(page.page.get_by_role("dialog")).to_be_visible()
	judge_dialog(page)
	path = downloaded(page, lambda: button(page, "export.csv").click(), tmp_path)
	assert len(path.read_text(encoding="utf-8-sig").splitlines()) == 2

	choose(page, "views.save", menu="views.title")
	page.page.get_by_role("dialog").get_by_role("textbox").fill("Casi di Segrate")
	page.page.keyboard.press("Enter")
	expect(page.main.get_by_role("button", name="Casi di Segrate")).to_be_visible()
	page.open("/app/referral")
	button(page, "views.title").click()
	page.page.get_by_role("menuitem", name="Casi di Segrate").click()
	expect(page.page).to_have_url(re.compile("municipality=Segrate"))
	page.main.get_by_role("button", name="Casi di Segrate").click()
	page.page.get_by_role("menuitem", name=said("views.delete", name="Casi di Segrate")).click()
	expect(button(page, "views.title")).to_be_visible()


def judge_dialog(page: Desk) -> None:
	found = Axe().run(page.page, options=WCAG).response["violations"]
	assert not found, [(entry["id"], [node["target"] for node in entry["nodes"]][:4]) for entry in found]
