"""Workflows: who may take which step, and that there is no other way."""

from __future__ import annotations

import json
from typing import Any

import pytest
from documents_support import CLERK, SUBMITTER, doctype, field, new, role
from tests_support import user

import frappe
from banco.context import Context
from banco.core.doctype.workflow.workflow import soundness
from banco.types import _dict
from banco.workflow.decide import Workflow, offered
from frappe.model.workflow import apply_workflow, get_transitions

CLERK_USER, BOSS_USER = "clerk@example.com", "boss@example.com"
STATES: list[dict[str, Any]] = [
	{"state": "W Draft", "doc_status": "0", "allow_edit": "Clerk"},
	{
		"state": "W Review",
		"doc_status": "0",
		"allow_edit": "Boss",
		"update_field": "note",
		"update_value": "seen",
	},
	{"state": "W Done", "doc_status": "1", "allow_edit": "Boss"},
	{"state": "W Off", "doc_status": "2", "allow_edit": "Boss"},
]
TRANSITIONS: list[dict[str, Any]] = [
	{"state": "W Draft", "action": "Send", "next_state": "W Review", "allowed": "Clerk"},
	{
		"state": "W Review",
		"action": "Approve",
		"next_state": "W Done",
		"allowed": "Boss",
		"allow_self_approval": 0,
	},
	{
		"state": "W Review",
		"action": "Pay",
		"next_state": "W Done",
		"allowed": "Boss",
		"condition": "doc.amount > 100",
	},
	{"state": "W Review", "action": "Return", "next_state": "W Draft", "allowed": "Boss"},
	{"state": "W Done", "action": "Stop", "next_state": "W Off", "allowed": "Boss"},
]


@pytest.fixture(autouse=True)
def _workflow(ctx: Context) -> None:
	boss = {**SUBMITTER, "role": role("Boss")}
	role("Clerk")
	doctype(
		"Claim",
		field("note"),
		field("amount", "Currency"),
		is_submittable=1,
		permissions=[SUBMITTER, CLERK, boss],
	)
	new("Claim", note="older").insert(set_name="OLDER")
	for row in STATES:
		new("Workflow State", workflow_state_name=row["state"]).insert()
	for row in TRANSITIONS:
		new("Workflow Action Master", workflow_action_name=row["action"]).insert()
	workflow().insert()
	user(CLERK_USER, ["Clerk"])
	user(BOSS_USER, ["Boss", "Clerk"])


def workflow(**more: Any) -> Any:
	values = {
		"workflow_name": "Claims",
		"document_type": "Claim",
		"is_active": 1,
		"states": STATES,
		"transitions": TRANSITIONS,
	}
	return new("Workflow", **{**values, **more})


def claim(by: str = CLERK_USER, **values: Any) -> Any:
	frappe.set_user(by)
	return new("Claim", **{"note": "n", "amount": 5, **values}).insert()


def actions(doc: Any) -> list[str]:
	return [row.action for row in get_transitions(doc)]


def test_documents_begin_in_the_first_state(ctx: Context) -> None:
	assert claim().workflow_state == "W Draft"
	assert frappe.get_doc("Claim", "OLDER").workflow_state == "W Draft"
	for state in ("W Review", "W Done", "Nowhere"):
		with pytest.raises(frappe.WorkflowPermissionError):
			claim(workflow_state=state)
	frappe.set_user("Administrator")
	for values in ({"docstatus": 1}, {"docstatus": 1, "workflow_state": "W Done"}):
		with pytest.raises(frappe.WorkflowPermissionError):
			new("Claim", note="n", **values).insert()
	assert get_transitions(frappe.new_doc("Claim")) == []


def test_the_whole_way(ctx: Context) -> None:
	doc = claim(amount=500)
	assert actions(doc) == ["Send"]
	doc = apply_workflow(doc, "Send")
	assert (doc.workflow_state, doc.note, doc.docstatus) == ("W Review", "seen", 0) and actions(doc) == []
	frappe.set_user(BOSS_USER)
	assert actions(doc) == ["Approve", "Pay", "Return"]
	doc = apply_workflow(json.dumps(doc.as_dict(), default=str), "Approve")
	assert (doc.workflow_state, doc.docstatus) == ("W Done", 1)
	doc = apply_workflow(doc.as_dict(), "Stop")
	assert (doc.workflow_state, doc.docstatus) == ("W Off", 2) and actions(doc) == []
	notes = frappe.get_all(
		"Comment",
		{"reference_name": doc.name, "comment_type": "Workflow"},
		pluck="content",
		order_by="creation",
	)
	assert notes == ["W Review", "W Done", "W Off"]


@pytest.mark.parametrize("action", ["Approve", "Stop", "Nothing", "", "Send ", "<b>"])
def test_an_action_that_is_not_offered_changes_nothing(ctx: Context, action: str) -> None:
	doc = claim()
	with pytest.raises(frappe.WorkflowTransitionError):
		apply_workflow(doc, action)
	assert frappe.db.get_value("Claim", doc.name, ["workflow_state", "docstatus"]) == ("W Draft", 0)


@pytest.mark.parametrize(
	"doc",
	["", "text", "[]", "{}", '{"doctype": ["Claim"], "name": 1}', None, 5, {"doctype": "None", "name": "x"}],
)
def test_what_is_no_document_is_refused(ctx: Context, doc: Any) -> None:
	for act in (lambda: get_transitions(doc), lambda: apply_workflow(doc, "Send")):
		with pytest.raises(frappe.ValidationError):
			act()


def test_roles_and_rights_are_asked(ctx: Context) -> None:
	doc = claim()
	frappe.set_user("Guest")
	for act in (lambda: get_transitions(doc), lambda: apply_workflow(doc, "Send")):
		with pytest.raises((frappe.PermissionError, frappe.WorkflowTransitionError)):
			act()
	doc.reload().flags.ignore_permissions = True
	with pytest.raises(frappe.WorkflowTransitionError):
		apply_workflow(doc, "Send")


def test_nobody_approves_what_is_their_own(ctx: Context) -> None:
	doc = apply_workflow(claim(BOSS_USER), "Send")
	assert actions(doc) == ["Return"]
	with pytest.raises(frappe.ValidationError) as caught:
		apply_workflow(doc, "Approve")
	assert type(caught.value) is frappe.ValidationError
	frappe.set_user("Administrator")
	assert "Approve" in actions(doc)


def test_a_stale_form_takes_no_step(ctx: Context) -> None:
	doc = claim()
	form = doc.as_dict()
	doc.note = "changed"
	doc.save()
	with pytest.raises(frappe.TimestampMismatchError):
		apply_workflow(form, "Send")
	doc.note = "unsaved"
	assert apply_workflow(doc, "Send").note == "seen"


def test_a_save_is_held_to_the_transitions(ctx: Context) -> None:
	doc = claim()
	doc.workflow_state = "W Done"
	with pytest.raises(frappe.WorkflowPermissionError):
		doc.save()
	frappe.set_user("Administrator")
	for change in (
		{"workflow_state": "W Done"},
		{"workflow_state": "W Off"},
		{"docstatus": 1},
		{"workflow_state": "Nowhere"},
	):
		doc.reload().update(change)
		with pytest.raises((frappe.WorkflowPermissionError, frappe.LinkValidationError)):
			doc.save()
	doc.reload().flags.ignore_permissions = doc.flags.ignore_validate = True
	doc.workflow_state = "W Done"
	with pytest.raises(frappe.WorkflowPermissionError):
		doc.save()
	doc.reload().update({"workflow_state": "", "note": "b"})
	assert doc.save().workflow_state == "W Draft"
	doc.workflow_state = "W Review"
	assert doc.save().workflow_state == "W Review"
	doc.amount = 500
	doc.save()
	doc.submit()
	assert (doc.workflow_state, doc.docstatus) == ("W Done", 1)
	doc.cancel()
	assert doc.workflow_state == "W Off"


def test_a_broken_condition_opens_nothing(ctx: Context) -> None:
	frappe.db.sql("update `tabWorkflow Transition` set `condition` = 'doc.no.such > 1' where action = 'Send'")
	frappe.get_doc("Workflow", "Claims").save()
	doc = claim()
	assert actions(doc) == []
	with pytest.raises(frappe.WorkflowTransitionError):
		apply_workflow(doc, "Send")


@pytest.mark.parametrize(
	"broken",
	[
		{
			"transitions": [
				{**TRANSITIONS[0], "next_state": "W Draft"},
				{**TRANSITIONS[4], "next_state": "W Draft"},
			]
		},
		{"states": STATES[:1], "transitions": TRANSITIONS[:1]},
		{"states": [*STATES, STATES[0]]},
		{"transitions": [{**TRANSITIONS[0], "condition": "__import__('os')"}]},
		{"transitions": [{**TRANSITIONS[0], "condition": "doc.amount >"}]},
		{"document_type": "ToDo"},
		{"states": []},
	],
)
def test_a_workflow_that_cannot_be_is_refused(ctx: Context, broken: dict[str, Any]) -> None:
	with pytest.raises(frappe.ValidationError):
		workflow(**{"workflow_name": "Other", **broken}).insert()


def test_the_newest_active_workflow_holds(ctx: Context) -> None:
	workflow(workflow_name="Second", transitions=TRANSITIONS[1:]).insert()
	assert frappe.get_meta("Claim").get_workflow() == "Second"
	assert not frappe.db.get_value("Workflow", "Claims", "is_active")
	assert actions(claim()) == []
	frappe.set_user("Administrator")
	second = frappe.get_doc("Workflow", "Second")
	second.is_active = 0
	second.save()
	assert frappe.get_meta("Claim").get_workflow() is None
	assert claim(workflow_state="W Review").workflow_state == "W Review"


def test_a_renamed_state_or_role_stays_in_force(ctx: Context) -> None:
	assert actions(claim()) == ["Send"]
	frappe.set_user("Administrator")
	frappe.rename_doc("Workflow State", "W Draft", "W New", force=True)
	frappe.rename_doc("Role", "Boss", "Chief", force=True)
	assert claim().workflow_state == "W New"
	assert "Chief" in [row.role for row in frappe.get_meta("Claim").permissions]


def test_the_decision_is_pure() -> None:
	rows = tuple(_dict({"allow_self_approval": 1, **row}) for row in TRANSITIONS)
	flow = Workflow("w", "Claim", "state", tuple(map(_dict, STATES)), rows)
	assert flow.first_state() == "W Draft" and flow.first_state(2) == "W Off" and flow.state("none") is None
	given = [row.action for row in offered(flow, "W Review", {"Boss"}, True, lambda condition: False)]
	assert given == ["Return"]
	assert not offered(flow, "W Review", set(), False, lambda condition: True)


def test_a_state_that_documents_are_in_cannot_be_removed(ctx: Context) -> None:
	claim()
	apply_workflow(claim(), "Send")
	frappe.set_user("Administrator")
	doc = frappe.get_doc("Workflow", "Claims")
	doc.states = [row for row in doc.states if row.state != "W Review"]
	with pytest.raises(frappe.ValidationError, match=r"1 .* W Review.* W Done, W Draft"):
		doc.save()
	frappe.db.set_value("Claim", {"workflow_state": "W Review"}, "workflow_state", "W Draft")
	doc.reload().states.pop(1)
	doc.transitions = [row for row in doc.transitions if "W Review" not in (row.state, row.next_state)]
	doc.save()


def test_a_save_warns_of_what_cannot_work(ctx: Context) -> None:
	role("Nobody")
	doc = frappe.get_doc("Workflow", "Claims")
	frappe.clear_messages()
	doc.transitions[0].allowed = "Nobody"
	doc.save()
	told = {entry.message for entry in ctx.message_log if entry.indicator == "orange"}
	assert any("Nobody" in text and "Send" in text for text in told)
	assert [found["rule"] for found in soundness(json.dumps(doc.as_dict(), default=str))] == ["nobody", "own"]


def test_the_findings_are_for_administrators_and_tell_no_values(ctx: Context) -> None:
	claim(note="a secret")
	frappe.set_user("Administrator")
	sent = {"document_type": "Claim", "is_active": 1, "workflow_state_field": "note", "states": STATES}
	assert "secret" not in str(soundness(sent))
	for field_name in ("note` from tabUser; --", "nothing", ""):
		assert "gone" not in str(soundness({**sent, "workflow_state_field": field_name}))
	frappe.set_user(BOSS_USER)
	with pytest.raises(frappe.PermissionError):
		soundness(sent)
