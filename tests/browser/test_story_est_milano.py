"""The homes of Est Milano on the desk, in their turning points: the scheme refuses a third mother, the Commission
lets one stay longer and one leave early, the housing manager lets a trilocale of Action 3 be lived in.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from browser.test_desk import violations
from browser.test_first_job import submit
from playwright.sync_api import expect

from support.cases import before_commission, household, person, placement, token
from support.client import Client
from support.desk import Desk
from support.stays import AGREEMENT, SEGRATE, Staff
from support.words import it, said

Open = Callable[..., Desk]
As = Callable[[str], Client]
pytestmark = pytest.mark.browser
OPERATOR = "Ente gestore Est Milano (demo)"


def written(days: int) -> str:
	"""A day from today as a person writes it."""
	return (date.today() + timedelta(days=days)).strftime("%d/%m/%Y")


@pytest.fixture(scope="module")
def staff(as_user: As, admin: Client) -> Staff:
	return Staff.of(as_user, admin)


@pytest.fixture(scope="module")
def story(staff: Staff) -> dict[str, str]:
	"""The Segrate home with two mothers and a woman alone, as test_stays walks them in, a third mother at its door;
	a trilocale on offer, as test_homes walks it there, and a household that the Commission accepted for it.
	"""
	home = staff.home()
	found = {"home": home, "why": f"Casa popolare a marzo {token()}", "found": f"Ha trovato casa {token()}"}
	for name, family in (("first", staff.family(4)), ("second", staff.family(2)), ("alone", staff.family())):
		found[name] = staff.proposed(home, family)
		staff.enter(found[name])
	case, pei = staff.admitted(staff.family(5))
	found["third"] = staff.stay(home, case, staff.agreed(home, case, pei))
	return {**found, **trilocale(staff)}


def trilocale(staff: Staff) -> dict[str, str]:
	costs = ("Rent", "Condominium Charges", "Utilities", "Ordinary Maintenance")
	unit = staff.home(
		action="EM-2018-A3",
		typology="Three-Room Flat",
		surface=78,
		occupancy_title="Head Lease",
		is_shared=0,
		capacity_scheme=None,
		household_rent=380,
		address=f"via {token()} 3",
		cost_bearers=[{"item": item, "bearer": OPERATOR} for item in costs],
	)
	people = [person(staff.worker, "Segrate"), person(staff.worker, "Segrate", birth_date="2015-02-02")]
	family = household(staff.worker, "Segrate", *people, net_monthly_income=1350)
	case = before_commission(staff.worker, staff.coordinator, "EM-2018-A3", home=family)
	staff.decide(placement(case), on=written_iso(-20))
	offer = staff.manager.insert("Housing Proposal", referral=case, unit=unit, proposed_on=written_iso(-18))
	found = staff.coordinator.get("Referral", case)
	return {
		"unit": unit,
		"case": case,
		"code": str(found["case_code"]),
		"offer": str(offer["name"]),
		"title": str(staff.manager.get("Housing Unit", unit)["title"]),
	}


def written_iso(days: int) -> str:
	return str(date.today() + timedelta(days=days))


@pytest.mark.requirement("EM-09")
def test_the_scheme_refuses_a_third_mother(desk: Open, staff: Staff, story: dict[str, str]) -> None:
	page = desk(str(staff.educator.user))
	page.document("Stay", story["third"])
	ask_for(page, "Propose")
	told = re.compile(f"non c'è posto per Madre con figli.*{SEGRATE}")
	expect(page.main.get_by_text(told)).to_have_count(2)  # before somebody tries, and once tried
	expect(
		page.main.get_by_text(it("Everything is there for the entry on {0}").split("{0}")[0])
	).to_have_count(0)
	page.shot("story-em-1-refused")
	violations(page)
	page.document("Stay", story["third"])
	page.state("Draft")


def ask_for(page: Desk, action: str) -> None:
	"""Take a workflow action that the host will refuse."""
	action = it(action)
	step = page.main.get_by_role("button", name=action, exact=True)
	menu = page.main.get_by_role("button", name=said("workflow.actions"), exact=True)
	step.or_(menu).first.click()
	dialog = page.page.get_by_role("dialog")
	item = page.page.get_by_role("menuitem", name=action, exact=True)
	expect(item.or_(dialog).first).to_be_visible()
	if not dialog.is_visible():
		item.click()
	with page.page.expect_response(lambda response: "apply_workflow" in response.url) as caught:
		dialog.get_by_role("button", name=action, exact=True).click()
	assert caught.value.status == 417


@pytest.mark.requirement("EM-06", "EM-10")
def test_case_manager_asks_the_commission(desk: Open, staff: Staff, story: dict[str, str]) -> None:
	page = desk(str(staff.educator.user))
	for name, kind, days, reason in (
		("first", "Stay Extension", 200, story["why"]),
		("second", "Early Discharge", 0, story["found"]),
	):
		page.document("Stay", story[name])
		page.main.get_by_role("button", name=it("Ask the Commission For"), exact=True).click()
		page.page.get_by_role("menuitem", name=it(kind), exact=True).click()
		dialog = page.page.get_by_role("dialog")
		dialog.get_by_label(it("Asked Until")).fill(written(days))
		dialog.get_by_label(it("Reason of the Request")).fill(reason)
		with page.saving() as replies:
			dialog.get_by_role("button", name=it("Ask"), exact=True).click()
		assert replies[0].status == 200, replies[0].text()[:300]


@pytest.mark.requirement("EM-06")
def test_coordinator_brings_what_was_asked_before_it(desk: Open, staff: Staff, story: dict[str, str]) -> None:
	page = desk(str(staff.coordinator.user))
	page.document("Commission Session")
	page.link("agreement", "Sistema unificato")
	page.fill(session_date=written(0))
	for role, place, user in (
		("Area Plan Office", "", staff.member.user),
		("Municipality", "Segrate", staff.worker.user),
		("Coordinator", "", staff.coordinator.user),
	):
		row = page.add_row("attendees")
		page.pick(page.cell("attendees", row, "User"), str(user))
		page.cell("attendees", row, "Role in the Commission").select_option(label=it(role))
		if place:
			page.pick(page.cell("attendees", row, "Municipality"), place)
		page.cell("attendees", row, "Present").check()
	page.press("Fetch Cases")
	rows = page.field("decisions").locator("tr[data-row]")
	expect(rows.first).to_be_visible()
	reasons = [page.cell("decisions", row, "Reason").input_value() for row in range(rows.count())]
	assert {story["why"], story["found"]} <= set(reasons)
	for row, reason in enumerate(reasons):
		ours = reason in (story["why"], story["found"])
		page.cell("decisions", row, "Outcome").select_option(label=it("Accepted" if ours else "Deferred"))
	page.shot("story-em-2-agenda")
	violations(page)
	story["session"] = page.save()["docs"][0]["name"]


@pytest.mark.requirement("EM-06")
def test_commission_lets_one_stay_and_one_go(desk: Open, staff: Staff, story: dict[str, str]) -> None:
	page = desk(str(staff.member.user))
	page.document("Commission Session", story["session"])
	submit(page)
	page.shot("story-em-3-decided")
	page.document("Stay", story["first"])
	page.state("Extended")
	assert staff.educator.get("Stay", story["first"])["ends_on"] == written_iso(200)


@pytest.mark.requirement("EM-06", "EM-09")
def test_case_manager_writes_the_exit(desk: Open, staff: Staff, story: dict[str, str]) -> None:
	page = desk(str(staff.educator.user))
	page.document("Stay", story["second"])
	page.press("Write the Exit")
	dialog = page.page.get_by_role("dialog")
	dialog.get_by_label(it("Exit Date")).fill(written(0))
	dialog.get_by_label(it("Destination")).select_option(label=it("Own Rent"))
	page.shot("story-em-4-exit")
	violations(page)
	with page.saving() as replies:
		dialog.get_by_role("button", name=it("Save"), exact=True).click()
	assert replies[0].status == 200, replies[0].text()[:300]
	page.act("Discharge")
	page.state("Ended")
	page.document("Stay", story["third"])
	page.fill(entry_date=written(0))
	page.save()
	page.act("Propose")
	page.state("Proposed")
	page.shot("story-em-5-the-third-may-come")


@pytest.mark.requirement("EM-08", "EM-11")
def test_housing_manager_leases_the_trilocale(desk: Open, staff: Staff, story: dict[str, str]) -> None:
	page = desk(str(staff.manager.user))
	page.document("Housing Proposal", story["offer"])
	with page.saving() as replies:
		page.press("The Household Accepts")
	assert replies[0].status == 200
	page.press("Write the Head Lease")
	expect(page.control("unit")).to_have_value(re.compile(re.escape(story["unit"])))
	page.link("lessee", "Ente gestore")
	page.link("lease_type", "Canone libero")
	page.fill(signed_on=written(-14), start_date=written(-14), monthly_rent="700,00", due_day="5")
	page.tab("Clauses")
	page.select(sublet_permission="Whole")
	page.fill(owner_consent_on=written(-14))
	page.shot("story-em-6-head-lease")
	page.save()
	for action, state in (("Propose", "Proposed"), ("Sign", "Signed"), ("Start", "Running")):
		page.act(action)
		page.state(state)
	story["lease"] = page.name
	page.main.get_by_role("button", name=it("Extend"), exact=True).wait_for()
	violations(page)


@pytest.mark.requirement("EM-08", "EM-12")
def test_housing_manager_lets_the_household_in(desk: Open, staff: Staff, story: dict[str, str]) -> None:
	page = desk(str(staff.manager.user))
	page.document("Head Lease", story["lease"])
	page.press("New Sublease")
	expect(page.control("head_lease")).not_to_have_value("")
	page.press("Choose the Case")
	chosen = page.page.get_by_role("dialog").get_by_label(it("Case"))
	label = chosen.locator("option").filter(has_text=story["code"]).inner_text()
	chosen.select_option(label=label)
	page.page.get_by_role("dialog").get_by_role("button").last.click()
	expect(page.page.get_by_role("dialog")).to_have_count(0)
	page.link("lease_type", "Sublocazione sociale")
	page.select(whole_or_part="Whole")
	page.fill(signed_on=written(-10), start_date=written(-10), end_date=written(500), monthly_rent="380,00")
	saved = page.save()["docs"][0]
	assert (saved["rent_to_income"], saved["affordability"]) == (28.15, "Sustainable")
	for action, state in (("Propose", "Proposed"), ("Sign", "Signed"), ("Start", "Running")):
		page.act(action)
		page.state(state)
	expect(page.title).to_contain_text(story["code"])
	page.shot("story-em-7-sublease")
	violations(page)
	page.document("Housing Unit", story["unit"])
	page.state("Occupied")
	page.shot("story-em-8-occupied")
	found = staff.manager.list("Housing Unit", filters={"name": story["unit"], "workflow_state": "Occupied"})
	assert found and staff.manager.get("Head Lease", story["lease"])["agreement"] == AGREEMENT
