"""The service in the office: each role's home page, a case's sheets, one's own calendar."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest
from browser.test_desk import violations
from playwright.sync_api import expect

from support.desk import Desk
from support.people import who
from support.words import it, said

Open = Callable[..., Desk]
# Role, what limits its user, the cards of its home page, the reports in its side bar.
HOMES = (
	(
		"Coordinator",
		"VA-2025",
		(
			"Cases to Assess",
			"Commission Sessions Ahead",
			"Evictions within 30 Days",
			"PEIs to Review within 30 Days",
		),
		("Eviction Deadlines", "Commission Decisions"),
	),
	(
		"Social Worker",
		"Pontedera",
		("Open Cases", "Data to Complete"),
		("Eviction Deadlines", "Waiting List by Need"),
	),
	("Case Manager", "VA-2025", ("Open Cases", "PEIs to Review within 30 Days"), ("PEI Reviews Due",)),
	("Commission Member", "VA-2025", ("Commission Sessions Ahead",), ("Commission Decisions",)),
	(
		"Finance Officer",
		"VA-2025",
		("Expenses to Complete", "Claims Still to Pay"),
		("Budget Status", "Claim Statement"),
	),
	("Programme Administrator", "", ("Rules in Use", "Accesses Today"), ("Case Access Register",)),
)


@pytest.mark.requirement("BO-01", "BO-05")
@pytest.mark.parametrize(("role", "place", "cards", "reports"), HOMES, ids=[home[0] for home in HOMES])
def test_each_role_has_its_home_page(
	desk: Open, role: str, place: str, cards: tuple[str, ...], reports: tuple[str, ...]
) -> None:
	page = desk(who(role, place))
	page.open()
	page.page.wait_for_load_state("networkidle")
	for card in cards:
		expect(page.main.get_by_text(it(card), exact=True).first).to_be_visible()
	side = page.page.get_by_role("navigation").first
	for report in reports:
		expect(side.get_by_role("link", name=it(report), exact=True)).to_have_count(1)
	violations(page)
	page.shot(f"60-home-{role.lower().replace(' ', '-')}")


@pytest.mark.requirement("BO-01")
def test_the_day_comes_first_and_the_rest_on_request(desk: Open) -> None:
	page = desk(who("Coordinator", "EM-2018"))
	page.open()
	kinds = page.main.get_by_role("region", name=said("home.waiting"), exact=True).get_by_role(
		"heading", level=3
	)
	expect(kinds.first).to_have_text(it("Referral"))
	expect(kinds).to_have_count(3)
	page.main.get_by_role("button", name=said("home.waiting_all", kinds="")).click()
	expect(kinds.get_by_text(it("Unit Scouting"), exact=True)).to_be_visible()
	page = desk(who("Case Manager", "EM-2018"))
	page.open()
	for doctype in ("Diary Sheet", "Diary Entry"):
		expect(page.main.get_by_role("link", name=it(doctype), exact=True)).to_be_visible()
	page = desk(who("Housing Manager", "EM-2018"))
	page.open()
	for heading in ("What Falls Due", "Homes", "Rents"):
		expect(page.main.get_by_role("heading", name=it(heading), exact=True)).to_be_visible()


@pytest.mark.requirement("BO-05")
def test_the_address_of_the_own_calendar_is_shown_once(desk: Open) -> None:
	page = desk(who("Coordinator", "VA-2025"))
	page.document("Calendar Feed")
	page.save()
	page.press(it("New Address"))
	page.page.get_by_role("dialog").get_by_role("button").last.click()
	dialog = page.page.get_by_role("dialog").filter(has_text=it("Address of Your Calendar"))
	expect(dialog).to_be_visible()
	violations(page)
	page.shot("61-calendar-address")
	address = dialog.locator("code").inner_text()
	answer = httpx.get(address)
	assert answer.status_code == 200 and "DEMO-VA-COM-5" in answer.text and "(demo)" not in answer.text
	dialog.get_by_role("button").last.click()
	page.page.reload()
	expect(page.main.get_by_role("form")).to_be_visible()
	assert address.rpartition("=")[2] not in page.page.content()


@pytest.mark.parametrize(
	"report", ["Referrals by State and Municipality", "Commission Decisions", "PEI Reviews Due"]
)
def test_reports_on_cases_are_accessible_and_narrow(desk: Open, report: str) -> None:
	for width in (1280, 320):
		page = desk(who("Coordinator", "VA-2025"), width=width)
		page.open(f"/app/query-report/{report}")
		expect(page.title).to_have_text(it(report))
		page.page.wait_for_load_state("networkidle")
		violations(page)
		assert page.width_beyond() == 0, (report, width)
