"""The service of Unione Valdera: its own lines, criteria, Commission and people, beside Est Milano and apart
from it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from support.cases import assessment, eviction, household, person, placement, plan, seats, session_of
from support.client import Client, Refused
from support.people import who

As = Callable[[str], Client]
LINE_2 = "VA-2025-L2"
DATES = {
	"referral_date": "2026-03-01",
	"notice_date": "2025-11-01",
	"validation_date": None,
	"execution_date": "2026-05-01",
}


@pytest.fixture(scope="module")
def worker(as_user: As) -> Client:
	return as_user(who("Social Worker", "Pontedera"))


@pytest.fixture(scope="module")
def coordinator(as_user: As) -> Client:
	return as_user(who("Coordinator", "VA-2025"))


@pytest.fixture(scope="module")
def story() -> dict[str, str]:
	"""The case told by the tests of the story, in order."""
	return {}


def refer(client: Client, action: str, **values: Any) -> dict[str, Any]:
	return eviction(client, values.pop("municipality", "Pontedera"), action, **{**DATES, **values})


def unmet(referral: dict[str, Any]) -> set[str]:
	return {row["rule_title"] for row in referral["eligibility_checks"] if row["outcome"] != "Met"}


@pytest.mark.requirement("VA-01")
def test_a_spontaneous_request_is_admitted_to_line_2(worker: Client, story: dict[str, str]) -> None:
	made = refer(worker, LINE_2, origin="Spontaneous Request")
	story["referral"] = made["name"]
	assert made["eligibility"] == "Eligible"
	rules = {row["rule"] for row in made["eligibility_checks"]}
	assert rules and all(rule.startswith("VA-2025-L2") for rule in rules), "no rule of Est Milano has a say"
	assert made["name"].startswith("VA-2025-")
	assert worker.act("Referral", made["name"], "Refer")["workflow_state"] == "Received"


def test_the_two_services_do_not_see_each_other(
	as_user: As, coordinator: Client, story: dict[str, str]
) -> None:
	name = story["referral"]
	assert coordinator.get("Referral", name)["workflow_state"] == "Received"
	for outsider in (
		who("Coordinator", "EM-2018"),
		who("Social Worker", "Segrate"),
		who("Social Worker", "Calcinaia"),
		who("Commission Member", "EM-2018"),
		who("Case Manager"),
	):
		with pytest.raises(Refused) as refused:
			as_user(outsider).get("Referral", name)
		assert refused.value.status == 403, outsider
	agreements = {row["agreement"] for row in coordinator.list("Referral", fields=["agreement"])}
	assert agreements == {"VA-2025"}


def test_the_commission_of_valdera_has_its_own_quorum(
	as_user: As, worker: Client, coordinator: Client, story: dict[str, str]
) -> None:
	name = story["referral"]
	coordinator.insert("Assessment", referral=name, **{**assessment(), "assessment_date": "2026-03-10"})
	coordinator.act("Referral", name, "Assess")
	coordinator.act("Referral", name, "Send to Commission")
	member = as_user(who("Commission Member", "VA-2025"))
	table = seats(("Third Sector Body", None, member.user), ("Municipality", "Pontedera", worker.user))
	without = seats(
		("Third Sector Body", None, member.user),
		("Municipality", "Calcinaia", who("Social Worker", "Calcinaia")),
	)
	day = {"session_date": "2026-03-20"}
	draft = session_of(coordinator, "VA-2025", without, placement(name), **day)
	with pytest.raises(Refused) as refused:
		member.update("Commission Session", draft, docstatus=1)
	assert refused.value.kind == "QuorumNotMetError", "the referring municipality must sit"
	draft = session_of(coordinator, "VA-2025", table, placement(name), **day)
	member.update("Commission Session", draft, docstatus=1)
	assert coordinator.get("Referral", name)["workflow_state"] == "Accepted"


@pytest.mark.requirement("EM-05")
def test_every_beneficiary_has_a_plan_here_too(
	as_user: As, coordinator: Client, story: dict[str, str]
) -> None:
	name, educator = story["referral"], as_user("educatrice.valdera@demo.invalid")
	coordinator.update("Referral", name, case_manager=educator.user)
	coordinator.act("Referral", name, "Take in Charge")
	dates = {"start_date": "2026-03-25", "review_date": None}
	made = educator.insert("PEI", referral=name, **plan(**dates))
	assert made["review_date"] == "2026-06-23", "90 days on, as the agreement says"
	assert (made["agreement"], made["municipality"]) == ("VA-2025", "Pontedera")
	assert educator.act("PEI", made["name"], "Propose")["workflow_state"] == "Proposed"


@pytest.mark.parametrize(
	("values", "error"),
	[
		({"action": "EM-2018-A1"}, "action of another agreement"),
		({"municipality": "Segrate"}, "municipality outside the agreement"),
		({"action": "VA-2025-L4"}, "line that takes no referrals"),
		({"referral_date": "2099-01-01"}, "date in the future"),
		({"execution_date": "2025-10-01"}, "execution before notice"),
		({"origin": "Other Body"}, "other body without its name"),
	],
)
def test_what_does_not_fit_the_agreement_is_refused(
	admin: Client, coordinator: Client, values: dict[str, str], error: str
) -> None:
	home = household(admin, "Pontedera")
	document = {"agreement": "VA-2025", "action": "VA-2025-L1", "municipality": "Pontedera", **DATES}
	response = coordinator.http.post(
		"/api/resource/Referral", json={**document, **values, "household": home["name"]}
	)
	assert response.status_code == 417, (error, response.text[:300])


@pytest.mark.requirement("VA-01")
def test_access_to_line_1_is_a_threshold_that_an_administrator_dates(as_user: As, worker: Client) -> None:
	programme = as_user(who("Programme Administrator"))
	limit = {"threshold_key": "isee_limit", "action": "VA-2025-L1"}
	before = programme.list("Threshold", fields=["name", "value"], filters=limit)[0]
	assert before["value"] == 26000

	def of(isee: float, day: str) -> dict[str, Any]:
		home = household(worker, "Pontedera", isee_value=isee)
		return refer(worker, "VA-2025-L1", home=home, referral_date=day, notice_date="2025-01-10")

	assert of(26000, "2026-02-27")["eligibility"] == "Eligible"
	over = of(26000.01, "2026-02-27")
	assert (over["eligibility"], over["eligibility_may_be_overridden"]) == ("Not Eligible", 1)
	programme.update("Threshold", before["name"], valid_to="2026-02-28")
	later = programme.insert(
		"Threshold",
		label="Limite ISEE della prova",
		value=30000,
		unit="EUR",
		valid_from="2026-03-01",
		agreement="VA-2025",
		**limit,
	)
	try:
		assert of(26000.01, "2026-02-28")["eligibility"] == "Not Eligible", "the old limit to its last day"
		assert of(26000.01, "2026-03-01")["eligibility"] == "Eligible", "the new one from its first"
		with pytest.raises(Refused) as refused:
			programme.update("Threshold", before["name"], valid_to="2026-03-01")
		assert refused.value.kind == "OverlappingThresholdError"
	finally:
		programme.delete("Threshold", later["name"])
		programme.update("Threshold", before["name"], valid_to=None)


@pytest.mark.requirement("VA-01")
def test_without_isee_line_1_asks_for_it(worker: Client) -> None:
	home = household(worker, "Pontedera", isee_presented=0, isee_value=0, isee_expiry=None)
	made = refer(worker, "VA-2025-L1", home=home)
	assert (made["eligibility"], unmet(made)) == ("Incomplete", {"ISEE presentato"})
	worker.act("Referral", made["name"], "Refer")
	worker.update("Household", home["name"], isee_presented=1, isee_value=9000, isee_expiry="2030-12-31")
	verdict = worker.call(
		"sostegno_abitare.intake.doctype.referral.referral.check_eligibility", referral=made["name"]
	)
	assert verdict == "Eligible"


@pytest.mark.parametrize(
	("municipality", "verdict"), [("Pontedera", "Eligible"), ("Calcinaia", "Not Eligible")]
)
def test_the_guarantee_fund_is_for_the_municipalities_that_joined(
	as_user: As, municipality: str, verdict: str
) -> None:
	client = as_user(who("Social Worker", municipality))
	home = household(client, municipality, net_monthly_income=2000)
	values = {"procedure_type": "None", "notice_date": None, "execution_date": None, "monthly_rent": 500}
	made = refer(client, "VA-2025-L3", municipality=municipality, home=home, **values)
	assert made["eligibility"] == verdict


@pytest.mark.parametrize(
	("agreement", "place", "action"), [("EM-2018", "Segrate", "A2"), ("VA-2025", "Pontedera", "L5")]
)
def test_a_man_of_66_is_judged_by_each_service_in_its_own_way(
	as_user: As, agreement: str, place: str, action: str
) -> None:
	client = as_user(who("Social Worker", place))
	day = "2018-06-12" if agreement == "EM-2018" else "2025-06-12"
	born = f"{int(day[:4]) - 66}-01-10"
	home = household(client, place, person(client, place, birth_date=born, sex="Male"))
	made = eviction(
		client,
		place,
		f"{agreement}-{action}",
		home=home,
		referral_date=day,
		procedure_type="None",
		tenure="Guest of Relatives or Friends",
		notice_date=None,
		validation_date=None,
		execution_date=None,
	)
	assert made["eligibility"] == ("Not Eligible" if agreement == "EM-2018" else "Eligible")
