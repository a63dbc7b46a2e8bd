"""A rule or a dated value is tried on a case, and on the open ones, before it is saved."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from support.cases import eviction
from support.client import Client
from support.people import who

As = Callable[[str], Client]
TRIAL = "sostegno_abitare.administration.trial"
DATES = {"referral_date": "2018-05-11", "execution_date": "2018-07-10"}


@pytest.mark.requirement("BO-02", "EM-03")
def test_a_dated_value_tried_and_then_saved_says_the_same(as_user: As) -> None:
	programme = as_user(who("Programme Administrator"))
	filters = {"threshold_key": "months_before_execution", "action": "EM-2018-A1"}
	name = programme.list("Threshold", filters=filters)[0]["name"]
	form = programme.get("Threshold", name)
	case = eviction(as_user(who("Social Worker", "Segrate")), "Segrate", "EM-2018-A1", **DATES)
	assert case["eligibility"] == "Not Eligible"
	draft = json.dumps({**form, "value": 1})
	found = programme.call(f"{TRIAL}.on_case", doc=draft, referral=case["name"])
	assert (found["stored"], found["before"], found["after"]) == ("Not Eligible", "Not Eligible", "Eligible")
	assert {row["name"] for row in found["facts"]} >= {"referral_date", "execution_date"}
	would = programme.call(f"{TRIAL}.open_cases", doc=draft)
	assert case["name"] in {row["referral"] for row in would["changed"]}
	assert programme.get("Threshold", name)["modified"] == form["modified"]
	programme.update("Threshold", name, value=1)
	try:
		check = "sostegno_abitare.intake.doctype.referral.referral.check_eligibility"
		assert programme.call(check, referral=case["name"]) == "Eligible"
	finally:
		programme.update("Threshold", name, value=form["value"])


@pytest.mark.requirement("BO-05")
def test_who_writes_no_rules_tries_none(as_user: As, admin: Client) -> None:
	form = json.dumps(admin.get("Eligibility Rule", "EM-2018-A1-01"))
	for role, place in (("Coordinator", "EM-2018"), ("Social Worker", "Segrate"), ("Finance Officer", "")):
		http = as_user(who(role, place)).http
		for method, given in (
			("on_case", {"doc": form, "referral": "DEMO-EM-01"}),
			("open_cases", {"doc": form}),
		):
			assert http.post(f"/api/method/{TRIAL}.{method}", json=given).status_code == 403


@pytest.mark.requirement("EM-12", "BO-05")
def test_a_trial_tells_nobody_of_special_category_data(as_user: As, admin: Client) -> None:
	rule = {**admin.get("Eligibility Rule", "EM-2018-A1-01"), "met_when": "not asylum_applicant"}
	http = as_user(who("Programme Administrator")).http
	for method, given in (("on_case", {"referral": "DEMO-EM-01"}), ("open_cases", {})):
		given = {**given, "doc": json.dumps(rule)}
		assert http.post(f"/api/method/{TRIAL}.{method}", json=given).status_code == 403
