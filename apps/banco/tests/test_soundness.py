"""What is wrong with a workflow, from its rows alone."""

from __future__ import annotations

from typing import Any

import pytest

from banco.workflow.soundness import TEXTS, Known, findings

PEOPLE = {"Clerk": ["ann", "bob"], "Boss": ["eve"], "Both": ["ann", "eve"], "Empty": []}


def state(name: str, **more: Any) -> dict[str, Any]:
	return {"state": name, "doc_status": "0", "allow_edit": "Clerk", **more}


def step(before: str, action: str, after: str, allowed: str = "Clerk", **more: Any) -> dict[str, Any]:
	row = {"state": before, "action": action, "next_state": after, "allowed": allowed}
	return {**row, "allow_self_approval": 1, **more}


STATES = [state("New"), state("Seen"), state("Done")]
STEPS = [step("New", "See", "Seen"), step("Seen", "Finish", "Done", "Boss")]


STYLES = {"Done": "Success"}


def told(states: list[Any] = STATES, steps: list[Any] = STEPS, **known: Any) -> set[tuple[str, str]]:
	"""The rule and the state of each finding."""
	facts = {
		"people": PEOPLE,
		"styles": STYLES,
		"counts": {},
		"is_submittable": False,
		**known,
	}
	found = findings({"states": states, "transitions": steps}, Known(**facts))
	assert [TEXTS[entry["rule"]][0] for entry in found] == [entry["level"] for entry in found]
	return {(entry["rule"], entry["state"]) for entry in found}


def test_a_sound_workflow_has_no_findings() -> None:
	assert told() == set()
	assert findings({}, Known({}, {}, {}, False)) == []
	assert told([*STATES, {"state": None}], [*STEPS, {"action": "See"}, {"state": "New"}]) == set()


@pytest.mark.parametrize(
	("states", "steps", "known", "expected"),
	[
		([*STATES, state("Lost")], STEPS, {}, {("unreached", "Lost"), ("stuck", "Lost")}),
		([*STATES, state("Lost")], [*STEPS, step("Seen", "Lose", "Lost")], {}, {("stuck", "Lost")}),
		# Two states that lead to each other only are reached from nowhere.
		(
			[*STATES, state("A"), state("B")],
			[*STEPS, step("A", "Go", "B"), step("B", "Back", "A")],
			{},
			{("unreached", "A"), ("unreached", "B")},
		),
		# Where documents are, something puts them, and what follows is reached through them.
		(
			[*STATES, state("A"), state("B")],
			[*STEPS, step("A", "Go", "B"), step("B", "Back", "A")],
			{"counts": {"A": 2}},
			set(),
		),
		(
			[*STATES, state("A")],
			[*STEPS, step("A", "Go", "Done")],
			{"counts": {"A": 2, "New": 1}},
			set(),
		),
		(STATES, STEPS, {"styles": {}}, {("stuck", "Done")}),
		([*STATES[:2], state("Done", is_optional_state=1)], STEPS, {"styles": {}}, set()),
		([*STATES[:2], state("Done", doc_status="1")], STEPS, {"is_submittable": True, "styles": {}}, set()),
		([*STATES[:2], state("Done", doc_status="1")], STEPS, {}, {("standing", "Done")}),
		(
			[state("New", doc_status="1"), state("Seen"), STATES[2]],
			STEPS,
			{"is_submittable": True},
			{("way", "New"), ("unreached", "New")},
		),
		([*STATES[:2], state("Done", allow_edit="Empty")], STEPS, {}, {("no editor", "Done")}),
		(STATES, [STEPS[0], step("Seen", "Finish", "Done", "Empty")], {}, {("nobody", "Seen")}),
		(STATES, [STEPS[0], step("Seen", "Finish", "Done", "Unknown")], {}, {("nobody", "Seen")}),
		(
			STATES,
			[STEPS[0], step("Seen", "Finish", "Done", "Boss", allow_self_approval=0)],
			{},
			{("own", "Seen")},
		),
		(STATES, [STEPS[0], step("Seen", "Finish", "Done", "Clerk", allow_self_approval=0)], {}, set()),
		([*STATES, STATES[0]], STEPS, {}, {("twice", "New")}),
		(STATES, [*STEPS, step("Seen", "Drop", "Nowhere")], {}, {("unlisted", "Seen")}),
		(
			STATES,
			[STEPS[0], step("Seen", "Finish", "Done", condition="doc.amount >")],
			{},
			{("condition", "Seen")},
		),
		(STATES, STEPS, {"counts": {"Old": 3}}, {("gone", "Old")}),
	],
)
def test_each_fault_is_found(
	states: list[Any], steps: list[Any], known: dict[str, Any], expected: set[tuple[str, str]]
) -> None:
	assert told(states, steps, **known) == expected


@pytest.mark.parametrize(
	("other", "is_doubled"),
	[
		(step("Seen", "Finish", "New", "Boss"), True),
		(step("Seen", "Finish", "Done", "Boss"), True),  # the same row again
		(step("Seen", "Finish", "New", "Both"), True),  # eve has both roles
		(step("Seen", "Finish", "Done", "Both"), False),  # it does not matter which row she takes
		(step("Seen", "Finish", "New", "Clerk"), False),  # nobody has both roles
		(step("Seen", "Return", "New", "Boss"), False),
		(step("Seen", "Finish", "New", "Boss", condition="doc.amount > 5"), True),  # the other has none
	],
)
def test_the_same_action_twice(other: dict[str, Any], is_doubled: bool) -> None:
	assert (("doubled", "Seen") in told(STATES, [*STEPS, other])) is is_doubled


def test_conditions_that_differ_keep_equal_actions_apart() -> None:
	rows = [step("Seen", "Finish", after, condition=f"doc.n {sign} 5") for after, sign in (("Done", ">"), ("New", "<="))]  # fmt: skip
	assert told(STATES, [STEPS[0], *rows]) == set()


def test_documents_of_a_removed_state_are_counted_and_shown_a_way() -> None:
	known = Known(PEOPLE, STYLES, {"Old": 3}, False)
	steps = [*STEPS, step("Old", "Go", "Gone"), step("Old", "Look", "Seen")]
	message = next(found["message"] for found in findings({"states": STATES, "transitions": steps}, known))
	assert "3" in message and "Old" in message and "Seen" in message and "Gone" not in message


def test_markup_in_names_stays_text() -> None:
	name = "<img src=x onerror=alert(1)>"
	found = findings(
		{"states": [*STATES, state(name)], "transitions": STEPS}, Known(PEOPLE, STYLES, {}, False)
	)
	assert found and all("<" not in entry["message"] for entry in found)
