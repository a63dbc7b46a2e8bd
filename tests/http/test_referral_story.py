"""The first job of the service, from the referral to the validated plan, by the people who do it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from support.cases import eviction
from support.client import Client, Refused
from support.people import who

ACTION = "EM-2018-A1"
As = Callable[[str], Client]


@pytest.fixture(scope="module")
def story(as_user: As) -> dict[str, str]:
	"""The case told by the tests below, in order: its referral, session and plan."""
	return {}


@pytest.mark.requirement("EM-01", "EM-02", "BO-01")
def test_social_worker_refers_a_household(as_user: As, story: dict[str, str]) -> None:
	worker = as_user(who("Social Worker", "Segrate"))
	referral = eviction(worker, "Segrate", ACTION)
	story["referral"] = referral["name"]
	assert referral["workflow_state"] == "Draft"
	assert referral["case_code"] and "Prova" not in referral["case_code"]
	assert (
		referral["reference_person_name"].startswith("Persona")
		or "Prova" in referral["reference_person_name"]
	)
	assert referral["eligibility"] == "Eligible"
	assert worker.act("Referral", referral["name"], "Refer")["workflow_state"] == "Received"


@pytest.mark.requirement("EM-04")
def test_assessment_weighs_resources_and_supports(as_user: As, story: dict[str, str]) -> None:
	coordinator = as_user(who("Coordinator", "EM-2018"))
	with pytest.raises(Refused) as refused:
		coordinator.act("Referral", story["referral"], "Assess")
	assert refused.value.status == 417
	coordinator.insert(
		"Assessment",
		referral=story["referral"],
		assessment_date="2018-03-12",
		own_resources="Una rete familiare in zona",
		educational_support="Accompagnamento alla ricerca di casa",
		economic_support="Deposito cauzionale",
		intervention_hypothesis="<p>Ricerca di un bilocale a canone concordato.</p>",
		proposed_hours=40,
		needs=[{"area": "Housing", "severity": "High", "description": "Sfratto esecutivo a luglio"}],
	)
	assert coordinator.act("Referral", story["referral"], "Assess")["workflow_state"] == "Assessed"
	sent = coordinator.act("Referral", story["referral"], "Send to Commission")
	assert sent["workflow_state"] == "To Commission"


def session(
	coordinator: Client, decisions: list[dict[str, object]], day: str, absent: str = ""
) -> dict[str, object]:
	seats = [
		("Area Plan Office", None, who("Commission Member")),
		("Municipality", "Segrate", who("Social Worker", "Segrate")),
		("Coordinator", None, who("Coordinator", "EM-2018")),
	]
	attendees = [
		{
			"user": user,
			"full_name": user,
			"commission_role": role,
			"municipality": place,
			"present": int(role != absent),
		}
		for role, place, user in seats
	]
	return coordinator.insert(
		"Commission Session",
		agreement="EM-2018",
		session_date=day,
		place="Ufficio di Piano",
		attendees=attendees,
		decisions=decisions,
		minutes="<p>Verbale della prova.</p>",
	)


def submit(client: Client, doctype: str, name: object) -> dict[str, object]:
	return client.update(doctype, str(name), docstatus=1)


@pytest.mark.requirement("EM-06")
def test_without_quorum_nothing_is_decided(as_user: As, story: dict[str, str]) -> None:
	coordinator = as_user(who("Coordinator", "EM-2018"))
	decision = {"kind": "Placement", "referral": story["referral"], "outcome": "Accepted", "reason": "Prova"}
	draft = session(coordinator, [decision], "2018-03-20", absent="Municipality")
	member = as_user(who("Commission Member"))
	with pytest.raises(Refused) as refused:
		submit(member, "Commission Session", draft["name"])
	assert refused.value.status == 417
	assert member.get("Commission Session", str(draft["name"]))["docstatus"] == 0
	assert coordinator.get("Referral", story["referral"])["workflow_state"] == "To Commission"


@pytest.mark.requirement("EM-06")
def test_commission_decides(as_user: As, story: dict[str, str]) -> None:
	coordinator = as_user(who("Coordinator", "EM-2018"))
	decision = {
		"kind": "Placement",
		"referral": story["referral"],
		"outcome": "Accepted",
		"reason": "Priorità alta",
	}
	draft = session(coordinator, [decision], "2018-03-20")
	done = submit(as_user(who("Commission Member")), "Commission Session", draft["name"])
	assert done["docstatus"] == 1
	referral = coordinator.get("Referral", story["referral"])
	assert (referral["workflow_state"], referral["decided_in"]) == ("Accepted", draft["name"])
	assert referral["decided_on"] == "2018-03-20"


@pytest.mark.requirement("EM-05", "BO-05")
def test_case_manager_writes_the_plan(as_user: As, story: dict[str, str]) -> None:
	coordinator = as_user(who("Coordinator", "EM-2018"))
	educator = who("Case Manager")
	with pytest.raises(Refused) as refused:
		as_user(educator).get("Referral", story["referral"])
	assert refused.value.status == 403
	coordinator.update("Referral", story["referral"], case_manager=educator)
	coordinator.act("Referral", story["referral"], "Take in Charge")
	assert as_user(educator).get("Referral", story["referral"])["workflow_state"] == "Taken in Charge"

	plan = as_user(educator).insert(
		"PEI", referral=story["referral"], start_date="2018-04-02", committed_hours=40
	)
	story["pei"] = plan["name"]
	with pytest.raises(Refused) as refused:
		as_user(educator).act("PEI", plan["name"], "Propose")
	assert refused.value.status == 417
	as_user(educator).update(
		"PEI",
		plan["name"],
		review_date="2018-07-01",
		goals=[{"area": "Housing", "goal": "Trovare una casa", "expected_result": "Contratto firmato"}],
		commitments=[
			{"party": "Household", "commitment": "Visitare gli alloggi proposti"},
			{"party": "Service", "commitment": "Un colloquio alla settimana"},
		],
		supports=[{"kind": "Educational", "description": "Educatore", "hours": 40}],
	)
	assert as_user(educator).act("PEI", plan["name"], "Propose")["workflow_state"] == "Proposed"


@pytest.mark.requirement("EM-05", "EM-06")
def test_commission_validates_the_plan(as_user: As, story: dict[str, str]) -> None:
	coordinator = as_user(who("Coordinator", "EM-2018"))
	with pytest.raises(Refused):
		coordinator.update("PEI", story["pei"], workflow_state="Validated")
	decision = {
		"kind": "PEI Validation",
		"referral": story["referral"],
		"pei": story["pei"],
		"outcome": "Validated",
		"committed_hours": 36,
	}
	draft = session(coordinator, [decision], "2018-04-10")
	submit(as_user(who("Commission Member")), "Commission Session", draft["name"])
	plan = as_user(who("Case Manager")).get("PEI", story["pei"])
	assert (plan["workflow_state"], plan["validated_in"]) == ("Validated", draft["name"])
	assert plan["committed_hours"] == 36


@pytest.mark.requirement("BO-05")
def test_the_case_stays_with_those_who_follow_it(as_user: As, story: dict[str, str]) -> None:
	for outsider in (
		who("Social Worker", "Pioltello"),
		who("Social Worker", "Pontedera"),
		who("Finance Officer"),
	):
		for doctype, name in (("Referral", story["referral"]), ("PEI", story["pei"])):
			with pytest.raises(Refused) as refused:
				as_user(outsider).get(doctype, name)
			assert refused.value.status == 403, (outsider, doctype)
