"""No way around a workflow: a save that changes the state, or the standing, must be one of its transitions."""

from typing import Any

from banco.context import current
from banco.document.problems import refuse, shown
from banco.errors import WorkflowPermissionError
from banco.messages import throw
from banco.translate import _
from banco.workflow.apply import allowed, state_of
from banco.workflow.load import workflow_of


def start(doc: Any) -> None:
	"""Put a new document into the first state. Raises WorkflowPermissionError when it names another, or
	would be submitted at once."""
	workflow = workflow_of(doc.doctype)
	if workflow is None or current().flags.in_install:
		return
	first = workflow.first_state()
	given = doc.get(workflow.state_field) or first
	if given != first or doc.docstatus:
		_refuse(doc, workflow.state_field, first, given if given != first else _("Submitted"))
	doc.set(workflow.state_field, first)


def check(doc: Any) -> None:
	"""Raises WorkflowPermissionError for a change of state or standing that the user has no transition for."""
	workflow = workflow_of(doc.doctype)
	if workflow is None or doc.flags.in_workflow_action:
		return
	before = doc._before
	field = workflow.state_field
	state, wanted = state_of(before, workflow), doc.get(field)
	if not wanted:
		doc.set(field, before.get(field) or state)
		wanted = doc.get(field)
	if wanted == before.get(field) and doc.docstatus == before.docstatus:
		return
	for row in allowed(before, workflow):
		after = workflow.state(row.next_state)
		if after is None or int(after.doc_status or 0) != doc.docstatus:
			continue
		if wanted in (row.next_state, before.get(field)):
			doc.set(field, row.next_state)
			return
	_refuse(doc, field, state, wanted)


def _refuse(doc: Any, field: str, state: str, wanted: Any) -> None:
	message = _("the workflow does not let you go from {0} to {1}").format(_(state), shown(_(wanted)))
	found = doc._meta.get_field(field)
	if found is None:
		throw(message, WorkflowPermissionError)
	refuse(doc, found, message, WorkflowPermissionError)
