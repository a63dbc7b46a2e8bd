"""The housing manager's work on the desk: a home from the first call to its household, and the map of the homes."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from support.cases import before_commission, commission, household, person, placement, session_of, token
from support.client import Client
from support.desk import Desk
from support.people import who
from support.words import it, said

Open = Callable[..., Desk]
As = Callable[[str], Client]
pytestmark = pytest.mark.browser
MANAGER = who("Housing Manager", "EM-2018")


@pytest.fixture(scope="module")
def story(as_user: As) -> dict[str, str]:
	"""Two accepted households of Segrate that look for a home; the walk adds scouting and unit."""
	first, second = accepted(as_user), accepted(as_user)
	case = as_user(who("Coordinator", "EM-2018")).get("Referral", first)
	return {
		"address": f"via {token()} 7",
		"household": str(case["household"]),
		"case": first,
		"code": str(case["case_code"]),
		"next": second,
	}


def accepted(as_user: As) -> str:
	"""A household of two with 1,350.00 a month that the Commission accepted."""
	worker, coordinator = as_user(who("Social Worker", "Segrate")), as_user(who("Coordinator", "EM-2018"))
	member = as_user(who("Commission Member", "EM-2018"))
	people = [person(worker, "Segrate"), person(worker, "Segrate", birth_date="2016-04-04")]
	family = household(worker, "Segrate", *people, net_monthly_income=1350)
	case = before_commission(worker, coordinator, "EM-2018-A3", home=family)
	seats = commission(worker, coordinator, member.user)
	session = session_of(coordinator, "EM-2018", seats, placement(case))
	member.update("Commission Session", session, docstatus=1)
	return case


@pytest.mark.requirement("EM-08", "EM-11", "BO-01")
def test_a_home_is_followed_from_the_first_call_to_the_agreement(desk: Open, story: dict[str, str]) -> None:
	page = desk(MANAGER)
	page.document("Unit Scouting")
	page.link("agreement", "Sistema unificato")
	page.link("action", "Azione 3")
	page.link("municipality", "Segrate")
	page.fill(address=story["address"], surface="52", next_step="Visita con l'educatrice")
	page.select(typology="Two-Room Flat", source="Owner's Offer")
	page.tab("Property Owner")
	page.fill(owner_name="Offerente di Prova (demo)")
	page.tab("Terms")
	page.fill(asked_rent="620,00", agreed_rent="560,00", household_rent="310,00", title_from="01/02/2026")
	row = page.add_row("protections")
	page.cell("protections", row, "Protection").select_option(label=it("Rent Paid by the Manager"))
	story["scouting"] = page.save()["docs"][0]["name"]
	expect(page.main.get_by_text(re.compile(r"Bilocale: trovati \d su 3"))).to_be_visible()
	page.shot("80-scouting")

	page.tab("Contacts")
	row = page.add_row("contacts")
	page.cell("contacts", row, "Date").fill("02/11/2026")
	page.cell("contacts", row, "Kind").select_option(label=it("Visit"))
	page.save()
	for action, state in (("Visit", "Visited"), ("Negotiate", "Negotiating"), ("Agree", "Agreed")):
		page.act(action)
		page.state(state)
	page.press("Open the Home")
	expect(page.title).to_contain_text(story["address"])
	page.state("Agreed")
	story["unit"] = page.name


@pytest.mark.requirement("EM-09")
def test_a_home_is_offered_once_its_costs_have_bearers(desk: Open, story: dict[str, str]) -> None:
	page = desk(MANAGER)
	page.document("Housing Unit", story["unit"])
	page.tab("Title and Costs")
	for cost in ("Rent", "Utilities", "Ordinary Maintenance"):
		row = page.add_row("cost_bearers")
		page.cell("cost_bearers", row, "Cost").select_option(label=it(cost))
		page.pick(page.cell("cost_bearers", row, "Borne By"), "Ente gestore Est Milano")
	page.tab("Map and Photographs")
	page.fill(latitude="45,4893", longitude="9,2989")
	page.save()
	page.act("Make Available")
	page.state("Available")
	page.shot("81-home-available")


@pytest.mark.requirement("VA-09")
def test_a_household_is_matched_and_the_home_proposed(desk: Open, story: dict[str, str]) -> None:
	page = desk(MANAGER)
	page.document("Household", story["household"])
	page.press("Find a Home")
	expect(page.title).to_have_text(it("Homes for a Household"))
	row = page.main.get_by_role("row").filter(has_text=story["address"])
	expect(row).to_be_visible()
	expect(page.main.get_by_text(re.compile(r"canone pari al 22,96 % del reddito")).first).to_be_visible()
	page.shot("82-homes-for-a-household")
	row.get_by_role("link", name=it("Propose"), exact=True).click()
	expect(page.page.locator('[data-path="referral"]').last).to_contain_text(story["case"])
	page.save()
	expect(page.title).to_contain_text(story["code"])
	page.state("Proposed")
	expect(page.main.get_by_text("+ canone pari al 22,96 % del reddito")).to_be_visible()
	page.shot("83-proposal")


@pytest.mark.requirement("VA-09")
def test_a_decline_frees_the_home_for_the_next(desk: Open, story: dict[str, str]) -> None:
	page = desk(MANAGER)
	page.document("Housing Unit", story["unit"])
	page.state("Reserved")
	page.open("/app/housing-proposal?status=Proposed")
	page.main.get_by_role("link", name=re.compile(story["code"])).first.click()
	page.press("The Household Declines")
	dialog = page.page.get_by_role("dialog")
	dialog.get_by_label(it("Why It Was Declined")).select_option(label=it("Too Far"))
	with page.saving() as replies:
		dialog.get_by_role("button").last.click()
	assert replies[0].status == 200
	page.state("Declined")
	page.document("Housing Unit", story["unit"])
	page.state("Available")
	page.press("Households for This Home")
	expect(page.title).to_have_text(it("Households for a Home"))
	expect(page.main.get_by_text(story["code"])).to_be_visible()
	expect(page.main.get_by_text(it("declined by the household before")).first).to_be_visible()
	page.shot("84-households-for-a-home")


@pytest.mark.requirement("VA-09")
def test_what_follows_an_accepted_home_is_at_hand(desk: Open, as_user: As, story: dict[str, str]) -> None:
	page = desk(MANAGER)
	page.document("Housing Unit", story["unit"])
	page.press("Households for This Home")
	page.main.get_by_role("link", name=it("Propose"), exact=True).first.wait_for()
	row = page.main.get_by_role("link", name=it("Propose"), exact=True).and_(
		page.page.locator(f'[href*="{story["next"]}"]')
	)
	row.click()
	expect(page.field("referral")).to_contain_text(story["next"])
	page.save()
	with page.saving() as replies:
		page.press("The Household Accepts")
	assert replies[0].status == 200
	page.state("Accepted")
	page.press("Write the Head Lease")
	expect(page.control("unit")).to_have_value(re.compile(story["address"]))
	assert as_user(MANAGER).get("Housing Unit", story["unit"])["workflow_state"] == "Reserved"


@pytest.mark.requirement("EM-08", "BO-01")
def test_the_homes_are_on_a_map_and_in_the_list_beside_it(desk: Open, story: dict[str, str]) -> None:
	page = desk(MANAGER)
	# The pictures under the points come from elsewhere: without a network the rest stays.
	page.page.context.route(re.compile("tile"), lambda route: route.abort())
	page.open("/app/housing-unit")
	page.main.get_by_role("button", name=said("view.list"), exact=True).click()
	page.page.get_by_role("menuitem", name=said("view.map")).click()
	expect(page.page).to_have_url(re.compile("/view/map"))
	map_ = page.main.get_by_role("region", name=said("map.region"))
	pin = map_.get_by_role("button", name=re.compile(story["address"]))
	expect(pin).to_be_visible()
	expect(page.main.get_by_text(said("map.dark"))).to_be_visible()
	beside = page.main.get_by_role("list").get_by_role("link", name=re.compile(story["address"]))
	expect(beside).to_be_visible()
	page.shot("85-map")
	pin.focus()
	page.page.keyboard.press("Enter")
	expect(beside).to_be_focused()
	page.main.get_by_role("button", name=re.compile(r"Mostra .*DEMO-EM-U1")).click()
	expect(map_.get_by_role("button", name=re.compile("DEMO-EM-U1"))).to_be_focused()
	page.page.set_viewport_size({"width": 320, "height": 640})
	assert page.width_beyond() == 0
	page.shot("86-map-320")


@pytest.mark.requirement("VA-09")
def test_who_reads_no_referrals_is_led_to_the_households(desk: Open) -> None:
	"""A field that nobody may fill in is not offered: the way goes by the report of who waits."""
	page = desk(MANAGER)
	page.document("Housing Proposal")
	expect(page.field("referral").locator("input:not([disabled]):not([readonly])")).to_have_count(0)
	page.press("Households for This Home")
	expect(page.title).to_have_text(it("Households for a Home"))
	coordinator = desk(who("Coordinator", "EM-2018"))
	coordinator.document("Housing Proposal")
	expect(coordinator.control("referral")).to_be_editable()
