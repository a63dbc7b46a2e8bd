"""The whole tenancy of a household in Calcinaia, told in order by the people of Unione Valdera who do it: a home
leased at 520.00 and sublet at 380.00 to a household with 1,350.00 net a month, two rents unpaid, the plan that
repays them, the owner's waiver of the ISTAT update, the head lease that ends early and takes the sublease with it.

Months go by the calendar, so every sum below is worked out by hand whatever the day.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import httpx
import pytest

from support.cases import assessment, eviction, household, person, placement, plan, seats, session_of, token
from support.client import Client, Refused
from support.host import Host
from support.leases import head_lease, home_of, walk
from support.people import who
from support.rents import dues_of, month, owed_on, pay, report, run
from support.surfaces import leaks
from support.tenancy import AGREEMENT, EDUCATOR, LINE, PLACE, Crew, ageing, rent_roll, standing

As = Callable[[str], Client]
TODAY = date.today()
LAST_DAY = month(1) + timedelta(days=9)  # the tenth of last month: the head lease ends before its time
END_EARLY = "sostegno_abitare.housing.doctype.head_lease.head_lease.end_early"


def part(rent: int) -> Decimal:
	"""What ten days of last month cost at that rent."""
	days = (month(0) - month(1)).days
	return (Decimal(rent) * 10 / days).quantize(Decimal("0.01"), ROUND_HALF_UP)


@pytest.fixture(scope="module")
def crew(as_user: As) -> Crew:
	return Crew(as_user)


@pytest.fixture(scope="module")
def story() -> dict[str, Any]:
	"""What the tests below make, in order; `name` is a surname that nobody else has."""
	return {"name": f"Canarina{token()}"}


def submitted(client: Client, doctype: str, name: str) -> dict[str, Any]:
	return client.update(doctype, name, docstatus=1)


@pytest.mark.requirement("VA-01", "EM-01")
def test_the_household_is_referred_and_accepted(crew: Crew, story: dict[str, Any]) -> None:
	people = [
		person(crew.worker, PLACE, last_name=f"{story['name']} (demo)"),
		person(crew.worker, PLACE, birth_date="2015-05-05", sex="Male"),
	]
	home = household(crew.worker, PLACE, *people, net_monthly_income=1350, isee_value=9000)
	days = {"referral_date": str(month(5)), "notice_date": str(month(8)), "validation_date": None}
	made = eviction(crew.worker, PLACE, LINE, home=home, execution_date=str(month(-3)), **days)
	story.update(Referral=made["name"], Household=home["name"], Person=people[0]["name"])
	story["code"] = made["case_code"]
	assert made["eligibility"] == "Eligible"
	crew.worker.act("Referral", made["name"], "Refer")
	looked = {**assessment(), "assessment_date": str(month(5) + timedelta(days=5))}
	story["Assessment"] = crew.coordinator.insert("Assessment", referral=made["name"], **looked)["name"]
	crew.coordinator.act("Referral", made["name"], "Assess")
	crew.coordinator.act("Referral", made["name"], "Send to Commission")
	table = seats(("Third Sector Body", None, crew.member.user), ("Municipality", PLACE, crew.worker.user))
	on = str(month(5) + timedelta(days=15))
	session = session_of(crew.coordinator, AGREEMENT, table, placement(made["name"]), session_date=on)
	submitted(crew.member, "Commission Session", session)
	crew.coordinator.update("Referral", made["name"], case_manager=EDUCATOR)
	taken = crew.coordinator.act("Referral", made["name"], "Take in Charge")
	assert taken["workflow_state"] == "Taken in Charge"
	project = plan(start_date=str(month(5) + timedelta(days=20)), review_date=None)
	story["PEI"] = crew.educator.insert("PEI", referral=made["name"], **project)["name"]


@pytest.mark.requirement("VA-01", "VA-09")
def test_a_home_in_calcinaia_is_leased_at_520(crew: Crew, story: dict[str, Any]) -> None:
	unit, owner = home_of(
		crew.manager,
		municipality=PLACE,
		title_from=str(month(14)),
		monthly_rent=520,
		household_rent=380,
		latitude=43.6837,
		longitude=10.6155,
	)
	found = report(crew.manager, "Homes for a Household", household=story["Household"])[0]
	offered = {row["unit"]: row["rent_percent"] for row in found if not row["indent"]}
	assert offered[unit] == 28.15
	head = head_lease(
		crew.manager, since=str(month(14)), unit=unit, monthly_rent=520, due_day=5, cedolare_secca=1
	)
	waived = crew.manager.get("Head Lease", head)["update_waived"]
	assert waived == 1, "who chose the cedolare secca asks for no update"
	story.update({"Housing Unit": unit, "Head Lease": head, "Property Owner": owner})


@pytest.mark.requirement("VA-01")
def test_it_is_sublet_at_380_to_a_household_of_1350(crew: Crew, story: dict[str, Any]) -> None:
	lease_ends = date.fromisoformat(crew.manager.get("Head Lease", story["Head Lease"])["ends_on"])
	terms = {
		"head_lease": story["Head Lease"],
		"referral": story["Referral"],
		"lease_type": "Sublocazione sociale",
		"whole_or_part": "Whole",
		"signed_on": str(month(4)),
		"start_date": str(month(4)),
		"monthly_rent": 380,
		"due_day": 5,
		"update_waived": 1,
		"istat_clause": 1,
	}
	with pytest.raises(Refused) as refused:
		crew.manager.insert("Sublease", **terms, end_date=str(lease_ends + timedelta(days=1)))
	assert refused.value.kind == "OutsideHeadLeaseError"
	made = crew.manager.insert("Sublease", **terms, end_date=str(month(-12)))
	assert (made["rent_to_income"], made["affordability"]) == (28.15, "Sustainable")
	walk(crew.manager, "Sublease", made["name"])
	story["Sublease"] = made["name"]
	assert crew.manager.get("Housing Unit", story["Housing Unit"])["workflow_state"] == "Occupied"


@pytest.mark.requirement("VA-01")
def test_four_months_are_asked_for_on_both_sides(crew: Crew, story: dict[str, Any]) -> None:
	for back in (4, 3, 2, 1):
		made = run(crew.finance, AGREEMENT, back)
		assert made["status"] == "Done" and not made["failures"], made["failures"]
	asked, payable = dues_of(crew.finance, story["Sublease"]), dues_of(crew.finance, story["Head Lease"])
	assert [(due["side"], due["amount"]) for due in asked] == [("Receivable", 380.0)] * 4
	assert [(due["side"], due["amount"]) for due in payable] == [("Payable", 520.0)] * 4
	assert {due["case_code"] for due in asked} == {story["code"]}
	story["dues"], story["Rent Due"] = [due["name"] for due in asked], asked[3]["name"]
	expected = {"head_rent": 520, "subrent": 380, "margin": -140, "arrears": 1520, "owed": 2080}
	assert rent_roll(crew.manager, story) == expected


@pytest.mark.requirement("VA-01", "BO-03")
def test_two_rents_are_paid_and_two_are_not(crew: Crew, story: dict[str, Any]) -> None:
	for due in story["dues"][:2]:
		paid = pay(crew.finance, story["Sublease"], 380, payment_date=str(month(2)))
		assert [(row["rent_due"], row["amount"]) for row in paid["allocations"]] == [(due, 380)]
	story["Rent Payment"] = paid["name"]
	pay(crew.finance, story["Head Lease"], 2080, contract_type="Head Lease")
	expected = {"head_rent": 520, "subrent": 380, "margin": -140, "arrears": 760, "owed": 0}
	assert rent_roll(crew.finance, story) == expected
	row = ageing(crew.finance, story["Sublease"])
	assert (row["arrears"], row["oldest"]) == (760, str(month(2) + timedelta(days=4)))
	by_age = [0.0] * 4
	for back in (2, 1):
		days = (TODAY - (month(back) + timedelta(days=4))).days
		by_age[sum(days > bound for bound in (30, 60, 90))] += 380
	assert [row[f"age_{number}"] for number in range(4)] == by_age
	assert not ageing(crew.finance, story["Head Lease"], side="Payable"), "the owner is owed nothing"


@pytest.mark.requirement("VA-01")
def test_the_ladder_asks_for_its_steps_in_turn(crew: Crew, story: dict[str, Any]) -> None:
	oldest = month(2) + timedelta(days=4)

	def asked(days: int) -> tuple[float, str]:
		row = ageing(crew.manager, story["Sublease"], as_of=str(oldest + timedelta(days=days)))
		return row["arrears"], row["next_step"]

	assert asked(9) == (380, "")
	assert asked(10) == (380, "Sollecito")
	assert asked(45) == (760, "Incontro")
	assert asked(60) == (760, "Piano di rientro")
	assert asked(121) == (760, "Piano di rientro"), "no court under a thousand euros"
	taken = crew.educator.insert(
		"Arrears Step",
		sublease=story["Sublease"],
		step="Meeting",
		status="Done",
		step_date=str(TODAY),
		outcome="Turni ridotti da settembre: chiede di rientrare a rate",
	)
	story["Arrears Step"] = taken["name"]
	assert (taken["arrears_amount"], taken["months_unpaid"], taken["oldest_due"]) == (760, 2, str(oldest))
	assert taken["deadline"] == str(TODAY + timedelta(days=10))
	assert asked(59)[1] == "" and asked(60)[1] == "Piano di rientro"


@pytest.mark.requirement("VA-01")
def test_what_is_owed_is_repaid_in_three_instalments(crew: Crew, story: dict[str, Any]) -> None:
	agreed = {"agreed_on": str(TODAY), "first_instalment_on": str(TODAY), "instalment_count": 3}
	made = crew.manager.insert("Repayment Agreement", sublease=story["Sublease"], **agreed)
	story["Repayment Agreement"] = made["name"]
	assert [row["rent_due"] for row in made["dues"]] == story["dues"][2:]
	assert sorted(row["amount"] for row in made["instalments"]) == [253.33, 253.33, 253.34]
	with pytest.raises(Refused) as refused:
		crew.finance.update("Repayment Agreement", made["name"], docstatus=1)
	assert refused.value.status == 403, "who runs the homes agrees on it, who keeps the money does not"
	submitted(crew.manager, "Repayment Agreement", made["name"])
	assert ageing(crew.manager, story["Sublease"])["last_step"] == "Piano di rientro"
	first = made["instalments"][0]["amount"]
	assert standing(crew, story) == ("Kept", 0, 0)
	pay(crew.finance, story["Sublease"], first)
	assert standing(crew, story) == ("Kept", first, 0)
	second = date.fromisoformat(made["instalments"][1]["due_date"])
	behind = made["instalments"][1]["amount"]
	assert standing(crew, story, second + timedelta(days=5)) == ("Late", first, behind)
	assert standing(crew, story, second + timedelta(days=11)) == ("Broken", first, behind)
	story["open"] = 760 - Decimal(str(first))
	assert rent_roll(crew.finance, story)["arrears"] == float(story["open"])


@pytest.mark.requirement("VA-01")
def test_no_update_where_the_landlord_waived_it(crew: Crew, story: dict[str, Any]) -> None:
	asked = {"requested_on": "2026-09-28", "effective_from": str(month(-1))}
	for doctype in ("Head Lease", "Sublease"):
		contract = {"contract_type": doctype, "contract": story[doctype]}
		with pytest.raises(Refused) as refused:
			crew.manager.insert("Rent Update", **contract, **asked, index_from="2025-08", index_to="2026-08")
		assert refused.value.kind == "UpdateWaivedError"
		assert not crew.manager.names("Rent Update", filters=contract)


FAMILY = ("Referral", "Household", "Person", "Assessment", "PEI")
CONTRACTS = ("Sublease", "Rent Due", "Rent Payment", "Arrears Step", "Repayment Agreement")
HOMES = ("Housing Unit", "Head Lease")


def of(story: dict[str, Any], *doctypes: str) -> dict[str, str]:
	return {doctype: story[doctype] for doctype in doctypes}


@pytest.fixture(scope="module")
def reports(admin: Client) -> list[str]:
	"""Every report of the app."""
	modules = admin.names("Module Def", filters={"app_name": "sostegno_abitare"})
	return sorted(admin.names("Report", filters={"module": ["in", sorted(modules)]}))


@pytest.mark.requirement("BO-05", "VA-01")
def test_a_worker_of_another_municipality_learns_nothing(
	as_user: As, host: Host, crew: Crew, story: dict[str, Any], reports: list[str]
) -> None:
	"""By list, search, report, count, link, print, export, calendar, map: not a byte."""
	documents, words = of(story, *FAMILY, *CONTRACTS, *HOMES), (story["name"], story["code"])
	ways = {way.partition(":")[0] for way in leaks(crew.coordinator, documents, words, reports)}
	for way in ("document of Referral", "list of Sublease", "print of Sublease", "pdf of Sublease", "map"):
		assert way in ways or (way.startswith("pdf") and not host.is_banco), (way, ways)
	for way in ("report Rent Roll", "report Arrears Ageing", "calendar of Sublease", "count of Rent Due"):
		assert way in ways, "the coordinator must see it, or the silence below says nothing"
	for place in ("Pontedera", "Segrate"):
		assert leaks(as_user(who("Social Worker", place)), documents, words, reports) == [], place


@pytest.mark.requirement("BO-05")
def test_the_calendar_feeds_tell_each_their_own(
	host: Host, as_user: As, crew: Crew, story: dict[str, Any]
) -> None:
	for client in (crew.worker, crew.coordinator, crew.educator):
		assert story["Sublease"] in feed(host, client), client.user
	for client in (as_user(who("Social Worker", "Pontedera")), as_user(who("Coordinator", "EM-2018"))):
		told = feed(host, client)
		assert not [word for word in story.values() if isinstance(word, str) and word in told]
	assert story["name"] not in feed(host, crew.worker), "no name leaves the system"


def feed(host: Host, client: Client) -> str:
	"""The text of the client's own calendar, from an address made for it and ended after."""
	name = client.insert("Calendar Feed")["name"]
	try:
		path = client.call("sostegno_abitare.calendar.feed.new_address", feed=name)
		answer = httpx.get(host.address + path)
		assert answer.status_code == 200
		return answer.text.replace("\r\n ", "")
	finally:
		client.delete("Calendar Feed", name)


@pytest.mark.requirement("BO-05", "VA-01")
def test_finance_has_money_and_code_and_no_name(
	crew: Crew, story: dict[str, Any], reports: list[str]
) -> None:
	assert leaks(crew.finance, of(story, *FAMILY[1:]), [story["name"]], reports) == []
	contracts = of(story, *CONTRACTS)
	assert not [
		way for way in leaks(crew.finance, contracts, [story["name"]], reports) if story["name"] in way
	]
	seen = crew.finance.get("Sublease", story["Sublease"])
	assert (seen["monthly_rent"], seen["case_code"]) == (380, story["code"])
	assert story["name"] in json.dumps(crew.manager.get("Sublease", story["Sublease"]))
	for doctype in FAMILY:
		with pytest.raises(Refused) as refused:
			crew.finance.get(doctype, story[doctype])
		assert refused.value.status == 403


@pytest.mark.requirement("VA-01")
def test_the_head_lease_ends_early_and_takes_the_sublease_with_it(crew: Crew, story: dict[str, Any]) -> None:
	head, sub = story["Head Lease"], story["Sublease"]
	with pytest.raises(Refused) as refused:
		crew.manager.update("Head Lease", head, early_end_on=str(LAST_DAY), end_reason="Vendita")
	assert refused.value.kind == "SubleaseOutlivesLeaseError" and sub in refused.value.text
	asked = {"head_lease": head, "last_day": str(LAST_DAY), "reason": "Il proprietario vende"}
	with pytest.raises(Refused):
		crew.finance.call(END_EARLY, **asked)
	assert crew.manager.get("Sublease", sub)["ends_on"] == str(month(-12)), "nothing is left half done"
	assert crew.manager.call(END_EARLY, **asked) == [sub]
	for doctype in ("Head Lease", "Sublease"):
		assert crew.manager.get(doctype, story[doctype])["ends_on"] == str(LAST_DAY)
	with pytest.raises(Refused) as refused:
		crew.manager.update("Sublease", sub, early_end_on=None)
	assert refused.value.kind == "OutsideHeadLeaseError"


@pytest.mark.requirement("VA-01", "BO-03")
def test_the_dues_follow_to_the_cent(crew: Crew, story: dict[str, Any]) -> None:
	for contract, rent in (("Sublease", 380), ("Head Lease", 520)):
		rows = dues_of(crew.finance, story[contract])
		[row] = [row for row in rows if row["kind"] == "Adjustment"]
		assert Decimal(str(row["amount"])) == part(rent) - rent
		assert [row["amount"] for row in rows if row["kind"] == "Rent"] == [rent] * 4, (
			"asked for is asked for"
		)
	left = story["open"] - 380 + part(380)
	assert rent_roll(crew.finance, story) == {
		"head_rent": float(part(520)),
		"subrent": float(part(380)),
		"margin": float(part(380) - part(520)),
		"arrears": float(left),
		"owed": 0,
	}
	assert ageing(crew.finance, story["Sublease"])["arrears"] == float(left)
	assert owed_on(crew.finance, "Sublease", story["Sublease"]) == {"arrears": float(left), "credit": 0}
	assert owed_on(crew.finance, "Head Lease", story["Head Lease"]) == {
		"arrears": 0,
		"credit": float(520 - part(520)),
	}
	first = 760 - story["open"]
	assert standing(crew, story)[1] == float(first), "what was taken back was not paid"
	story["left"] = left


@pytest.mark.requirement("VA-01")
def test_the_household_leaves_and_nothing_is_owed(crew: Crew, story: dict[str, Any]) -> None:
	with pytest.raises(Refused) as refused:
		crew.manager.act("Head Lease", story["Head Lease"], "End")
	assert refused.value.kind == "SubleaseOutlivesLeaseError"
	with pytest.raises(Refused) as refused:
		crew.manager.act("Sublease", story["Sublease"], "End")
	assert refused.value.kind == "NoDestinationError"
	crew.manager.update("Sublease", story["Sublease"], destination="Public Housing")
	for doctype in ("Sublease", "Head Lease"):
		assert crew.manager.act(doctype, story[doctype], "End")["workflow_state"] == "Ended"
	unit = crew.manager.get("Housing Unit", story["Housing Unit"])
	assert unit["workflow_state"] == "Void"
	pay(crew.finance, story["Sublease"], float(story["left"]))
	assert owed_on(crew.finance, "Sublease", story["Sublease"]) == {"arrears": 0, "credit": 0}
	assert not ageing(crew.finance, story["Sublease"])
	assert rent_roll(crew.finance, story)["arrears"] == 0
	assert standing(crew, story)[0] == "Completed"
	back = float(520 - part(520))
	pay(crew.finance, story["Head Lease"], -back, contract_type="Head Lease")
	assert owed_on(crew.finance, "Head Lease", story["Head Lease"]) == {"arrears": 0, "credit": 0}
