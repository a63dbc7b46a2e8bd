"""A day at the front office on the desk: a person received, an appointment given, a notice followed to its outcome."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from browser.test_desk import violations
from playwright.sync_api import expect

from support.cases import fiscal_code, token
from support.desk import Desk
from support.people import who
from support.words import it

Open = Callable[..., Desk]
pytestmark = pytest.mark.browser
OPERATOR = who("Front Office Operator", "VA-2025")
POINT, NOTICE = "DEMO Sportello casa – Pontedera", "DEMO Avviso prevenzione sfratti Toscana"
TODAY = date.today()


def shown(day: date) -> str:
	return f"{day:%d/%m/%Y}"


def months_ago(number: int) -> date:
	index = TODAY.year * 12 + TODAY.month - 1 - number
	return date(index // 12, index % 12 + 1, 1)


@pytest.fixture(scope="module")
def story() -> dict[str, str]:
	"""The name of who comes; the walk adds contact, appointment and request."""
	return {"name": f"Prova{token()} Lina (demo)"}


@pytest.mark.requirement("VA-02")
def test_the_home_page_shows_the_days_work(desk: Open) -> None:
	page = desk(OPERATOR)
	page.open("/app/housing-front-office")
	page.page.wait_for_load_state("networkidle")
	for card in ("Appointments of the Next 7 Days", "People to Call Back", "Help Requests under Way"):
		expect(page.main.get_by_text(it(card), exact=True).first).to_be_visible()
	violations(page)
	page.shot("95-front-office-home")


@pytest.mark.requirement("VA-02")
def test_a_person_is_received_and_given_an_appointment(desk: Open, story: dict[str, str]) -> None:
	page = desk(OPERATOR)
	page.document("Front Office Contact")
	page.link("contact_point", POINT)
	page.link("municipality", "Pontedera")
	page.fill(
		full_name=story["name"], phone="0587 555 7777", request="Sfratto convalidato, due mesi arretrati"
	)
	page.select(
		channel="At the Desk", topic="Eviction or Arrears", outcome="Request Opened", quality="Renter"
	)
	page.tick("privacy_notice_given")
	story["contact"] = page.save()["docs"][0]["name"]
	violations(page)
	page.shot("96-contact")
	page.press("Give an Appointment")
	expect(page.control("full_name")).to_have_value(story["name"])
	expect(page.control("contact")).to_have_value(story["name"])
	day = TODAY + timedelta(days=30 + secrets.randbelow(4000))
	page.fill(starts_on=shown(day))
	page.page.locator("#field-starts_on-time").fill("09:00")
	page.page.locator("#field-starts_on-time").blur()
	saved = page.save()["docs"][0]
	assert saved["ends_on"][11:16] == "09:30"
	page.shot("97-appointment")
	page.open(f"/app/front-office-appointment/view/calendar?day={day}")
	expect(page.main.get_by_text(story["name"]).first).to_be_visible()
	violations(page)
	page.shot("98-appointments-calendar")


@pytest.mark.requirement("VA-03")
def test_a_notice_is_followed_to_its_outcome(desk: Open, story: dict[str, str]) -> None:
	page = desk(OPERATOR)
	page.document("Front Office Contact", story["contact"])
	page.press("Open a Request")
	expect(page.control("need")).to_have_value("Sfratto convalidato, due mesi arretrati")
	page.fill(fiscal_code=fiscal_code("1981-02-03", "F"))
	page.tab("Home and Eviction")
	page.fill(
		owner_name="Proprietario di Prova (demo)",
		lease_registration=f"TZE 3T {token()}",
		monthly_rent="500,00",
		arrears="1.000,00",
		execution_date=shown(TODAY + timedelta(20)),
	)
	page.tab("Application")
	page.link("regional_notice", NOTICE)
	page.fill(requested_amount="1.000,00")
	page.save()
	expect(page.main.get_by_text(it("{0} days to the execution of the eviction").format(20))).to_be_visible()
	page.act("Send")
	page.state("Sent")
	violations(page)
	page.shot("99-request-sent")
	page.tab("Application")
	page.fill(granted_amount="1.000,00")
	page.save()
	page.act("Grant")
	page.state("Granted")
	page.tab("Application")
	for back in (2, 1):
		row = page.add_row("months")
		page.cell("months", row, "Month").fill(shown(months_ago(back)))
		page.cell("months", row, "Amount").fill("500,00")
		page.cell("months", row, "Paid On").fill(shown(TODAY))
	page.tab("Course and Outcome")
	page.select(outcome="Arrears Paid, the Household Stays")
	page.save()
	page.tab("Application")
	page.shot("99-request-months")
	page.act("Solve")
	page.state("Solved")
	page.shot("99-request-solved")


@pytest.mark.requirement("VA-02", "VA-05", "VA-10")
@pytest.mark.parametrize(
	("name", "filters"),
	[
		("Front Office Contacts", ""),
		("Front Office Activity", ""),
		("Help Requests", "?include_closed=1"),
		("Job Resources to Check", ""),
		("Job Resources for a Person", "?skills=magazzino e muletto&age=30&include_unfit=1"),
		("Use of Rooms", ""),
	],
)
def test_reports_of_the_front_office(desk: Open, name: str, filters: str) -> None:
	for width in (1280, 320):
		page = desk(OPERATOR, width=width)
		page.open(f"/app/query-report/{name}{filters}")
		expect(page.title).to_have_text(it(name))
		page.page.wait_for_load_state("networkidle")
		expect(page.main.get_by_role("row").nth(1)).to_be_visible()
		violations(page)
		assert page.width_beyond() == 0, (name, width)
		if width == 1280:
			page.shot(f"99-report-{name.lower().replace(' ', '-')}")
