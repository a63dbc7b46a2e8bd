"""The tenancy in Calcinaia on the desk, in its turning points: rents asked for and paid, two of them not, the plan
that repays them, the update that the owner waived, the head lease that ends early; and what finance and the worker
of another municipality see of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from browser.test_desk import violations
from browser.test_first_job import submit
from playwright.sync_api import expect

from support.cases import before_commission, household, person, placement, seats, session_of, token
from support.client import Client
from support.desk import Desk
from support.people import who
from support.rents import dues_of, month, run
from support.words import it, said

Open = Callable[..., Desk]
As = Callable[[str], Client]
pytestmark = pytest.mark.browser
AGREEMENT, LINE, PLACE = "VA-2025", "VA-2025-L1", "Calcinaia"
OPERATOR = "Ente partner Valdera (demo)"
MANAGER, FINANCE = who("Housing Manager", AGREEMENT), who("Finance Officer", AGREEMENT)
LAST_DAY = month(1) + timedelta(days=9)


def written(day: date) -> str:
	"""A day as a person writes it."""
	return day.strftime("%d/%m/%Y")


@pytest.fixture(scope="module")
def story(as_user: As) -> dict[str, str]:
	"""The tenancy as tests/http/test_story_valdera tells it up to the rents: a home leased at 520.00 since over a
	year, sublet at 380.00 since four months, three months asked for; the last one is for the walk.
	"""
	worker, coordinator = as_user(who("Social Worker", PLACE)), as_user(who("Coordinator", AGREEMENT))
	member, manager = as_user(who("Commission Member", AGREEMENT)), as_user(MANAGER)
	name = f"Canarina{token()}"
	someone = person(worker, PLACE, last_name=f"{name} (demo)")
	family = household(worker, PLACE, someone, net_monthly_income=1350, isee_value=9000)
	days = {"referral_date": str(month(5)), "notice_date": str(month(8)), "validation_date": None}
	days["execution_date"] = str(month(-3))
	case = before_commission(worker, coordinator, LINE, municipality=PLACE, home=family, **days)
	table = seats(("Third Sector Body", None, member.user), ("Municipality", PLACE, worker.user))
	on = str(month(5) + timedelta(days=15))
	session = session_of(coordinator, AGREEMENT, table, placement(case), session_date=on)
	member.update("Commission Session", session, docstatus=1)
	found = {"name": name, "case": case, "code": str(coordinator.get("Referral", case)["case_code"])}
	found |= tenancy(manager, case)
	for back in (4, 3, 2):
		run(manager, AGREEMENT, back)
	return found


def tenancy(manager: Client, case: str) -> dict[str, str]:
	"""The home, its running head lease and the running sublease of the case."""
	owner = manager.insert(
		"Property Owner", owner_name=f"Prova {token()} (demo)", kind="Private Person", agreement=AGREEMENT
	)["name"]
	costs = ("Rent", "Condominium Charges", "Utilities", "Ordinary Maintenance")
	unit = manager.insert(
		"Housing Unit",
		agreement=AGREEMENT,
		action=LINE,
		municipality=PLACE,
		address=f"via della Prova {token()}",
		typology="Three-Room Flat",
		property_owner=owner,
		occupancy_title="Head Lease",
		title_from=str(month(14)),
		cost_bearers=[{"item": item, "bearer": OPERATOR} for item in costs],
	)
	steps(manager, "Housing Unit", unit["name"], "Agree", "Make Available")
	shared = {"due_day": 5, "istat_clause": 1}
	head = manager.insert(
		"Head Lease",
		unit=unit["name"],
		lessee=OPERATOR,
		lease_type="Canone libero 4+4",
		signed_on=str(month(14)),
		start_date=str(month(14)),
		monthly_rent=520,
		sublet_permission="Whole",
		owner_consent_on=str(month(14)),
		cedolare_secca=1,
		**shared,
	)["name"]
	steps(manager, "Head Lease", head, "Propose", "Sign", "Start")
	sub = manager.insert(
		"Sublease",
		head_lease=head,
		referral=case,
		lease_type="Sublocazione sociale",
		whole_or_part="Whole",
		signed_on=str(month(4)),
		start_date=str(month(4)),
		end_date=str(month(-12)),
		monthly_rent=380,
		**shared,
	)["name"]
	steps(manager, "Sublease", sub, "Propose", "Sign", "Start")
	return {"unit": unit["name"], "address": unit["address"], "head": head, "sublease": sub}


def steps(client: Client, doctype: str, name: str, *actions: str) -> None:
	for action in actions:
		client.act(doctype, name, action)


@pytest.mark.requirement("VA-01", "BO-03")
def test_finance_asks_for_the_rents_of_a_month(desk: Open, story: dict[str, str]) -> None:
	page = desk(FINANCE)
	page.document("Rent Run")
	page.link("agreement", "Servizio di Housing")
	page.fill(month=written(month(1)))
	page.save()
	submit(page)
	expect(page.main.get_by_text(it("Done"), exact=True).first).to_be_visible(timeout=20_000)
	page.shot("story-va-1-run")
	page.press("Rent Roll")
	expect(page.title).to_have_text(it("Rent Roll"))
	row = page.main.get_by_role("row").filter(has_text=story["address"])
	for amount in ("520,00", "380,00", "-140,00"):
		expect(row.get_by_text(re.compile(amount.replace("-", "[-−]"))).first).to_be_visible()
	assert story["name"] not in page.page.content()
	page.shot("story-va-2-rent-roll")
	violations(page)


@pytest.mark.requirement("VA-01")
def test_finance_enters_a_rent_that_came(desk: Open, as_user: As, story: dict[str, str]) -> None:
	page = desk(FINANCE)
	for back in (4, 3):
		page.document("Rent Payment")
		page.select(contract_type="Sublease")
		page.link("contract", story["code"])
		page.fill(payment_date=written(month(back) + timedelta(days=3)), amount="380,00")
		page.select(method="Bank Transfer")
		page.save()
		submit(page)
		expect(page.field("allocations").locator("tr[data-row]")).to_have_count(1)
	page.shot("story-va-3-payment")
	violations(page)
	assert story["name"] not in page.page.content()
	paid = as_user(FINANCE).list(
		"Rent Payment", fields=["allocated"], filters={"contract": story["sublease"]}
	)
	assert [row["allocated"] for row in paid] == [380, 380]


@pytest.mark.requirement("VA-01")
def test_manager_finds_two_rents_unpaid_and_agrees_on_a_plan(
	desk: Open, as_user: As, story: dict[str, str]
) -> None:
	page = desk(MANAGER)
	page.open(f"/app/query-report/Arrears Ageing?agreement={AGREEMENT}")
	row = page.main.get_by_role("row").filter(has_text=story["code"])
	expect(row.get_by_text(re.compile("760,00")).first).to_be_visible()
	page.shot("story-va-4-ageing")
	violations(page)
	page.document("Arrears Step")
	page.link("sublease", story["code"])
	page.select(step="Meeting", status="Done")
	page.fill(step_date=written(date.today()))
	saved = page.save()["docs"][0]
	assert (saved["arrears_amount"], saved["months_unpaid"]) == (760, 2)
	page.shot("story-va-5-step")
	page.press("Repayment Agreement")
	expect(page.control("sublease")).not_to_have_value("")
	page.fill(first_instalment_on=written(date.today() + timedelta(days=10)), instalment_count="3")
	if not page.control("agreed_on").input_value():
		page.fill(agreed_on=written(date.today()))
	saved = page.save()["docs"][0]
	assert (len(saved["dues"]), saved["total"]) == (2, 760)
	assert sorted(row["amount"] for row in saved["instalments"]) == [253.33, 253.33, 253.34]
	submit(page)
	expect(page.main.get_by_text(re.compile(rf"{it('Kept')} · .*760,00"))).to_be_visible()
	page.shot("story-va-6-plan")
	violations(page)


@pytest.mark.requirement("VA-01")
def test_manager_cannot_update_a_rent_that_the_owner_froze(desk: Open, story: dict[str, str]) -> None:
	page = desk(MANAGER)
	page.document("Head Lease", story["head"])
	page.press("Update the Rent")
	expect(page.control("contract")).not_to_have_value("")
	page.fill(requested_on="28/09/2026", effective_from=written(month(-1)))
	page.link("index_from", "2025-08")
	page.link("index_to", "2026-08")
	page.save(status=417)
	told = it("{0}: the landlord gave up updating the rent, and it stays as it is").partition("{0}")[2]
	expect(page.main.get_by_text(told).first).to_be_visible()
	page.shot("story-va-7-waived")
	violations(page)


@pytest.mark.requirement("VA-01")
def test_manager_ends_the_lease_and_the_sublease_with_it(
	desk: Open, as_user: As, story: dict[str, str]
) -> None:
	page = desk(MANAGER)
	page.document("Head Lease", story["head"])
	owed = it("Owed to the owner: {0}, since {1}").partition("{0}")[0]
	expect(page.main.get_by_text(re.compile(rf"{owed}€\s2\.080,00"))).to_be_visible()
	page.press("End the Lease Early")
	dialog = page.page.get_by_role("dialog")
	dialog.get_by_label(it("Last Day")).fill(written(LAST_DAY))
	dialog.get_by_label(it("Reason of the End")).fill("Il proprietario vende")
	page.shot("story-va-8-ending")
	dialog.get_by_role("button", name=it("End"), exact=True).click()
	asked = page.page.get_by_role("dialog").filter(has_text=story["code"])
	expect(asked).to_be_visible()
	page.shot("story-va-9-with-its-sublease")
	violations(page)
	asked.get_by_role("button").last.click()
	expect(asked).to_have_count(0)
	expect(page.control("early_end_on")).to_have_value(written(LAST_DAY))
	page.document("Sublease", story["sublease"])
	expect(page.field("ends_on")).to_contain_text(written(LAST_DAY))
	page.fill(early_end_on=written(month(-2)))
	page.save(status=417)
	expect(page.main.get_by_text(re.compile("una sublocazione non può durare di più")).first).to_be_visible()
	page.shot("story-va-10-cannot-outlive")
	[row] = [row for row in dues_of(as_user(MANAGER), story["sublease"]) if row["kind"] == "Adjustment"]
	days = (month(0) - month(1)).days
	assert round(row["amount"] * 100) == round(38_000 * 10 / days) - 38_000


@pytest.mark.requirement("VA-01")
def test_manager_lets_the_household_go_where_it_goes(desk: Open, as_user: As, story: dict[str, str]) -> None:
	page = desk(MANAGER)
	page.document("Sublease", story["sublease"])
	page.select(destination="Public Housing")
	page.save()
	page.act("End")
	page.state("Ended")
	page.document("Head Lease", story["head"])
	page.act("End")
	page.state("Ended")
	page.document("Housing Unit", story["unit"])
	page.state("Void")
	page.shot("story-va-11-void")
	violations(page)


@pytest.mark.requirement("BO-05")
def test_finance_reads_code_and_money_and_no_name(desk: Open, story: dict[str, str]) -> None:
	page = desk(FINANCE)
	page.open("/app/sublease")
	page.main.get_by_role("searchbox").fill(story["code"])
	expect(page.main.get_by_text(said("list.found_one"))).to_be_visible()
	assert story["name"] not in page.page.content()
	for path in ("rent-due", "rent-payment", "repayment-agreement"):
		page.open(f"/app/{path}?case_code={story['code']}")
		expect(page.main.get_by_role("table").get_by_role("link").first).to_be_visible()
		assert story["name"] not in page.page.content(), path
	page.document("Sublease", story["sublease"])
	expect(page.title).to_contain_text(story["code"])
	assert story["name"] not in page.page.content()
	page.shot("story-va-12-finance")
	page.open(f"/app/referral/{story['case']}")
	expect(page.main.get_by_role("form")).to_have_count(0)


@pytest.mark.requirement("BO-05")
def test_another_municipality_sees_nothing(desk: Open, story: dict[str, str]) -> None:
	page = desk(who("Social Worker", "Pontedera"))
	for path in ("sublease", "rent-due", "housing-unit", "housing-unit/view/map", "sublease/view/calendar"):
		page.open(f"/app/{path}")
		page.page.wait_for_load_state("networkidle")
		for secret in (story["name"], story["code"], story["address"]):
			assert secret not in page.page.content(), (path, secret)
	page.open(f"/app/search?q={story['name']}")
	expect(page.main.get_by_text(said("search.none_text")).first).to_be_visible()
	page.shot("story-va-13-nothing")
	page.open(f"/app/sublease/{story['sublease']}")
	expect(page.main.get_by_role("form")).to_have_count(0)
