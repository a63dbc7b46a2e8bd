"""Both services stand side by side, each with its own money, municipalities and rules."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from support.cases import eviction, household, person, token
from support.client import Client, Refused
from support.people import who

As = Callable[[str], Client]


def cents(value: Any) -> int:
	return int(Decimal(str(value)) * 100)


@pytest.mark.requirement("EM-13", "VA-13")
@pytest.mark.parametrize(
	("agreement", "total", "parts"),
	[
		("EM-2018", 291_527_61, {"A1": 132_000_00, "A2": 50_000_00, "A3": 109_527_61}),
		(
			"VA",
			450_000_00,
			{"L1": 270_000_00, "L2": 105_000_00, "L3": 30_000_00, "L4": 30_000_00, "L5": 15_000_00},
		),
	],
)
def test_budgets_match_to_the_cent(admin: Client, agreement: str, total: int, parts: dict[str, int]) -> None:
	row = admin.list(
		"Service Agreement",
		fields=["name", "total_amount", "status", "vat_regime", "start_date", "end_date"],
		filters={"name": ["like", f"{agreement}%"]},
	)[0]
	actions = admin.list("Agreement Action", fields=["code", "budget"], filters={"agreement": row["name"]})
	assert {action["code"]: cents(action["budget"]) for action in actions} == parts
	assert sum(parts.values()) == total == cents(row["total_amount"])
	assert row["status"] == "Active"
	start, end = (
		date.fromisoformat(row["start_date"]),
		date.fromisoformat(row["end_date"]) + timedelta(days=1),
	)
	assert (end.year - start.year) * 12 + end.month - start.month == 36
	assert ("VAT excluded" in row["vat_regime"]) == (agreement == "EM-2018")


@pytest.mark.requirement("EM-13", "VA-13")
def test_an_agreement_that_does_not_add_up_is_not_activated(admin: Client) -> None:
	authority = admin.list("Network Organisation", limit_page_length=1)[0]["name"]
	made = admin.insert(
		"Service Agreement",
		code=f"SOMMA-{token()}",
		title="Prova",
		authority=authority,
		start_date="2020-01-01",
		end_date="2022-12-31",
		total_amount=100.10,
		vat_regime="Price, VAT excluded",
		municipalities=[{"municipality": "Segrate"}],
	)
	for code, budget in (("A1", 33.37), ("A2", 66.72)):
		admin.insert("Agreement Action", agreement=made["name"], code=code, title=code, budget=budget)
	with pytest.raises(Refused) as refused:
		admin.update("Service Agreement", made["name"], status="Active")
	assert refused.value.status == 417
	admin.update("Agreement Action", f"{made['name']}-A2", budget=66.73)
	assert admin.update("Service Agreement", made["name"], status="Active")["status"] == "Active"


def check(referral: dict[str, Any], outcome: str) -> list[str]:
	return [row["message"] or "" for row in referral["eligibility_checks"] if row["outcome"] == outcome]


@pytest.mark.requirement("EM-03")
def test_two_months_before_execution_needs_the_commission(as_user: As) -> None:
	worker = as_user(who("Social Worker", "Segrate"))
	late = eviction(worker, "Segrate", "EM-2018-A1", referral_date="2018-05-11", execution_date="2018-07-10")
	assert (late["eligibility"], late["eligibility_may_be_overridden"]) == ("Not Eligible", 1)
	assert any("mesi" in message for message in check(late, "Not Met"))
	just = eviction(worker, "Segrate", "EM-2018-A1", referral_date="2018-04-10", execution_date="2018-07-10")
	assert just["eligibility"] == "Eligible"
	day_late = eviction(
		worker, "Segrate", "EM-2018-A1", referral_date="2018-04-11", execution_date="2018-07-10"
	)
	assert (day_late["eligibility"], day_late["eligibility_may_be_overridden"]) == ("Not Eligible", 1)


@pytest.mark.requirement("EM-03")
def test_action_1_wants_an_eviction_or_a_foreclosure(as_user: As) -> None:
	worker = as_user(who("Social Worker", "Segrate"))
	foreclosed = eviction(worker, "Segrate", "EM-2018-A1", procedure_type="Foreclosure", tenure="Owned")
	assert foreclosed["eligibility"] == "Eligible"
	neither = eviction(
		worker, "Segrate", "EM-2018-A1", procedure_type="None", notice_date=None, execution_date=None
	)
	assert (neither["eligibility"], neither["eligibility_may_be_overridden"]) == ("Not Eligible", 0)


@pytest.mark.requirement("EM-12")
def test_action_3_never_admits_asylum_seekers(as_user: As) -> None:
	worker = as_user(who("Social Worker", "Segrate"))
	applicant = person(worker, "Segrate", asylum_applicant=1, residence_permit="Asylum Application")
	refused = eviction(worker, "Segrate", "EM-2018-A3", home=household(worker, "Segrate", applicant))
	assert refused["eligibility"] == "Not Eligible"
	admitted = eviction(worker, "Segrate", "EM-2018-A3")
	assert admitted["eligibility"] == "Eligible"
	same_in_action_1 = eviction(
		worker,
		"Segrate",
		"EM-2018-A1",
		home=household(worker, "Segrate", person(worker, "Segrate", asylum_applicant=1)),
	)
	assert same_in_action_1["eligibility"] == "Eligible"


@pytest.mark.requirement("EM-12")
def test_action_3_ends_with_2018(as_user: As) -> None:
	worker = as_user(who("Social Worker", "Segrate"))
	values = {"referral_date": "2019-01-01", "execution_date": "2019-07-10"}
	try:
		late = eviction(worker, "Segrate", "EM-2018-A3", **values)
	except Refused as refused:
		assert refused.status == 417
	else:
		assert late["eligibility"] == "Not Eligible"


@pytest.mark.requirement("VA-01")
def test_an_administrator_writes_a_rule_without_code(as_user: As, admin: Client) -> None:
	worker = as_user(who("Social Worker", "Pontedera"))
	action = sorted(admin.names("Agreement Action", filters={"code": "L1"}))[0]
	dates = {
		"referral_date": "2026-03-01",
		"notice_date": "2025-11-01",
		"validation_date": None,
		"execution_date": "2026-09-01",
	}
	before = eviction(worker, "Pontedera", action, **dates)
	programme = as_user(who("Programme Administrator"))
	rule = programme.insert(
		"Eligibility Rule",
		action=action,
		title=f"Prova {token()}: molte persone",
		valid_from="2026-01-01",
		met_when="household_size > 40",
		outcome_when_not_met="Refuse",
		message="Il nucleo della prova ha troppe poche persone",
	)
	try:
		refused = eviction(worker, "Pontedera", action, **dates)
		assert refused["eligibility"] == "Not Eligible"
		assert "Il nucleo della prova ha troppe poche persone" in check(refused, "Not Met")
		with pytest.raises(Refused) as used:
			programme.delete("Eligibility Rule", rule["name"])
		assert used.value.kind == "LinkExistsError"
	finally:
		programme.update("Eligibility Rule", rule["name"], enabled=0)
	assert eviction(worker, "Pontedera", action, **dates)["eligibility"] == before["eligibility"]


@pytest.mark.requirement("VA-01", "BO-02")
@pytest.mark.parametrize(
	"expression",
	["household_size >", "no_such_fact == 1", "__import__('os')", "().__class__", "open('/etc/passwd')"],
)
def test_a_wrong_rule_is_refused_when_it_is_written(as_user: As, admin: Client, expression: str) -> None:
	action = sorted(admin.names("Agreement Action", filters={"code": "L1"}))[0]
	with pytest.raises(Refused) as refused:
		as_user(who("Programme Administrator")).insert(
			"Eligibility Rule",
			action=action,
			title="Prova",
			valid_from="2026-01-01",
			met_when=expression,
			message="x",
		)
	assert refused.value.status == 417
