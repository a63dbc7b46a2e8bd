"""The homes of Est Milano, told in order by the people who do it: two mothers with children and a woman alone come
to live in the Segrate home, a third mother is refused by its scheme, one stays longer and one leaves early by the
Commission's decision; a trilocale of Action 3 is looked for, agreed on, leased by the operator and lived in.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from support.cases import (
	assessment,
	commission,
	eviction,
	household,
	person,
	placement,
	plan,
	session_of,
	token,
)
from support.client import Client, Refused
from support.leases import borne_by, head_lease, walk
from support.people import who
from support.rents import dues_of, month, report, run
from support.stays import AGREEMENT, SEGRATE, Staff, day
from support.surfaces import leaks

As = Callable[[str], Client]
A3 = "EM-2018-A3"
OPERATOR = "Ente gestore Est Milano (demo)"
ENTRY = -30  # days from today: the first mother comes in


@pytest.fixture(scope="module")
def staff(as_user: As, admin: Client) -> Staff:
	return Staff.of(as_user, admin)


@pytest.fixture(scope="module")
def story() -> dict[str, Any]:
	"""What the tests below make, in order; `name` is a surname that nobody else has."""
	return {"name": f"Canarina{token()}"}


@pytest.mark.requirement("EM-01", "EM-04", "EM-06")
def test_a_mother_is_referred_assessed_and_accepted(staff: Staff, story: dict[str, Any]) -> None:
	people = [
		person(staff.worker, "Segrate", last_name=f"{story['name']} (demo)"),
		person(staff.worker, "Segrate", birth_date=day(-4 * 365), sex="Male"),
		person(staff.worker, "Segrate", birth_date=day(-7 * 365)),
	]
	family = household(staff.worker, "Segrate", *people)
	guest = {"tenure": "Guest of Relatives or Friends", "procedure_type": "None"}
	no_dates = dict.fromkeys(("notice_date", "validation_date", "execution_date"))
	made = eviction(
		staff.worker, "Segrate", "EM-2018-A2", home=family, referral_date=day(-60), **guest, **no_dates
	)
	case = story["Referral"] = str(made["name"])
	story.update(Household=family["name"], Person=people[0]["name"], code=made["case_code"])
	assert made["eligibility"] == "Eligible"
	assert staff.worker.act("Referral", case, "Refer")["workflow_state"] == "Received"
	staff.coordinator.update("Referral", case, case_manager=staff.educator.user)
	looked = {**assessment(), "assessment_date": day(-50)}
	story["Assessment"] = staff.educator.insert("Assessment", referral=case, **looked)["name"]
	staff.educator.act("Referral", case, "Assess")
	with pytest.raises(Refused) as refused:
		staff.educator.act("Referral", case, "Accept")
	assert refused.value.status in (403, 417), "nobody accepts a household but the Commission"
	staff.coordinator.act("Referral", case, "Send to Commission")
	staff.decide(placement(case), on=day(-45))
	assert staff.coordinator.get("Referral", case)["workflow_state"] == "Accepted"


@pytest.mark.requirement("EM-05", "EM-06")
def test_her_plan_is_validated_and_signed(staff: Staff, story: dict[str, Any]) -> None:
	project = plan(start_date=day(-40), review_date=day(60))
	pei = story["PEI"] = staff.educator.insert("PEI", referral=story["Referral"], **project)["name"]
	staff.educator.act("PEI", pei, "Propose")
	validation = {"kind": "PEI Validation", "referral": story["Referral"], "pei": pei, "outcome": "Validated"}
	staff.decide({**validation, "committed_hours": 36}, on=day(-40))
	found = staff.educator.get("PEI", pei)
	assert (found["workflow_state"], found["committed_hours"]) == ("Validated", 36)
	staff.educator.update("PEI", pei, signed_on=day(-39))
	assert staff.educator.act("PEI", pei, "Activate")["workflow_state"] == "Active"


@pytest.mark.requirement("EM-09", "EM-10")
def test_she_comes_in_once_she_has_signed(staff: Staff, story: dict[str, Any]) -> None:
	unit = story["Housing Unit"] = staff.home(latitude=45.49, longitude=9.3)
	agreement = staff.agreed(unit, story["Referral"], story["PEI"], signed_on=None)
	name = staff.stay(unit, story["Referral"], agreement, entry_date=day(ENTRY))
	story.update({"Hospitality Agreement": agreement, "Stay": name})
	staff.educator.act("Stay", name, "Propose")
	with pytest.raises(Refused) as refused:
		staff.educator.act("Stay", name, "Sign")
	assert refused.value.kind == "EntryPapersMissingError"
	staff.educator.update("Hospitality Agreement", agreement, signed_on=day(ENTRY - 2))
	staff.educator.act("Stay", name, "Sign")
	assert staff.manager.get("Housing Unit", unit)["workflow_state"] == "Reserved"
	staff.manager.act("Stay", name, "Enter")
	found = staff.educator.get("Stay", name)
	assert (found["workflow_state"], found["counts_as"]) == ("Running", "Mother with Children")
	assert staff.manager.get("Housing Unit", unit)["workflow_state"] == "Occupied"


@pytest.mark.requirement("EM-09", "EM-10")
def test_a_second_mother_and_a_woman_alone_join_her(staff: Staff, story: dict[str, Any]) -> None:
	for name, family in (("second", staff.family(2)), ("alone", staff.family())):
		story[name] = staff.proposed(story["Housing Unit"], family)
		staff.enter(story[name])
	found = [staff.educator.get("Stay", story[name]) for name in ("Stay", "second", "alone")]
	counted = [row["counts_as"] for row in found]
	assert counted == ["Mother with Children", "Mother with Children", "Adult Woman"]
	assert {row["workflow_state"] for row in found} == {"Running"}


@pytest.mark.requirement("EM-09")
def test_a_third_mother_is_refused_by_the_scheme(staff: Staff, story: dict[str, Any]) -> None:
	unit = story["Housing Unit"]
	case, pei = staff.admitted(staff.family(5))
	third = staff.stay(unit, case, staff.agreed(unit, case, pei))
	with pytest.raises(Refused) as refused:
		staff.educator.act("Stay", third, "Propose")
	assert refused.value.kind == "NoPlaceError"
	assert "Madre con figli" in refused.value.text and SEGRATE in refused.value.text
	assert staff.educator.get("Stay", third)["workflow_state"] == "Draft"
	rows = report(staff.educator, "Free Places", agreement=AGREEMENT)[0]
	free = {row["category"]: row["free"] for row in rows if row["unit"] == unit}
	assert free == {"Madre con figli": 0, "Donna adulta": 2}


@pytest.mark.requirement("EM-06")
def test_one_is_extended_by_the_commission(staff: Staff, story: dict[str, Any]) -> None:
	name = story["Stay"]
	with pytest.raises(Refused) as refused:
		staff.educator.update("Stay", name, planned_exit_date=day(300))
	assert refused.value.kind == "SignedStayChangedError"
	assert "Extended" not in staff.coordinator.actions("Stay", name)
	request = {"request_kind": "Stay Extension", "request_date": day(200), "request_reason": "Casa a marzo"}
	staff.educator.update("Stay", name, **request)
	row = asked_for(staff, name)
	assert (row["kind"], row["new_end_date"], row["reason"]) == ("Stay Extension", day(200), "Casa a marzo")
	staff.decide({**row, "outcome": "Accepted"}, on=day())
	found = staff.educator.get("Stay", name)
	assert (found["workflow_state"], found["extended_to"]) == ("Extended", day(200))
	assert found["ends_on"] == day(200) and not found.get("request_kind")


def asked_for(staff: Staff, stay: str) -> dict[str, object]:
	"""The row that a new session fetches for what was asked of the Commission."""
	name = staff.coordinator.insert("Commission Session", agreement=AGREEMENT, session_date=day())["name"]
	asked = {"dt": "Commission Session", "dn": name, "method": "fetch_cases"}
	answer = staff.coordinator.request("POST", "/api/method/run_doc_method", json=asked)
	rows = answer["docs"][0]["decisions"]
	found = next(row for row in rows if row.get("stay") == stay)
	fields = ("kind", "stay", "referral", "new_end_date", "reason")
	return {field: found[field] for field in fields}


@pytest.mark.requirement("EM-06")
def test_one_leaves_early_by_decision(staff: Staff, story: dict[str, Any]) -> None:
	name = story["second"]
	staff.educator.update("Stay", name, exit_date=day(-1), destination="Own Rent")
	with pytest.raises(Refused) as refused:
		staff.educator.act("Stay", name, "Discharge")
	assert refused.value.kind == "EarlyExitNotDecidedError"
	case = staff.educator.get("Stay", name)["referral"]
	decision = {"kind": "Early Discharge", "stay": name, "referral": case, "new_end_date": day(-1)}
	with pytest.raises(Refused) as refused:
		staff.decide({**decision, "outcome": "Accepted"}, on=day(-1))
	assert refused.value.kind == "ReasonMissingError"
	staff.decide({**decision, "outcome": "Accepted", "reason": "Ha una casa"}, on=day(-1))
	assert staff.educator.act("Stay", name, "Discharge")["workflow_state"] == "Ended"
	found = staff.educator.get("Stay", name)
	assert (found["exit_kind"], found["destination"], found["ends_on"]) == ("Early", "Own Rent", day(-1))
	fourth = staff.proposed(story["Housing Unit"], staff.family(3), entry_date=day())
	staff.enter(fourth)
	assert staff.educator.get("Stay", fourth)["workflow_state"] == "Running", "the place was free again"
	rows = report(staff.manager, "Occupancy and Void Days", agreement=AGREEMENT)[0]
	assert [row for row in rows if row["unit"] == story["Housing Unit"]]


@pytest.mark.requirement("EM-07")
def test_the_diary_is_kept_while_she_stays(staff: Staff, story: dict[str, Any]) -> None:
	entry = {"entry_date": day(-3), "minutes": 45, "kind": "Home Visit", "text": f"Visita {story['name']}"}
	made = staff.educator.insert("Diary Entry", referral=story["Referral"], counts_as_educational=1, **entry)
	assert (made["pei"], made["municipality"]) == (story["PEI"], "Segrate")
	assert staff.worker.get("Diary Entry", made["name"])["text"] == entry["text"]
	story["Diary Entry"] = made["name"]


OF_THE_CASE = (
	"Referral",
	"Household",
	"Person",
	"Assessment",
	"PEI",
	"Hospitality Agreement",
	"Stay",
	"Diary Entry",
)


@pytest.mark.requirement("BO-05", "EM-09")
def test_who_has_no_part_in_it_learns_nothing(
	as_user: As, admin: Client, staff: Staff, story: dict[str, Any]
) -> None:
	"""The worker of another municipality, finance, the other service: not a byte; who runs the homes has the guests,
	and no case.
	"""
	modules = admin.names("Module Def", filters={"app_name": "sostegno_abitare"})
	reports = sorted(admin.names("Report", filters={"module": ["in", sorted(modules)]}))
	documents = {doctype: story[doctype] for doctype in (*OF_THE_CASE, "Housing Unit")}
	words = (story["name"], story["code"])
	ways = {way.partition(":")[0] for way in leaks(staff.coordinator, documents, words, reports)}
	for way in ("document of Stay", "list of PEI", "print of Hospitality Agreement", "map", "count of Stay"):
		assert way in ways, "the coordinator must see it, or the silence below says nothing"
	assert {"report Free Places", "report Occupancy and Void Days"} <= ways
	for user in (who("Social Worker", "Pioltello"), who("Coordinator", "VA-2025"), who("Volunteer")):
		assert leaks(as_user(user), documents, words, reports) == [], user
	case = {doctype: story[doctype] for doctype in OF_THE_CASE}
	assert leaks(as_user(who("Finance Officer", AGREEMENT)), case, words, reports) == []
	ours = {doctype: story[doctype] for doctype in ("Referral", "Person", "Assessment", "PEI")}
	told = [way for way in leaks(staff.manager, ours, (), reports) if not way.startswith("report ")]
	assert told == []


@pytest.mark.requirement("EM-08", "EM-11")
def test_a_trilocale_is_looked_for_and_agreed_on(staff: Staff, story: dict[str, Any]) -> None:
	method = "sostegno_abitare.housing.doctype.unit_scouting.unit_scouting.target"

	def target() -> dict[str, Any]:
		rows = staff.manager.call(method, agreement=AGREEMENT, action=A3)
		return next(row for row in rows if row["unit_type"] == "Three-Room Flat")

	before = target()
	assert before["required"] == 2
	found = staff.manager.insert(
		"Unit Scouting",
		agreement=AGREEMENT,
		action=A3,
		municipality="Segrate",
		address=f"via {token()} 1",
		opened_on=str(month(2)),
		source="Owner's Offer",
		typology="Three-Room Flat",
		surface=78,
		owner_name=f"Proprietaria {token()} (demo)",
		asked_rent=780,
		market_rent=800,
		agreed_rent=700,
		household_rent=380,
		occupancy_title="Head Lease",
		title_from=str(month(1)),
		contacts=[{"contact_date": str(month(2)), "kind": "Visit", "outcome": "Buono stato"}],
		protections=[{"protection": "Rent Paid by the Manager"}],
	)
	assert found["location_area"] == "In the Agreement Municipalities"
	assert target()["pipeline"] == before["pipeline"] + 1
	for action in ("Visit", "Negotiate", "Agree"):
		staff.manager.act("Unit Scouting", found["name"], action)
	assert target()["found"] == before["found"] + 1
	story["trilocale"] = staff.manager.get("Unit Scouting", found["name"])["unit"]


@pytest.mark.requirement("EM-09", "EM-11")
def test_the_operator_leases_it_and_pays_for_it(staff: Staff, story: dict[str, Any]) -> None:
	unit = story["trilocale"]
	with pytest.raises(Refused) as refused:
		staff.manager.act("Housing Unit", unit, "Make Available")
	assert refused.value.kind == "CostBearerMissingError"
	staff.manager.update("Housing Unit", unit, cost_bearers=borne_by(OPERATOR))
	staff.manager.act("Housing Unit", unit, "Make Available")
	lease = head_lease(
		staff.manager,
		since=str(month(1)),
		unit=unit,
		lessee=OPERATOR,
		monthly_rent=700,
		monthly_charges=60,
		due_day=5,
		deposit_amount=0,
		istat_clause=0,
	)
	story["lease"] = lease
	finance = staff.finance
	made = run(finance, AGREEMENT, 1)
	assert made["status"] == "Done", made["failures"]
	[due] = dues_of(finance, lease)
	assert (due["side"], due["rent"], due["charges"], due["amount"]) == ("Payable", 700, 60, 760)
	rows = {row["unit"]: row for row in report(finance, "Housing Units", agreement=AGREEMENT)[0]}
	assert rows[unit]["utilities"] == OPERATOR
	roll = report(finance, "Rent Roll", agreement=AGREEMENT, month=str(month(1)))[0]
	[row] = [row for row in roll if row["unit"] == unit]
	assert (row["head_rent"], row["subrent"], row["owed"]) == (760, 0, 760)


@pytest.mark.requirement("EM-12")
@pytest.mark.parametrize(
	("of_person", "of_household", "unmet"),
	[
		({"asylum_applicant": 1}, {}, "Criterio riservato"),
		({}, {"residence_municipality": "Cascina"}, "Residenza in Lombardia"),
		({}, {"not_evicted": 1}, "Sfratto o emergenza abitativa"),
	],
)
def test_action_3_is_not_for_everybody(
	staff: Staff, of_person: dict[str, Any], of_household: dict[str, Any], unmet: str
) -> None:
	values: dict[str, Any] = {}
	if of_household.pop("not_evicted", None):
		values = {
			"procedure_type": "None",
			**dict.fromkeys(("notice_date", "validation_date", "execution_date")),
		}
	family = household(staff.worker, "Segrate", person(staff.worker, "Segrate", **of_person), **of_household)
	made = eviction(staff.worker, "Segrate", A3, home=family, **values)
	failed = {row["rule_title"] for row in made["eligibility_checks"] if row["outcome"] == "Not Met"}
	assert made["eligibility"] == "Not Eligible" and unmet in failed
	assert not made["eligibility_may_be_overridden"]
	staff.worker.act("Referral", made["name"], "Refer")
	staff.coordinator.insert("Assessment", referral=made["name"], **assessment())
	for action in ("Assess", "Send to Commission"):
		staff.coordinator.act("Referral", made["name"], action)
	with pytest.raises(Refused) as refused:
		staff.decide(placement(made["name"]), on="2018-03-20")
	assert refused.value.status == 417, "nor by a decision: the rule admits no exception"


@pytest.mark.requirement("EM-08", "EM-12", "VA-09")
def test_an_evicted_household_comes_to_live_in_it(staff: Staff, story: dict[str, Any]) -> None:
	people = [person(staff.worker, "Segrate"), person(staff.worker, "Segrate", birth_date="2015-02-02")]
	family = household(staff.worker, "Segrate", *people, net_monthly_income=1350)
	made = eviction(staff.worker, "Segrate", A3, home=family)
	case = made["name"]
	assert made["eligibility"] == "Eligible"
	staff.worker.act("Referral", case, "Refer")
	staff.coordinator.insert("Assessment", referral=case, **assessment())
	for action in ("Assess", "Send to Commission"):
		staff.coordinator.act("Referral", case, action)
	unit = story["trilocale"]
	terms = {"head_lease": story["lease"], "referral": case, "lease_type": "Sublocazione sociale"}
	terms |= {"signed_on": day(-14), "start_date": day(-14), "end_date": day(500), "monthly_rent": 380}
	with pytest.raises(Refused) as refused:
		staff.manager.insert("Sublease", **terms, whole_or_part="Whole")
	assert refused.value.kind in ("CaseNotAdmittedError", "PermissionError"), "the Commission decides first"
	table = commission(staff.worker, staff.coordinator, str(staff.member.user))
	session = session_of(staff.coordinator, AGREEMENT, table, placement(case))
	staff.member.update("Commission Session", session, docstatus=1)

	found = report(staff.manager, "Homes for a Household", household=family["name"])[0]
	assert unit in [row["unit"] for row in found if not row["indent"]]
	offer = staff.manager.insert("Housing Proposal", referral=case, unit=unit, proposed_on=day(-20))
	staff.manager.update("Housing Proposal", offer["name"], status="Accepted", answered_on=day(-15))
	assert staff.manager.get("Housing Unit", unit)["workflow_state"] == "Reserved"
	held = staff.manager.insert("Sublease", **terms, whole_or_part="Whole")
	assert (held["unit"], held["rent_to_income"], held["affordability"]) == (unit, 28.15, "Sustainable")
	walk(staff.manager, "Sublease", held["name"])
	assert staff.manager.get("Housing Unit", unit)["workflow_state"] == "Occupied"
	offered = report(staff.manager, "Homes for a Household", household="DEMO-EM-N02")[0]
	assert unit not in {row.get("unit") for row in offered}
	with pytest.raises(Refused):
		staff.manager.act("Housing Unit", unit, "Release")
	assert date.fromisoformat(held["ends_on"]) <= date.fromisoformat(
		staff.manager.get("Head Lease", story["lease"])["ends_on"]
	)
