"""An entry into a shared home, on the desk, by the people who do it: the educator prepares and signs, who runs the
homes hands over the keys, the educator asks the Commission for more time.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from support.client import Client
from support.desk import Desk
from support.stays import Staff
from support.words import it, said

Open = Callable[..., Desk]
As = Callable[[str], Client]
pytestmark = pytest.mark.browser


def written(days: int) -> str:
	"""A day from today as a person writes it."""
	return (date.today() + timedelta(days=days)).strftime("%d/%m/%Y")


@pytest.fixture(scope="module")
def staff(as_user: As, admin: Client) -> Staff:
	return Staff.of(as_user, admin)


@pytest.fixture(scope="module")
def story(staff: Staff) -> dict[str, str]:
	"""A home of Segrate and a mother with two children whom the Commission accepted."""
	family = staff.family(4, 9)
	case, _pei = staff.admitted(family)
	found = staff.educator.get("Referral", case)
	return {"home": staff.home(), "case": case, "title": found["title"], "code": found["case_code"]}


@pytest.mark.requirement("EM-10")
def test_educator_writes_and_signs_the_agreement(desk: Open, staff: Staff, story: dict[str, str]) -> None:
	page = desk(str(staff.educator.user))
	page.document("Hospitality Agreement")
	page.link("referral", story["title"])
	expect(page.control("pei")).not_to_have_value("")
	page.link("unit", f"Segrate, via della Prova 7 ({story['home']})")
	page.fill(start_date=written(-30), monthly_contribution="80")
	saved = page.save()["docs"][0]
	story["agreement"] = saved["name"]
	assert len(saved["guests"]) == 3 and "Silenzio" in saved["house_rules"]
	expect(page.field("guests").get_by_text(story["title"]).first).to_be_visible()
	page.shot("stays-1-agreement")
	page.document("Hospitality Agreement", story["agreement"])
	page.fill(signed_on=written(-30))
	assert page.save()["docs"][0]["signed_on"] == str(date.today() - timedelta(days=30))


@pytest.mark.requirement("EM-10")
def test_educator_prepares_the_stay(desk: Open, staff: Staff, story: dict[str, str]) -> None:
	page = desk(str(staff.educator.user))
	page.document("Hospitality Agreement", story["agreement"])
	page.main.get_by_role("button", name=it("Create"), exact=True).click()
	page.page.get_by_role("menuitem", name=it("Stay"), exact=True).click()
	expect(page.control("hospitality_agreement")).not_to_have_value("")
	page.fill(planned_exit_date=written(120))
	saved = page.save()["docs"][0]
	story["stay"] = saved["name"]
	assert (saved["counts_as"], saved["people"]) == ("Mother with Children", 3)
	expect(
		page.main.get_by_text(it("Everything is there for the entry on {0}").split("{0}")[0])
	).to_be_visible()
	page.shot("stays-2-prepared")
	page.act("Propose")
	page.state("Proposed")
	page.act("Sign")
	page.state("Signed")


@pytest.mark.requirement("EM-09", "EM-10")
def test_who_runs_the_homes_lets_them_in(desk: Open, staff: Staff, story: dict[str, str]) -> None:
	page = desk(str(staff.manager.user))
	page.open("/app/stay")
	page.main.get_by_role("searchbox").fill(story["code"])
	expect(page.main.get_by_text(said("list.found_one"))).to_be_visible()
	page.main.get_by_role("link", name=story["code"]).first.click()
	expect(page.field("guests").get_by_text(story["title"]).first).to_be_visible()
	page.act("Enter")
	page.state("Running")
	page.shot("stays-3-entered")
	page.document("Housing Unit", story["home"])
	page.state("Occupied")
	page.shot("stays-4-home")


@pytest.mark.requirement("EM-06")
def test_educator_asks_the_commission_for_more_time(desk: Open, staff: Staff, story: dict[str, str]) -> None:
	page = desk(str(staff.educator.user))
	page.document("Stay", story["stay"])
	page.main.get_by_role("button", name=it("Ask the Commission For"), exact=True).click()
	page.page.get_by_role("menuitem", name=it("Stay Extension"), exact=True).click()
	dialog = page.page.get_by_role("dialog")
	dialog.get_by_label(it("Asked Until")).fill(written(200))
	dialog.get_by_label(it("Reason of the Request")).fill("La casa popolare arriva a marzo")
	page.shot("stays-5-asking")
	with page.saving() as replies:
		dialog.get_by_role("button", name=it("Ask"), exact=True).click()
	assert replies[0].status == 200, replies[0].text()[:300]

	page = desk(str(staff.coordinator.user))
	page.document("Commission Session")
	page.link("agreement", "Sistema unificato")
	page.press("Fetch Cases")
	rows = page.field("decisions").locator("tr[data-row]")
	expect(rows.first).to_be_visible()
	page.shot("stays-6-agenda")
	reasons = [page.cell("decisions", row, "Reason").input_value() for row in range(rows.count())]
	assert "La casa popolare arriva a marzo" in reasons
