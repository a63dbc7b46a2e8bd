"""What the Commission may decide, and what it may not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from support.cases import (
	before_commission,
	commission,
	eviction,
	household,
	person,
	placement,
	plan,
	seats,
	session_of,
)
from support.client import Client, Refused
from support.people import who

As = Callable[[str], Client]
LATE = {"referral_date": "2018-05-11", "execution_date": "2018-07-10"}


@pytest.fixture(scope="module")
def worker(as_user: As) -> Client:
	return as_user(who("Social Worker", "Segrate"))


@pytest.fixture(scope="module")
def coordinator(as_user: As) -> Client:
	return as_user(who("Coordinator", "EM-2018"))


@pytest.fixture(scope="module")
def member(as_user: As) -> Client:
	return as_user(who("Commission Member", "EM-2018"))


@pytest.fixture
def decide(worker: Client, coordinator: Client, member: Client) -> Callable[..., str]:
	"""Prepares a session with the full Commission and submits it; gives its name."""

	def submit(*decisions: dict[str, object], day: str = "2018-06-01") -> str:
		table = commission(worker, coordinator, member.user)
		name = session_of(coordinator, "EM-2018", table, *decisions, session_date=day)
		member.update("Commission Session", name, docstatus=1)
		return name

	return submit


@pytest.mark.requirement("EM-03", "EM-06")
def test_a_late_referral_is_admitted_with_a_reason(
	worker: Client, coordinator: Client, decide: Callable[..., str]
) -> None:
	name = before_commission(worker, coordinator, "EM-2018-A1", **LATE)
	with pytest.raises(Refused) as refused:
		decide(placement(name))
	assert refused.value.kind == "NotEligibleError"
	with pytest.raises(Refused) as refused:
		decide(placement(name, override_eligibility=1, reason=""))
	assert refused.value.kind == "ReasonMissingError"
	assert coordinator.get("Referral", name)["workflow_state"] == "To Commission"
	decide(placement(name, override_eligibility=1, reason="Notifica tardiva"))
	found = coordinator.get("Referral", name)
	assert (found["workflow_state"], found["eligibility"]) == ("Accepted", "Eligible with Override")
	assert found["override_reason"] == "Notifica tardiva"


@pytest.mark.requirement("EM-12", "EM-06")
def test_what_may_not_be_overridden_is_not(
	worker: Client, coordinator: Client, decide: Callable[..., str]
) -> None:
	applicant = person(worker, "Segrate", asylum_applicant=1)
	name = before_commission(worker, coordinator, "EM-2018-A3", home=household(worker, "Segrate", applicant))
	with pytest.raises(Refused) as refused:
		decide(placement(name, override_eligibility=1))
	assert refused.value.kind == "NotEligibleError"
	decide(placement(name, "Refused", reason="Titolare di altri benefici"))
	assert coordinator.get("Referral", name)["workflow_state"] == "Refused"


@pytest.mark.requirement("EM-06")
def test_a_waiting_case_enters_the_list_and_leaves_it_when_called(
	worker: Client, coordinator: Client, decide: Callable[..., str]
) -> None:
	name = before_commission(worker, coordinator, "EM-2018-A1")
	decide(placement(name, "Waiting", priority=2))
	entry = coordinator.list(
		"Waiting List Entry", fields=["status", "priority", "listed_on"], filters={"referral": name}
	)
	assert entry == [{"status": "Waiting", "priority": 2, "listed_on": "2018-06-01"}]
	coordinator.act("Referral", name, "Send to Commission")
	decide(placement(name), day="2018-07-01")
	entry = coordinator.list(
		"Waiting List Entry", fields=["status", "removed_on"], filters={"referral": name}
	)
	assert entry == [{"status": "Called", "removed_on": "2018-07-01"}]


@pytest.mark.requirement("EM-06")
def test_a_cancelled_session_puts_its_cases_back(
	worker: Client, coordinator: Client, member: Client, decide: Callable[..., str]
) -> None:
	name = before_commission(worker, coordinator, "EM-2018-A1")
	session = decide(placement(name))
	assert coordinator.get("Referral", name)["workflow_state"] == "Accepted"
	assert member.update("Commission Session", session, docstatus=2)["docstatus"] == 2
	found = coordinator.get("Referral", name)
	assert (found["workflow_state"], found.get("decided_in")) == ("To Commission", None)
	with pytest.raises(Refused):
		member.update("Commission Session", session, place="altrove")


@pytest.mark.requirement("EM-06")
def test_a_session_that_was_built_upon_is_not_cancelled(
	as_user: As, worker: Client, coordinator: Client, member: Client, decide: Callable[..., str]
) -> None:
	name = before_commission(worker, coordinator, "EM-2018-A1")
	session = decide(placement(name))
	coordinator.update("Referral", name, case_manager=who("Case Manager"))
	coordinator.act("Referral", name, "Take in Charge")
	with pytest.raises(Refused) as refused:
		member.update("Commission Session", session, docstatus=2)
	assert refused.value.kind == "DecisionBuiltUponError"
	assert member.get("Commission Session", session)["docstatus"] == 1


@pytest.mark.requirement("EM-06")
def test_all_or_nothing_is_decided(worker: Client, coordinator: Client, decide: Callable[..., str]) -> None:
	good = before_commission(worker, coordinator, "EM-2018-A1")
	late = before_commission(worker, coordinator, "EM-2018-A1", **LATE)
	with pytest.raises(Refused):
		decide(placement(good), placement(late))
	assert {coordinator.get("Referral", name)["workflow_state"] for name in (good, late)} == {"To Commission"}


@pytest.mark.requirement("EM-06")
def test_who_did_not_sit_does_not_submit(
	worker: Client, coordinator: Client, member: Client, admin: Client
) -> None:
	name = before_commission(worker, coordinator, "EM-2018-A1")
	table = seats(
		("Area Plan Office", None, who("Commission Member", "VA-2025")),
		("Municipality", "Segrate", worker.user),
		("Coordinator", None, coordinator.user),
	)
	table.append({**table[0], "user": member.user, "full_name": "Commissione", "present": 0})
	session = session_of(coordinator, "EM-2018", table, placement(name))
	with pytest.raises(Refused) as refused:
		member.update("Commission Session", session, docstatus=1)
	assert refused.value.kind == "NotAtTheSessionError"


@pytest.mark.requirement("EM-06")
@pytest.mark.parametrize("case", ["not sent", "of another agreement", "twice"])
def test_only_cases_that_await_a_decision_stand_on_the_agenda(
	as_user: As, admin: Client, worker: Client, coordinator: Client, member: Client, case: str
) -> None:
	name = before_commission(worker, coordinator, "EM-2018-A1")
	rows = [placement(name)]
	if case == "not sent":
		rows = [placement(str(eviction(worker, "Segrate", "EM-2018-A1")["name"]))]
	if case == "of another agreement":
		rows = [placement("DEMO-VA-01")]
	if case == "twice":
		rows *= 2
	table = commission(worker, coordinator, member.user)
	with pytest.raises(Refused) as refused:
		session_of(coordinator, "EM-2018", table, *rows)
	assert refused.value.kind in ("CaseNotForThisSessionError", "RepeatedCaseError")


@pytest.mark.requirement("EM-05", "EM-06")
def test_a_rejected_plan_goes_back_to_its_author(
	as_user: As, worker: Client, coordinator: Client, decide: Callable[..., str]
) -> None:
	name = before_commission(worker, coordinator, "EM-2018-A1")
	educator = as_user(who("Case Manager"))
	coordinator.update("Referral", name, case_manager=educator.user)
	pei = educator.insert("PEI", referral=name, **plan())["name"]
	with pytest.raises(Refused) as refused:
		educator.insert("PEI", referral=name, **plan())
	assert refused.value.kind == "AnotherPEIError"
	educator.act("PEI", pei, "Propose")
	validation = {"kind": "PEI Validation", "referral": name, "pei": pei}
	with pytest.raises(Refused) as refused:
		decide({**validation, "outcome": "Validated"})
	assert refused.value.kind == "PEIOfUnacceptedCaseError"
	decide({**validation, "outcome": "Rejected", "reason": "Ore da rivedere"})
	assert educator.get("PEI", pei)["workflow_state"] == "Draft"
	educator.update("PEI", pei, committed_hours=20)
	educator.act("PEI", pei, "Propose")
	decide({**validation, "outcome": "Validated"}, placement(name))
	found = educator.get("PEI", pei)
	assert (found["workflow_state"], found["committed_hours"]) == ("Validated", 20)
