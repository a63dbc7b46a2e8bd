"""A social worker brings in ten referrals of which two are bad and mends them; what was stored is found."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from openpyxl import load_workbook
from playwright.sync_api import expect

from support.cases import household, person, surname
from support.client import Client
from support.desk import Desk
from support.host import REPO
from support.people import who
from support.words import it, said

Open = Callable[..., Desk]
As = Callable[[str], Client]
pytestmark = pytest.mark.browser
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}
WORKER = who("Social Worker", "Segrate")


@pytest.fixture(scope="module")
def homes(as_user: As) -> list[str]:
	worker = as_user(WORKER)
	return [household(worker, "Segrate", person(worker, "Segrate"))["name"] for _number in range(10)]


@cache
def label(fieldname: str, doctype: str = "Referral") -> str:
	"""A field's label in Italian."""
	(file,) = (REPO / "apps/sostegno_abitare").rglob(f"{doctype.lower()}/{doctype.lower()}.json")
	fields = json.loads(file.read_text(encoding="utf-8"))["fields"]
	return it(next(field["label"] for field in fields if field["fieldname"] == fieldname))


def press(page: Desk, key: str, **values: str) -> None:
	page.main.get_by_role("button", name=said(key, **values)).click()


def step(page: Desk, name: str) -> None:
	expect(page.main.get_by_role("heading", level=2)).to_have_text(said(f"import.head_{name}"))


def judge(page: Desk, name: str) -> None:
	"""Accessible, and without loss on a small screen."""
	assert Axe().run(page.page, options=WCAG).response["violations"] == [], name
	page.shot(name)
	page.page.set_viewport_size({"width": 320, "height": 640})
	assert page.width_beyond() == 0, name
	page.shot(f"{name}-320")
	page.page.set_viewport_size({"width": 1280, "height": 900})


@pytest.mark.requirement("BO-02")
def test_ten_referrals_of_which_two_are_bad(desk: Open, homes: list[str], tmp_path: Path) -> None:
	page = desk(WORKER)
	page.open("/app/referral")
	page.main.get_by_role("link", name=said("import.from_list"), exact=True).or_(
		page.main.get_by_role("button", name=said("import.from_list"), exact=True)
	).first.click()
	step(page, "what")
	judge(page, "70-import-what")
	press(page, "import.next")
	step(page, "file")
	with page.page.expect_download() as caught:
		page.main.get_by_role("link", name=said("import.excel")).click()
	book = load_workbook(io.BytesIO(caught.value.path().read_bytes()))
	headings = [cell.value for cell in book.worksheets[0][1]]
	assert f"{label('municipality')} *" in headings
	assert any("Segrate" in str(row[1]) for row in book.worksheets[1].values)
	judge(page, "71-import-file")
	file = tmp_path / "segnalazioni.xlsx"
	fill(book.worksheets[0], headings, homes)
	book.save(file)
	page.page.set_input_files("input[type=file]", file)
	step(page, "columns")
	own = page.main.get_by_label(said("import.goes_to", column="Una colonna mia"))
	own.select_option(label=label("protocol_number"))
	judge(page, "72-import-columns")
	press(page, "import.check")
	step(page, "check")
	expect(page.main.get_by_text(said("import.good", n="8"))).to_be_visible()
	table = page.main.get_by_role("region", name=said("import.problems"))
	expect(table.get_by_role("row").nth(1)).to_contain_text("31/02/2026")
	expect(table.get_by_role("row").nth(1)).to_contain_text(label("referral_date"))
	expect(table.get_by_role("row").nth(2)).to_contain_text("fuori da ciò che ti è aperto")
	judge(page, "73-import-check")
	press(page, "import.store_good", n="8")
	step(page, "result")
	expect(page.main.get_by_text(said("import.stored", n="8"))).to_be_visible()
	judge(page, "74-import-result")
	with page.page.expect_download() as caught:
		page.main.get_by_role("link", name=said("import.failed_file")).click()
	mended = load_workbook(io.BytesIO(caught.value.path().read_bytes()))
	sheet = mended.worksheets[0]
	assert sheet.max_row == 3
	place = {cell.value: cell.column for cell in sheet[1]}
	sheet.cell(2, place[f"{label('referral_date')} *"]).value = "28/02/2026"
	sheet.cell(3, place[f"{label('municipality')} *"]).value = "Segrate"
	mended.save(file)
	page.page.reload()
	step(page, "result")
	page.page.set_input_files("input[type=file]", file)
	step(page, "check")
	press(page, "import.store", n="2")
	step(page, "result")
	expect(page.main.get_by_text(said("import.stored", n="10"))).to_be_visible()
	expect(page.main.get_by_role("link", name=said("import.failed_file"))).to_have_count(0)


def fill(sheet: Any, headings: list[str], homes: list[str]) -> None:
	"""Ten rows as a person writes them; the third has no such day, the seventh is another municipality's."""
	own = headings.index(label("protocol_number")) + 1
	sheet.cell(1, own).value = "Una colonna mia"
	for number, home in enumerate(homes):
		values = {
			"agreement": "EM-2018",
			"action": "EM-2018-A1",
			"municipality": "Pioltello" if number == 6 else "Segrate",
			"origin": it("Social Service"),
			"referral_date": "31/02/2026" if number == 2 else "15/10/2026",
			"household": home,
			"monthly_rent": "1.234,56",
		}
		for fieldname, value in values.items():
			at = next(i for i, text in enumerate(headings, 1) if text.removesuffix(" *") == label(fieldname))
			sheet.cell(number + 2, at).value = value
		sheet.cell(number + 2, own).value = f"P{number}"


def test_the_keyboard_is_enough_to_import(desk: Open, tmp_path: Path) -> None:
	page = desk(WORKER)
	page.open("/app/data-import/new?reference_doctype=Person")
	keys = page.page.keyboard
	page.main.get_by_role("button", name=said("import.next")).focus()
	keys.press("Enter")
	step(page, "file")
	expect(page.main.get_by_role("heading", level=2)).to_be_focused()
	family, stream = surname(), io.StringIO()
	heads = [label(field, "Person") for field in ("last_name", "first_name", "residence_municipality", "sex")]
	csv.writer(stream, delimiter=";").writerows([heads, [family, "Ada", "Segrate", "Femmina"]])
	file = tmp_path / "persone.csv"
	file.write_text(stream.getvalue(), encoding="utf-8")
	with page.page.expect_file_chooser() as chooser:
		page.main.get_by_role("button", name=said("import.choose_file")).focus()
		keys.press("Enter")
	chooser.value.set_files(file)
	step(page, "columns")
	for key in ("import.check", "import.store_one"):
		page.main.get_by_role("button", name=said(key)).focus()
		keys.press("Enter")
	step(page, "result")
	keys.press("/")
	keys.type(family.split()[0][:-1].lower())
	expect(page.page.get_by_role("option").filter(has_text=family).first).to_be_visible()
	page.shot("75-search-palette")
	keys.press("Enter")
	expect(page.title).to_contain_text(family)


def test_everything_that_is_found_on_a_page(desk: Open, as_user: As) -> None:
	worker, family = as_user(WORKER), surname()
	for _number in range(3):
		household(worker, "Segrate", person(worker, "Segrate", last_name=family))
	page = desk(WORKER)
	page.open(f"/app/search?q={family.split()[0][:-1].lower()}")
	for doctype in ("Household", "Person"):
		expect(page.main.get_by_role("heading", level=2, name=re.compile(it(doctype)))).to_be_visible()
	judge(page, "76-search")
	page.open("/app/search?q=parola+che+non+esiste")
	expect(page.main.get_by_text(said("search.none_text"))).to_be_visible()
