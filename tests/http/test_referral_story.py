"""The first job of the service, from the referral to the validated plan, by the people who do it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from support.cases import assessment, commission, eviction, placement, plan, session_of
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
	made = coordinator.insert("Assessment", referral=story["referral"], **assessment())
	assert (made["agreement"], made["action"], made["municipality"]) == ("EM-2018", ACTION, "Segrate")
	assert made["assessed_by"] == coordinator.user
	assert coordinator.act("Referral", story["referral"], "Assess")["workflow_state"] == "Assessed"
	sent = coordinator.act("Referral", story["referral"], "Send to Commission")
	assert sent["workflow_state"] == "To Commission"


def submit(client: Client, name: str) -> dict[str, Any]:
	return client.update("Commission Session", name, docstatus=1)


@pytest.mark.requirement("EM-06")
def test_without_quorum_nothing_is_decided(as_user: As, story: dict[str, str]) -> None:
	worker, coordinator = as_user(who("Social Worker", "Segrate")), as_user(who("Coordinator", "EM-2018"))
	member = as_user(who("Commission Member", "EM-2018"))
	table = commission(worker, coordinator, member.user, absent="Municipality")
	draft = session_of(coordinator, "EM-2018", table, placement(story["referral"]))
	with pytest.raises(Refused) as refused:
		submit(member, draft)
	assert (refused.value.status, refused.value.kind) == (417, "QuorumNotMetError")
	assert member.get("Commission Session", draft)["docstatus"] == 0
	assert coordinator.get("Referral", story["referral"])["workflow_state"] == "To Commission"


@pytest.mark.requirement("EM-06")
def test_commission_decides(as_user: As, story: dict[str, str]) -> None:
	worker, coordinator = as_user(who("Social Worker", "Segrate")), as_user(who("Coordinator", "EM-2018"))
	member = as_user(who("Commission Member", "EM-2018"))
	table = commission(worker, coordinator, member.user)
	draft = session_of(coordinator, "EM-2018", table, placement(story["referral"]))
	with pytest.raises(Refused) as refused:
		submit(coordinator, draft)
	assert refused.value.status == 403, "who prepares the session does not decide"
	done = submit(member, draft)
	assert (done["docstatus"], done["minutes"]) == (1, "<p>Verbale.</p>")
	referral = coordinator.get("Referral", story["referral"])
	assert (referral["workflow_state"], referral["decided_in"]) == ("Accepted", draft)
	assert (referral["decided_on"], referral["decision_reason"]) == ("2018-03-20", "Prova")


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

	made = as_user(educator).insert("PEI", referral=story["referral"], start_date="2018-04-02")
	story["pei"] = made["name"]
	with pytest.raises(Refused) as refused:
		as_user(educator).act("PEI", made["name"], "Propose")
	assert refused.value.status == 417, "a PEI without goals and commitments is not proposed"
	as_user(educator).update("PEI", made["name"], **plan())
	assert as_user(educator).act("PEI", made["name"], "Propose")["workflow_state"] == "Proposed"


@pytest.mark.requirement("EM-05", "EM-06")
def test_commission_validates_the_plan_and_its_hours(as_user: As, story: dict[str, str]) -> None:
	worker, coordinator = as_user(who("Social Worker", "Segrate")), as_user(who("Coordinator", "EM-2018"))
	member = as_user(who("Commission Member", "EM-2018"))
	with pytest.raises(Refused):
		coordinator.update("PEI", story["pei"], workflow_state="Validated")
	decision = {
		"kind": "PEI Validation",
		"referral": story["referral"],
		"pei": story["pei"],
		"outcome": "Validated",
		"committed_hours": 36,
	}
	table = commission(worker, coordinator, member.user)
	draft = session_of(coordinator, "EM-2018", table, decision, session_date="2018-04-10")
	submit(member, draft)
	found = as_user(who("Case Manager")).get("PEI", story["pei"])
	assert (found["workflow_state"], found["validated_in"]) == ("Validated", draft)
	assert (found["validated_on"], found["committed_hours"]) == ("2018-04-10", 36)


@pytest.mark.requirement("EM-05")
def test_the_plan_is_signed_reviewed_and_ended(as_user: As, story: dict[str, str]) -> None:
	educator, coordinator = as_user(who("Case Manager")), as_user(who("Coordinator", "EM-2018"))
	name = story["pei"]
	with pytest.raises(Refused) as refused:
		educator.act("PEI", name, "Activate")
	assert refused.value.kind == "NotSignedError"
	educator.update("PEI", name, signed_on="2018-04-12")
	assert educator.act("PEI", name, "Activate")["workflow_state"] == "Active"
	with pytest.raises(Refused) as refused:
		educator.update("PEI", name, committed_hours=80)
	assert refused.value.kind == "ValidatedPEIChangedError"
	educator.act("PEI", name, "Start Review")
	educator.update("PEI", name, review_date="2018-10-01")
	assert educator.act("PEI", name, "Resume")["workflow_state"] == "Active"
	with pytest.raises(Refused):
		coordinator.act("PEI", name, "End Project")
	coordinator.update("PEI", name, ended_on="2018-12-01", end_reason="Casa trovata")
	assert coordinator.act("PEI", name, "End Project")["workflow_state"] == "Completed"


@pytest.mark.requirement("EM-01")
def test_the_case_is_closed_and_stays_closed(as_user: As, story: dict[str, str]) -> None:
	coordinator, name = as_user(who("Coordinator", "EM-2018")), story["referral"]
	with pytest.raises(Refused) as refused:
		coordinator.act("Referral", name, "Close")
	assert refused.value.kind == "ClosingReasonMissingError"
	coordinator.update("Referral", name, closing_reason="Project Completed")
	assert coordinator.act("Referral", name, "Close")["workflow_state"] == "Closed"
	with pytest.raises(Refused) as refused:
		coordinator.update("Referral", name, needs="altro")
	assert refused.value.kind in ("ClosedReferralError", "PermissionError", "WorkflowPermissionError")
	assert coordinator.actions("Referral", name) == set()


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
