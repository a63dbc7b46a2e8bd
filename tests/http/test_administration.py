"""An administrator changes the system without code, and the change holds at once."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from support.cases import eviction
from support.client import Client
from support.people import who

As = Callable[[str], Client]


@pytest.mark.requirement("BO-02")
def test_a_new_state_in_the_workflow(as_user: As, admin: Client) -> None:
	state, action = "Integrazione di prova", "Chiedi integrazione di prova"
	for doctype, key, value in (
		("Workflow State", "workflow_state_name", state),
		("Workflow Action Master", "workflow_action_name", action),
	):
		if not admin.names(doctype, filters={"name": value}):
			admin.insert(doctype, **{key: value})
	workflow = admin.get("Workflow", "Referral")
	original = {"states": workflow["states"], "transitions": workflow["transitions"]}
	states = [*workflow["states"], {"state": state, "doc_status": "0", "allow_edit": "Social Worker"}]
	transitions = [
		*workflow["transitions"],
		{
			"state": "Draft",
			"action": action,
			"next_state": state,
			"allowed": "Social Worker",
			"allow_self_approval": 1,
		},
	]
	admin.update("Workflow", "Referral", states=states, transitions=transitions)
	try:
		worker = as_user(who("Social Worker", "Segrate"))
		name = eviction(worker, "Segrate", "EM-2018-A1")["name"]
		assert action in worker.actions("Referral", name)
		assert worker.act("Referral", name, action)["workflow_state"] == state
	finally:
		admin.delete("Referral", name)
		admin.update("Workflow", "Referral", **original)
	other = eviction(worker, "Segrate", "EM-2018-A1")["name"]
	assert action not in worker.actions("Referral", other)


@pytest.mark.requirement("BO-02")
def test_a_new_field_without_code(as_user: As, admin: Client) -> None:
	field = admin.insert(
		"Custom Field",
		dt="Referral",
		fieldname="prova_scala",
		label="Scala di prova",
		fieldtype="Select",
		options="\nA\nB",
		insert_after="needs",
	)
	try:
		worker = as_user(who("Social Worker", "Segrate"))
		name = eviction(worker, "Segrate", "EM-2018-A1", prova_scala="B")["name"]
		assert worker.get("Referral", name)["prova_scala"] == "B"
		assert worker.names("Referral", filters={"prova_scala": "B", "name": name}) == {name}
		assert worker.names("Referral", filters={"prova_scala": "A", "name": name}) == set()
		response = worker.http.put(f"/api/resource/Referral/{name}", json={"prova_scala": "Z"})
		assert response.status_code == 417
	finally:
		admin.delete("Custom Field", field["name"])


@pytest.mark.requirement("BO-02")
def test_a_dated_threshold_changes_the_outcome(as_user: As, admin: Client) -> None:
	programme = as_user(who("Programme Administrator"))
	row = programme.list(
		"Threshold",
		fields=["name", "value"],
		filters={"threshold_key": "months_before_execution", "action": "EM-2018-A1"},
	)[0]
	worker = as_user(who("Social Worker", "Segrate"))
	dates = {"referral_date": "2018-05-11", "execution_date": "2018-07-10"}
	assert eviction(worker, "Segrate", "EM-2018-A1", **dates)["eligibility"] == "Not Eligible"
	programme.update("Threshold", row["name"], value=1)
	try:
		assert eviction(worker, "Segrate", "EM-2018-A1", **dates)["eligibility"] == "Eligible"
	finally:
		programme.update("Threshold", row["name"], value=row["value"])
