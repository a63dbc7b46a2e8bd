"""The first real job of the service, done on the desk by the people who do it, one after the other.

Labels stand here in English, as in the sources; the walk looks for their Italian.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from support.cases import commission, session_of, surname
from support.client import Client
from support.desk import Desk
from support.people import who
from support.words import it, said

Open = Callable[..., Desk]
As = Callable[[str], Client]
pytestmark = pytest.mark.browser
ASSESSMENT = {
	"own_resources": "Un lavoro part time",
	"educational_support": "Accompagnamento alla ricerca",
	"economic_support": "Deposito cauzionale",
	"intervention_hypothesis": "Cercare un bilocale a canone concordato",
}


@pytest.fixture(scope="module")
def story() -> dict[str, str]:
	"""The case told by the tests below, in order: family name, household, referral, session, PEI."""
	return {"family": surname()}


@pytest.mark.requirement("BO-01", "EM-01")
def test_worker_registers_the_family(desk: Open, story: dict[str, str]) -> None:
	page = desk(who("Social Worker", "Segrate"))
	for first, born, sex in (("Anna", "14/03/1979", "Female"), ("Luca", "02/09/2012", "Male")):
		page.document("Person")
		page.fill(last_name=story["family"], first_name=first, birth_date=born)
		page.select(sex=sex)
		page.link("residence_municipality", "Segrate")
		page.save()
		expect(page.title).to_have_text(f"{story['family']} {first}")
	page.shot("01-person")

	page.document("Household")
	page.link("residence_municipality", "Segrate")
	for first, relationship in (("Anna", "Reference Person"), ("Luca", "Child")):
		row = page.add_row("members")
		page.pick(page.cell("members", row, "Person"), f"{story['family']} {first}")
		page.cell("members", row, "Relationship").select_option(label=it(relationship))
	page.cell("members", 0, "Reference").check()
	page.shot("02-household-being-written")
	saved = page.save()["docs"][0]
	story["household"] = saved["name"]
	assert (saved["members_count"], saved["minors_count"]) == (2, 1)
	expect(page.title).to_have_text(f"{story['family']} Anna")


@pytest.mark.requirement("BO-01")
def test_money_and_dates_are_written_as_in_italy(desk: Open, story: dict[str, str]) -> None:
	page = desk(who("Social Worker", "Segrate"))
	page.document("Household", story["household"])
	page.tab("Income")
	page.tick("income_declared")
	page.fill(net_monthly_income="950,50")
	page.tick("isee_presented")
	page.fill(isee_value="7.800,25", isee_expiry="31/12/2030")
	saved = page.save()["docs"][0]
	assert (saved["net_monthly_income"], saved["isee_value"]) == (950.5, 7800.25)
	assert saved["isee_expiry"] == "2030-12-31"
	expect(page.control("isee_value")).to_have_value(re.compile(r"7\.800,25"))
	expect(page.control("isee_expiry")).to_have_value("31/12/2030")
	page.shot("03-household-income")


@pytest.mark.requirement("EM-01", "EM-02")
def test_worker_refers_the_family_under_eviction(desk: Open, story: dict[str, str]) -> None:
	page = desk(who("Social Worker", "Segrate"))
	page.document("Household", story["household"])
	page.press("New Referral")
	expect(page.control("agreement")).to_have_value(re.compile("Sistema unificato"))
	page.link("action", "Azione 1")
	expect(page.control("municipality")).to_have_value("Segrate")
	page.fill(referral_date="01/03/2018")
	page.tab("Housing Situation")
	expect(page.field("execution_date")).to_have_count(0)
	page.select(tenure="Private Rent", procedure_type="Eviction for Arrears")
	dates = {"notice_date": "01/10/2017", "validation_date": "15/01/2018", "execution_date": "10/07/2018"}
	page.fill(monthly_rent="640", arrears="3.200,50", **dates)
	page.tick("accepts_project")
	page.tab("Needs and Report")
	page.fill(needs="Casa e lavoro", report="Il nucleo è conosciuto dal servizio dal 2016.")
	page.tick("privacy_notice_given")
	page.shot("04-referral-being-written")
	saved = page.save()["docs"][0]
	story["referral"] = saved["name"]
	assert (saved["eligibility"], saved["arrears"]) == ("Eligible", 3200.5)
	page.state("Draft")
	page.tab("Eligibility")
	checks = page.field("eligibility_checks")
	expect(checks.get_by_text("Sfratto o pignoramento in corso").first).to_be_visible()
	page.shot("05-referral-eligibility")
	page.act("Refer")
	page.state("Received")
	page.shot("06-referral-received")


@pytest.mark.requirement("EM-04")
def test_coordinator_assesses_it_and_puts_it_before_the_commission(desk: Open, story: dict[str, str]) -> None:
	page = desk(who("Coordinator", "EM-2018"))
	page.open("/app/referral")
	page.main.get_by_role("searchbox").fill(story["family"])
	expect(page.main.get_by_text(said("list.found_one"))).to_be_visible()
	page.shot("07-list-searched")
	page.main.get_by_role("link", name=story["family"]).click()
	expect(page.title).to_contain_text(story["family"])
	page.main.get_by_role("link", name=said("list.new", doctype=it("Assessment"))).click()
	expect(page.control("referral")).to_have_value(re.compile(re.escape(story["family"])))
	page.fill(assessment_date="12/03/2018")
	page.tab("Intervention Hypothesis")
	page.fill(**ASSESSMENT)
	page.shot("08-assessment-being-written")
	page.save()
	page.document("Referral", story["referral"])
	page.act("Assess")
	page.state("Assessed")
	page.act("Send to Commission")
	page.state("To Commission")


@pytest.mark.requirement("EM-06")
def test_coordinator_prepares_the_session(desk: Open, story: dict[str, str]) -> None:
	page = desk(who("Coordinator", "EM-2018"))
	page.document("Commission Session")
	page.link("agreement", "Sistema unificato")
	page.fill(session_date="20/03/2018")
	for role, place, user in (
		("Area Plan Office", "", who("Commission Member", "EM-2018")),
		("Municipality", "Segrate", who("Social Worker", "Segrate")),
		("Coordinator", "", who("Coordinator", "EM-2018")),
	):
		row = page.add_row("attendees")
		page.pick(page.cell("attendees", row, "User"), user)
		page.cell("attendees", row, "Role in the Commission").select_option(label=it(role))
		if place:
			page.pick(page.cell("attendees", row, "Municipality"), place)
		page.cell("attendees", row, "Present").check()
	row = page.add_row("decisions")
	page.pick(page.cell("decisions", row, "Referral"), story["family"])
	page.cell("decisions", row, "Outcome").select_option(label=it("Accepted"))
	page.shot("09-session-being-written")
	saved = page.save()["docs"][0]
	story["session"] = saved["name"]
	assert saved["attendees"][0]["full_name"].startswith("Commissione")
	assert not saved.get("quorum_note")
	expect(page.main.get_by_role("button", name=said("form.submit"))).to_have_count(0)


@pytest.mark.requirement("EM-06")
def test_commission_member_submits_the_decisions(desk: Open, story: dict[str, str]) -> None:
	page = desk(who("Commission Member", "EM-2018"))
	page.document("Commission Session", story["session"])
	submit(page)
	page.shot("10-session-submitted")
	page.document("Referral", story["referral"])
	page.state("Accepted")


def submit(page: Desk) -> None:
	"""Press the button that makes a document final, and confirm."""
	with page.saving() as replies:
		page.main.get_by_role("button", name=said("form.submit"), exact=True).click()
		page.page.get_by_role("dialog").get_by_role("button", name=said("form.submit"), exact=True).click()
	assert replies[0].status == 200, replies[0].text()[:500]


@pytest.mark.requirement("EM-05", "BO-05")
def test_case_manager_gets_the_case_and_nobody_elses(desk: Open, story: dict[str, str]) -> None:
	manager = desk(who("Case Manager"))
	manager.open(f"/app/referral/{story['referral']}")
	expect(manager.main.get_by_role("form")).to_have_count(0)
	assert story["family"] not in manager.page.content()
	manager.shot("11-case-refused")

	page = desk(who("Coordinator", "EM-2018"))
	page.document("Referral", story["referral"])
	page.tab("Case")
	page.link("case_manager", who("Case Manager"))
	page.save()
	page.act("Take in Charge")
	page.state("Taken in Charge")

	manager.document("Referral", story["referral"])
	manager.state("Taken in Charge")
	manager.open("/app/referral")
	manager.main.get_by_role("searchbox").fill("Prototipi")
	expect(manager.main.get_by_text(said("list.no_match"), exact=True)).to_be_visible()


@pytest.mark.requirement("EM-05")
def test_case_manager_writes_the_plan(desk: Open, story: dict[str, str]) -> None:
	page = desk(who("Case Manager"))
	page.document("Referral", story["referral"])
	page.main.get_by_role("link", name=said("list.new", doctype=it("PEI"))).click()
	expect(page.control("referral")).to_have_value(re.compile(re.escape(story["family"])))
	page.fill(start_date="02/04/2018", committed_hours="40", review_date="01/07/2018")
	page.tab("Goals")
	row = page.add_row("goals")
	page.cell("goals", row, "Area").select_option(label=it("Housing"))
	page.cell("goals", row, "Goal").fill("Trovare una casa")
	page.cell("goals", row, "Expected Result").fill("Contratto firmato")
	page.tab("Commitments and Supports")
	for party, text in (("Household", "Visitare gli alloggi"), ("Service", "Un colloquio alla settimana")):
		row = page.add_row("commitments")
		page.cell("commitments", row, "Who").select_option(label=it(party))
		page.cell("commitments", row, "Commitment").fill(text)
	page.shot("12-pei-being-written")
	story["pei"] = page.save()["docs"][0]["name"]
	page.act("Propose")
	page.state("Proposed")


@pytest.mark.requirement("EM-05", "EM-06")
def test_commission_validates_the_plan(desk: Open, as_user: As, story: dict[str, str]) -> None:
	worker, coordinator = as_user(who("Social Worker", "Segrate")), as_user(who("Coordinator", "EM-2018"))
	member = who("Commission Member", "EM-2018")
	table = commission(worker, coordinator, member)
	name = session_of(coordinator, "EM-2018", table, session_date="2018-04-10")
	page = desk(coordinator.user)
	page.document("Commission Session", name)
	page.press("Fetch Cases")
	rows = page.field("decisions").locator("tr[data-row]")
	expect(rows.first).to_be_visible()
	for row in range(rows.count()):
		ours = story["family"] in page.cell("decisions", row, "Referral").input_value()
		page.cell("decisions", row, "Outcome").select_option(label=it("Validated" if ours else "Deferred"))
	page.shot("13-session-with-fetched-cases")
	page.save()

	page = desk(member)
	page.document("Commission Session", name)
	submit(page)
	page.document("PEI", story["pei"])
	page.state("Validated")
	page.shot("14-pei-validated")
