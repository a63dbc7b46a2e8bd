"""What differs between two states of a document. A state holds its values by field, and the rows of its
tables as lists of such values. Pure: no database, no framework.
"""

from collections.abc import Mapping
from typing import Any

State = Mapping[str, Any]
# As the host's own history keeps them: `changed` [field, old, new], `added` and `removed` [table, row],
# `row_changed` [table, index, row before, [[field, old, new]]].
Differences = dict[str, list[Any]]


def differences(before: State, after: State) -> Differences:
	"""What changed from one state to the other; empty when nothing did."""
	found: Differences = {"changed": [], "added": [], "removed": [], "row_changed": []}
	for field in dict.fromkeys((*before, *after)):
		old, new = before.get(field), after.get(field)
		if isinstance(old, list) or isinstance(new, list):
			_compare_rows(field, old or [], new or [], found)
		elif (old or None) != (new or None):
			found["changed"].append([field, old, new])
	return {kind: entries for kind, entries in found.items() if entries}


def _compare_rows(
	table: str, before: list[dict[str, Any]], after: list[dict[str, Any]], found: Differences
) -> None:
	"""Rows are told apart by what they say: a client that sends a table again gives its rows new names."""
	left = [row for row in before if row not in after]
	right = [row for row in after if row not in before]
	for row in left:
		other = min(right, key=lambda new: len(_changed(row, new)), default=None)
		if other is not None and 2 * len(_changed(row, other)) <= len(row):
			right.remove(other)
			found["row_changed"].append([table, after.index(other), row, _changed(row, other)])
		else:
			found["removed"].append([table, row])
	found["added"] += [[table, row] for row in right]


def _changed(before: State, after: State) -> list[list[Any]]:
	return [
		[field, before.get(field), after.get(field)]
		for field in dict.fromkeys((*before, *after))
		if (before.get(field) or None) != (after.get(field) or None)
	]
