"""Which transitions a workflow offers: pure, from its rows and what is known of the user and the document."""

from collections.abc import Callable, Collection
from typing import NamedTuple

from banco.types import _dict


class Workflow(NamedTuple):
	"""An active workflow: rows of its states and transitions in their order."""

	name: str
	doctype: str
	state_field: str
	states: tuple[_dict, ...]
	transitions: tuple[_dict, ...]

	def state(self, name: str | None) -> _dict | None:
		"""The row of a state."""
		return next((state for state in self.states if state.state == name), None)

	def first_state(self, docstatus: int = 0) -> str:
		"""Where a document of that standing begins."""
		return next(
			(s.state for s in self.states if int(s.doc_status or 0) == docstatus), self.states[0].state
		)


Asked = Callable[[str], bool]


def offered(
	workflow: Workflow, state: str, roles: Collection[str], is_own: bool, holds: Asked
) -> list[_dict]:
	"""The transitions out of `state` for a user of these roles, on a document that is their own or not.

	`holds` evaluates a transition's condition.
	"""
	return [row for row in possible(workflow, state, roles, holds) if row.allow_self_approval or not is_own]


def possible(workflow: Workflow, state: str, roles: Collection[str], holds: Asked) -> list[_dict]:
	"""The same whoever owns the document."""
	return [
		row
		for row in workflow.transitions
		if row.state == state and row.allowed in roles and (not row.condition or holds(row.condition))
	]
