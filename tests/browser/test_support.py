"""The educator's week: the diary written on a phone, the review of a project, the network called in."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from browser.test_desk import violations
from browser.test_first_job import submit
from playwright.sync_api import Locator, expect

from support.cases import token
from support.client import Client
from support.desk import Desk
from support.people import who
from support.words import it, said

Open = Callable[..., Desk]
As = Callable[[str], Client]
EDUCATOR = who("Case Manager", "VA-2025")
# How a week goes: days back, case, kind, minutes, reserved.
WEEK = (
	(4, "Correnti", "Interview", "60", False),
	(4, "Correnti", "Phone Call", "15", False),
	(3, "Abbozzati", "Home Visit", "90", False),
	(2, "Correnti", "Accompaniment", "120", False),
	(1, "Abbozzati", "Interview", "45", True),
)


def italian(day: date) -> str:
	return day.strftime("%d/%m/%Y")


def dialog_of(page: Desk) -> Locator:
	return page.page.get_by_role("dialog")


def control(page: Desk, fieldname: str) -> Locator:
	"""A field of the row that is open over the sheet."""
	field = dialog_of(page).locator(f'[data-path^="entries."][data-path$=".{fieldname}"]')
	return field.locator("input, select, textarea").first


@pytest.mark.requirement("EM-07", "BO-01")
def test_a_week_of_the_diary_is_written_on_a_phone(desk: Open, as_user: As) -> None:
	page = desk(EDUCATOR, width=390, height=844)
	page.open()
	page.main.get_by_role("link", name=it("New Diary Sheet")).click()
	expect(page.main.get_by_role("form")).to_be_visible()
	mark = token()
	page.field("entries").get_by_role("button", name=said("grid.add")).click()
	for number, (back, case, kind, minutes, reserved) in enumerate(WEEK, 1):
		expect(dialog_of(page)).to_be_visible()
		day = date.today() - timedelta(days=back)
		if number == 1 or WEEK[number - 2][0] != back:
			control(page, "entry_date").fill(italian(day))
			control(page, "entry_date").blur()
		expect(control(page, "entry_date")).to_have_value(
			italian(day)
		)  # a new row goes on from the one before
		page.pick(control(page, "referral"), case)
		control(page, "kind").select_option(label=it(kind))
		control(page, "minutes").fill(minutes)
		text = f"Intervento {number} {mark}"
		control(page, "text").fill(text)
		if reserved:
			control(page, "confidentiality").select_option(label=it("Reserved"))
			expect(control(page, "reserved_text")).to_have_value(text)
		if number == 2:
			page.shot("80-diary-row-on-a-phone")
			assert page.width_beyond() == 0
			violations(page)
		if number < len(WEEK):
			dialog_of(page).get_by_role("button", name=said("grid.insert")).click()
	dialog_of(page).get_by_role("button", name=said("action.done"), exact=True).click()
	expect(page.main.get_by_text("330", exact=True)).to_be_visible()
	page.shot("81-diary-sheet-on-a-phone")
	assert page.width_beyond() == 0
	violations(page)
	name = page.save()["docs"][0]["name"]
	submit(page)
	expect(page.main.get_by_text(mark)).to_have_count(0)
	page.shot("82-diary-sheet-submitted")

	client = as_user(EDUCATOR)
	rows = client.get("Diary Sheet", name)["entries"]
	written = [client.get("Diary Entry", row["diary_entry"]) for row in rows]
	assert [(entry["kind"], str(entry["minutes"])) for entry in written] == [row[2:4] for row in WEEK]
	assert [entry["text"] or "" for entry in written][-1] == ""
	assert written[-1]["reserved_text"] == f"Intervento 5 {mark}"
	assert all(entry["author"] == EDUCATOR for entry in written)


@pytest.mark.requirement("EM-07")
def test_a_fault_of_one_row_keeps_the_sheet(desk: Open) -> None:
	page = desk(EDUCATOR, width=390, height=844)
	page.document("Diary Sheet")
	page.press("Add My Cases")
	rows = page.field("entries").get_by_role("listitem")
	expect(rows.nth(1)).to_be_visible()
	rows.first.get_by_role("button").click()
	control(page, "kind").select_option(label=it("Phone Call"))
	control(page, "minutes").fill("10")
	dialog_of(page).get_by_role("button", name=said("action.done"), exact=True).click()
	page.save()
	with page.saving() as replies:
		page.main.get_by_role("button", name=said("form.submit"), exact=True).click()
		dialog_of(page).get_by_role("button", name=said("form.submit"), exact=True).click()
	assert replies[0].status == 417
	alert = page.main.get_by_role("alert").filter(has_text=it("Row {0}: {1}").split(":")[0].format(1))
	expect(alert).to_contain_text(it("What Was Done"))
	page.shot("83-diary-sheet-refused")


@pytest.mark.requirement("EM-05", "EM-14")
def test_a_project_shows_its_hours_and_starts_a_review(desk: Open) -> None:
	page = desk(EDUCATOR)
	page.document("PEI", "DEMO-VA-PEI-18")
	told = it("Educational hours: {0} used of {1} committed").split("{0}")[0].strip()
	expect(page.main.get_by_text(re.compile(f"^{re.escape(told)}"))).to_be_visible()
	page.shot("84-pei-hours")
	page.main.get_by_role("button", name=it("Create"), exact=True).click()
	page.page.get_by_role("menuitem", name=it("PEI Review"), exact=True).click()
	expect(page.field("goals").locator("tr[data-row]")).to_have_count(2)
	page.cell("goals", 0, "Progress").select_option(label=it("Under Way"))
	page.shot("85-pei-review-being-written")
	violations(page)


@pytest.mark.requirement("EM-14")
def test_an_answer_of_the_network_is_written_down(desk: Open, as_user: As) -> None:
	client = as_user(EDUCATOR)
	organisation = "Associazioni, parrocchie e comitati della Valdera"
	name = client.insert(
		"Network Activation", referral="DEMO-VA-18", organisation=organisation, purpose="Mobili"
	)["name"]
	page = desk(EDUCATOR)
	page.document("Network Activation", name)
	page.main.get_by_role("button", name=it("Answer"), exact=True).click()
	page.page.get_by_role("menuitem", name=it("Partly Given"), exact=True).click()
	page.fill(answer="Un letto e un tavolo")
	saved = page.save()["docs"][0]
	assert (saved["result"], saved["result_on"]) == ("Partly Given", str(date.today()))
	page.shot("86-network-answer")
