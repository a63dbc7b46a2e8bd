"""A volunteer enters the own hours on a phone, and the coordinator of volunteers confirms and values them."""

from __future__ import annotations

import re
import secrets
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
from support.volunteers import AGREEMENT
from support.volunteers import volunteer as registered
from support.words import it, said

Open = Callable[..., Desk]
As = Callable[[str], Client]
VOLUNTEER, KEEPER = who("Volunteer", AGREEMENT), who("Volunteer Coordinator", AGREEMENT)
PHONE = {"width": 390, "height": 844}
SHEET = "Volunteer Hours Sheet"


def some_day() -> date:
	"""A day of 2025 after the rates of October, early enough that no demo hours lie on it."""
	return date(2025, 10, 6) + timedelta(secrets.randbelow(80))


def italian(day: date) -> str:
	return day.strftime("%d/%m/%Y")


def dialog_of(page: Desk) -> Locator:
	return page.page.get_by_role("dialog")


def control(page: Desk, fieldname: str) -> Locator:
	"""A field of the row that is open over the sheet."""
	field = dialog_of(page).locator(f'[data-path^="entries."][data-path$=".{fieldname}"]')
	return field.locator("input, select, textarea").first


def write(page: Desk, **values: str) -> None:
	for fieldname, value in values.items():
		control(page, fieldname).fill(value)
		control(page, fieldname).blur()


@pytest.mark.requirement("VA-11", "BO-01")
def test_one_entry_and_a_week_on_a_phone(desk: Open, as_user: As) -> None:
	day, mark = some_day(), token()
	page = desk(VOLUNTEER, **PHONE)
	page.open()
	page.main.get_by_role("link", name=it("Enter My Hours")).click()
	expect(page.main.get_by_role("form")).to_be_visible()
	expect(page.control("volunteer")).to_have_value("DEMO-VA-VOL1")  # whose login it is
	expect(page.field("register_sheet")).to_have_count(0)
	page.fill(date=italian(day), start_time="9:30", end_time="11.45", activity=f"Al CAF {mark}")
	page.shot("90-hours-on-a-phone")
	assert page.width_beyond() == 0
	violations(page)
	entry = page.save()["docs"][0]
	assert (entry["hours"], entry["end_time"]) == (2.25, "11:45")

	page.document(SHEET)
	page.field("entries").get_by_role("listitem").first.get_by_role("button").click()
	write(page, date=italian(day), start_time="11:00", end_time="12:00", activity=f"Sportello {mark}")
	dialog_of(page).get_by_role("button", name=said("grid.insert")).click()
	expect(control(page, "date")).to_have_value(italian(day))  # a new row goes on from the one before
	write(page, start_time="14:00", end_time="16:00")
	page.shot("91-hours-sheet-row-on-a-phone")
	assert page.width_beyond() == 0
	dialog_of(page).get_by_role("button", name=said("action.done"), exact=True).click()
	page.save()
	with page.saving() as replies:
		page.main.get_by_role("button", name=said("form.submit"), exact=True).click()
		dialog_of(page).get_by_role("button", name=said("form.submit"), exact=True).click()
	assert replies[0].status == 417  # the first row overlaps what was entered
	expect(page.main.get_by_role("alert").filter(has_text=entry["name"])).to_be_visible()
	page.shot("92-hours-sheet-refused-on-a-phone")
	page.field("entries").get_by_role("listitem").first.get_by_role("button").click()
	write(page, start_time="11:45")
	dialog_of(page).get_by_role("button", name=said("action.done"), exact=True).click()
	name = page.save()["docs"][0]["name"]
	submit(page)
	assert page.width_beyond() == 0

	client = as_user(VOLUNTEER)
	rows = client.get(SHEET, name)["entries"]
	written = [client.get("Volunteer Hours", row["volunteer_hours"]) for row in rows]
	assert [each["hours"] for each in written] == [0.25, 2.0]
	assert {each["workflow_state"] for each in (entry, *written)} == {"Entered"}
	page.open("/app/volunteer-hours")
	expect(page.main.get_by_role("list").get_by_text(f"Al CAF {mark}")).to_be_visible()
	assert page.width_beyond() == 0


@pytest.mark.requirement("VA-11")
def test_the_coordinator_confirms_and_values_what_is_entered(desk: Open, as_user: As) -> None:
	day = some_day()
	volunteer = registered(as_user(KEEPER))["name"]
	entries = [
		as_user(KEEPER).insert(
			"Volunteer Hours",
			volunteer=volunteer,
			date=str(day),
			start_time=start,
			end_time=end,
			register_sheet=sheet,
		)["name"]
		for start, end, sheet in (("9:00", "11:00", "Foglio 2"), ("15:00", "16:00", None))
	]
	page = desk(KEEPER, **PHONE)
	page.open(f"/app/query-report/Volunteer Hours Done?volunteer={volunteer}")
	for label, done, left in (
		("Confirm the Hours Entered", 1, True),
		("Value the Hours Confirmed", 1, False),
	):
		page.main.get_by_role("button", name=it(label)).click()
		dialog_of(page).get_by_role("button", name=re.compile("^(Conferma|Sì)")).click()
		expect(dialog_of(page)).to_contain_text(it("Done: {0}").format(done))
		page.shot(f"93-{label.split()[0].lower()}-hours-on-a-phone")
		assert page.width_beyond() == 0
		if left:  # nobody signed for the second entry
			expect(dialog_of(page)).to_contain_text(it("Sheet of the Register"))
		dialog_of(page).get_by_role("button").last.click()
	found = [as_user(KEEPER).get("Volunteer Hours", name) for name in entries]
	assert [(each["workflow_state"], each["value"]) for each in found] == [
		("Valued", 18.72),
		("Entered", 0.0),
	]
	page.open(f"/app/volunteer-hours/{entries[1]}")
	page.fill(register_sheet="Foglio 3")
	page.save()
	page.act("Confirm")
	page.state("Confirmed")
	page.shot("94-hours-confirmed-on-a-phone")
	assert page.width_beyond() == 0
