"""What is wrong with a workflow: pure, from its rows (saved or not) and what is known of people and documents.

An `error` would leave documents without a way on and is refused at save; a `warning` is told.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Any, NamedTuple

from banco.numbers import cint
from banco.sandbox import is_valid_expression
from banco.text import escape_html
from banco.translate import _, lazy

# (standing now, standing of the next state): how the document gets there.
WAYS = {(0, 0): "save", (0, 1): "submit", (1, 1): "save", (1, 2): "cancel"}
# A state of these colours is meant as an end: documents may stay in it.
CLOSING = ("Success", "Danger", "Inverse")
# Level and text; {0} is the state, {1} the action, {2} the next state, {3} the role, {4} what else is meant.
TEXTS = {
	"twice": ("error", lazy("The state {0} may be listed once only")),
	"standing": ("error", lazy("{0}: these documents cannot be submitted, give the state document status 0")),
	"gone": ("error", lazy("{4} documents are in the state {0}: move them to {2} first, or keep the state")),
	"unlisted": ("error", lazy("The action {1} names {4}, which is not among the states")),
	"way": ("error", lazy("The action {1}: a document cannot go from {0} to {2} with their document status")),
	"condition": ("error", lazy("The condition of the action {1} cannot be read: {4}")),
	"unreached": ("warning", lazy("No action leads to the state {0}: add one, or remove the state")),
	"stuck": ("warning", lazy("The state {0} cannot be left: add an action, or a closing colour if it is an end")),
	"no editor": ("warning", lazy("Nobody can edit in the state {0}: no enabled user has the role {3}")),
	"nobody": ("warning", lazy("Nobody can take {1} in the state {0}: no enabled user has the role {3}")),
	"own": ("warning", lazy("Only {4} can take {1}, and not on documents of their own: nobody can there")),
	"doubled": ("warning", lazy("{1} stands twice in the state {0} for the same people: the first row counts")),
}  # fmt: skip
Row = Mapping[str, Any]
# Key of the text, then its values.
Found = Iterator[tuple[str, tuple[Any, ...]]]


class Known(NamedTuple):
	"""Role -> enabled users; state -> colour; state -> documents in it."""

	people: Mapping[str, Collection[str]]
	styles: Mapping[str, str]
	counts: Mapping[str, int]
	is_submittable: bool


def findings(workflow: Mapping[str, Any], known: Known) -> list[dict[str, Any]]:
	"""Each finding as {level, rule, message (safe HTML), state, action}, errors first.

	Rows that are not filled in yet are passed over.
	"""
	states = [row for row in workflow.get("states") or () if row.get("state")]
	steps = [row for row in workflow.get("transitions") or () if row.get("state") and row.get("next_state")]
	listed = []
	for key, values in dict.fromkeys((*_of_states(states, steps, known), *_of_steps(states, steps, known))):
		message = str(TEXTS[key][1]).format(*(escape_html(_(value or "")) for value in values))
		found = {"level": TEXTS[key][0], "rule": key, "message": message}
		listed.append(found | {"state": values[0], "action": values[1]})
	return sorted(listed, key=lambda found: found["level"])


def _of_states(states: list[Row], steps: list[Row], known: Known) -> Found:
	names = [row["state"] for row in states]
	first = next((row["state"] for row in states if not cint(row.get("doc_status"))), "")
	reached = _reached({first, *known.counts}, steps)
	for row in states:
		name, standing, editor = row["state"], cint(row.get("doc_status")), row.get("allow_edit")
		is_end = standing or row.get("is_optional_state") or known.styles.get(name) in CLOSING
		faults = {
			"twice": names.count(name) > 1,
			"standing": standing and not known.is_submittable,
			"unreached": name not in reached,
			"stuck": not is_end and all(step["state"] != name for step in steps),
			"no editor": editor and not known.people.get(editor),
		}
		yield from ((key, (name, "", "", editor)) for key, is_so in faults.items() if is_so)
	for name, count in known.counts.items():
		if name not in names:
			ways = [
				step["next_state"] for step in steps if step["state"] == name and step["next_state"] in names
			]
			yield "gone", (name, "", ", ".join(map(_, dict.fromkeys(ways or names[:1]))), "", count)


def _of_steps(states: list[Row], steps: list[Row], known: Known) -> Found:
	standing = {row["state"]: cint(row.get("doc_status")) for row in states}
	for place, step in enumerate(steps):
		state, after, role = step["state"], step["next_state"], step.get("allowed")
		people = known.people.get(role or "", ())
		missing = next((name for name in (state, after) if name not in standing), "")
		# What is wrong, or whom it is about; nothing where the row is sound.
		faults = {
			"unlisted": missing,
			"way": not missing and (standing[state], standing[after]) not in WAYS,
			"condition": step.get("condition") and is_valid_expression(step["condition"]),
			"nobody": role and not people,
			"own": len(people) == 1 and not step.get("allow_self_approval") and next(iter(people)),
			"doubled": any(_meet(step, other, known) for other in steps[:place]),
		}
		yield from (
			(key, (state, step.get("action"), after, role, what)) for key, what in faults.items() if what
		)


def _meet(step: Row, other: Row, known: Known) -> bool:
	"""Whether one person may find both rows open on one document, and it matters which is taken."""
	if (step["state"], step.get("action")) != (other["state"], other.get("action")):
		return False
	one, two = (set(known.people.get(row.get("allowed") or "", ())) for row in (step, other))
	conditions = {str(row.get("condition") or "").strip() for row in (step, other)}
	differ = step["next_state"] != other["next_state"] and not one.isdisjoint(two)
	return (differ or step.get("allowed") == other.get("allowed")) and (
		len(conditions) == 1 or "" in conditions
	)


def _reached(found: set[str], steps: list[Row]) -> set[str]:
	while more := {step["next_state"] for step in steps if step["state"] in found} - found:
		found |= more
	return found
